//! Where a program's WASM is: in its own code, or in fragments that its root names.

use revm::{
    Database,
    context::{ContextTr, JournalTr},
    primitives::{Address, B256, Bytes, KECCAK_EMPTY, keccak256},
};

use super::{
    activation::database,
    arb_wasm::ArbWasm,
    call::{COPY_WORD, Call, Failure},
    parameters::Parameters,
};
use crate::{
    exec::evm::ArbContext,
    stylus::format::{self, FormatError, Kind, Root},
};

const COLD: u64 = 2_600;
const WARM: u64 = 100;
/// Words of the longest fragment, EIP-170.
const LONGEST_FRAGMENT: u64 = 24_576 / 32;

/// A program's code and its fragments' codes.
pub(crate) struct Source {
    /// What compiled programs are kept by: the codehash, or for a root the hash of all codehashes.
    pub(crate) key: B256,
    code: Bytes,
    root: Option<(Root, Vec<Bytes>)>,
}

impl Source {
    fn classic(codehash: B256, code: Bytes) -> Self {
        Self {
            key: codehash,
            code,
            root: None,
        }
    }

    fn fragmented(codehash: B256, code: Bytes, root: Root, parts: Vec<(B256, Bytes)>) -> Self {
        let hashes: Vec<u8> = std::iter::once(codehash)
            .chain(parts.iter().map(|(hash, _)| *hash))
            .flat_map(|hash| hash.0)
            .collect();
        Self {
            key: keccak256(hashes),
            code,
            root: Some((root, parts.into_iter().map(|(_, code)| code).collect())),
        }
    }

    /// The WASM, of at most `limit` bytes if the program is whole; a root says how many there are.
    ///
    /// # Errors
    /// [`FormatError`].
    pub(crate) fn wasm(&self, limit: usize) -> Result<Vec<u8>, FormatError> {
        match &self.root {
            None => format::wasm(&self.code, limit),
            Some((root, parts)) => root.wasm(parts.iter().map(|part| &part[..])),
        }
    }
}

/// The source of an active program. Nothing is charged, and no account becomes warm.
///
/// # Errors
/// [`FormatError`] inside, for a root that cannot be read; the database's outside.
pub(crate) fn of_active<DB: Database>(
    context: &mut ArbContext<DB>,
    codehash: B256,
    code: Bytes,
) -> Result<Result<Source, FormatError>, DB::Error> {
    if format::kind(&code, context.chain.settings.arbos) != Some(Kind::Root) {
        return Ok(Ok(Source::classic(codehash, code)));
    }
    let root = match Root::read(&code) {
        Ok(root) => root,
        Err(error) => return Ok(Err(error)),
    };
    let mut parts = Vec::with_capacity(root.fragments.len());
    for fragment in &root.fragments {
        parts.push(peek(context, *fragment)?);
    }
    Ok(Ok(Source::fragmented(codehash, code, root, parts)))
}

/// An account's codehash and code, without a trace in the journal.
fn peek<DB: Database>(
    context: &mut ArbContext<DB>,
    address: Address,
) -> Result<(B256, Bytes), DB::Error> {
    let known = context
        .journaled_state
        .inner
        .state
        .get(&address)
        .map(|account| account.info.clone());
    let info = match known {
        Some(info) => info,
        None => context.db_mut().basic(address)?.unwrap_or_default(),
    };
    let code = match info.code {
        Some(code) => code,
        None if info.code_hash == KECCAK_EMPTY => Default::default(),
        None => context.db_mut().code_by_hash(info.code_hash)?,
    };
    Ok((info.code_hash, code.original_bytes()))
}

/// The source of a program that is to be activated: fragments are paid for like `EXTCODECOPY`.
pub(super) fn of_candidate<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    (codehash, code): (B256, Bytes),
    parameters: &Parameters,
) -> Result<Source, Failure> {
    let arbos = context.chain.settings.arbos;
    let reverted = || Failure::Revert(Bytes::new());
    match format::kind(&code, arbos) {
        Some(Kind::Classic) => return Ok(Source::classic(codehash, code)),
        Some(Kind::Root) => {}
        // Fragments are activated through their root.
        Some(Kind::Fragment) => return Err(reverted()),
        None if code.is_empty() || format::has_fragments(arbos) => {
            return Err(Failure::error(ArbWasm::ProgramNotWasm {}));
        }
        None => return Err(reverted()),
    }
    let root = Root::read(&code).map_err(|_| reverted())?;
    let limit = usize::from(parameters.fragments);
    let count = root.fragments.len();
    if root.length > parameters.wasm_size as usize || count == 0 || count > limit {
        return Err(reverted());
    }
    let mut parts = Vec::with_capacity(count);
    for fragment in &root.fragments {
        parts.push(read(context, call, *fragment)?);
    }
    Ok(Source::fragmented(codehash, code, root, parts))
}

/// Reads a fragment. Whoever reads must be able to pay for the longest one, and pays for this one.
fn read<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    address: Address,
) -> Result<(B256, Bytes), Failure> {
    let account = context
        .journal_mut()
        .load_account_with_code(address)
        .map_err(database)?;
    let touch = if account.is_cold { COLD } else { WARM };
    let code = account
        .info
        .code
        .as_ref()
        .map(|code| code.original_bytes())
        .unwrap_or_default();
    let hash = account.info.code_hash;
    if call.gas_left() < touch + COPY_WORD * LONGEST_FRAGMENT {
        return Err(Failure::OutOfGas);
    }
    call.burn(touch + COPY_WORD * (code.len() as u64).div_ceil(32))?;
    Ok((hash, code))
}
