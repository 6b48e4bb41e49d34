//! What a market can be of.

use super::*;

fn refused_terms(change: impl Fn(&mut IOptionMarket::Terms)) -> Vec<u8> {
    let vm = machine();
    let mut program = OptionMarket::from(&vm);
    let mut terms = agreed();
    change(&mut terms);
    construct(&mut program, &terms, &strikes(&dollars(&STRIKES)))
        .err()
        .unwrap_or_default()
}

/// The place and value that are out of bounds; nothing where none is.
fn fault(change: impl Fn(&mut IOptionMarket::Terms)) -> Option<(u64, u128)> {
    let data = refused_terms(change);
    if data.is_empty() {
        return None;
    }
    match IOwned::IOwnedErrors::abi_decode_validate(&data).unwrap() {
        IOwned::IOwnedErrors::ParameterOutOfBounds(error) => {
            Some((error.position.to(), error.value.to()))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn terms_are_kept() {
    let (vm, mut program) = fresh();
    let told = call(&mut program, &IOptionMarket::termsCall {}).unwrap();
    assert_eq!(told, agreed());
    let count = call(&mut program, &IOptionMarket::strikeCountCall {}).unwrap();
    assert_eq!(count, number(3));
    for (strike, dollars) in (0..).zip(STRIKES) {
        let to = IOptionMarket::strikeAtCall {
            strike: U256::from(strike),
        };
        let told = call(&mut program, &to).unwrap();
        assert_eq!(told.settings.price, U96::from(dollars * WAD));
        assert_eq!((told.settings.volatility, told.open), (6_000, U256::ZERO));
    }
    let event: IOptionMarket::MarketMade = last_event(&vm);
    assert_eq!((event.underlying, event.debtAsset), (ETH, USDC));
    assert_eq!(
        (event.expiry, event.strikes),
        (U256::from(EXPIRY), number(3))
    );
    for strike in [number(3), U256::MAX] {
        let to = IOptionMarket::strikeAtCall { strike };
        assert!(matches!(
            refused(&mut program, &to),
            Refusal::UnknownStrike(_)
        ));
    }
}

#[test]
fn bounds_hold_on_both_sides_inclusively() {
    let expiry = |life: u64| fault(|terms| terms.expiry = U40::from(START + life));
    assert_eq!(expiry(3_600), None);
    assert_eq!(expiry(3_599), Some((3, u128::from(START + 3_599))));
    assert_eq!(expiry(63_072_000), None);
    assert_eq!(
        expiry(63_072_001),
        Some((3, u128::from(START + 63_072_001)))
    );
    assert_eq!(fault(|terms| terms.expiry = U40::ZERO), Some((3, 0)));
    for (good, bad) in [(3_600, 3_599), (2_592_000, 2_592_001)] {
        assert_eq!(fault(|terms| terms.window = good), None);
        assert_eq!(fault(|terms| terms.window = bad), Some((4, bad.into())));
    }
    for (good, bad) in [(60, 59), (172_800, 172_801)] {
        assert_eq!(fault(|terms| terms.staleness = good), None);
        assert_eq!(fault(|terms| terms.staleness = bad), Some((5, bad.into())));
    }
    let skew = 10 * WAD as u64;
    assert_eq!(fault(|terms| terms.skew = skew), None);
    assert_eq!(
        fault(|terms| terms.skew = skew + 1),
        Some((6, 10 * WAD + 1))
    );
    assert_eq!(fault(|terms| terms.spread = 5_000), None);
    assert_eq!(fault(|terms| terms.spread = 5_001), Some((7, 5_001)));
    assert_eq!(fault(|terms| terms.edge = 1_000), None);
    assert_eq!(fault(|terms| terms.edge = 1_001), Some((8, 1_001)));
    // A unit in each second of a day.
    assert_eq!(fault(|terms| terms.depth = 86_400), None);
    assert_eq!(fault(|terms| terms.depth = 86_399), Some((9, 86_399)));
}

#[test]
fn two_tokens_and_an_oracle_are_needed() {
    let same = refused_terms(|terms| terms.underlying = USDC);
    let error = Refusal::SameAsset(IOptionMarket::SameAsset { asset: USDC });
    assert_eq!(same, error.abi_encode());
    let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {}).abi_encode();
    assert_eq!(
        refused_terms(|terms| terms.underlying = Address::ZERO),
        zero
    );
    assert_eq!(refused_terms(|terms| terms.debtAsset = Address::ZERO), zero);
    assert_eq!(refused_terms(|terms| terms.oracle = Address::ZERO), zero);
    for asset in [ETH, USDC] {
        let made = |mock: &dyn Fn(&TestVM)| {
            let vm = machine();
            mock(&vm);
            // What fails is told by the call; what the others answer is one still.
            price(&vm, WAD);
            let strikes = strikes(&dollars(&STRIKES));
            construct(&mut OptionMarket::from(&vm), &agreed(), &strikes).unwrap_err()
        };
        let error = Refusal::TransferFailed(IOptionMarket::TransferFailed { token: asset });
        let fails = |vm: &TestVM| vm.mock_static_call(asset, DECIMALS.to_vec(), Err(vec![]));
        assert_eq!(made(&fails), error.abi_encode());
        let error = Refusal::PriceUnavailable(IOptionMarket::PriceUnavailable { asset });
        let question = IOracle::feedOfCall { asset }.abi_encode();
        let fails = |vm: &TestVM| vm.mock_static_call(ORACLE, question.clone(), Err(vec![]));
        assert_eq!(made(&fails), error.abi_encode());
    }
}

#[test]
fn tokens_have_at_most_18_decimals() {
    let fault = |place: u64, decimals: u128| {
        let (position, value) = (U256::from(place), number(decimals));
        let error = IOwned::ParameterOutOfBounds { position, value };
        IOwned::IOwnedErrors::ParameterOutOfBounds(error).abi_encode()
    };
    for (decimals, expected) in [(0, Ok(())), (18, Ok(())), (19, Err(fault(0, 19)))] {
        let vm = machine();
        let answer = Ok(number(decimals).abi_encode());
        vm.mock_static_call(ETH, DECIMALS.to_vec(), answer);
        // Behind the extension, whose answer would be the same here.
        let strikes = strikes(&dollars(&STRIKES)).abi_encode();
        let mut terms = OptionMarket::from(&fresh().0).terms();
        let mut program = OptionMarket::from(&vm);
        let made = program.initialise(&mut terms, 3, Input::new(&strikes[64..]));
        assert_eq!(made.map_err(|failure| failure.0), expected);
    }
}

#[test]
fn one_to_eight_strikes_rise_from_above_zero() {
    let made = |strikes: &[IOptionMarket::Strike]| {
        let vm = machine();
        construct(&mut OptionMarket::from(&vm), &agreed(), strikes)
    };
    let invalid = Refusal::InvalidStrikes(IOptionMarket::InvalidStrikes {}).abi_encode();
    let most = (1_u128 << 96) - 1;
    for good in [vec![1], vec![most], (1..=8).collect(), vec![1, 2, most]] {
        assert_eq!(made(&strikes(&good)), Ok(()), "{good:?}");
    }
    for bad in [
        vec![],
        vec![0],
        vec![0, 1],
        (1..=9).collect(),
        vec![2, 1],
        vec![7, 7],
    ] {
        assert_eq!(made(&strikes(&bad)), Err(invalid.clone()), "{bad:?}");
    }
    for (volatility, good) in [(0, true), (100_000, true), (100_001, false)] {
        let strike = IOptionMarket::Strike {
            price: U96::from(WAD),
            volatility,
        };
        assert_eq!(made(&[strike]).is_ok(), good, "{volatility}");
    }
}

#[test]
fn it_is_made_once() {
    let (_, mut program) = fresh();
    let arguments = (agreed(), strikes(&[WAD])).abi_encode_params();
    // By whatever way: the router's own guard is the chain's, which this machine's constructor did not pass.
    let again = cold::dispatch(&mut program, cold::INITIALISE, &mut Input::new(&arguments));
    assert_eq!(again, Err(vec![]));
    // Nor where there is no market, as at the extension's own address.
    let mut bare = OptionMarket::from(&TestVM::new());
    let made = cold::dispatch(&mut bare, cold::INITIALISE, &mut Input::new(&arguments));
    assert_eq!(made, Err(vec![]));
}

#[test]
fn every_function_of_the_interface_is_answered() {
    let mut count = 0;
    for selector in IOptionMarket::IOptionMarketCalls::selectors() {
        let (_, mut program) = fresh();
        let selector = u32::from_be_bytes(selector);
        // Zeros are well formed for every argument list.
        let zeros = [0; 512];
        let answer = route(&mut program, selector, &zeros);
        // Done, or refused with a reason.
        let answered = answer.map_or_else(|error| error.len() >= 4, |_| true);
        assert!(answered, "{selector:08x}");
        count += 1;
    }
    assert_eq!(count, 49);
}
