//! Quotes of ERC-7726.

use super::*;
use crate::views::USD;

const DOLLARS: Address = address!("0x0000000000000000000000000000000000000348");

fn quote(
    oracle: &mut Oracle,
    base_amount: U256,
    base: Address,
    quote: Address,
) -> Result<U256, Failure> {
    let of = IOracle::getQuoteCall {
        baseAmount: base_amount,
        base,
        quote,
    };
    call(oracle, &of)
}

fn set_token(oracle: &mut Oracle, token: Address, feed: u8, decimals: u8) -> Result<(), Failure> {
    let set = IOracle::setTokenCall {
        token,
        feed,
        decimals,
    };
    call(oracle, &set).map(|_| ())
}

#[test]
fn amounts_round_down() {
    assert_eq!(USD, DOLLARS);
    let (vm, mut oracle) = with_feed();
    set_token(&mut oracle, ASSET, 0, 18).unwrap();
    let event: IOracle::TokenSet = last_event(&vm);
    assert_eq!((event.token, event.feed, event.decimals), (ASSET, 0, 18));
    set_token(&mut oracle, OTHER_ASSET, 0, 6).unwrap();
    let one = wad(1);
    assert_eq!(quote(&mut oracle, one, ASSET, USD), Ok(wad(2_000)));
    assert_eq!(
        quote(&mut oracle, wad(1_000), USD, ASSET),
        Ok(one / U256::from(2))
    );
    assert_eq!(
        quote(&mut oracle, U256::from(1_999), USD, ASSET),
        Ok(U256::ZERO)
    );
    assert_eq!(
        quote(&mut oracle, one, ASSET, OTHER_ASSET),
        Ok(U256::from(1_000_000))
    );
    let less = one - U256::ONE;
    assert_eq!(
        quote(&mut oracle, less, ASSET, OTHER_ASSET),
        Ok(U256::from(999_999))
    );
    assert_eq!(quote(&mut oracle, U256::MAX, ASSET, ASSET), Ok(U256::MAX));
    assert_eq!(quote(&mut oracle, U256::ZERO, ASSET, USD), Ok(U256::ZERO));
    assert_eq!(quote(&mut oracle, one, USD, USD), Ok(one));
    let overflow = IOwned::RiskCalculation {
        code: risk_core::RiskError::Overflow as u8,
    };
    assert_eq!(quote(&mut oracle, U256::MAX, ASSET, USD), refusal(overflow));
}

#[test]
fn only_pairs_that_are_known_and_trusted() {
    let (vm, mut oracle) = with_feed();
    let unsupported = |base, quote| IOracle::OracleUnsupportedPair { base, quote };
    let one = wad(1);
    set_token(&mut oracle, ASSET, 0, 18).unwrap();
    for (base, other) in [(ASSET, OTHER_ASSET), (OTHER_ASSET, ASSET)] {
        assert_eq!(
            quote(&mut oracle, one, base, other),
            refusal(unsupported(base, other))
        );
    }
    mock_round(&vm, AGGREGATOR, Err(vec![]));
    for (base, other) in [(ASSET, USD), (USD, ASSET)] {
        assert_eq!(
            quote(&mut oracle, one, base, other),
            refusal(IOracle::OracleUntrustedData { base, quote: other })
        );
    }
}

#[test]
fn tokens_have_bounds() {
    let (vm, mut oracle) = with_feed();
    assert_eq!(
        set_token(&mut oracle, Address::ZERO, 0, 6),
        refusal(IOwned::ZeroAddress {})
    );
    assert_eq!(
        set_token(&mut oracle, ASSET, 1, 6),
        refusal(IOracle::UnknownFeed { feed: 1 })
    );
    assert_eq!(set_token(&mut oracle, ASSET, 0, 39), out_of_bounds(2, 39));
    publish(&vm, AGGREGATOR, 2_000, START);
    set_feed(&mut oracle, OTHER_ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP).unwrap();
    assert_eq!(
        set_token(&mut oracle, ASSET, 1, 6),
        out_of_bounds(1, 1),
        "a feed's asset stays its own"
    );
    // Another token may move, and becomes an asset by its own feed.
    set_token(&mut oracle, SEQUENCER, 0, 6).unwrap();
    set_token(&mut oracle, SEQUENCER, 1, 6).unwrap();
    publish(&vm, AGGREGATOR, 2_000, START);
    let set = set_feed(&mut oracle, SEQUENCER, AGGREGATOR, HEARTBEAT, FLOOR, CAP);
    assert_eq!(set, Ok(2));
}
