//! Writers' shares as ERC-20 and puts as ERC-6909, a strike's number the id: two kinds of one ledger.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    convert::{narrow, wide},
    dispatch::Output,
    revert::{Failure, Result, about_two, address},
};
use stylus_sdk::prelude::*;

use crate::{IOptionMarket, State, storage::Of};

/// What is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// Of writers.
    Shares,
    /// Of a strike.
    Puts(U256),
}

impl Token {
    /// Puts of a strike.
    pub fn of(strike: u64) -> Self {
        Self::Puts(U256::from_limbs([strike, 0, 0, 0]))
    }

    /// The error that tells of too few of an ERC-6909 id; none of shares, whose errors tell amounts.
    fn lacking(self, selector: [u8; 4], account: &Address) -> Option<Failure> {
        match self {
            Self::Shares => None,
            Self::Puts(id) => Some(Failure(
                Output::selected(selector).address(account).word(id).done(),
            )),
        }
    }
}

impl State {
    /// Where something of these accounts is kept.
    #[inline(never)]
    pub fn place(&self, of: Of, accounts: &[&Address], token: Token) -> U256 {
        let mut path = Output::new();
        path.number(of as u64);
        for account in accounts {
            path.address(account);
        }
        if let Token::Puts(id) = token {
            path.word(id);
        }
        U256::from_be_bytes(self.vm().native_keccak256(path.data()).0)
    }

    /// What an account has.
    #[inline(never)]
    pub fn balance(&self, token: Token, account: &Address) -> u128 {
        narrow(self.kept(self.place(Of::Held, &[account], token))).unwrap_or_default()
    }

    fn put_balance(&mut self, token: Token, account: &Address, amount: u128) {
        self.keep(self.place(Of::Held, &[account], token), wide(amount));
    }

    /// What a spender may use of an owner.
    #[inline(never)]
    pub fn allowed(&self, token: Token, owner: &Address, spender: &Address) -> U256 {
        self.kept(self.place(Of::Allowed, &[owner, spender], token))
    }

    /// Whether a spender may use all puts of an owner.
    #[inline(never)]
    pub fn operates(&self, owner: &Address, spender: &Address) -> bool {
        let place = self.place(Of::Operator, &[owner, spender], Token::Shares);
        !self.kept(place).is_zero()
    }

    /// Moves tokens, and tells of it: the zero address has none, and stands for what is made or ended. The caller counts
    /// these in a total, which bounds every balance.
    ///
    /// # Errors
    /// `ERC20InsufficientBalance`, `InsufficientBalance`.
    #[inline(never)]
    pub fn hand(&mut self, token: Token, from: &Address, to: &Address, amount: u128) -> Result<()> {
        if !from.is_zero() {
            let held = self.balance(token, from);
            let left = held.checked_sub(amount).ok_or_else(|| {
                token
                    .lacking(IOptionMarket::InsufficientBalance::SELECTOR, from)
                    .unwrap_or_else(|| {
                        let error = IOptionMarket::ERC20InsufficientBalance::SELECTOR;
                        about_two(error, from, held, amount)
                    })
            })?;
            self.put_balance(token, from, left);
        }
        if !to.is_zero() {
            let held = self.balance(token, to).saturating_add(amount);
            self.put_balance(token, to, held);
        }
        let mut log;
        match token {
            Token::Shares => {
                log = Output::event(&IOptionMarket::Transfer_0::SIGNATURE_HASH);
                log.address(from).address(to).amount(amount);
                log.emit(self.vm(), 2);
            }
            Token::Puts(id) => {
                log = Output::event(&IOptionMarket::Transfer_1::SIGNATURE_HASH);
                log.address(from).address(to).word(id);
                log.address(&self.vm().msg_sender()).amount(amount);
                log.emit(self.vm(), 3);
            }
        }
        Ok(())
    }

    /// Uses up what the owner allows the caller; the owner and operators for puts need no allowance.
    ///
    /// # Errors
    /// `ERC20InsufficientAllowance`, `InsufficientPermission`.
    #[inline(never)]
    pub fn spend(&mut self, token: Token, owner: &Address, amount: u128) -> Result<()> {
        let spender = self.vm().msg_sender();
        if spender == *owner || (token != Token::Shares && self.operates(owner, &spender)) {
            return Ok(());
        }
        let allowed = self.allowed(token, owner, &spender);
        if allowed == U256::MAX {
            return Ok(());
        }
        // What does not fit 128 bits is more than there is.
        let left = allowed.checked_sub(wide(amount)).ok_or_else(|| {
            token
                .lacking(IOptionMarket::InsufficientPermission::SELECTOR, &spender)
                .unwrap_or_else(|| {
                    let error = IOptionMarket::ERC20InsufficientAllowance::SELECTOR;
                    about_two(error, &spender, narrow(allowed).unwrap_or_default(), amount)
                })
        })?;
        self.keep(self.place(Of::Allowed, &[owner, &spender], token), left);
        Ok(())
    }

    /// `IOptionMarket.transfer` and `transferFrom`.
    ///
    /// # Errors
    /// `ZeroAddress`; as [`Self::spend`] and [`Self::hand`].
    #[inline(never)]
    pub fn transfer(
        &mut self,
        token: Token,
        from: &Address,
        to: &Address,
        amount: u128,
    ) -> Result<()> {
        address(*from)?;
        address(*to)?;
        self.spend(token, from, amount)?;
        self.hand(token, from, to, amount)?;
        Ok(())
    }

    /// `IOptionMarket.approve`.
    ///
    /// # Errors
    /// `ZeroAddress`.
    #[inline(never)]
    pub fn approve(&mut self, token: Token, spender: &Address, value: U256) -> Result<()> {
        address(*spender)?;
        let owner = self.vm().msg_sender();
        self.keep(self.place(Of::Allowed, &[&owner, spender], token), value);
        let (event, topics) = match token {
            Token::Shares => (&IOptionMarket::Approval_0::SIGNATURE_HASH, 2),
            Token::Puts(_) => (&IOptionMarket::Approval_1::SIGNATURE_HASH, 3),
        };
        let mut log = Output::event(event);
        log.address(&owner).address(spender);
        if let Token::Puts(id) = token {
            log.word(id);
        }
        log.word(value).emit(self.vm(), topics);
        Ok(())
    }

    /// `IOptionMarket.setOperator`.
    ///
    /// # Errors
    /// `ZeroAddress`.
    #[inline(never)]
    pub fn set_operator(&mut self, spender: &Address, approved: bool) -> Result<()> {
        address(*spender)?;
        let owner = self.vm().msg_sender();
        let flag = wide(approved.into());
        let place = self.place(Of::Operator, &[&owner, spender], Token::Shares);
        self.keep(place, flag);
        let mut log = Output::event(&IOptionMarket::OperatorSet::SIGNATURE_HASH);
        log.address(&owner)
            .address(spender)
            .word(flag)
            .emit(self.vm(), 2);
        Ok(())
    }

    /// What could not be sent of a token to an account.
    pub fn withheld_of(&self, account: &Address, asset: &Address) -> u128 {
        let place = self.place(Of::Withheld, &[account, asset], Token::Shares);
        narrow(self.kept(place)).unwrap_or_default()
    }

    /// Stores what could not be sent.
    pub fn put_withheld(&mut self, account: &Address, asset: &Address, amount: u128) {
        let place = self.place(Of::Withheld, &[account, asset], Token::Shares);
        self.keep(place, wide(amount));
    }
}
