//! What events say: who holds and owes what, and whose unwind is open. Pure.
//!
//! Collateral and debt shares of every account are rebuilt from the pool's events alone, so that health can be judged
//! in memory ([`crate::assess`]) without asking the chain for each account.

use crate::assess::Look;
use alloy::primitives::{Address, U256};
use ballast_bindings::{
    debt_book::IDebtBook::IDebtBookEvents, pool::IPool::IPoolEvents,
    unwinder::IUnwinder::IUnwinderEvents,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an account has in one reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The reserve's asset.
    pub asset: Address,
    /// Escrowed, token units.
    pub collateral: U256,
    /// Debt shares.
    pub shares: U256,
}

/// An account that has collateral, debt or an open schedule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// What it has, none of it empty, by asset.
    pub holdings: Vec<Holding>,
    /// Whether a schedule is open.
    pub open: bool,
    /// What of its debts is noted as expected not to come back, token units by asset.
    pub expected: BTreeMap<Address, U256>,
    /// Whether it is the debt book's own, which holds for suppliers what passed in kind.
    pub holds_in_kind: bool,
    /// How many events have been about it: what was tried in vain is tried again when this changes.
    pub version: u64,
    /// How it was judged last, unless something happened since.
    #[serde(skip)]
    pub look: Option<Look>,
}

impl Account {
    /// Whether it owes anything.
    pub fn owes(&self) -> bool {
        self.holdings.iter().any(|held| !held.shares.is_zero())
    }

    /// Whether a keeper may have business with it.
    pub fn is_watched(&self) -> bool {
        self.open || self.owes() || !self.expected.is_empty()
    }

    /// A debt that is noted as expected not to come back and was repaid.
    pub fn noted_and_repaid(&self) -> Option<Address> {
        let owes = |asset: &Address| {
            let mut held = self.holdings.iter();
            held.any(|held| held.asset == *asset && !held.shares.is_zero())
        };
        self.expected.keys().find(|asset| !owes(asset)).copied()
    }

    fn holding(&mut self, asset: Address) -> &mut Holding {
        let empty = Holding {
            asset,
            collateral: U256::ZERO,
            shares: U256::ZERO,
        };
        let index = match self
            .holdings
            .binary_search_by_key(&asset, |held| held.asset)
        {
            Ok(index) => index,
            Err(index) => {
                self.holdings.insert(index, empty);
                index
            }
        };
        &mut self.holdings[index]
    }
}

/// All accounts with collateral, debt or an open schedule in one debt book.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Book {
    accounts: BTreeMap<Address, Account>,
}

impl Book {
    /// The accounts, in order of address.
    pub const fn accounts(&self) -> &BTreeMap<Address, Account> {
        &self.accounts
    }

    /// The accounts, to note how they were judged.
    pub const fn accounts_mut(&mut self) -> &mut BTreeMap<Address, Account> {
        &mut self.accounts
    }

    /// How many accounts owe, have an open schedule, or a loss noted that is expected of them.
    pub fn watched(&self) -> usize {
        let watched = self
            .accounts
            .values()
            .filter(|account| account.is_watched());
        watched.count()
    }

    /// Events that an account has had; none where it is not known.
    pub fn version(&self, account: Address) -> u64 {
        self.accounts
            .get(&account)
            .map_or(0, |account| account.version)
    }

    /// Takes an event of the pool into account.
    pub fn apply_pool(&mut self, event: &IPoolEvents) {
        match event {
            IPoolEvents::CollateralDeposited(e) => self.change(e.account, |account| {
                let held = account.holding(e.asset);
                held.collateral = held.collateral.saturating_add(e.amount);
            }),
            IPoolEvents::CollateralWithdrawn(e) => self.change(e.account, |account| {
                let held = account.holding(e.asset);
                held.collateral = held.collateral.saturating_sub(e.amount);
            }),
            IPoolEvents::Borrowed(e) => self.change(e.account, |account| {
                let held = account.holding(e.asset);
                held.shares = held.shares.saturating_add(e.shares);
            }),
            IPoolEvents::Repaid(e) => self.change(e.account, |account| {
                let held = account.holding(e.asset);
                held.shares = held.shares.saturating_sub(e.shares);
            }),
            IPoolEvents::Settled(e) => self.change(e.account, |account| {
                let sold = account.holding(e.collateralAsset);
                sold.collateral = sold.collateral.saturating_sub(e.collateralAmount);
                let owed = account.holding(e.debtAsset);
                owed.shares = owed.shares.saturating_sub(e.shares);
            }),
            IPoolEvents::WrittenOff(e) => self.change(e.account, |account| {
                account.holding(e.asset).shares = U256::ZERO;
            }),
            _ => {}
        }
    }

