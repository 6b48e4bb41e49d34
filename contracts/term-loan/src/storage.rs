//! How offers, loans and positions are packed into words of one table, most significant field first.
//!
//! Offer: 0 `steps u8 | loan to value u16 | count u16 | kind u8 | expiry u40 | lender u160`; 1 `grace u32 | period u32 | debt
//! asset u160`; 2 `rate u64 | collateral asset u160`; 3 `size u128 | least u128`; 4 `loan per collateral u128`; 5 allowed;
//! 6 oracle; 7 and 8 five steps each, `share u16 | due u32` from the lowest. Words that are not used are zero and not read.
//! Loan: 0 `settled u16 | offer u64 | borrower u160`; 1 `principal u128 | collateral u128`; 2 `interest from u40 | start u40 |
//! opened u128`; 3 `cash u128 | forfeited u128`; 4 holder of the position; 5 approved for it; 6 collateral withheld.

use alloc::boxed::Box;

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use ballast_common::{
    convert::{address_word, field, pair, split, word_address},
    positions::{Positions, Seat},
    revert::{Result, number},
};
use ballast_loan_state::{
    loan::Loan,
    terms::{Kind, Offer, Step},
};
use risk_core::amortise::Locked;

use crate::{TermLoan, program::ITermLoan};

/// Steps in a word.
const STEPS: usize = 5;
/// Bits of a step.
const STEP: usize = 48;

/// What a key is of; the upper limb.
#[derive(Clone, Copy)]
enum Of {
    /// The numbers of offers and loans there have been: `offers u128 | loans u128`.
    Counts,
    Offer,
    Loan,
    /// How many positions an account holds.
    Balance,
}

/// Words of a loan beyond its state.
const HOLDER: u64 = 4;
const APPROVED: u64 = 5;
const WITHHELD: u64 = 6;

fn key(of: Of, id: u64, word: u64) -> U256 {
    U256::from_limbs([word, id, 0, of as u64])
}

fn seat_key(id: u64, seat: Seat) -> U256 {
    let word = match seat {
        Seat::Holder => HOLDER,
        Seat::Approved => APPROVED,
    };
    key(Of::Loan, id, word)
}

fn balance_key(account: &Address) -> U256 {
    let [a, b, c, _] = *address_word(*account).as_limbs();
    U256::from_limbs([a, b, c, Of::Balance as u64])
}

fn at(value: impl Into<u64>, shift: usize) -> U256 {
    U256::from_limbs([value.into(), 0, 0, 0]).wrapping_shl(shift)
}

impl TermLoan {
    #[inline(never)]
    pub(crate) fn word(&self, key: U256) -> U256 {
        self.words.get(key)
    }

    #[inline(never)]
    pub(crate) fn put(&mut self, key: U256, word: U256) {
        self.words.setter(key).set(word);
    }

    /// The last numbers of offers and of loans.
    pub(crate) fn counts(&self) -> (u128, u128) {
        split(self.word(key(Of::Counts, 0, 0)))
    }

    pub(crate) fn put_counts(&mut self, offers: u128, loans: u128) {
        self.put(key(Of::Counts, 0, 0), pair(offers, loans));
    }

    /// The terms by which the loans of an offer go on, without those by which it is taken. Boxed, for it is large and is
    /// handed around.
    #[inline(never)]
    pub(crate) fn terms(&self, id: u64) -> Box<Offer> {
        let word = |index| self.word(key(Of::Offer, id, index));
        let (first, second, third) = (word(0), word(1), word(2));
        let mut offer = Box::new(Offer {
            lender: word_address(first),
            debt_asset: word_address(second),
            collateral_asset: word_address(third),
            loan_to_value: field(first, 224, 16) as u16,
            rate: field(third, 160, 64),
            kind: Kind::of(field(first, 200, 8)),
            count: field(first, 208, 16) as u16,
            period: field(second, 160, 32) as u32,
            grace: field(second, 192, 32) as u32,
            expiry: field(first, 160, 40),
            ..Offer::default()
        });
        if offer.kind == Kind::Custom {
            let used = field(first, 240, 8) as usize;
            let (low, high) = (word(7), if used > STEPS { word(8) } else { U256::ZERO });
            for (index, step) in offer.steps.iter_mut().enumerate().take(used) {
                let packed = if index < STEPS { low } else { high };
                let shift = index.wrapping_rem(STEPS).wrapping_mul(STEP);
                *step = Step {
                    due: field(packed, shift, 32) as u32,
                    share: field(packed, shift.wrapping_add(32), 16) as u16,
                };
            }
        }
        offer
    }

