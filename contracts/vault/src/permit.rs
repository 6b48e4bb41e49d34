//! Allowances by signature: ERC-2612, and ERC-1271 for accounts that are contracts.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256, b256};
use alloy_sol_types::SolError;
use ballast_common::{
    dispatch::{Input, Output},
    revert::{Failure, Result},
    signature,
};
use stylus_sdk::prelude::*;

use crate::{Vault, program::IVault};

/// keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)").
pub(crate) const PERMIT_TYPE: B256 =
    b256!("6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9");

/// What is permitted.
pub(crate) struct Permit {
    owner: Address,
    spender: Address,
    value: U256,
    deadline: U256,
}

/// By whose key, and, where the owner may be a contract, as it came.
pub(crate) struct Signature<'a> {
    v: u8,
    r: U256,
    s: U256,
    bytes: Option<&'a [u8]>,
}

impl Permit {
    #[inline(never)]
    pub(crate) fn read(input: &mut Input) -> Self {
        Self {
            owner: input.address(),
            spender: input.address(),
            value: input.word(),
            deadline: input.word(),
        }
    }
}

impl<'a> Signature<'a> {
    /// The arguments v, r and s.
    pub(crate) fn read(input: &mut Input) -> Self {
        Self {
            v: input.number(255) as u8,
            r: input.word(),
            s: input.word(),
            bytes: None,
        }
    }

    /// The argument `bytes`.
    pub(crate) fn of_bytes(input: &mut Input<'a>) -> Self {
        let bytes = input.bytes();
        let (v, r, s) = signature::parts(bytes);
        Self {
            v,
            r,
            s,
            bytes: Some(bytes),
        }
    }
}

impl Vault {
    /// `IVault.DOMAIN_SEPARATOR`.
    pub(crate) fn domain_separator(&self) -> B256 {
        signature::domain_separator(self.vm(), &text(self.name.get()))
    }

    /// What is signed.
    fn digest(&self, permit: &Permit, nonce: U256) -> B256 {
        let mut message = Output::event(&PERMIT_TYPE);
        message
            .address(&permit.owner)
            .address(&permit.spender)
            .word(permit.value)
            .word(nonce)
            .word(permit.deadline);
        signature::digest(self.vm(), &self.domain_separator(), &message)
    }

    /// `IVault.permit`.
    #[inline(never)]
    pub(crate) fn permit(&mut self, permit: &Permit, by: &Signature) -> Result<()> {
        if U256::from(self.vm().block_timestamp()) > permit.deadline {
            let mut refusal = Output::selected(IVault::ERC2612ExpiredSignature::SELECTOR);
            return Err(Failure(refusal.word(permit.deadline).done()));
        }
        let owner = permit.owner;
        let nonce = self.nonces.get(owner);
        let digest = self.digest(permit, nonce);
        let signer = signature::signer(self.vm(), &digest, by.v, by.r, by.s);
        let accepted = |bytes| signature::accepted(self.vm(), &owner, &digest, bytes);
        if (signer != owner || owner.is_zero()) && !by.bytes.is_some_and(accepted) {
            let mut refusal = Output::selected(IVault::ERC2612InvalidSigner::SELECTOR);
            return Err(Failure(refusal.address(&signer).address(&owner).done()));
        }
        self.nonces
            .setter(owner)
            .set(nonce.wrapping_add(U256::from(1)));
        self.allow(&owner, &permit.spender, permit.value)
    }
}

/// A text of at most 32 bytes, without the zeros behind it.
pub(crate) fn text(word: U256) -> Vec<u8> {
    let bytes = word.to_be_bytes::<32>();
    bytes.into_iter().take_while(|byte| *byte != 0).collect()
}

/// A text, encoded.
pub(crate) fn one_text(word: U256) -> Vec<u8> {
    let text = text(word);
    Output::new()
        .number(32)
        .number(text.len() as u64)
        .bytes(&text)
        .done()
}
