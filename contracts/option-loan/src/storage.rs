//! How offers, loans and positions are packed into words of one table, most significant field first.
//!
//! Offer: 0 `grace u32 | strike u8 | expiry u40 | lender u160`; 1 `rate u64 | market u160`; 2 `size u128 | least u128`;
//! 3 allowed; 4 `window u32 | expiry of the puts u40 | debt asset u160`; 5 collateral asset; 6 `price u128 | scale u128`.
//! Loan: 0 `offer u64 | borrower u160`; 1 `principal u128 | collateral u128`; 2 `withholding u128 | start u128`; 3
//! `cash u128 | forfeited u128`; 4 holder of the position; 5 approved for it; 6 `cash u128 | collateral u128` and 7 puts that could
//! not be sent; 8 cash of the exercise that the market withholds. Cash that markets withhold, by market and asset:
//! `noted u128 | taken over u128`.

use alloc::boxed::Box;

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use ballast_common::{
    convert::{address_word, pair, split, word_address},
    positions::{Positions, Seat},
    revert::{Result, number},
};
use risk_core::amortise::Locked;

use crate::{
    OptionLoan,
    loan::{Loan, Withheld},
    program::IOptionLoan,
    terms::{Offer, Puts},
};

/// Seconds fit 40 bits.
pub(crate) const MAX_TIME: u64 = (1 << 40) - 1;

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
const AWAITED: u64 = 8;

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

/// An address with 96 bits above it.
#[inline(never)]
fn above(top: u128, address: Address) -> U256 {
    address_word(address) | pair(top << 32, 0)
}

/// The 96 bits above an address.
fn top(word: U256) -> u128 {
    split(word).0 >> 32
}

impl OptionLoan {
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

    /// An offer, also one of which nothing is left, or that there never was: without lender. Boxed, for it is large and is
    /// handed around.
    #[inline(never)]
    pub(crate) fn terms(&self, id: u64) -> Box<Offer> {
        let word = |index| self.word(key(Of::Offer, id, index));
        let (first, second, fifth) = (word(0), word(1), word(4));
        let (size, least) = split(word(2));
        let (price, scale) = split(word(6));
        Box::new(Offer {
            lender: word_address(first),
            puts: Puts {
                market: word_address(second),
                strike: (top(first) >> 40) as u8,
                debt_asset: word_address(fifth),
                collateral_asset: word_address(word(5)),
                expiry: top(fifth) as u64 & MAX_TIME,
                window: (top(fifth) >> 40) as u32,
                price,
                scale,
            },
            size,
            least,
            rate: top(second) as u64,
            grace: (top(first) >> 48) as u32,
            expiry: top(first) as u64 & MAX_TIME,
            allowed: word_address(word(3)),
        })
    }

    /// Stores a new offer.
    #[inline(never)]
    pub(crate) fn put_terms(&mut self, id: u64, offer: &Offer) {
        let Offer { puts, .. } = offer;
        let first = (u128::from(offer.grace) << 48)
            | (u128::from(puts.strike) << 40)
            | u128::from(offer.expiry);
        let fifth = (u128::from(puts.window) << 40) | u128::from(puts.expiry);
        let words = [
            above(first, offer.lender),
            above(offer.rate.into(), puts.market),
            pair(offer.size, offer.least),
            address_word(offer.allowed),
            above(fifth, puts.debt_asset),
            address_word(puts.collateral_asset),
            pair(puts.price, puts.scale),
        ];
        for (index, word) in words.into_iter().enumerate() {
            self.put(key(Of::Offer, id, index as u64), word);
        }
    }

    /// Stores what is left of an offer.
    pub(crate) fn put_size(&mut self, id: u64, offer: &Offer) {
        self.put(key(Of::Offer, id, 2), pair(offer.size, offer.least));
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
            return Err(number(IOptionLoan::UnknownLoan::SELECTOR, id));
        }
        let (principal, collateral) = split(word(1));
        let (withholding, start) = split(word(2));
        let (cash, forfeited) = split(word(3));
        Ok(Loan {
            borrower: word_address(first),
            offer: top(first) as u64,
            start: start as u64,
            locked: Locked {
                principal,
                collateral,
            },
            cash,
            forfeited,
            withholding: withholding != 0,
        })
    }

    #[inline(never)]
    pub(crate) fn put_loan(&mut self, id: u64, loan: &Loan) {
        let words = [
            above(loan.offer.into(), loan.borrower),
            pair(loan.locked.principal, loan.locked.collateral),
            pair(loan.withholding.into(), loan.start.into()),
            pair(loan.cash, loan.forfeited),
        ];
        for (index, word) in words.into_iter().enumerate() {
            self.put(key(Of::Loan, id, index as u64), word);
        }
    }

    /// What could not be sent to a loan's borrower.
    pub(crate) fn withheld(&self, id: u64) -> Withheld {
        let (cash, collateral) = split(self.word(key(Of::Loan, id, WITHHELD)));
        let (_, puts) = split(self.word(key(Of::Loan, id, WITHHELD.wrapping_add(1))));
        Withheld {
            cash,
            collateral,
            puts,
        }
    }

    pub(crate) fn put_withheld(&mut self, id: u64, withheld: &Withheld) {
        let word = pair(withheld.cash, withheld.collateral);
        self.put(key(Of::Loan, id, WITHHELD), word);
        let next = key(Of::Loan, id, WITHHELD.wrapping_add(1));
        self.put(next, pair(0, withheld.puts));
    }

    /// Cash of a loan's exercise that its market withholds, as far as this program has not taken it over.
    pub(crate) fn awaited(&self, id: u64) -> u128 {
        split(self.word(key(Of::Loan, id, AWAITED))).1
    }

    pub(crate) fn put_awaited(&mut self, id: u64, cash: u128) {
        self.put(key(Of::Loan, id, AWAITED), pair(0, cash));
    }

    /// Cash of all exercises that a market withholds, and what was taken over and is not its loans' yet.
    pub(crate) fn promises(&self, puts: &Puts) -> (u128, u128) {
        split(self.promises.getter(puts.market).get(puts.debt_asset))
    }

    pub(crate) fn put_promises(&mut self, puts: &Puts, noted: u128, taken_over: u128) {
        let word = pair(noted, taken_over);
        let mut of_market = self.promises.setter(puts.market);
        of_market.setter(puts.debt_asset).set(word);
    }
}

impl Positions for OptionLoan {
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
