//! What events say: who owes what, whose unwind is open, and when each account must be looked at again.
//!
//! # When an account may be left alone
//! Health moves for four reasons: the account's own actions (events), parameters (events), a feed's new round
//! (all accounts are due then), and time. Time alone moves two things between rounds:
//! - Smoothed prices run towards spot, all along one straight line, as they share one half-life; slow variances
//!   stand still. Collateral and debt are linear in prices and stress is convex, so health on that line is never
//!   under the lower of its ends, smoothed and spot health.
//! - Interest. Rates are sums of three `uint16` in bps, so under 1,966% a year: under 0.23% of the debt in an hour,
//!   which lowers a health near 1 by at most twice that, as stress grows by no more than the debt does.
//!
//! So an account whose smoothed and spot health both exceed 1 by the guard of 1% cannot fall under 1 within an
//! hour in which no feed moves.

use alloy::primitives::{Address, U256};
use ballast_bindings::{pool::IPool::IPoolEvents, unwinder::IUnwinder::IUnwinderEvents};
use std::collections::BTreeMap;

/// What was seen of an account when its status was last read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Time of the block, seconds.
    pub at: u64,
    /// Lower of smoothed and spot health, WAD.
    pub health: U256,
    /// Flags of its prices.
    pub flags: u8,
}

/// When a look stops being good enough.
#[derive(Clone, Copy, Debug)]
pub struct Rest {
    /// Health, WAD, from which an account may rest.
    pub health: U256,
    /// Seconds that it may rest at most.
    pub longest: u64,
}

/// An account that has debt or an open schedule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Debt shares by asset, none of them zero.
    pub debts: BTreeMap<Address, U256>,
    /// Whether a schedule is open.
    pub open: bool,
    /// The last look, unless something happened since.
    pub look: Option<Look>,
}

impl Account {
    /// Whether the account must be looked at now, given that no feed moved.
    fn is_due(&self, now: u64, rest: &Rest) -> bool {
        match self.look {
            Some(look) if !self.open => {
                look.flags != 0
                    || look.health < rest.health
                    || now.saturating_sub(look.at) >= rest.longest
            }
            _ => true,
        }
    }
}

/// All accounts with debt or an open schedule in one debt book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    accounts: BTreeMap<Address, Account>,
}

impl Book {
    /// The accounts, in order of address.
    pub const fn accounts(&self) -> &BTreeMap<Address, Account> {
        &self.accounts
    }

    /// Accounts to look at now: all where `moved` says that a feed has a new round, else those that may not rest.
    pub fn due(&self, now: u64, moved: bool, rest: &Rest) -> Vec<Address> {
        let due = self
            .accounts
            .iter()
            .filter(|(_, account)| moved || account.is_due(now, rest));
        due.map(|(address, _)| *address).collect()
    }

    /// Notes what was seen of an account.
    pub fn looked(&mut self, account: Address, look: Look) {
        if let Some(account) = self.accounts.get_mut(&account) {
            account.look = Some(look);
        }
    }

    /// Forgets all looks: parameters changed.
    pub fn disturb(&mut self) {
        for account in self.accounts.values_mut() {
            account.look = None;
        }
    }

    /// Forgets the last look at one account: it acted, or was acted on.
    pub fn disturb_one(&mut self, account: Address) {
        if let Some(account) = self.accounts.get_mut(&account) {
            account.look = None;
        }
    }

    /// Takes an event of the pool into account.
    pub fn apply_pool(&mut self, event: &IPoolEvents) {
        match event {
            IPoolEvents::Borrowed(e) => self.add(e.account, e.asset, e.shares),
            IPoolEvents::Repaid(e) => self.subtract(e.account, e.asset, e.shares),
            IPoolEvents::Settled(e) => self.subtract(e.account, e.debtAsset, e.shares),
            IPoolEvents::WrittenOff(e) => self.subtract(e.account, e.asset, U256::MAX),
            IPoolEvents::CollateralWithdrawn(e) => self.disturb_one(e.account),
            IPoolEvents::ReserveSet(_) | IPoolEvents::RiskSet(_) => self.disturb(),
            _ => {}
        }
    }

    /// Takes an event of the unwinder into account; those of other books are passed over.
    pub fn apply_unwinder(&mut self, book: Address, event: &IUnwinderEvents) {
        match event {
            IUnwinderEvents::Opened(e) if e.book == book => {
                let account = self.accounts.entry(e.account).or_default();
                account.open = true;
                account.look = None;
            }
            IUnwinderEvents::Closed(e) if e.book == book => {
                if let Some(account) = self.accounts.get_mut(&e.account) {
                    account.open = false;
                    account.look = None;
                }
                self.drop_if_idle(e.account);
            }
            IUnwinderEvents::ParametersSet(_) => self.disturb(),
            _ => {}
        }
    }

    fn add(&mut self, account: Address, asset: Address, shares: U256) {
        if shares.is_zero() {
            return;
        }
        let account = self.accounts.entry(account).or_default();
        let debt = account.debts.entry(asset).or_default();
        *debt = debt.saturating_add(shares);
        account.look = None;
    }

    fn subtract(&mut self, address: Address, asset: Address, shares: U256) {
        let Some(account) = self.accounts.get_mut(&address) else {
            return;
        };
        account.look = None;
        if let Some(debt) = account.debts.get_mut(&asset) {
            *debt = debt.saturating_sub(shares);
            if debt.is_zero() {
                account.debts.remove(&asset);
            }
        }
        self.drop_if_idle(address);
    }

    fn drop_if_idle(&mut self, account: Address) {
        if self
            .accounts
            .get(&account)
            .is_some_and(|account| !account.open && account.debts.is_empty())
        {
            self.accounts.remove(&account);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::WAD;
    use ballast_bindings::{pool::IPool, unwinder::IUnwinder};

    const POOL: Address = Address::repeat_byte(9);
    const ALICE: Address = Address::repeat_byte(1);
    const BOB: Address = Address::repeat_byte(2);
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
        assert_eq!(
            book.accounts()[&ALICE].debts,
            BTreeMap::from([(USDC, U256::from(6))])
        );
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

    #[test]
    fn safe_accounts_rest_until_a_feed_moves_time_passes_or_they_act() {
        let rest = Rest {
            health: WAD + WAD / U256::from(100),
            longest: 3600,
        };
        let mut book = Book::default();
        book.apply_pool(&borrowed(ALICE, USDC, 10));
        book.apply_pool(&borrowed(BOB, USDC, 10));
        assert_eq!(book.due(0, false, &rest), [ALICE, BOB], "never seen");
        book.looked(
            ALICE,
            Look {
                at: 100,
                health: WAD + WAD,
                flags: 0,
            },
        );
        book.looked(
            BOB,
            Look {
                at: 100,
                health: WAD,
                flags: 0,
            },
        );
        assert_eq!(book.due(101, false, &rest), [BOB], "one is near 1");
        assert_eq!(book.due(101, true, &rest), [ALICE, BOB], "a feed moved");
        assert_eq!(book.due(3700, false, &rest), [ALICE, BOB], "an hour passed");
        book.looked(
            ALICE,
            Look {
                at: 100,
                health: WAD + WAD,
                flags: 1,
            },
        );
        assert_eq!(
            book.due(101, false, &rest),
            [ALICE, BOB],
            "a price is stale"
        );
        book.looked(
            ALICE,
            Look {
                at: 100,
                health: WAD + WAD,
                flags: 0,
            },
        );
        book.apply_pool(&borrowed(ALICE, USDC, 1));
        assert_eq!(book.due(101, false, &rest), [ALICE, BOB], "it borrowed");
    }
}
