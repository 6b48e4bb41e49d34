//! One reserve through random sequences of what its users do.

use alloy_primitives::U512;
use proptest::prelude::*;
use risk_core::fixed::mul_div_down;

use super::{usdc_config, whole};
use crate::{
    Config, Market,
    layout::Split,
    market::{Earned, VIRTUAL_ASSETS, VIRTUAL_SHARES},
};

const USERS: usize = 4;

#[derive(Clone, Debug)]
enum Step {
    Supply(usize, u128),
    Withdraw(usize, u128),
    WithdrawAll(usize),
    Borrow(usize, u128),
    Repay(usize, u128),
    RepayAll(usize),
    WriteOff(usize, u128),
    ClaimReserves,
    PayPremium,
    Wait(u64),
}

fn any_step() -> impl Strategy<Value = Step> {
    let user = 0..USERS;
    let amount = prop_oneof![1u128..10, 1u128..1_000_000, 1u128..1 << 70];
    prop_oneof![
        4 => (user.clone(), amount.clone()).prop_map(|(user, amount)| Step::Supply(user, amount)),
        2 => (user.clone(), amount.clone()).prop_map(|(user, amount)| Step::Withdraw(user, amount)),
        1 => user.clone().prop_map(Step::WithdrawAll),
        4 => (user.clone(), amount.clone()).prop_map(|(user, amount)| Step::Borrow(user, amount)),
        2 => (user.clone(), amount.clone()).prop_map(|(user, amount)| Step::Repay(user, amount)),
        1 => user.clone().prop_map(Step::RepayAll),
        1 => (user, 0u128..1 << 60).prop_map(|(user, amount)| Step::WriteOff(user, amount)),
        1 => Just(Step::ClaimReserves),
        1 => Just(Step::PayPremium),
        4 => (1u64..3_000_000).prop_map(Step::Wait),
    ]
}

/// The reserve, who holds what in it, and the tokens that really came and went.
struct World {
    market: Market,
    split: Split,
    supply: [u128; USERS],
    debt: [u128; USERS],
    tokens: u128,
    now: u64,
    /// What suppliers lost, and write-offs so far.
    lost: u128,
}

impl World {
    fn new(config: Config) -> Self {
        Self {
            market: Market {
                config,
                accrued_at: super::START,
                ..Market::default()
            },
            split: Split::default(),
            supply: [0; USERS],
            debt: [0; USERS],
            tokens: 0,
            now: super::START,
            lost: 0,
        }
    }

    /// Does a step as the verbs do; steps that they refuse change nothing.
    fn step(&mut self, step: &Step) {
        let market = &mut self.market;
        market.accrue(self.now).unwrap();
        match *step {
            Step::Supply(user, assets) => {
                let shares = market.supply_shares_down(assets).unwrap();
                if shares > 0 {
                    market.cash += assets;
                    market.supply_shares += shares;
                    self.supply[user] += shares;
                    self.tokens += assets;
                }
            }
            Step::Withdraw(user, assets) => {
                let held = self.supply[user];
                let available = market.supply_assets_down(held).unwrap();
                if assets <= available && assets <= market.cash {
                    let burned = market.supply_shares_up(assets).unwrap().min(held);
                    self.take(user, assets, burned);
                }
            }
            Step::WithdrawAll(user) => {
                let held = self.supply[user];
                let paid = market.supply_assets_down(held).unwrap();
                if paid <= market.cash {
                    self.take(user, paid, held);
                }
            }
            Step::Borrow(user, assets) => {
                if assets <= market.cash {
                    let shares = market.borrow(assets).unwrap();
                    self.debt[user] += shares;
                    self.tokens -= assets;
                }
            }
            Step::Repay(user, assets) => self.repay(user, assets),
            Step::RepayAll(user) => self.repay(user, u128::MAX),
            Step::WriteOff(user, covered) => {
                let premium = market.earned(self.split).unwrap().premium;
                let (loss, split) = market
                    .write_off(self.debt[user], covered, self.split)
                    .unwrap();
                self.debt[user] = 0;
                self.split = split;
                // Premium that covers is in cash already.
                self.tokens += loss.covered - (premium - market.earned(split).unwrap().premium);
                self.lost += loss.lost;
            }
            Step::ClaimReserves => {
                let paid = market.earned(self.split).unwrap().reserves.min(market.cash);
                self.spend(Earned {
                    reserves: paid,
                    premium: 0,
                });
            }
            Step::PayPremium => {
                let paid = market.earned(self.split).unwrap().premium.min(market.cash);
                self.spend(Earned {
                    reserves: 0,
                    premium: paid,
                });
            }
            Step::Wait(seconds) => self.now += seconds,
        }
    }

