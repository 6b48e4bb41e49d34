//! How offers, loans and positions are packed into words of one table, most significant field first.
//!
//! Offer: 0 `discount u16 | scale u8 | loan to value u16 | count u16 | expiry u40 (from bit 160) | lender u160`; 1 `patience
//! u32 | grace u32 | period u32 | debt asset u160`; 2 `longest u32 | rate u64 | collateral asset u160`; 3 `size u128 | least
//! u128`; 4 `growth cap u16 | margin u16 | term rate u64 | oracle u160`; 5 `yield floor u64 | rate asset u160`; 6 allowed.
//! Loan: 0 `turned u8 | offer u64 | borrower u160`; 1 `principal u128 | collateral u128`; 2 `sale from u40 | interest from u40
//! | start u40 | opened u128`; 3 `cash u128 | shares u128`; 4 holder of the position; 5 approved for it; 6 shares withheld;
//! 7 `unpaid u128 | paid u128`; 8 `opened rate u128 | mark u128`.

use alloc::boxed::Box;

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use ballast_common::{
    convert::{address_word, field, pair, split, word_address},
    positions::{Positions, Seat},
    revert::{Result, number},
};
use risk_core::{amortise::Locked, fixed::Wad};

use crate::{YieldLoan, loan::Loan, program::IYieldLoan, terms::Offer};

/// What a key is of; the upper limb.
#[derive(Clone, Copy)]
pub(crate) enum Of {
    /// The numbers of offers and loans there have been: `offers u128 | loans u128`.
    Counts,
    Offer,
    Loan,
    /// How many positions an account holds.
    Balance,
}

/// Words of a loan beyond its state: the holder of its position, who is approved for it, withheld shares.
const HOLDER: u64 = 4;
const APPROVED: u64 = 5;
const WITHHELD: u64 = 6;
/// Words of a loan's state.
const STATE: [u64; 6] = [0, 1, 2, 3, 7, 8];

pub(crate) fn key(of: Of, id: u64, word: u64) -> U256 {
    U256::from_limbs([word, id, 0, of as u64])
}

fn account_key(of: Of, account: &Address) -> U256 {
    let [a, b, c, _] = *address_word(*account).as_limbs();
    U256::from_limbs([a, b, c, of as u64])
}

fn at(value: impl Into<u64>, shift: usize) -> U256 {
    U256::from_limbs([value.into(), 0, 0, 0]).wrapping_shl(shift)
}

impl YieldLoan {
    #[inline(never)]
    fn word(&self, key: U256) -> U256 {
        self.words.get(key)
    }

    #[inline(never)]
    fn put(&mut self, key: U256, word: U256) {
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
        let (fifth, sixth) = (word(4), word(5));
        Box::new(Offer {
            lender: word_address(first),
            expiry: field(first, 160, 40),
            count: field(first, 200, 16) as u16,
            loan_to_value: field(first, 216, 16) as u16,
            scale: field(first, 232, 8) as u8,
            discount: field(first, 240, 16) as u16,
            debt_asset: word_address(second),
            period: field(second, 160, 32) as u32,
            grace: field(second, 192, 32) as u32,
            patience: field(second, 224, 32) as u32,
            collateral_asset: word_address(third),
            rate: field(third, 160, 64),
            longest: field(third, 224, 32) as u32,
            oracle: word_address(fifth),
            term_rate: field(fifth, 160, 64),
            margin: field(fifth, 224, 16) as u16,
            growth_cap: field(fifth, 240, 16) as u16,
            rate_asset: word_address(sixth),
            yield_floor: field(sixth, 160, 64),
            ..Offer::default()
        })
    }

    /// All terms of an offer.
    #[inline(never)]
    pub(crate) fn whole_terms(&self, id: u64) -> Box<Offer> {
        let mut offer = self.terms(id);
        (offer.size, offer.least) = split(self.word(key(Of::Offer, id, 3)));
        offer.allowed = word_address(self.word(key(Of::Offer, id, 6)));
        offer
    }

