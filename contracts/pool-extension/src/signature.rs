//! Signed authorisations (EIP-712, ERC-1271) and tokens' permits (ERC-2612).

use alloy_primitives::{Address, B256, U256, b256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{call, convert::wide, dispatch::Output, guard, signature};
use ballast_pool_state::{
    IPool,
    error::{Failure, Result, about},
    layout::Key,
};
use stylus_sdk::prelude::*;

use crate::Extension;

/// Of the domain.
pub(crate) const NAME: &[u8] = b"Ballast Pool";
/// keccak256("Authorization(address account,address manager,bool authorised,uint256 nonce,uint256 deadline)").
pub(crate) const AUTHORIZATION_TYPE: B256 =
    b256!("7462cc1b5199e616a2b119cc0d526e17bc06375d493738b1563b2377a64b8678");

/// `permit(address,address,uint256,uint256,uint8,bytes32,bytes32)`.
const PERMIT: [u8; 4] = [0xd5, 0x05, 0xac, 0xcf];
/// `allowance(address,address)`.
const ALLOWANCE: [u8; 4] = [0xdd, 0x62, 0xed, 0x3e];

/// What an account signs.
pub(crate) struct Authorization {
    pub(crate) account: Address,
    pub(crate) manager: Address,
    pub(crate) authorised: bool,
    pub(crate) deadline: U256,
}

impl Extension {
    /// `IPool.domainSeparator`: by the chain's id of this moment, so that no signature holds on another branch of it.
    #[inline(never)]
    pub(crate) fn domain_separator(&self) -> B256 {
        signature::domain_separator(self.vm(), NAME)
    }

    /// `IPool.setAuthorizationWithSig`.
    #[inline(never)]
    pub(crate) fn set_authorization_signed(
        &mut self,
        wanted: Authorization,
        bytes: &[u8],
    ) -> Result<()> {
        let Authorization {
            account,
            manager,
            authorised,
            deadline,
        } = wanted;
        if U256::from(self.vm().block_timestamp()) > deadline {
            let mut refusal = Output::selected(IPool::SignatureExpired::SELECTOR);
            return Err(Failure(refusal.word(deadline).done()));
        }
        let nonce = self.word_at(Key::nonce(&account));
        let mut signed = Output::event(&AUTHORIZATION_TYPE);
        signed
            .address(&account)
            .address(&manager)
            .number(u64::from(authorised))
            .word(nonce)
            .word(deadline);
        let digest = signature::digest(self.vm(), &self.domain_separator(), &signed);
        if !signature::has_signed(self.vm(), &account, &digest, bytes) {
            return Err(about(IPool::InvalidSignature::SELECTOR, &account));
        }
        self.use_nonce(account);
        self.authorise(&account, &manager, authorised);
        Ok(())
    }

    /// Makes signatures with an account's present nonce worth nothing.
    #[inline(never)]
    pub(crate) fn use_nonce(&mut self, account: Address) {
        let next = self.word_at(Key::nonce(&account)).wrapping_add(wide(1));
        self.put(Key::nonce(&account), next);
        Output::event(&IPool::NonceUsed::SIGNATURE_HASH)
            .address(&account)
            .word(next)
            .emit(self.vm(), 1);
    }

    /// `IPool.permit`; `terms` are the deadline, v, r and s.
    #[inline(never)]
    pub(crate) fn permit(&mut self, asset: Address, amount: U256, terms: [U256; 4]) -> Result<()> {
        guard::enter(self.vm())?;
        self.config(&asset)?;
        let vm = self.vm().clone();
        let (owner, this) = (vm.msg_sender(), vm.contract_address());
        let mut arguments = Output::selected(PERMIT);
        arguments.address(&owner).address(&this).word(amount);
        for term in terms {
            arguments.word(term);
        }
        // Somebody may have sent it first: what counts is what may be pulled.
        let _sent_before = call::write(&vm, self, asset, arguments.data());
        let mut question = Output::selected(ALLOWANCE);
        let answer = call::read(&vm, asset, question.address(&owner).address(&this).data()).ok();
        match answer.and_then(|words| words.get(0)) {
            Some(allowance) if allowance >= amount => Ok(()),
            _ => Err(about(IPool::PermitFailed::SELECTOR, &asset)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::keccak256;

    #[test]
    fn constants_are_what_they_say() {
        let signed = "Authorization(address account,address manager,bool authorised,uint256 nonce,uint256 deadline)";
        assert_eq!(keccak256(signed), AUTHORIZATION_TYPE);
        let selector = |text: &str| keccak256(text)[..4].to_vec();
        let permit = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)";
        assert_eq!(selector(permit), PERMIT);
        assert_eq!(selector("allowance(address,address)"), ALLOWANCE);
    }
}
