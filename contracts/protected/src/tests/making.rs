//! A program is made of a market, a strike of it and two aggregators that tell prices, and of nothing else. What a good one is
//! made of is tested on a chain.

use alloy_primitives::aliases::{U40, U96};

use super::*;

fn out_of_bounds(position: u128, value: u128) -> Result<Vec<u8>, Vec<u8>> {
    Err(owned(IOwned::ParameterOutOfBounds {
        position: number(position),
        value: number(value),
    }))
}

#[test]
fn a_program_is_told_as_it_was_made() {
    let (vm, mut program) = held(5);
    let told = call(&mut program, &IProtected::termsCall {}).unwrap();
    assert_eq!(told, terms());
    let told = call(&mut program, &IProtected::protectionCall {}).unwrap();
    let expected = IProtected::Protection {
        phase: IProtected::Phase::Open,
        underlying: ETH,
        asset: USDC,
        price: U96::from(STRIKE),
        expiry: U40::from(EXPIRY),
        until: U40::from(UNTIL),
        shares: 0,
        cash: 0,
        left: 0,
    };
    assert_eq!(told, expected);
    for (time, phase) in [
        (EXPIRY - 1, IProtected::Phase::Open),
        (EXPIRY, IProtected::Phase::Window),
        (UNTIL, IProtected::Phase::Window),
        (UNTIL + 1, IProtected::Phase::Ended),
    ] {
        vm.set_block_timestamp(time);
        let told = call(&mut program, &IProtected::protectionCall {}).unwrap();
        assert_eq!(told.phase, phase);
    }
    let name = call(&mut program, &IProtected::nameCall {}).unwrap();
    assert_eq!(name, "Ballast protected ETH");
    let symbol = call(&mut program, &IProtected::symbolCall {}).unwrap();
    assert_eq!(symbol, "bETH");
    let decimals = call(&mut program, &IProtected::decimalsCall {});
    assert_eq!(decimals, Ok(18));
    let supply = call(&mut program, &IProtected::totalSupplyCall {});
    assert_eq!(supply, Ok(number(5)));
    for (id, supported) in [
        (0x3637_2b07_u32, true),
        (0x01ff_c9a7, true),
        (0xffff_ffff, false),
    ] {
        let id = id.to_be_bytes().into();
        let told = call(&mut program, &IProtected::supportsInterfaceCall { id });
        assert_eq!(told, Ok(supported));
    }
}

#[test]
fn every_field_survives_at_its_ends() {
    let (_, mut program) = held(u128::MAX);
    let (most, none) = (Address::repeat_byte(0xff), Address::ZERO);
    let wide = Made {
        market: most,
        strike: 255,
        underlying: most,
        asset: most,
        decimals: 255,
        asset_decimals: 255,
        floor: Floor {
            strike: (1 << 96) - 1,
            expiry: (1 << 40) - 1,
            window: u32::MAX,
            haircut: u16::MAX,
            fade: u32::MAX,
            margin: u16::MAX,
        },
    };
    let feed = Feed {
        at: most,
        heartbeat: u32::MAX,
        decimals: 255,
    };
    program.put_made(&wide, &[feed, Feed::default()], [U256::MAX, U256::ZERO]);
    assert_eq!(program.made(), wide);
    let feeds = (program.underlying_feed(), program.asset_feed());
    assert_eq!(
        feeds,
        (
            feed,
            Feed {
                at: none,
                ..Feed::default()
            }
        )
    );
    assert_eq!((program.title(), program.symbol()), (U256::MAX, U256::ZERO));
    assert_eq!((program.supply(), program.waits()), (u128::MAX, false));
    program.put_supply(u128::MAX, true);
    assert_eq!((program.supply(), program.waits()), (u128::MAX, true));
    program.put_made(&made(), &[Feed::default(), feed], names());
    assert_eq!(program.made(), made());
    assert_eq!(program.asset_feed(), feed);
}

#[test]
fn terms_have_hard_bounds() {
    type Change = fn(&mut IProtected::Terms, u32);
    let cases: [(u128, &[u32], Change); 5] = [
        (5, &[0, 59, 172_801, u32::MAX], |terms, value| {
            terms.underlyingHeartbeat = value;
        }),
        (7, &[0, 59, 172_801, u32::MAX], |terms, value| {
            terms.assetHeartbeat = value;
        }),
        (8, &[0, 99, 5_001, 65_535], |terms, value| {
            terms.haircut = value as u16;
        }),
        (9, &[0, 3_599, 7_776_001, u32::MAX], |terms, value| {
            terms.fade = value;
        }),
        (10, &[1_001, 65_535], |terms, value| {
            terms.margin = value as u16;
        }),
    ];
    for (position, values, change) in cases {
        for value in values {
            let mut terms = terms();
            change(&mut terms, *value);
            let expected = out_of_bounds(position, u128::from(*value));
            assert_eq!(construct_on(&machine(), terms), expected);
        }
    }
    // Decimals of the aggregator, then of the underlying, which this machine tells alike.
    for (decimals, position) in [(25, 4), (255, 4), (5, 2), (19, 2), (24, 2)] {
        let vm = machine();
        answers(
            &vm,
            words(
                decimals,
                I256::try_from(10_u128.pow(12)).unwrap(),
                NOW,
                NOW,
                decimals,
            ),
        );
        assert_eq!(
            construct_on(&vm, terms()),
            out_of_bounds(position, decimals)
        );
    }
}

#[test]
fn a_program_of_nothing_is_not_made() {
    for terms in [
        IProtected::Terms {
            underlyingFeed: Address::ZERO,
            ..terms()
        },
        IProtected::Terms {
            assetFeed: Address::ZERO,
            ..terms()
        },
        IProtected::Terms {
            market: Address::ZERO,
            ..terms()
        },
    ] {
        let error = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {}).abi_encode();
        assert_eq!(construct_on(&machine(), terms), Err(error));
    }
    for feed in [ETH_FEED, USDC_FEED] {
        let vm = machine();
        fails(&vm, feed, &LATEST);
        answers(&vm, round(1, NOW));
        let expected = Err(unavailable(feed).abi_encode());
        assert_eq!(construct_on(&vm, terms()), expected);
    }
    let invalid = Refusal::InvalidMarket(IProtected::InvalidMarket { market: MARKET });
    let strike = [&[0x90, 0x02, 0x4c, 0xda][..], &number(1).abi_encode()].concat();
    for question in [vec![0xd5, 0x02, 0x56, 0x25], strike] {
        let vm = machine();
        fails(&vm, MARKET, &question);
        answers(&vm, round(1, NOW));
        assert_eq!(construct_on(&vm, terms()), Err(invalid.abi_encode()));
    }
    // The fourth word is the expiry here, and the fifth the window.
    let vm = machine();
    answers(&vm, words(8, I256::ONE, NOW, NOW, 1 << 32));
    assert_eq!(construct_on(&vm, terms()), Err(invalid.abi_encode()));
    let expired = IProtected::Expired {
        expiry: U256::from(NOW - 60),
    };
    let expired = Refusal::Expired(expired).abi_encode();
    assert_eq!(construct_on(&machine(), terms()), Err(expired));
}
