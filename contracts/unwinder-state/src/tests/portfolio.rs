//! Portfolios as debt books encode them.

use alloy_primitives::Address;
use ballast_common::{Words, call};
use stylus_sdk::testing::TestVM;

use super::fixtures::*;
use crate::portfolio::Portfolio;

const BOOK: Address = Address::repeat_byte(0xbb);

/// Return data, as calls give it.
fn words(bytes: Vec<u8>) -> Words {
    let vm = TestVM::new();
    vm.mock_static_call(BOOK, vec![], Ok(bytes));
    call::read(&vm, BOOK, &[]).unwrap()
}

fn decode(bytes: &[u8]) -> Option<Portfolio> {
    Portfolio::decode(&words(bytes.to_vec()))
}

#[test]
fn an_encoded_portfolio_decodes_to_what_it_was() {
    let mut portfolio = loan(100, 254_000, 300_000, 310_000);
    portfolio.holdings[1].flags = 3;
    assert_eq!(decode(&encode(&portfolio)), Some(portfolio.clone()));
    assert_eq!(portfolio.flags(), 3);
    assert!(portfolio.has_debt());
    assert_eq!(portfolio.has_collateral(0), Ok(true));
    portfolio.holdings.clear();
    assert_eq!(decode(&encode(&portfolio)), Some(portfolio.clone()));
    assert_eq!(portfolio.flags(), 0);
    assert!(!portfolio.has_debt());
    assert_eq!(portfolio.has_collateral(0), Ok(false));
}

#[test]
fn a_portfolio_of_sixteen_assets_decodes_and_of_seventeen_does_not() {
    let mut portfolio = loan(100, 254_000, 300_000, 310_000);
    portfolio.holdings = vec![portfolio.holdings[0]; 16];
    assert_eq!(decode(&encode(&portfolio)), Some(portfolio.clone()));
    portfolio.holdings.push(portfolio.holdings[0]);
    assert_eq!(decode(&encode(&portfolio)), None);
}

#[test]
fn every_cut_of_a_portfolio_is_refused() {
    let whole = encode(&loan(100, 254_000, 300_000, 310_000));
    for length in 0..whole.len() {
        assert_eq!(decode(&whole[..length]), None, "{length} bytes");
    }
}

#[test]
fn words_out_of_their_range_are_refused() {
    let whole = encode(&loan(100, 254_000, 300_000, 310_000));
    let with = |word: usize, byte: usize, value: u8| {
        let mut bytes = whole.clone();
        bytes[word * 32 + byte] = value;
        decode(&bytes)
    };
    assert!(with(0, 31, 64).is_none(), "another offset");
    assert!(with(1, 31, 0).is_none(), "holdings elsewhere");
    assert!(with(8, 0, 1).is_none(), "a horizon beyond 64 bits");
    assert!(with(10, 31, 3).is_none(), "more holdings than there are");
    // The first holding: asset, decimals, flags, time.
    assert!(with(11, 11, 1).is_none(), "dirty address");
    assert!(with(12, 31, 39).is_none(), "39 decimals");
    assert!(with(13, 30, 1).is_none(), "flags beyond 8 bits");
    assert!(with(14, 23, 1).is_none(), "a time beyond 64 bits");
}

#[test]
fn amounts_beyond_128_bits_stand_for_the_largest() {
    let mut bytes = encode(&loan(100, 254_000, 300_000, 310_000));
    bytes[(11 + 4) * 32] = 1;
    let decoded = decode(&bytes).unwrap();
    assert_eq!(decoded.holdings[0].collateral, u128::MAX);
    assert!(crate::assess::assess(&decoded, &parameters()).is_err());
}

#[test]
fn collateral_rounds_down_and_debt_up() {
    let mut holding = loan(1, 1, 100, 100).holdings[1];
    (holding.collateral, holding.debt, holding.unit) = (1, 1, 3);
    assert_eq!(holding.collateral_usd(10), Ok(3));
    assert_eq!(holding.debt_usd(10), Ok(4));
}

#[test]
fn collateral_counts_while_it_is_worth_something_at_spot_or_smoothed() {
    let mut portfolio = loan(0, 5, 300_000, 300_000);
    assert_eq!(portfolio.has_collateral(0), Ok(false));
    portfolio.holdings[0].collateral = 1;
    assert_eq!(portfolio.has_collateral(0), Ok(true));
    (portfolio.holdings[0].spot, portfolio.holdings[0].smoothed) = (0, WAD);
    assert_eq!(portfolio.has_collateral(0), Ok(true));
    portfolio.holdings[0].smoothed = WAD - 1;
    assert_eq!(portfolio.has_collateral(0), Ok(false), "under 10^-18 USD");
}

#[test]
fn a_speck_without_a_price_is_no_collateral() {
    let mut portfolio = loan(0, 5, 300_000, 300_000);
    (portfolio.holdings[0].collateral, portfolio.holdings[0].spot) = (WAD, 10 * WAD);
    portfolio.holdings[0].smoothed = 9 * WAD;
    for (flags, speck, counts) in [
        (0, 11 * WAD, true),
        // What has lost its peg has a price.
        (8, 11 * WAD, true),
        (1, 10 * WAD + 1, false),
        (1, 10 * WAD, true),
        (1, 0, true),
    ] {
        portfolio.holdings[0].flags = flags;
        assert_eq!(
            portfolio.has_collateral(speck),
            Ok(counts),
            "{flags} {speck}"
        );
    }
}