    /// Takes an event that every debt book has into account.
    pub fn apply_book(&mut self, event: &IDebtBookEvents) {
        match event {
            IDebtBookEvents::DistressCharged(e) => self.change(e.account, |account| {
                let owed = account.holding(e.debtAsset);
                owed.shares = owed.shares.saturating_add(e.shares);
            }),
            IDebtBookEvents::ShortfallExpected(e) => self.change(e.account, |account| {
                if e.expected.is_zero() {
                    account.expected.remove(&e.debtAsset);
                } else {
                    account.expected.insert(e.debtAsset, e.expected);
                }
            }),
            IDebtBookEvents::OpenerPaid(e) => {
                self.change(e.account, |account| {
                    let sold = account.holding(e.collateralAsset);
                    sold.collateral = sold.collateral.saturating_sub(e.collateralAmount);
                });
                self.change(e.opener, |account| {
                    let held = account.holding(e.collateralAsset);
                    held.collateral = held.collateral.saturating_add(e.collateralAmount);
                });
            }
            IDebtBookEvents::PassedInKind(e) => {
                self.change(e.account, |account| {
                    let sold = account.holding(e.collateralAsset);
                    sold.collateral = sold.collateral.saturating_sub(e.collateralAmount);
                    let owed = account.holding(e.debtAsset);
                    owed.shares = owed.shares.saturating_sub(e.shares);
                });
                self.change(e.holder, |account| {
                    account.holds_in_kind = true;
                    let held = account.holding(e.collateralAsset);
                    held.collateral = held.collateral.saturating_add(e.collateralAmount);
                    let owed = account.holding(e.debtAsset);
                    owed.shares = owed.shares.saturating_add(e.shares);
                });
            }
        }
    }

    /// Takes an event of the unwinder into account; those of other books are passed over.
    pub fn apply_unwinder(&mut self, book: Address, event: &IUnwinderEvents) {
        match event {
            IUnwinderEvents::Opened(e) if e.book == book => {
                self.change(e.account, |account| account.open = true);
            }
            IUnwinderEvents::Closed(e) if e.book == book => {
                self.change(e.account, |account| account.open = false);
            }
            IUnwinderEvents::CriticalSeen(e) if e.book == book => self.change(e.account, |_| {}),
            IUnwinderEvents::CriticalCleared(e) if e.book == book => self.change(e.account, |_| {}),
            IUnwinderEvents::AuctionStarted(e) if e.book == book => self.change(e.account, |_| {}),
            IUnwinderEvents::Hastened(e) if e.book == book => self.change(e.account, |_| {}),
            IUnwinderEvents::Filled(e) if e.book == book => self.change(e.account, |_| {}),
            _ => {}
        }
    }

