//! What all protocols do, each in its own words.

use alloy::primitives::{Address, U256};

use crate::bench::{Bench, Request};
use crate::report::Column;

/// An operation on an amount of an asset, by symbol; the largest amount means all of it.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    Supply(&'static str, U256),
    Withdraw(&'static str, U256),
    Deposit(&'static str, U256),
    Release(&'static str, U256),
    Borrow(&'static str, U256),
    Repay(&'static str, U256),
}

/// A protocol with its markets.
pub trait Market {
    /// Who pulls tokens.
    fn address(&self) -> Address;

    /// What a column takes to be set up.
    async fn begin(&self, _bench: &Bench, _column: Column) {}

    /// Time has passed: what a protocol's keepers do then.
    async fn keep(&self, _bench: &Bench) {}

    /// What `account` sends to do this for itself.
    async fn request(&self, bench: &Bench, action: Action, account: Address) -> Request;

    /// What a borrower sends to take a flash loan and pay it back.
    async fn flash(
        &self,
        bench: &Bench,
        symbol: &str,
        amount: U256,
        receiver: Address,
    ) -> Option<Request>;

    /// What tells the health of an account.
    fn health(&self, _account: Address) -> Option<Request> {
        None
    }
}