    /// All terms of an offer.
    #[inline(never)]
    pub(crate) fn whole_terms(&self, id: u64) -> Box<Offer> {
        let word = |index| self.word(key(Of::Offer, id, index));
        let mut offer = self.terms(id);
        (offer.size, offer.least) = split(word(3));
        offer.loan_per_collateral = split(word(4)).1;
        offer.allowed = word_address(word(5));
        if offer.loan_to_value > 0 {
            offer.oracle = word_address(word(6));
        }
        offer
    }

    /// Stores a new offer.
    #[inline(never)]
    pub(crate) fn put_terms(&mut self, id: u64, offer: &Offer) {
        let custom = offer.kind == Kind::Custom;
        let used = if custom { offer.instalments() } else { 0 };
        let mut packed = [U256::ZERO; 2];
        for (word, steps) in packed.iter_mut().zip(offer.steps.chunks(STEPS)) {
            for (index, step) in steps.iter().enumerate() {
                let shift = index.wrapping_mul(STEP);
                *word |= at(step.due, shift) | at(step.share, shift.wrapping_add(32));
            }
        }
        let [low, high] = packed;
        let words = [
            address_word(offer.lender)
                | at(offer.expiry, 160)
                | at(offer.kind as u8, 200)
                | at(offer.count, 208)
                | at(offer.loan_to_value, 224)
                | at(used, 240),
            address_word(offer.debt_asset) | at(offer.period, 160) | at(offer.grace, 192),
            address_word(offer.collateral_asset) | at(offer.rate, 160),
            pair(offer.size, offer.least),
            pair(0, offer.loan_per_collateral),
            address_word(offer.allowed),
            address_word(offer.oracle),
            low,
            high,
        ];
        for (index, word) in words.into_iter().enumerate() {
            if !word.is_zero() {
                self.put(key(Of::Offer, id, index as u64), word);
            }
        }
    }

    /// Stores what is left of an offer.
    pub(crate) fn put_size(&mut self, id: u64, offer: &Offer) {
        self.put(key(Of::Offer, id, 3), pair(offer.size, offer.least));
    }

    /// A loan, also one that has ended.
    ///
    /// # Errors
    /// `UnknownLoan`.
    #[inline(never)]
    pub(crate) fn loan(&self, id: u64) -> Result<Loan> {
        let word = |index| self.word(key(Of::Loan, id, index));
        let first = word(0);
        if first.is_zero() {
            return Err(number(ITermLoan::UnknownLoan::SELECTOR, id));
        }
        let (principal, collateral) = split(word(1));
        let third = word(2);
        let (cash, forfeited) = split(word(3));
        Ok(Loan {
            borrower: word_address(first),
            offer: field(first, 160, 64),
            settled: field(first, 224, 16) as u16,
            interest_from: field(third, 168, 40),
            start: field(third, 128, 40),
            opened: split(third).1,
            locked: Locked {
                principal,
                collateral,
            },
            cash,
            forfeited,
        })
    }

    #[inline(never)]
    pub(crate) fn put_loan(&mut self, id: u64, loan: &Loan) {
        let words = [
            address_word(loan.borrower) | at(loan.offer, 160) | at(loan.settled, 224),
            pair(loan.locked.principal, loan.locked.collateral),
            pair(0, loan.opened) | at(loan.start, 128) | at(loan.interest_from, 168),
            pair(loan.cash, loan.forfeited),
        ];
        for (index, word) in words.into_iter().enumerate() {
            self.put(key(Of::Loan, id, index as u64), word);
        }
    }

    /// Unlocked collateral that could not be sent.
    pub(crate) fn withheld(&self, id: u64) -> u128 {
        split(self.word(key(Of::Loan, id, WITHHELD))).1
    }

    pub(crate) fn put_withheld(&mut self, id: u64, amount: u128) {
        self.put(key(Of::Loan, id, WITHHELD), pair(0, amount));
    }
}

impl Positions for TermLoan {
    fn seat(&self, id: u64, seat: Seat) -> Address {
        word_address(self.word(seat_key(id, seat)))
    }

    fn put_seat(&mut self, id: u64, seat: Seat, account: &Address) {
        self.put(seat_key(id, seat), address_word(*account));
    }

    fn held(&self, account: &Address) -> U256 {
        self.word(balance_key(account))
    }

    fn put_held(&mut self, account: &Address, count: U256) {
        self.put(balance_key(account), count);
    }

    fn operates(&self, holder: &Address, operator: &Address) -> bool {
        !self.operators.getter(*holder).get(*operator).is_zero()
    }

    fn put_operator(&mut self, holder: &Address, operator: &Address, flag: U256) {
        self.operators.setter(*holder).setter(*operator).set(flag);
    }
}
