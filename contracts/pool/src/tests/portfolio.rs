//! The account as debt books tell it, by the generated type.

use super::*;

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
    let word = |key| super::word(&vm, key);
    assert_eq!(vm.get_storage(U256::ZERO), OWNER.into_word());
    let judge = [&risk_call().correlations[..12], ORACLE.as_slice()].concat();
    assert_eq!(word(Key::JUDGE), U256::from_be_slice(&judge));
    assert_eq!(word(Key::COUNT), U256::from(2));
    let address = |address: Address| U256::from_be_bytes(address.into_word().0);
    assert_eq!(word(Key::EXTENSION), address(EXTENSION));
    assert_eq!(word(Key::UNWINDER), address(UNWINDER));
    let config = Config {
        feed: 1,
        decimals: 18,
        place: 2,
        ..usdc_config()
    };
    assert_eq!(word(Key::config(&ETH)), config.pack());
    let reserve = |field| Key::reserve(1, field);
    assert_eq!(word(reserve(ReserveField::Config)), config.pack(), "twice");
    assert_eq!(word(reserve(ReserveField::Asset)), address(ETH));
    assert_eq!(word(Key::masks(&ALICE)), U256::ONE << 33);
    assert_eq!(word(Key::position(&ALICE, 1)), U256::from(3) << 128);
    assert_eq!(word(reserve(ReserveField::Ledger)), U256::from(3), "escrow");
    lend(&mut pool, BOB, ETH, 5);
    grant(&mut pool, BOB, ETH, 0, 2);
    let totals = (U256::from(START) << 222) | (U256::from(5) << 119) | (U256::from(2) << 16);
    assert_eq!(word(reserve(ReserveField::Totals)), totals);
    let claims = U256::from(5_000_000) << 128;
    assert_eq!(word(reserve(ReserveField::Claims)), claims);
    assert_eq!(word(Key::supply(&BOB, 1)), U256::from(5_000_000));
    let ledger = (U256::from(2_000_000) << 128) | U256::from(3);
    assert_eq!(word(reserve(ReserveField::Ledger)), ledger);
    let keys = [
        Key::JUDGE,
        Key::COUNT,
        Key::UNWINDER,
        Key::RISK,
        Key::EXTENSION,
        Key::config(&ETH),
        Key::masks(&ETH),
        Key::position(&ETH, 0),
        Key::position(&ETH, 1),
        Key::supply(&ETH, 0),
        reserve(ReserveField::Asset),
        reserve(ReserveField::Config),
        reserve(ReserveField::Profile),
        reserve(ReserveField::Scenarios),
        reserve(ReserveField::Totals),
        reserve(ReserveField::Claims),
        reserve(ReserveField::Ledger),
        reserve(ReserveField::Split),
        reserve(ReserveField::Insurance),
        Key::reserve(0, ReserveField::Asset),
    ];
    for (index, key) in keys.iter().enumerate() {
        assert!(!keys[index + 1..].contains(key), "{key:?} stands twice");
    }
}
