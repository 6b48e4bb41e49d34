//! Signed authorisations (EIP-712, ERC-1271) and tokens' permits (ERC-2612).

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256, address, b256, keccak256, uint};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    call,
    convert::{address_word, wide},
    dispatch::Output,
    guard,
};
use ballast_pool_state::{
    IPool,
    error::{Failure, Result, about},
    layout::Key,
};
use stylus_sdk::prelude::*;

use crate::Extension;

/// keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)").
pub(crate) const DOMAIN_TYPE: B256 =
    b256!("8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f");
/// keccak256("Ballast Pool").
pub(crate) const NAME: B256 =
    b256!("dafec86f458fd4fb7179e8a2f53b06d60be9d0b804a08477c6c60b1525445d17");
/// keccak256("1").
pub(crate) const VERSION: B256 =
    b256!("c89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc6");
/// keccak256("Authorization(address account,address manager,bool authorised,uint256 nonce,uint256 deadline)").
pub(crate) const AUTHORIZATION_TYPE: B256 =
    b256!("7462cc1b5199e616a2b119cc0d526e17bc06375d493738b1563b2377a64b8678");

/// The chain's `ecrecover`.
const ECRECOVER: Address = address!("0000000000000000000000000000000000000001");
/// Half the order of secp256k1, rounded down: larger s are another form of a signature with a smaller one.
const HALF_ORDER: U256 =
    uint!(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0_U256);
/// `isValidSignature(bytes32,bytes)`, which is also what it returns.
const IS_VALID_SIGNATURE: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];
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
        let mut domain = Output::event(&DOMAIN_TYPE);
        domain
            .bytes(NAME.as_slice())
            .bytes(VERSION.as_slice())
            .number(self.vm().chain_id())
            .address(&self.vm().contract_address());
        keccak256(domain.data())
    }

    /// `IPool.setAuthorizationWithSig`.
    #[inline(never)]
    pub(crate) fn set_authorization_signed(
        &mut self,
        wanted: Authorization,
        signature: &[u8],
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
        let mut digest = Vec::with_capacity(66);
        digest.extend_from_slice(&[0x19, 0x01]);
        digest.extend_from_slice(self.domain_separator().as_slice());
        digest.extend_from_slice(keccak256(signed.data()).as_slice());
        if !self.has_signed(account, keccak256(&digest), signature) {
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

    /// Whether the account's key has signed, or the account, being a contract, says that it has. An account with a key and
    /// code (EIP-7702) may do either.
    #[inline(never)]
    fn has_signed(&self, account: Address, digest: B256, signature: &[u8]) -> bool {
        if recovered(self, digest, signature) == Some(address_word(account)) && !account.is_zero() {
            return true;
        }
        if self.vm().code_size(account) == 0 {
            return false;
        }
        let mut question = Output::selected(IS_VALID_SIGNATURE);
        question
            .bytes(digest.as_slice())
            .number(64)
            .number(signature.len() as u64)
            .bytes(signature);
        let answer = call::read(self.vm(), account, question.data()).ok();
        // The selector, leftmost, and nothing else.
        let mut expected = [0; 32];
        for (to, from) in expected.iter_mut().zip(IS_VALID_SIGNATURE) {
            *to = from;
        }
        answer.and_then(|words| words.get(0)) == Some(U256::from_be_bytes(expected))
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

/// Whose key made a signature of 65 bytes: r, s, v; none for any other length, s in the upper half of the order, or v
/// but 27 and 28.
fn recovered(extension: &Extension, digest: B256, signature: &[u8]) -> Option<U256> {
    let (r, rest) = signature.split_first_chunk::<32>()?;
    let (s, rest) = rest.split_first_chunk::<32>()?;
    let [v @ (27 | 28)] = *rest else {
        return None;
    };
    if U256::from_be_bytes(*s) > HALF_ORDER {
        return None;
    }
    let mut question = Output::new();
    question
        .bytes(digest.as_slice())
        .number(u64::from(v))
        .bytes(r)
        .bytes(s);
    call::read(extension.vm(), ECRECOVER, question.data())
        .ok()?
        .get(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_what_they_say() {
        let domain =
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
        let signed = "Authorization(address account,address manager,bool authorised,uint256 nonce,uint256 deadline)";
        assert_eq!(keccak256(domain), DOMAIN_TYPE);
        assert_eq!(keccak256("Ballast Pool"), NAME);
        assert_eq!(keccak256("1"), VERSION);
        assert_eq!(keccak256(signed), AUTHORIZATION_TYPE);
        let selector = |text: &str| keccak256(text)[..4].to_vec();
        assert_eq!(
            selector("isValidSignature(bytes32,bytes)"),
            IS_VALID_SIGNATURE
        );
        let permit = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)";
        assert_eq!(selector(permit), PERMIT);
        assert_eq!(selector("allowance(address,address)"), ALLOWANCE);
        let order = uint!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256);
        assert_eq!(HALF_ORDER, order / U256::from(2));
    }
}
