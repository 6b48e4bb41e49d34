//! Capital and shares: properties of the pure part.

use proptest::prelude::*;

use risk_core::{cover::Window, fixed::mul_div_down};

use crate::fund::{BPS, Claimant, Fund, VIRTUAL_SHARES, WINDOW};

/// INS-1, with numbers: of 1,000 staked, half is paid within any seven days, however often somebody claims.
#[test]
fn any_seven_days_pay_their_cap_once() {
    let mut fund = Fund::default().stake(1_000, 1_000_000_000).unwrap();
    let mut paid = Window::default();
    let mut history: Vec<(u64, u128)> = Vec::new();
    let mut now = 1_800_000_000u64;
    for _ in 0..200 {
        let claimant = Claimant {
            weight: 1,
            weights: 1,
            paid,
        };
        let amount = fund.claimable(&claimant, 5_000, now).unwrap().min(90);
        (paid, _) = paid.draw(amount, u128::MAX, WINDOW, now).unwrap();
        fund = fund.pay(amount);
        history.push((now, amount));
        let week: u128 = history
            .iter()
            .filter(|(at, _)| at + WINDOW > now)
            .map(|(_, paid)| paid)
            .sum();
        assert!(week <= 500, "INS-1: {week} within seven days");
        if now < 1_800_000_000 + 86_400 {
            assert_eq!(week, fund_paid(&fund));
        }
        now += 7_200;
    }
    let first: u128 = history.iter().take(12).map(|(_, paid)| paid).sum();
    assert_eq!(first, 500, "the cap is there to be used");
    // Two weeks on, half of what is left, not of what there was.
    assert!(fund.capital > 0 && fund.capital < 500, "{}", fund.capital);
}

fn fund_paid(fund: &Fund) -> u128 {
    1_000 - fund.capital
}

#[test]
fn the_first_share_costs_a_millionth() {
    let fund = Fund::default();
    assert_eq!(fund.to_shares_down(5), Ok(5 * VIRTUAL_SHARES));
    assert_eq!(
        fund.to_assets_down(5 * VIRTUAL_SHARES - 1),
        Ok(4),
        "rounds down"
    );
    assert!(!fund.exhausted());
}

/// The classic attack: stake one unit, raise the price by a large premium, let the victim's stake round away.
#[test]
fn a_first_staker_cannot_round_others_away() {
    let mut fund = Fund::default().stake(1, VIRTUAL_SHARES).unwrap();
    fund = fund.earn(1_000_000).unwrap();
    let shares = fund.to_shares_down(1_000_000).unwrap();
    let fund = fund.stake(1_000_000, shares).unwrap();
    assert!(fund.to_assets_down(shares).unwrap() >= 999_999);
    let attacker = fund.to_assets_down(VIRTUAL_SHARES).unwrap();
    assert!(
        attacker <= 500_001,
        "half of the premium is the virtual shares': {attacker}"
    );
}

#[derive(Clone, Debug)]
enum Step {
    Stake(u128),
    Unstake(u128),
    Earn(u128),
    Claim(usize, u128),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let amount = 1u128..1 << 90;
    prop_oneof![
        amount.clone().prop_map(Step::Stake),
        (0u128..=1_000).prop_map(Step::Unstake),
        amount.clone().prop_map(Step::Earn),
        (0usize..3, amount).prop_map(|(book, wanted)| Step::Claim(book, wanted)),
        (0u64..WINDOW).prop_map(Step::Wait),
    ]
}

