//! The program: storage, authorisation, outward calls and events.

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use ballast_common::{
    abi::IOwned,
    convert::{address_word, narrow, wide},
    event, guard,
    owned::{self, Owned},
    token,
};
use risk_core::RiskError;
use stylus_sdk::{
    prelude::*,
    storage::{StorageAddress, StorageArray, StorageB256, StorageMap},
};

use crate::{
    abi::IInsurance,
    error::Error,
    fund::{self, Fund},
    layout::{Stake, Terms},
};

/// Seconds after the cooldown within which cooled shares are paid out.
const REDEEM_WINDOW: u64 = 172_800;
/// Cooldowns allowed, seconds: an hour to 90 days.
const COOLDOWN: (u64, u64) = (3_600, 7_776_000);
/// Cooldown at the start: a week, which exceeds recovery, auction and claim together.
const DEFAULT_COOLDOWN: u64 = 604_800;

/// The insurance fund.
#[entrypoint]
#[storage]
pub struct Insurance {
    owned: Owned,
    asset: StorageAddress,
    terms: StorageB256,
    fund: StorageB256,
    stakes: StorageMap<Address, StorageArray<StorageB256, 2>>,
}

#[public]
impl Insurance {
    /// Names the owner and the token staked, and sets the default cooldown.
    #[constructor]
    pub fn constructor(&mut self, owner: Address, asset: Address) -> Result<(), Error> {
        self.owned.initialise(owner)?;
        not_zero(asset)?;
        self.asset.set(asset);
        self.store_cooldown(DEFAULT_COOLDOWN);
        Ok(())
    }

    /// The present owner.
    pub fn owner(&self) -> Address {
        self.owned.owner()
    }

    /// Names the next owner.
    pub fn transfer_ownership(&mut self, candidate: Address) -> Result<(), Error> {
        Ok(self.owned.transfer(candidate)?)
    }

    /// Completes the transfer.
    pub fn accept_ownership(&mut self) -> Result<(), Error> {
        Ok(self.owned.accept()?)
    }

    /// Stakes `assets` for `receiver`.
    pub fn deposit(&mut self, assets: U256, receiver: Address) -> Result<U256, Error> {
        guard::enter(self.vm())?;
        not_zero(receiver)?;
        let fund = self.load_fund();
        if fund.exhausted() {
            return Err(IInsurance::FundExhausted {}.into());
        }
        let assets = narrow(assets).ok_or(RiskError::Overflow)?;
        let shares = positive(fund.to_shares_down(assets)?)?;
        let fund = fund.stake(assets, shares)?;
        let stake = self.load_stake(receiver);
        let stake = Stake {
            free: fund::add(stake.free, shares)?,
            ..stake
        };
        self.store_fund(&fund);
        self.store_stake(receiver, &stake);

        let payer = self.vm().msg_sender();
        let (assets, shares) = (wide(assets), wide(shares));
        let parties = [address_word(payer), address_word(receiver)];
        event::emit(
            self.vm(),
            IInsurance::Deposited::SIGNATURE_HASH,
            &parties,
            &[assets, shares],
        );
        let (vm, asset) = (self.vm().clone(), self.asset.get());
        token::pull(&vm, self, asset, payer, assets)?;
        Ok(shares)
    }

    /// Starts the cooldown of `shares` of the caller, and again that of those cooling already.
    pub fn request_redeem(&mut self, shares: U256) -> Result<(), Error> {
        let account = self.vm().msg_sender();
        let stake = self.load_stake(account);
        // None more to put in cooldown may still start it again for those that are in it.
        let amount = if shares.is_zero() && stake.cooling > 0 {
            0
        } else {
            up_to(stake.free, shares)?
        };
        let mature_at = self
            .vm()
            .block_timestamp()
            .saturating_add(self.load_terms().cooldown);
        self.store_stake(
            account,
            &Stake {
                free: fund::subtract(stake.free, amount)?,
                cooling: fund::add(stake.cooling, amount)?,
                mature_at,
            },
        );
        let words = [shares, wide(mature_at.into())];
        let account = [address_word(account)];
        event::emit(
            self.vm(),
            IInsurance::RedeemRequested::SIGNATURE_HASH,
            &account,
            &words,
        );
        Ok(())
    }

