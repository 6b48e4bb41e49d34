//! Shares as a token: ERC-20, with allowances by signature (ERC-2612, ERC-1271 for accounts that are contracts). A program
//! that has shares says where they are stored; what they are, and who may move them, is the same in all.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256, b256};
use alloy_sol_types::{SolError, SolEvent, sol};
use stylus_sdk::prelude::*;

use crate::{
    convert::{narrow, wide},
    dispatch::{Input, Output, one, one_amount},
    positions::last_address,
    revert::{Failure, Result, about_two, address},
    select, signature,
};

sol! {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    error ERC2612ExpiredSignature(uint256 deadline);
    error ERC2612InvalidSigner(address signer, address owner);

    interface IERC20 {
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function approve(address spender, uint256 value) external returns (bool);
        function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
        function permit(address owner, address spender, uint256 value, uint256 deadline, bytes signature) external;
        function nonces(address owner) external view returns (uint256);
        function DOMAIN_SEPARATOR() external view returns (bytes32);
        function eip712Domain() external view returns (bytes1, string, string, uint256, address, bytes32, uint256[]);
    }
}

/// keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)").
const PERMIT_TYPE: B256 = b256!("6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9");

/// What is permitted.
#[derive(Clone, Copy, Debug)]
pub struct Permit {
    /// Who permits.
    pub owner: Address,
    /// Whom.
    pub spender: Address,
    /// How many shares.
    pub value: U256,
    /// Last second in which the permit holds.
    pub deadline: U256,
}

/// A program that has shares.
pub trait Shares: HostAccess<Host: Host + Clone> + TopLevelStorage + Sized {
    /// An account's shares.
    fn balance(&self, account: &Address) -> u128;
    /// Stores an account's shares.
    fn put_balance(&mut self, account: &Address, shares: u128);
    /// What a spender may use of an owner.
    fn allowance(&self, owner: &Address, spender: &Address) -> U256;
    /// Stores what a spender may use.
    fn put_allowance(&mut self, owner: &Address, spender: &Address, value: U256);
    /// How many permits of an owner were used.
    fn nonce(&self, owner: &Address) -> U256;
    /// Stores how many permits were used.
    fn put_nonce(&mut self, owner: &Address, nonce: U256);
    /// The name, at most 32 bytes, as a word.
    fn title(&self) -> U256;
    /// What is to be done before an account's shares change.
    ///
    /// # Errors
    /// What the program says.
    fn before(&mut self, account: &Address) -> Result<()>;

    /// Moves shares and tells of it: the zero address has none, and stands for what is made or ended. The caller counts
    /// these in a total, which bounds every balance.
    ///
    /// # Errors
    /// `ERC20InsufficientBalance`.
    #[inline(never)]
    fn hand(&mut self, from: &Address, to: &Address, shares: u128) -> Result<()> {
        if !from.is_zero() {
            self.before(from)?;
            let held = self.balance(from);
            let left = held
                .checked_sub(shares)
                .ok_or_else(|| about_two(ERC20InsufficientBalance::SELECTOR, from, held, shares))?;
            self.put_balance(from, left);
        }
        if !to.is_zero() {
            self.before(to)?;
            let held = self.balance(to).saturating_add(shares);
            self.put_balance(to, held);
        }
        let mut log = Output::event(&Transfer::SIGNATURE_HASH);
        log.address(from).address(to).amount(shares);
        log.emit(self.vm(), 2);
        Ok(())
    }

    /// Uses up what the owner allows the caller; the owner needs no allowance.
    ///
    /// # Errors
    /// `ERC20InsufficientAllowance`.
    #[inline(never)]
    fn spend(&mut self, owner: &Address, shares: u128) -> Result<()> {
        let spender = self.vm().msg_sender();
        if spender == *owner {
            return Ok(());
        }
        let allowed = self.allowance(owner, &spender);
        if allowed == U256::MAX {
            return Ok(());
        }
        // What does not fit 128 bits is more than all shares.
        let left = allowed.checked_sub(wide(shares)).ok_or_else(|| {
            let error = ERC20InsufficientAllowance::SELECTOR;
            about_two(error, &spender, narrow(allowed).unwrap_or_default(), shares)
        })?;
        self.put_allowance(owner, &spender, left);
        Ok(())
    }

    /// Sets an allowance and tells of it.
    ///
    /// # Errors
    /// `ZeroAddress`.
    #[inline(never)]
    fn allow(&mut self, owner: &Address, spender: &Address, value: U256) -> Result<()> {
        address(*spender)?;
        self.put_allowance(owner, spender, value);
        let mut log = Output::event(&Approval::SIGNATURE_HASH);
        log.address(owner).address(spender).word(value);
        log.emit(self.vm(), 2);
        Ok(())
    }

    /// ERC-20 `transfer` and `transferFrom`.
    ///
    /// # Errors
    /// `ZeroAddress`; as [`Self::spend`] and [`Self::hand`].
    #[inline(never)]
    fn transfer(&mut self, from: &Address, to: &Address, shares: u128) -> Result<()> {
        // Nobody has made an allowance for the zero address, which would stand for shares made of nothing.
        address(*from)?;
        address(*to)?;
        self.spend(from, shares)?;
        self.hand(from, to, shares)
    }