proptest! {
    /// INS-1: claims paid <= capital, and <= the cap of any rolling window: within any seven days at most the share of
    /// the most capital that there was in them, before what was claimed, and each claimant at most its part. Capital is
    /// what came in less what went out, whatever happens.
    #[test]
    fn claims_never_exceed_capital_or_the_cap_of_any_window(
        steps in prop::collection::vec(step(), 0..80), share in 1_000u64..=10_000,
    ) {
        let weights = [1u128, 2, 5];
        let mut fund = Fund::default();
        let (mut inflow, mut outflow, mut now) = (0u128, 0u128, 1_800_000_000u64);
        let mut paid_to = [Window::default(); 3];
        // Of each claim: when, to whom, how much, and the capital before what was claimed in the two weeks before it.
        let mut claims: Vec<(u64, usize, u128, u128)> = Vec::new();
        for step in steps {
            match step {
                Step::Stake(assets) if !fund.exhausted() => {
                    let Ok(shares) = fund.to_shares_down(assets) else { continue };
                    let Ok(next) = fund.stake(assets, shares) else { continue };
                    (fund, inflow) = (next, inflow + assets);
                }
                Step::Stake(_) => {}
                Step::Unstake(permille) => {
                    let shares = fund.shares / 1_000 * permille;
                    let assets = fund.to_assets_down(shares).unwrap();
                    prop_assert!(assets <= fund.capital);
                    (fund, outflow) = (fund.unstake(assets, shares).unwrap(), outflow + assets);
                }
                Step::Earn(amount) => (fund, inflow) = (fund.earn(amount).unwrap(), inflow + amount),
                Step::Wait(seconds) => now += seconds,
                Step::Claim(book, wanted) => {
                    let claimant = Claimant { weight: weights[book], weights: 8, paid: paid_to[book] };
                    let amount = wanted.min(fund.claimable(&claimant, share, now).unwrap());
                    prop_assert!(amount <= fund.capital);
                    let recent = claims.iter().filter(|claim| claim.0 + 2 * WINDOW > now).map(|claim| claim.2).sum::<u128>();
                    claims.push((now, book, amount, fund.capital + recent));
                    (paid_to[book], _) = claimant.paid.draw(amount, u128::MAX, WINDOW, now).unwrap();
                    (fund, outflow) = (fund.pay(amount), outflow + amount);
                    // The seven days that end now; those of every claim are looked at in turn.
                    let within: Vec<_> = claims.iter().filter(|claim| claim.0 + WINDOW > now).collect();
                    let most = within.iter().map(|claim| claim.3).max().unwrap_or(0);
                    let cap = |part: u128, of: u128| mul_div_down(most, u128::from(share) * part, BPS * of).unwrap();
                    let sum = |one: Option<usize>| within.iter().filter(|claim| one.is_none_or(|one| claim.1 == one))
                        .map(|claim| claim.2).sum::<u128>();
                    prop_assert!(sum(None) <= cap(1, 1), "{} of {}", sum(None), cap(1, 1));
                    for (book, weight) in weights.iter().enumerate() {
                        prop_assert!(sum(Some(book)) <= cap(*weight, 8));
                    }
                }
            }
            prop_assert_eq!(fund.capital, inflow - outflow);
        }
    }

    /// Staking and leaving at once gains nothing and takes nothing from the others.
    #[test]
    fn a_round_trip_gains_nothing(capital in 0u128..1 << 100, price in 1u128..1 << 20, assets in 1u128..1 << 100) {
        let fund = Fund { capital, shares: capital / price * 1_000 };
        prop_assume!(!fund.exhausted());
        let Ok(shares) = fund.to_shares_down(assets) else { return Ok(()) };
        let Ok(after) = fund.stake(assets, shares) else { return Ok(()) };
        prop_assert!(after.to_assets_down(shares).unwrap() <= assets);
        prop_assert!(after.to_assets_down(fund.shares).unwrap() >= fund.to_assets_down(fund.shares).unwrap());
    }

    /// No share is ever worth more than all capital.
    #[test]
    fn all_shares_are_worth_at_most_the_capital(capital: u64, shares: u128) {
        let fund = Fund { capital: capital.into(), shares };
        if let Ok(assets) = fund.to_assets_down(shares) {
            prop_assert!(assets <= fund.capital);
        }
    }
}