    /// Stores a new offer.
    #[inline(never)]
    pub(crate) fn put_terms(&mut self, id: u64, offer: &Offer) {
        let words = [
            address_word(offer.lender)
                | at(offer.expiry, 160)
                | at(offer.count, 200)
                | at(offer.loan_to_value, 216)
                | at(offer.scale, 232)
                | at(offer.discount, 240),
            address_word(offer.debt_asset)
                | at(offer.period, 160)
                | at(offer.grace, 192)
                | at(offer.patience, 224),
            address_word(offer.collateral_asset) | at(offer.rate, 160) | at(offer.longest, 224),
            pair(offer.size, offer.least),
            address_word(offer.oracle)
                | at(offer.term_rate, 160)
                | at(offer.margin, 224)
                | at(offer.growth_cap, 240),
            address_word(offer.rate_asset) | at(offer.yield_floor, 160),
            address_word(offer.allowed),
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
        let [first, second, third, fourth, fifth, sixth] =
            STATE.map(|index| self.word(key(Of::Loan, id, index)));
        if first.is_zero() {
            return Err(number(IYieldLoan::UnknownLoan::SELECTOR, id));
        }
        let (principal, collateral) = split(second);
        let (cash, shares) = split(fourth);
        let (unpaid, paid) = split(fifth);
        let (opened_rate, mark) = split(sixth);
        Ok(Loan {
            borrower: word_address(first),
            offer: field(first, 160, 64),
            turned: field(first, 224, 8) > 0,
            start: field(third, 128, 40),
            interest_from: field(third, 168, 40),
            sale_from: field(third, 208, 40),
            opened: split(third).1,
            locked: Locked {
                principal,
                collateral,
            },
            unpaid,
            paid,
            opened_rate: Wad(opened_rate),
            mark: Wad(mark),
            cash,
            shares,
        })
    }

    #[inline(never)]
    pub(crate) fn put_loan(&mut self, id: u64, loan: &Loan) {
        let words = [
            address_word(loan.borrower) | at(loan.offer, 160) | at(loan.turned, 224),
            pair(loan.locked.principal, loan.locked.collateral),
            pair(0, loan.opened)
                | at(loan.start, 128)
                | at(loan.interest_from, 168)
                | at(loan.sale_from, 208),
            pair(loan.cash, loan.shares),
            pair(loan.unpaid, loan.paid),
            pair(loan.opened_rate.0, loan.mark.0),
        ];
        for (index, word) in STATE.into_iter().zip(words) {
            self.put(key(Of::Loan, id, index), word);
        }
    }

    /// Unlocked shares that could not be sent.
    pub(crate) fn withheld(&self, id: u64) -> u128 {
        split(self.word(key(Of::Loan, id, WITHHELD))).1
    }

    pub(crate) fn put_withheld(&mut self, id: u64, amount: u128) {
        self.put(key(Of::Loan, id, WITHHELD), pair(0, amount));
    }
}

impl Positions for YieldLoan {
    fn seat(&self, id: u64, seat: Seat) -> Address {
        word_address(self.word(seat_key(id, seat)))
    }

    fn put_seat(&mut self, id: u64, seat: Seat, account: &Address) {
        self.put(seat_key(id, seat), address_word(*account));
    }

    fn held(&self, account: &Address) -> U256 {
        self.word(account_key(Of::Balance, account))
    }

    fn put_held(&mut self, account: &Address, count: U256) {
        self.put(account_key(Of::Balance, account), count);
    }

    fn operates(&self, holder: &Address, operator: &Address) -> bool {
        !self.operators.getter(*holder).get(*operator).is_zero()
    }

    fn put_operator(&mut self, holder: &Address, operator: &Address, flag: U256) {
        self.operators.setter(*holder).setter(*operator).set(flag);
    }
}

fn seat_key(id: u64, seat: Seat) -> U256 {
    let word = match seat {
        Seat::Holder => HOLDER,
        Seat::Approved => APPROVED,
    };
    key(Of::Loan, id, word)
}