    /// ERC-2612 `DOMAIN_SEPARATOR`.
    #[inline(never)]
    fn domain_separator(&self) -> B256 {
        signature::domain_separator(self.vm(), &text(self.title()))
    }

    /// ERC-2612 `permit` by the key whose signature is v, r and s, or by a contract that answers for `bytes`.
    ///
    /// # Errors
    /// `ERC2612ExpiredSignature`, `ERC2612InvalidSigner`, `ZeroAddress`.
    #[inline(never)]
    fn permit(
        &mut self,
        permit: &Permit,
        (v, r, s): (u8, U256, U256),
        bytes: Option<&[u8]>,
    ) -> Result<()> {
        if U256::from(self.vm().block_timestamp()) > permit.deadline {
            let mut refusal = Output::selected(ERC2612ExpiredSignature::SELECTOR);
            return Err(Failure(refusal.word(permit.deadline).done()));
        }
        let (owner, nonce) = (permit.owner, self.nonce(&permit.owner));
        let mut message = Output::event(&PERMIT_TYPE);
        message
            .address(&owner)
            .address(&permit.spender)
            .word(permit.value)
            .word(nonce)
            .word(permit.deadline);
        let digest = signature::digest(self.vm(), &self.domain_separator(), &message);
        let signer = signature::signer(self.vm(), &digest, v, r, s);
        let accepted = |bytes| signature::accepted(self.vm(), &owner, &digest, bytes);
        if (signer != owner || owner.is_zero()) && !bytes.is_some_and(accepted) {
            let mut refusal = Output::selected(ERC2612InvalidSigner::SELECTOR);
            return Err(Failure(refusal.address(&signer).address(&owner).done()));
        }
        self.put_nonce(&owner, nonce.wrapping_add(U256::from(1)));
        self.allow(&owner, &permit.spender, permit.value)
    }

    /// Answers the functions that move shares and tell whose they are; no other has an answer.
    ///
    /// # Errors
    /// Their errors; no data for any other selector.
    #[inline(never)]
    fn answer(
        &mut self,
        selector: u32,
        input: &mut Input,
    ) -> core::result::Result<Vec<u8>, Vec<u8>> {
        let permit = |input: &mut Input| Permit {
            owner: input.address(),
            spender: input.address(),
            value: input.word(),
            deadline: input.word(),
        };
        let truth = || one_amount(1);
        Ok(select!(selector, {
            IERC20::transferCall => {
                let (to, value) = (input.address(), input.amount());
                input.finish()?;
                let from = self.vm().msg_sender();
                self.transfer(&from, &to, value)?;
                truth()
            },
            IERC20::transferFromCall => {
                let (from, to, value) = (input.address(), input.address(), input.amount());
                input.finish()?;
                self.transfer(&from, &to, value)?;
                truth()
            },
            IERC20::approveCall => {
                let (spender, value) = (input.address(), input.word());
                input.finish()?;
                let owner = self.vm().msg_sender();
                self.allow(&owner, &spender, value)?;
                truth()
            },
            IERC20::balanceOfCall => one_amount(self.balance(&last_address(input)?)),
            IERC20::allowanceCall => {
                let owner = input.address();
                one(self.allowance(&owner, &last_address(input)?))
            },
            IERC20::permit_0Call => {
                let permit = permit(input);
                let parts = (input.number(255) as u8, input.word(), input.word());
                input.finish()?;
                self.permit(&permit, parts, None)?;
                Vec::new()
            },
            IERC20::permit_1Call => {
                let permit = permit(input);
                let bytes = input.bytes();
                input.finish()?;
                self.permit(&permit, signature::parts(bytes), Some(bytes))?;
                Vec::new()
            },
            IERC20::noncesCall => one(self.nonce(&last_address(input)?)),
            IERC20::DOMAIN_SEPARATORCall => Output::new().bytes(self.domain_separator().as_slice()).done(),
            IERC20::eip712DomainCall => signature::domain(self.vm(), &text(self.title())),
            else => return Err(Vec::new()),
        }))
    }
}

/// A text of at most 32 bytes, without the zeros behind it.
pub fn text(word: U256) -> Vec<u8> {
    let bytes = word.to_be_bytes::<32>();
    bytes.into_iter().take_while(|byte| *byte != 0).collect()
}

/// A text, encoded.
pub fn one_text(word: U256) -> Vec<u8> {
    let text = text(word);
    Output::new()
        .number(32)
        .number(text.len() as u64)
        .bytes(&text)
        .done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::keccak256;

    #[test]
    fn the_type_is_what_it_says() {
        let permit =
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
        assert_eq!(PERMIT_TYPE, keccak256(permit));
    }

    #[test]
    fn texts_end_at_the_first_zero_and_may_fill_the_word() {
        let mut word = [0; 32];
        word[..3].copy_from_slice(b"abc");
        assert_eq!(text(U256::from_be_bytes(word)), b"abc");
        assert_eq!(text(U256::from_be_bytes([b'x'; 32])), [b'x'; 32]);
        assert_eq!(text(U256::ZERO), b"");
        assert_eq!(one_text(U256::from_be_bytes(word)).len(), 96);
        assert_eq!(one_text(U256::ZERO).len(), 64);
    }
}