    fn spend(&mut self, spent: Earned) {
        let paid = spent.reserves + spent.premium;
        self.split = self.market.spend(self.split, spent).unwrap();
        self.market.cash -= paid;
        self.tokens -= paid;
    }

    fn take(&mut self, user: usize, paid: u128, burned: u128) {
        self.market.cash -= paid;
        self.market.supply_shares -= burned;
        self.supply[user] -= burned;
        self.tokens -= paid;
    }

    fn repay(&mut self, user: usize, assets: u128) {
        let (repaid, burned) = self.market.repay(assets, self.debt[user]).unwrap();
        self.debt[user] -= burned;
        self.tokens += repaid;
    }

    fn check(&self, before: &Market, step: &Step, lost: u128) -> Result<(), TestCaseError> {
        let market = &self.market;
        prop_assert_eq!(self.supply.iter().sum::<u128>(), market.supply_shares);
        prop_assert_eq!(self.debt.iter().sum::<u128>(), market.debt_shares);
        prop_assert_eq!(
            self.tokens,
            market.cash,
            "POOL-5: every token is accounted for"
        );
        let claims: u128 = self
            .supply
            .iter()
            .map(|shares| market.supply_assets_down(*shares).unwrap())
            .sum();
        let earned = market.earned(self.split).unwrap();
        let earned = earned.reserves + earned.premium;
        prop_assert!(
            claims + earned <= market.cash + market.debt(),
            "POOL-1: {claims} + {earned} > {} + {} after {step:?}",
            market.cash,
            market.debt()
        );
        // What borrowers owe is the debt, but for the virtual shares' part.
        let owed: u128 = self
            .debt
            .iter()
            .map(|shares| market.debt_assets_up(*shares).unwrap())
            .sum();
        let virtual_part = mul_div_down(
            VIRTUAL_SHARES,
            market.debt() + VIRTUAL_ASSETS,
            market.debt_shares + VIRTUAL_SHARES,
        )
        .unwrap();
        prop_assert!(
            owed + virtual_part >= market.debt(),
            "POOL-1: {owed} owed of {}",
            market.debt()
        );
        prop_assert!(
            owed <= market.debt() + USERS as u128,
            "nobody owes more than is lent"
        );
        // The shares that a unit of debt mints grow by one at most; the last debt's end brings them back to a million at most.
        let (shares, owed) = offsets(market);
        let (shares_before, owed_before) = offsets(before);
        let unit = U512::from(whole(1));
        prop_assert!(
            market.debt_shares == 0
                || shares * owed_before * unit <= owed * (shares_before * unit + owed_before),
            "debt shares lost their worth by {step:?}: {before:?} {market:?}"
        );
        if lost == self.lost {
            prop_assert!(
                price(market) >= price(before),
                "POOL-4: a share lost value by {step:?}"
            );
        }
        Ok(())
    }
}

/// Debt shares and debt in fractions, with the virtual ones.
fn offsets(market: &Market) -> (U512, U512) {
    (
        U512::from(market.debt_shares + VIRTUAL_SHARES),
        U512::from(market.owed + whole(VIRTUAL_ASSETS)),
    )
}

/// Value of 10^24 supply shares, and of as many as there can be.
fn price(market: &Market) -> U512 {
    let wide = U512::from;
    (wide(market.claims() + VIRTUAL_ASSETS) << 200) / wide(market.supply_shares + VIRTUAL_SHARES)
}

proptest! {
    #[test]
    fn pool_1_and_pool_4_hold_through_any_sequence(steps in prop::collection::vec(any_step(), 1..60)) {
        let mut world = World::new(usdc_config());
        for step in &steps {
            // Interest first, so that what remains is the step's own doing.
            world.market.accrue(world.now).unwrap();
            let (before, lost) = (world.market, world.lost);
            world.step(step);
            world.check(&before, step, lost)?;
        }
        // Everybody leaves: debts first, then suppliers; the pool can pay them all but for the virtual shares' dust.
        world.market.accrue(world.now).unwrap();
        for user in 0..USERS {
            world.repay(user, u128::MAX);
        }
        prop_assert_eq!(world.market.debt_shares, 0);
        let dust = world.market.debt();
        let claims: u128 =
            world.supply.iter().map(|shares| world.market.supply_assets_down(*shares).unwrap()).sum();
        let earned = world.market.earned(world.split).unwrap();
        let earned = earned.reserves + earned.premium;
        prop_assert!(world.market.cash + dust >= claims + earned, "POOL-1");
        prop_assert!(dust <= steps.len() as u128 * 200, "{dust} owed by nobody");
    }
}