    /// Pays out cooled shares of the caller.
    pub fn redeem(&mut self, shares: U256, receiver: Address) -> Result<U256, Error> {
        guard::enter(self.vm())?;
        not_zero(receiver)?;
        let account = self.vm().msg_sender();
        let stake = self.load_stake(account);
        let amount = up_to(stake.cooling, shares)?;
        let now = self.vm().block_timestamp();
        if now < stake.mature_at {
            return Err(IInsurance::CoolingDown {
                matureAt: stake.mature_at,
            }
            .into());
        }
        let expired = stake.mature_at.saturating_add(REDEEM_WINDOW);
        if now >= expired {
            return Err(IInsurance::RequestExpired { expiredAt: expired }.into());
        }
        let fund = self.load_fund();
        let assets = positive(fund.to_assets_down(amount)?)?;
        self.store_fund(&fund.unstake(assets, amount)?);
        self.store_stake(
            account,
            &Stake {
                cooling: fund::subtract(stake.cooling, amount)?,
                ..stake
            },
        );

        let assets = wide(assets);
        let words = [address_word(receiver), assets, shares];
        let account = [address_word(account)];
        event::emit(
            self.vm(),
            IInsurance::Redeemed::SIGNATURE_HASH,
            &account,
            &words,
        );
        self.send(receiver, assets)?;
        Ok(assets)
    }

    /// Counts `amount` that the debt book has just sent as premium.
    pub fn notify_premium(&mut self, amount: U256) -> Result<(), Error> {
        let book = self.only_book()?;
        let premium = positive(narrow(amount).ok_or(RiskError::Overflow)?)?;
        let fund = self.load_fund().earn(premium)?;
        let (token, expected) = (self.asset.get(), wide(fund.capital));
        let received = token::balance(self.vm(), token, self.vm().contract_address())?;
        if received < expected {
            return Err(IInsurance::TransferMismatch {
                token,
                expected,
                received,
            }
            .into());
        }
        self.store_fund(&fund);
        let book = [address_word(book)];
        event::emit(
            self.vm(),
            IInsurance::PremiumReceived::SIGNATURE_HASH,
            &book,
            &[amount],
        );
        Ok(())
    }

    /// Pays a shortfall to the debt book, as far as capital goes (INS-1).
    pub fn cover(&mut self, wanted: U256) -> Result<U256, Error> {
        guard::enter(self.vm())?;
        let book = self.only_book()?;
        let (fund, paid) = self.load_fund().pay(narrow(wanted).unwrap_or(u128::MAX));
        self.store_fund(&fund);

        let paid = wide(paid);
        let words = [wanted, paid];
        event::emit(
            self.vm(),
            IInsurance::Covered::SIGNATURE_HASH,
            &[address_word(book)],
            &words,
        );
        if !paid.is_zero() {
            self.send(book, paid)?;
        }
        Ok(paid)
    }

    /// Names the debt book, once.
    pub fn set_book(&mut self, book: Address) -> Result<(), Error> {
        self.owned.only_owner()?;
        if book.is_zero() {
            return Err(IOwned::ZeroAddress {}.into());
        }
        let current = self.load_terms().book;
        if !current.is_zero() {
            return Err(IOwned::AlreadySet { current }.into());
        }
        let terms = Terms {
            book,
            ..self.load_terms()
        };
        self.terms.set(terms.pack());
        event::emit(
            self.vm(),
            IInsurance::BookSet::SIGNATURE_HASH,
            &[address_word(book)],
            &[],
        );
        Ok(())
    }

    /// Sets the cooldown for requests from now on.
    pub fn set_cooldown(&mut self, cooldown: u64) -> Result<(), Error> {
        self.owned.only_owner()?;
        if cooldown < COOLDOWN.0 || cooldown > COOLDOWN.1 {
            let value = wide(cooldown.into());
            return Err(IOwned::ParameterOutOfBounds {
                position: U256::ZERO,
                value,
            }
            .into());
        }
        self.store_cooldown(cooldown);
        Ok(())
    }

