//! The storage of the unwinder's programs: loading and storing schedules and settings, and calls to debt books.

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError};
use ballast_common::{
    abi::IDebtBook,
    call::{self, Words},
    convert::word_address,
    dispatch::Output,
    owned::Owned,
    revert::{Failure, Result, about, about_one, because},
};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
    stylus_core::Host,
};

use crate::{
    IUnwinder,
    assess::{Assessment, assess},
    layout::{PARAMETERS, Parameters, SCHEDULE, SERVED, Schedule, key, schedule_key},
    portfolio::{Holding, Portfolio},
    records::{BUDGETS, Budgets, Clock, OPENER, TRACE, Trace},
};

/// What is stored: who owns the unwinder, and a table of words for every debt book.
#[storage]
pub struct State {
    /// Slots 0 and 1.
    pub owned: Owned,
    /// Slot 2.
    pub books: StorageMap<Address, StorageMap<U256, StorageU256>>,
}

/// An account as loaded for one action.
pub struct Case {
    /// What the debt book tells.
    pub portfolio: Portfolio,
    /// What it means.
    pub assessment: Assessment,
    /// The settings.
    pub parameters: Parameters,
    /// The budgets.
    pub budgets: Budgets,
    /// The schedule as stored.
    pub schedule: Schedule,
    /// What beside is kept of it.
    pub trace: Trace,
    /// The book's clock: block time, but for outages of the sequencer. All times of schedules are its.
    pub clock: Clock,
    /// Time of the clock.
    pub now: u64,
}

impl State {
    /// A word of a book's table; of the program's own under the zero book.
    #[inline(never)]
    pub fn word_at(&self, book: &Address, key: U256) -> U256 {
        self.books.get(*book).get(key)
    }

    /// Writes a word of a table.
    #[inline(never)]
    pub fn put(&mut self, book: &Address, key: U256, word: U256) {
        self.books.setter(*book).setter(key).set(word);
    }

    /// A setting of the program's own that is an address.
    pub fn address_at(&self, field: u64) -> Address {
        word_address(self.word_at(&Address::ZERO, key(field)))
    }

    /// Whether a debt book is served.
    pub fn serves(&self, book: &Address) -> bool {
        self.clock(book).served
    }

    /// A book's clock.
    pub fn clock(&self, book: &Address) -> Clock {
        Clock::unpack(self.word_at(book, key(SERVED)))
    }

    /// Writes a book's clock.
    pub fn store_clock(&mut self, book: &Address, clock: &Clock) {
        self.put(book, key(SERVED), clock.pack());
    }

    /// The budgets.
    pub fn load_budgets(&self) -> Budgets {
        Budgets::unpack(self.word_at(&Address::ZERO, key(BUDGETS)))
    }

    /// What beside times and amounts is kept of an account's schedule.
    pub fn load_trace(&self, book: &Address, account: &Address) -> Trace {
        Trace::unpack(self.word_at(book, schedule_key(account, TRACE)))
    }

    /// Writes that.
    pub fn store_trace(&mut self, book: &Address, account: &Address, trace: &Trace) {
        self.put(book, schedule_key(account, TRACE), trace.pack());
    }

    /// Who opened an account's schedule or resumed it last: who is owed what is left of its fee.
    pub fn opener(&self, book: &Address, account: &Address) -> Address {
        word_address(self.word_at(book, schedule_key(account, OPENER)))
    }

    /// The settings.
    pub fn load_parameters(&self) -> Parameters {
        let [first, second] = [PARAMETERS, PARAMETERS.wrapping_add(1)]
            .map(|field| self.word_at(&Address::ZERO, key(field)));
        Parameters::unpack(first, second)
    }

    /// Writes the settings.
    pub fn store_parameters(&mut self, parameters: &Parameters) {
        let (first, second) = parameters.pack();
        self.put(&Address::ZERO, key(PARAMETERS), first);
        self.put(&Address::ZERO, key(PARAMETERS.wrapping_add(1)), second);
    }

    /// An account's schedule.
    #[inline(never)]
    pub fn load_schedule(&self, book: &Address, account: &Address) -> Schedule {
        let [times, amounts] = [SCHEDULE, SCHEDULE.wrapping_add(1)]
            .map(|field| self.word_at(book, schedule_key(account, field)));
        Schedule::unpack(times, amounts)
    }

