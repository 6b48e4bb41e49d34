//! The account as debt books tell it, by the generated type.

use super::*;
use crate::{IDebtBook, layout::Key};

#[test]
fn portfolios_decode_with_the_generated_type() {
    let (vm, mut pool) = with_reserves();
    lend(&mut pool, BOB, USDC, 1_000_000 * DOLLAR);
    grant(&mut pool, ALICE, ETH, 10 * WAD, 0);
    grant(&mut pool, ALICE, USDC, 7, 15_000 * DOLLAR);
    mock_prices(&vm, &[(0, reading(1, 1, 2)), (1, reading(2_000, 2_100, 0))]);
    let portfolio = call(&mut pool, &IDebtBook::portfolioCall { account: ALICE }).unwrap();
    let (usdc, eth) = (settings_of(&usdc_config(), &usdc_risk()), eth_risk().pack());
    let expected = IDebtBook::Portfolio {
        holdings: vec![
            IDebtBook::Holding {
                asset: USDC,
                decimals: 6,
                flags: 2,
                updatedAt: START - 60,
                collateral: number(7),
                debt: number(15_000 * DOLLAR),
                spot: number(WAD),
                smoothed: number(WAD),
                profile: usdc.profile,
                scenarios: usdc.scenarios,
            },
            IDebtBook::Holding {
                asset: ETH,
                decimals: 18,
                flags: 0,
                updatedAt: START - 60,
                collateral: number(10 * WAD),
                debt: U256::ZERO,
                spot: number(2_000 * WAD),
                smoothed: number(2_100 * WAD),
                profile: B256::new(eth.0),
                scenarios: B256::new(eth.1),
            },
        ],
        slowVariances: [number(WAD / 10 * 6); 4],
        correlations: risk_call().correlations,
        zScore: risk_call().zScore,
        horizon: risk_call().horizon,
        buffer: risk_call().buffer,
    };
    assert_eq!(portfolio, expected);
}

#[test]
fn an_account_that_holds_nothing_has_an_empty_portfolio() {
    let (vm, mut pool) = with_reserves();
    mock_prices(&vm, &[]);
    let portfolio = call(&mut pool, &IDebtBook::portfolioCall { account: BOB }).unwrap();
    assert_eq!(portfolio.holdings, vec![]);
    assert_eq!(portfolio.horizon, number(43_200));
}

#[test]
fn a_portfolio_without_prices_is_refused() {
    let (_, mut pool) = with_reserves();
    let refused = call(&mut pool, &IDebtBook::portfolioCall { account: BOB }).unwrap_err();
    let expected = IPool::IPoolErrors::CallFailed(IPool::CallFailed { target: ORACLE });
    assert_eq!(refusal(&refused), expected);
}

#[test]
fn debts_carry_interest_to_now_in_every_view() {
    let (vm, mut pool) = with_reserves();
    lend(&mut pool, BOB, USDC, 10_000 * DOLLAR);
    grant(&mut pool, ALICE, USDC, 0, 9_000 * DOLLAR);
    vm.set_block_timestamp(START + 31_536_000);
    mock_prices(&vm, &[(0, reading(1, 1, 0))]);
    let portfolio = call(&mut pool, &IDebtBook::portfolioCall { account: ALICE }).unwrap();
    let (asset, account) = (USDC, ALICE);
    let position = call(&mut pool, &IPool::positionCall { asset, account }).unwrap();
    let total = call(&mut pool, &IPool::reserveStateCall { asset }).unwrap();
    assert!(position.debt > number(9_000 * DOLLAR));
    assert_eq!(portfolio.holdings[0].debt, position.debt);
    assert_eq!(total.debt, position.debt);
}

#[test]
fn words_stand_where_the_layout_says() {
    let (vm, mut pool) = with_reserves();
    grant(&mut pool, ALICE, ETH, 3, 0);
    let word = |key: Key| {
        let slot = [key.0.to_be_bytes::<32>(), U256::from(2).to_be_bytes::<32>()].concat();
        U256::from_be_bytes(vm.get_storage(alloy_primitives::keccak256(slot).into()).0)
    };
    assert_eq!(vm.get_storage(U256::ZERO), OWNER.into_word());
    assert_eq!(word(Key::ORACLE), U256::from_be_bytes(ORACLE.into_word().0));
    assert_eq!(word(Key::COUNT), U256::from(2));
    assert_eq!(word(Key::number(&ETH)), U256::from(2));
    assert_eq!(word(Key::masks(&ALICE)), U256::ONE << 33);
    assert_eq!(word(Key::position(&ALICE, 1)), U256::from(3) << 128);
    let keys = [
        Key::ORACLE,
        Key::CORRELATIONS,
        Key::number(&ETH),
        Key::masks(&ETH),
        Key::position(&ETH, 0),
        Key::position(&ETH, 1),
        Key::supply(&ETH, 0),
        Key::reserve(0, crate::layout::ReserveField::Asset),
        Key::reserve(1, crate::layout::ReserveField::Asset),
    ];
    for (index, key) in keys.iter().enumerate() {
        assert!(!keys[index + 1..].contains(key), "{key:?} stands twice");
    }
}