    /// The token staked.
    pub fn asset(&self) -> Address {
        self.asset.get()
    }

    /// Capital that stakers own and claims draw on.
    pub fn total_assets(&self) -> U256 {
        wide(self.load_fund().capital)
    }

    /// All shares, those in cooldown too.
    pub fn total_supply(&self) -> U256 {
        wide(self.load_fund().shares)
    }

    /// An account's shares outside cooldown.
    pub fn balance_of(&self, account: Address) -> U256 {
        wide(self.load_stake(account).free)
    }

    /// An account's shares in cooldown, and when they mature.
    pub fn cooldown_of(&self, account: Address) -> (U256, u64) {
        let stake = self.load_stake(account);
        (wide(stake.cooling), stake.mature_at)
    }

    /// Assets that `shares` would pay now, rounded down.
    pub fn convert_to_assets(&self, shares: U256) -> Result<U256, Error> {
        let shares = narrow(shares).ok_or(RiskError::Overflow)?;
        Ok(wide(self.load_fund().to_assets_down(shares)?))
    }

    /// Shares that `assets` would buy now, rounded down; none while the fund is exhausted.
    pub fn convert_to_shares(&self, assets: U256) -> Result<U256, Error> {
        let fund = self.load_fund();
        if fund.exhausted() {
            return Ok(U256::ZERO);
        }
        let assets = narrow(assets).ok_or(RiskError::Overflow)?;
        Ok(wide(fund.to_shares_down(assets)?))
    }

    /// The debt book.
    pub fn book(&self) -> Address {
        self.load_terms().book
    }

    /// The cooldown, seconds.
    pub fn cooldown(&self) -> u64 {
        self.load_terms().cooldown
    }
}

/// Storage and checks.
impl Insurance {
    fn only_book(&self) -> Result<Address, Error> {
        let book = self.load_terms().book;
        owned::only(self.vm(), book)?;
        Ok(book)
    }

    fn send(&mut self, to: Address, amount: U256) -> Result<(), Error> {
        let (vm, asset) = (self.vm().clone(), self.asset.get());
        Ok(token::send(&vm, self, asset, to, amount)?)
    }

    fn load_terms(&self) -> Terms {
        Terms::unpack(self.terms.get())
    }

    fn store_cooldown(&mut self, cooldown: u64) {
        let terms = Terms {
            cooldown,
            ..self.load_terms()
        };
        self.terms.set(terms.pack());
        event::emit(
            self.vm(),
            IInsurance::CooldownSet::SIGNATURE_HASH,
            &[],
            &[wide(cooldown.into())],
        );
    }

    fn load_fund(&self) -> Fund {
        Fund::unpack(self.fund.get())
    }

    fn store_fund(&mut self, fund: &Fund) {
        self.fund.set(fund.pack());
    }

    #[inline(never)]
    fn load_stake(&self, account: Address) -> Stake {
        let words = self.stakes.getter(account);
        let word = |index: usize| words.get(index).unwrap_or_default();
        Stake::unpack(word(0), word(1))
    }

    #[inline(never)]
    fn store_stake(&mut self, account: Address, stake: &Stake) {
        let mut words = self.stakes.setter(account);
        for (index, word) in stake.pack().into_iter().enumerate() {
            if let Some(mut slot) = words.setter(index) {
                slot.set(word);
            }
        }
    }
}

fn not_zero(address: Address) -> Result<(), Error> {
    if address.is_zero() {
        Err(IOwned::ZeroAddress {}.into())
    } else {
        Ok(())
    }
}

fn positive(amount: u128) -> Result<u128, Error> {
    if amount == 0 {
        Err(IInsurance::ZeroAmount {}.into())
    } else {
        Ok(amount)
    }
}

/// `wanted` shares, if it is more than none and at most `available`.
fn up_to(available: u128, wanted: U256) -> Result<u128, Error> {
    match narrow(wanted) {
        Some(amount) if amount <= available => positive(amount),
        _ => Err(IInsurance::InsufficientShares {
            available: wide(available),
            wanted,
        }
        .into()),
    }
}