    /// Writes an account's schedule.
    #[inline(never)]
    pub fn store_schedule(&mut self, book: &Address, account: &Address, schedule: &Schedule) {
        let (times, amounts) = schedule.pack();
        self.put(book, schedule_key(account, SCHEDULE), times);
        self.put(
            book,
            schedule_key(account, SCHEDULE.wrapping_add(1)),
            amounts,
        );
    }

    /// Loads and assesses an account.
    ///
    /// # Errors
    /// `UnknownBook`, `BookCallFailed`, `RiskCalculation`.
    #[inline(never)]
    pub fn case(&self, book: &Address, account: &Address) -> Result<Case> {
        let clock = self.clock(book);
        if !clock.served {
            return Err(about(IUnwinder::UnknownBook::SELECTOR, book));
        }
        let mut arguments = Output::selected(IDebtBook::portfolioCall::SELECTOR);
        arguments.address(account);
        let words = call::read(self.vm(), *book, arguments.data())
            .map_err(|reason| book_failed(book, &reason))?;
        let portfolio = Portfolio::decode(&words).ok_or_else(|| book_failed(book, &[]))?;
        let parameters = self.load_parameters();
        Ok(Case {
            assessment: assess(&portfolio, &parameters)?,
            portfolio,
            parameters,
            budgets: self.load_budgets(),
            schedule: self.load_schedule(book, account),
            trace: self.load_trace(book, account),
            now: clock.at(self.vm().block_timestamp()),
            clock,
        })
    }
}

/// Calls a debt book to change it.
///
/// # Errors
/// `BookCallFailed` with the book's own reason.
#[inline(never)]
pub fn change<H, S>(vm: &H, storage: &mut S, book: &Address, arguments: &Output) -> Result<Words>
where
    H: Host + ?Sized,
    S: TopLevelStorage,
{
    call::write(vm, storage, *book, arguments.data()).map_err(|reason| book_failed(book, &reason))
}

impl Case {
    /// Refuses while there is no price that matters to the account: of a debt worth the dust limit or more, or of collateral worth
    /// that and a sixteenth of the debts or more. Less of it is not sold or repaid meanwhile, but holds nothing up: else whoever
    /// has a speck of an asset with a dead feed could not be unwound.
    ///
    /// # Errors
    /// `PriceUnavailable`.
    pub fn require_prices(&self) -> Result<()> {
        match self.blocked()? {
            None => Ok(()),
            Some(holding) => Err(about_one(
                IUnwinder::PriceUnavailable::SELECTOR,
                &holding.asset,
                u128::from(holding.flags),
            )),
        }
    }

    /// The first holding without a price that matters: see [`Self::require_prices`].
    ///
    /// # Errors
    /// Overflow.
    pub fn blocked(&self) -> Result<Option<&Holding>> {
        for holding in self
            .portfolio
            .holdings
            .iter()
            .filter(|holding| holding.is_unpriced())
        {
            let owed = holding.debt_usd(holding.spot.max(holding.smoothed))?;
            // A debt of a unit in whichever asset fails first must not keep all the others standing.
            if owed >= self.parameters.dust_usd().max(1) || holding.value()? >= self.speck() {
                return Ok(Some(holding));
            }
        }
        Ok(None)
    }

    /// USD under which collateral without a price holds nothing up.
    fn speck(&self) -> u128 {
        self.parameters.dust_usd().max(self.assessment.debt >> 4)
    }

    /// Whether any collateral is left to be sold: see [`Portfolio::has_collateral`].
    ///
    /// # Errors
    /// Overflow.
    pub fn has_collateral(&self) -> Result<bool> {
        Ok(self.portfolio.has_collateral(self.speck())?)
    }

    /// Refuses unless a schedule is open.
    ///
    /// # Errors
    /// `NotOpen`.
    pub fn require_open(&self, account: &Address) -> Result<()> {
        if self.schedule.is_open() {
            Ok(())
        } else {
            Err(about(IUnwinder::NotOpen::SELECTOR, account))
        }
    }
}

fn book_failed(book: &Address, reason: &[u8]) -> Failure {
    because(IUnwinder::BookCallFailed::SELECTOR, book, reason)
}
