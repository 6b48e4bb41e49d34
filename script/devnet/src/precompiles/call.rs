//! Rules that all of Arbitrum's precompiles share.

use alloy::sol_types::SolError;
use revm::{
    Database,
    context::{ContextTr, JournalTr},
    interpreter::{CallInputs, CallScheme},
    primitives::{Address, B256, Bytes, Log, LogData, U256, keccak256},
};

use crate::exec::evm::ArbContext;

/// Gas per word of arguments and of results.
pub(super) const COPY_WORD: u64 = 3;
/// Gas of opening ArbOS state.
const OPEN: u64 = 800;
/// Gas of reading a slot of ArbOS.
pub(super) const READ: u64 = 800;
/// Gas of reading the parameters of Stylus, which ArbOS takes for warm.
pub(super) const PARAMETERS: u64 = 100;
/// Gas of asking ArbOS for a codehash.
pub(super) const CODEHASH: u64 = 2_600;
/// Gas of writing a slot of ArbOS.
const WRITE: u64 = 20_000;
/// Gas of writing zero.
const WRITE_ZERO: u64 = 5_000;
const LOG: u64 = 375;
const LOG_TOPIC: u64 = 375;
const LOG_BYTE: u64 = 8;

/// How a method fails.
#[derive(Debug)]
pub(super) enum Failure {
    /// With data; unspent gas is kept.
    Revert(Bytes),
    /// All gas is gone.
    Burn,
    /// The gas did not suffice.
    OutOfGas,
    /// All gas is gone, and the caller should be told why.
    Notice(String),
    /// The database failed.
    Database(String),
}

impl Failure {
    /// A Solidity error.
    pub(super) fn error(error: impl SolError) -> Self {
        Failure::Revert(error.abi_encode().into())
    }
}

/// Encoded result of a method.
pub(super) type Answer = Result<Bytes, Failure>;

/// What a method does to state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mutability {
    /// Computes.
    Pure,
    /// Reads.
    View,
    /// Writes.
    Write,
    /// Writes and takes value.
    Payable,
}

/// One call of a precompile.
pub(super) struct Call {
    /// Arguments with their selector.
    pub(super) data: Bytes,
    /// Who calls.
    pub(super) caller: Address,
    /// The precompile.
    pub(super) address: Address,
    /// Wei sent.
    pub(super) value: U256,
    /// Whether state must not change.
    pub(super) is_static: bool,
    borrowed: bool,
    supplied: u64,
    gas: u64,
}

impl Call {
    /// Reads revm's inputs.
    pub(super) fn new(inputs: &CallInputs, data: Bytes) -> Self {
        Self {
            data,
            caller: inputs.caller,
            address: inputs.bytecode_address,
            value: inputs.call_value(),
            is_static: inputs.is_static,
            borrowed: matches!(
                inputs.scheme,
                CallScheme::DelegateCall | CallScheme::CallCode
            ),
            supplied: inputs.gas_limit,
            gas: inputs.gas_limit,
        }
    }

    /// Gas not spent yet.
    pub(super) fn gas_left(&self) -> u64 {
        self.gas
    }

    /// Takes back all that was spent: owners do not pay.
    pub(super) fn restore_gas(&mut self) {
        self.gas = self.supplied;
    }

    /// Spends gas.
    pub(super) fn burn(&mut self, gas: u64) -> Result<(), Failure> {
        self.gas = self.gas.checked_sub(gas).ok_or(Failure::OutOfGas)?;
        Ok(())
    }

    /// Applies the common rules, once the method is known: no context but its own, no writing in static calls, no
    /// value where none is taken; each breach burns all gas. Then charges for arguments and for opening the state.
    pub(super) fn admit(&mut self, mutability: Mutability) -> Result<(), Failure> {
        let writes = matches!(mutability, Mutability::Write | Mutability::Payable);
        let pays = !self.value.is_zero() && mutability != Mutability::Payable;
        let is_pure = mutability == Mutability::Pure;
        if (self.borrowed && !is_pure) || (self.is_static && writes) || pays {
            return Err(Failure::Burn);
        }
        let words = (self.data.len().saturating_sub(4) as u64).div_ceil(32);
        self.burn(COPY_WORD * words + if is_pure { 0 } else { OPEN })
    }

    /// Charges for the result and returns it.
    pub(super) fn answer(&mut self, output: Vec<u8>) -> Answer {
        self.pay_for_result(output.len())?;
        Ok(output.into())
    }

    /// Charges for data that is returned, of errors too.
    pub(super) fn pay_for_result(&mut self, bytes: usize) -> Result<(), Failure> {
        self.burn(COPY_WORD * (bytes as u64).div_ceil(32))
    }

    /// Emits an event of the precompile.
    pub(super) fn log<DB: Database>(
        &mut self,
        context: &mut ArbContext<DB>,
        data: LogData,
    ) -> Result<(), Failure> {
        let topics = data.topics().len() as u64;
        self.burn(LOG + LOG_TOPIC * topics + LOG_BYTE * data.data.len() as u64)?;
        self.emit(context, data);
        Ok(())
    }

    /// Emits an event that nobody pays for.
    pub(super) fn emit<DB: Database>(&self, context: &mut ArbContext<DB>, data: LogData) {
        context.journal_mut().log(Log {
            address: self.address,
            data,
        });
    }

    /// Reads a slot of a precompile's account, at the price of ArbOS.
    pub(super) fn read<DB: Database>(
        &mut self,
        context: &mut ArbContext<DB>,
        account: Address,
        slot: U256,
    ) -> Result<U256, Failure> {
        self.burn(READ)?;
        read(context, account, slot).map_err(|error| Failure::Database(error.to_string()))
    }

    /// Writes a slot of a precompile's account, at the price of ArbOS.
    pub(super) fn write<DB: Database>(
        &mut self,
        context: &mut ArbContext<DB>,
        account: Address,
        slot: U256,
        value: U256,
    ) -> Result<(), Failure> {
        self.burn(if value.is_zero() { WRITE_ZERO } else { WRITE })?;
        write(context, account, slot, value).map_err(|error| Failure::Database(error.to_string()))
    }
}

/// Reads a slot without charging.
pub(super) fn read<DB: Database>(
    context: &mut ArbContext<DB>,
    account: Address,
    slot: U256,
) -> Result<U256, DB::Error> {
    let journal = context.journal_mut();
    journal.load_account(account)?;
    Ok(journal.sload(account, slot)?.data)
}

/// Writes a slot without charging.
pub(super) fn write<DB: Database>(
    context: &mut ArbContext<DB>,
    account: Address,
    slot: U256,
    value: U256,
) -> Result<(), DB::Error> {
    let journal = context.journal_mut();
    journal.load_account(account)?;
    journal.touch_account(account);
    journal.sstore(account, slot, value)?;
    Ok(())
}

/// Slot of a named variable.
pub(super) fn slot(name: &str) -> U256 {
    U256::from_be_bytes(keccak256(name).0)
}

/// Slot of an entry of a named table.
pub(super) fn entry(name: &str, key: B256) -> U256 {
    U256::from_be_bytes(keccak256([name.as_bytes(), key.as_slice()].concat()).0)
}
