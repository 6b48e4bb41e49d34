//! Slot 0: what the running roll is, hashed; zero while none runs. Slot 1: words of orders, two each (`order`): the first at the hash
//! of pool, account and what is rolled, as three words, the second behind it.

use alloy_primitives::{Address, B256, U256};
use ballast_common::dispatch::Output;
use stylus_sdk::prelude::*;

use crate::{Roller, order::Order};

/// Which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) pool: Address,
    pub(crate) account: Address,
    pub(crate) from: Address,
}

impl Place {
    pub(crate) fn write<'a>(&self, out: &'a mut Output) -> &'a mut Output {
        out.address(&self.pool)
            .address(&self.account)
            .address(&self.from)
    }
}

impl Roller {
    #[inline(never)]
    fn keys(&self, place: &Place) -> [U256; 2] {
        let mut words = Output::new();
        let hash = self.vm().native_keccak256(place.write(&mut words).data());
        let first = U256::from_be_bytes(hash.0);
        [first, first.wrapping_add(U256::from(1))]
    }

    /// An order; one of zeros where there is none.
    #[inline(never)]
    pub(crate) fn order(&self, place: &Place) -> Order {
        Order::unpack(self.keys(place).map(|key| self.orders.get(key)))
    }

    #[inline(never)]
    pub(crate) fn put_order(&mut self, place: &Place, order: &Order) {
        let words = order.pack();
        for (key, word) in self.keys(place).into_iter().zip(words) {
            self.orders.setter(key).set(word);
        }
    }

    /// What a roll is known by: its pool, its amount, and what it told the pool to give back.
    #[inline(never)]
    pub(crate) fn mark(&self, pool: &Address, amount: u128, data: &[u8]) -> B256 {
        let mut words = Output::new();
        words.address(pool).amount(amount).bytes(data);
        self.vm().native_keccak256(words.data())
    }
}
