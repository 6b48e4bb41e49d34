//! How bids, collars and positions are packed into words of one table, most significant field first.
//!
//! Bid: 0 `window u32 | expiry u40 | buyer u160`; 1 `window of the puts u32 | expiry of the market u40 | market u160`;
//! 2 `size u128 | least u128`; 3 allowed; 4 `decimals of the collateral u8 | of the debt asset u8 | debt asset u160`;
//! 5 collateral asset; 6 `strike u128 | price u128`.
//! Collar: 0 `bid u64 | owner u160`; 1 `loan u64 | rate u64 | start u40 | strike of the puts u8 | call u8`, the last three in
//! the lower half; 2 `amount u128 | cash u128`; 3 `collateral u128 | puts u128`; 4 holder of the call; 5 approved for it.

use alloc::boxed::Box;

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use ballast_common::{
    convert::{address_word, join64, pair, split, word_address},
    positions::{Positions, Seat},
    revert::{Result, number},
};

use crate::{
    CollarProgram,
    collar::{Call, Collar, Holding},
    program::ICollar,
    terms::{Bid, Calls},
};

/// Seconds fit 40 bits.
pub(crate) const MAX_TIME: u64 = (1 << 40) - 1;

/// What a key is of; the upper limb.
#[derive(Clone, Copy)]
enum Of {
    /// Word 0: the numbers of bids and collars there have been: `bids u128 | collars u128`; word 1: the loans' program.
    Program,
    Bid,
    Collar,
    /// How many positions an account holds.
    Balance,
}

/// Words of a collar beyond its state.
const HOLDER: u64 = 4;
const APPROVED: u64 = 5;

fn key(of: Of, id: u64, word: u64) -> U256 {
    U256::from_limbs([word, id, 0, of as u64])
}

fn seat_key(id: u64, seat: Seat) -> U256 {
    let word = match seat {
        Seat::Holder => HOLDER,
        Seat::Approved => APPROVED,
    };
    key(Of::Collar, id, word)
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

impl CollarProgram {
    #[inline(never)]
    fn word(&self, key: U256) -> U256 {
        self.words.get(key)
    }

    #[inline(never)]
    fn put(&mut self, key: U256, word: U256) {
        self.words.setter(key).set(word);
    }

    /// The last numbers of bids and of collars.
    pub(crate) fn counts(&self) -> (u128, u128) {
        split(self.word(key(Of::Program, 0, 0)))
    }

    pub(crate) fn put_counts(&mut self, bids: u128, collars: u128) {
        self.put(key(Of::Program, 0, 0), pair(bids, collars));
    }

    /// The loans' program.
    pub(crate) fn loans(&self) -> Address {
        word_address(self.word(key(Of::Program, 0, 1)))
    }

    pub(crate) fn put_loans(&mut self, loans: Address) {
        self.put(key(Of::Program, 0, 1), address_word(loans));
    }

    /// A bid, also one of which nothing is left, or that there never was: without buyer.
    #[inline(never)]
    pub(crate) fn terms(&self, id: u64) -> Box<Bid> {
        let word = |index| self.word(key(Of::Bid, id, index));
        let (first, second, fifth) = (word(0), word(1), word(4));
        let (size, least) = split(word(2));
        let (strike, price) = split(word(6));
        Box::new(Bid {
            buyer: word_address(first),
            calls: Calls {
                market: word_address(second),
                debt_asset: word_address(fifth),
                collateral_asset: word_address(word(5)),
                decimals: [(top(fifth) >> 8) as u8, top(fifth) as u8],
                expiry: top(second) as u64 & MAX_TIME,
                puts_window: (top(second) >> 40) as u32,
                window: (top(first) >> 40) as u32,
                strike,
            },
            price,
            size,
            least,
            expiry: top(first) as u64 & MAX_TIME,
            allowed: word_address(word(3)),
        })
    }

    /// Stores a new bid.
    #[inline(never)]
    pub(crate) fn put_terms(&mut self, id: u64, bid: &Bid) {
        let Bid { calls, .. } = bid;
        let [collateral, debt] = calls.decimals.map(u128::from);
        let timed = |window: u32, expiry: u64| (u128::from(window) << 40) | u128::from(expiry);
        let words = [
            above(timed(calls.window, bid.expiry), bid.buyer),
            above(timed(calls.puts_window, calls.expiry), calls.market),
            pair(bid.size, bid.least),
            address_word(bid.allowed),
            above((collateral << 8) | debt, calls.debt_asset),
            address_word(calls.collateral_asset),
            pair(calls.strike, bid.price),
        ];
        for (index, word) in words.into_iter().enumerate() {
            self.put(key(Of::Bid, id, index as u64), word);
        }
    }

    /// Stores what is left of a bid.
    pub(crate) fn put_size(&mut self, id: u64, bid: &Bid) {
        self.put(key(Of::Bid, id, 2), pair(bid.size, bid.least));
    }

    /// A collar, also one that has ended.
    ///
    /// # Errors
    /// `UnknownCollar`.
    #[inline(never)]
    pub(crate) fn collar(&self, id: u64) -> Result<Collar> {
        let word = |index| self.word(key(Of::Collar, id, index));
        let first = word(0);
        if first.is_zero() {
            return Err(number(ICollar::UnknownCollar::SELECTOR, id));
        }
        let (loan, rest) = split(word(1));
        let (amount, cash) = split(word(2));
        let (collateral, puts) = split(word(3));
        Ok(Collar {
            owner: word_address(first),
            bid: top(first) as u64,
            loan: (loan >> 64) as u64,
            rate: loan as u64,
            start: (rest >> 16) as u64,
            strike: (rest >> 8) as u8,
            call: match rest as u8 {
                0 => Call::Open,
                1 => Call::Exercised,
                _ => Call::Cancelled,
            },
            amount,
            here: Holding {
                cash,
                collateral,
                puts,
            },
        })
    }

    /// Stores a collar, without what it has here.
    #[inline(never)]
    pub(crate) fn put_collar(&mut self, id: u64, collar: &Collar) {
        let rest = (u128::from(collar.start) << 16)
            | (u128::from(collar.strike) << 8)
            | collar.call as u128;
        let words = [
            above(collar.bid.into(), collar.owner),
            pair(join64(collar.loan, collar.rate), rest),
        ];
        for (index, word) in words.into_iter().enumerate() {
            self.put(key(Of::Collar, id, index as u64), word);
        }
    }

    /// Stores what a collar has here.
    #[inline(never)]
    pub(crate) fn put_here(&mut self, id: u64, collar: &Collar) {
        let Holding {
            cash,
            collateral,
            puts,
        } = collar.here;
        self.put(key(Of::Collar, id, 2), pair(collar.amount, cash));
        self.put(key(Of::Collar, id, 3), pair(collateral, puts));
    }
}

impl Positions for CollarProgram {
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