    /// Changes an account and forgets how it was judged; drops it where nothing is left of it.
    fn change(&mut self, address: Address, change: impl FnOnce(&mut Account)) {
        let account = self.accounts.entry(address).or_default();
        change(account);
        account
            .holdings
            .retain(|held| !held.collateral.is_zero() || !held.shares.is_zero());
        account.look = None;
        account.version = account.version.saturating_add(1);
        if account.holdings.is_empty() && !account.is_watched() {
            self.accounts.remove(&address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ballast_bindings::{debt_book::IDebtBook, pool::IPool, unwinder::IUnwinder};

    const POOL: Address = Address::repeat_byte(9);
    const ALICE: Address = Address::repeat_byte(1);
    const BOB: Address = Address::repeat_byte(2);
    const CAROL: Address = Address::repeat_byte(0x33);
    const USDC: Address = Address::repeat_byte(3);
    const WETH: Address = Address::repeat_byte(4);

    fn borrowed(account: Address, asset: Address, shares: u64) -> IPoolEvents {
        let shares = U256::from(shares);
        IPoolEvents::Borrowed(IPool::Borrowed {
            asset,
            account,
            receiver: account,
            assets: shares,
            shares,
        })
    }

    fn repaid(account: Address, asset: Address, shares: u64) -> IPoolEvents {
        let shares = U256::from(shares);
        IPoolEvents::Repaid(IPool::Repaid {
            asset,
            payer: BOB,
            account,
            assets: shares,
            shares,
        })
    }

    fn closed(book: Address, account: Address) -> IUnwinderEvents {
        let zero = U256::ZERO;
        IUnwinderEvents::Closed(IUnwinder::Closed {
            book,
            account,
            health: zero,
            released: zero,
            sold: zero,
        })
    }

    fn opened(book: Address, account: Address) -> IUnwinderEvents {
        let zero = U256::ZERO;
        IUnwinderEvents::Opened(IUnwinder::Opened {
            book,
            account,
            health: zero,
            need: zero,
            start: 1,
            end: 2,
        })
    }

    #[test]
    fn keeps_only_accounts_with_debt() {
        let mut book = Book::default();
        book.apply_pool(&borrowed(ALICE, USDC, 10));
        book.apply_pool(&borrowed(ALICE, WETH, 5));
        book.apply_pool(&borrowed(BOB, USDC, 1));
        book.apply_pool(&repaid(BOB, USDC, 1));
        book.apply_pool(&repaid(ALICE, WETH, 5));
        book.apply_pool(&repaid(ALICE, USDC, 4));
        assert_eq!(book.accounts().keys().collect::<Vec<_>>(), [&ALICE]);
        let left = [Holding {
            asset: USDC,
            collateral: U256::ZERO,
            shares: U256::from(6),
        }];
        assert_eq!(book.accounts()[&ALICE].holdings, left);
        assert_eq!(book.version(ALICE), 4);
    }

    #[test]
    fn settlement_and_write_off_end_debts() {
        let mut book = Book::default();
        book.apply_pool(&borrowed(ALICE, USDC, 10));
        book.apply_pool(&borrowed(BOB, USDC, 10));
        book.apply_pool(&IPoolEvents::Settled(IPool::Settled {
            account: ALICE,
            collateralAsset: WETH,
            debtAsset: USDC,
            collateralAmount: U256::ONE,
            repaid: U256::from(10),
            shares: U256::from(10),
            payer: BOB,
            receiver: BOB,
        }));
        book.apply_pool(&IPoolEvents::WrittenOff(IPool::WrittenOff {
            account: BOB,
            asset: USDC,
            debt: U256::from(10),
            covered: U256::ZERO,
            reserves: U256::ZERO,
            lost: U256::from(10),
        }));
        assert!(book.accounts().is_empty());
    }

    #[test]
    fn an_open_schedule_keeps_a_debtless_account_until_it_closes() {
        let mut book = Book::default();
        book.apply_pool(&borrowed(ALICE, USDC, 10));
        book.apply_unwinder(POOL, &opened(POOL, ALICE));
        book.apply_unwinder(POOL, &opened(BOB, BOB));
        book.apply_pool(&repaid(ALICE, USDC, 10));
        assert!(book.accounts()[&ALICE].open);
        book.apply_unwinder(POOL, &closed(BOB, ALICE));
        assert_eq!(book.accounts().len(), 1);
        book.apply_unwinder(POOL, &closed(POOL, ALICE));
        assert!(book.accounts().is_empty());
    }

    fn collateral(account: Address, amount: u64) -> IPoolEvents {
        IPoolEvents::CollateralDeposited(IPool::CollateralDeposited {
            asset: WETH,
            payer: account,
            account,
            amount: U256::from(amount),
        })
    }

    #[test]
    fn collateral_is_followed_from_deposit_to_sale_and_withdrawal() {
        let mut book = Book::default();
        book.apply_pool(&collateral(ALICE, 10));
        assert_eq!((book.accounts().len(), book.watched()), (1, 0));
        book.apply_pool(&borrowed(ALICE, USDC, 8));
        assert_eq!(book.watched(), 1);
        book.apply_pool(&IPoolEvents::Settled(IPool::Settled {
            account: ALICE,
            collateralAsset: WETH,
            debtAsset: USDC,
            collateralAmount: U256::from(3),
            repaid: U256::from(4),
            shares: U256::from(4),
            payer: BOB,
            receiver: BOB,
        }));
        let held = |asset, collateral: u64, shares: u64| Holding {
            asset,
            collateral: U256::from(collateral),
            shares: U256::from(shares),
        };
        assert_eq!(
            book.accounts()[&ALICE].holdings,
            [held(USDC, 0, 4), held(WETH, 7, 0)]
        );
        book.apply_pool(&repaid(ALICE, USDC, 4));
        book.apply_pool(&IPoolEvents::CollateralWithdrawn(
            IPool::CollateralWithdrawn {
                asset: WETH,
                account: ALICE,
                receiver: ALICE,
                amount: U256::from(7),
            },
        ));
        assert!(book.accounts().is_empty());
    }

    #[test]
    fn distress_adds_debt_and_what_passes_in_kind_is_the_holders() {
        let mut book = Book::default();
        book.apply_pool(&collateral(ALICE, 10));
        book.apply_pool(&borrowed(ALICE, USDC, 8));
        let number = |value: u64| U256::from(value);
        book.apply_book(&IDebtBookEvents::DistressCharged(
            IDebtBook::DistressCharged {
                account: ALICE,
                debtAsset: USDC,
                charged: number(3),
                premium: number(1),
                shares: number(2),
                rate: number(5),
            },
        ));
        let expects = |expected: u64| {
            IDebtBookEvents::ShortfallExpected(IDebtBook::ShortfallExpected {
                account: ALICE,
                debtAsset: USDC,
                expected: number(expected),
                all: number(expected),
            })
        };
        book.apply_book(&expects(4));
        assert_eq!(book.accounts()[&ALICE].expected[&USDC], number(4));
        assert_eq!(book.accounts()[&ALICE].noted_and_repaid(), None, "owes");
        let mut paid = book.clone();
        paid.apply_pool(&repaid(ALICE, USDC, 10));
        let left = &paid.accounts()[&ALICE];
        assert!(!left.owes() && left.is_watched());
        assert_eq!(left.noted_and_repaid(), Some(USDC));
        book.apply_book(&expects(0));
        assert!(book.accounts()[&ALICE].expected.is_empty());
        book.apply_book(&IDebtBookEvents::OpenerPaid(IDebtBook::OpenerPaid {
            account: ALICE,
            opener: CAROL,
            collateralAsset: WETH,
            collateralAmount: number(1),
        }));
        assert_eq!(
            book.accounts()[&CAROL].holdings,
            [Holding {
                asset: WETH,
                collateral: number(1),
                shares: number(0),
            }]
        );
        book.apply_book(&IDebtBookEvents::PassedInKind(IDebtBook::PassedInKind {
            account: ALICE,
            holder: BOB,
            collateralAsset: WETH,
            debtAsset: USDC,
            collateralAmount: number(9),
            debtAmount: number(9),
            shares: number(7),
        }));
        let held = |asset, collateral, shares| Holding {
            asset,
            collateral: number(collateral),
            shares: number(shares),
        };
        assert_eq!(book.accounts()[&ALICE].holdings, [held(USDC, 0, 3)]);
        assert_eq!(
            book.accounts()[&BOB].holdings,
            [held(USDC, 0, 7), held(WETH, 9, 0)]
        );
        assert!(book.accounts()[&BOB].holds_in_kind);
    }

    #[test]
    fn an_event_makes_an_account_be_judged_anew() {
        let mut book = Book::default();
        book.apply_pool(&borrowed(ALICE, USDC, 10));
        let judged = |book: &mut Book| {
            let account = book.accounts_mut().get_mut(&ALICE).unwrap();
            account.look = Some(Look::default());
        };
        judged(&mut book);
        book.apply_pool(&borrowed(BOB, USDC, 10));
        assert!(book.accounts()[&ALICE].look.is_some());
        book.apply_pool(&collateral(ALICE, 1));
        assert!(book.accounts()[&ALICE].look.is_none());
        judged(&mut book);
        book.apply_unwinder(POOL, &opened(POOL, ALICE));
        assert!(book.accounts()[&ALICE].look.is_none());
    }
}
