//! The storage layout, which programs and tools may read directly: append only.

use alloy_primitives::{Address, B256, U256, b256, hex, keccak256};
use proptest::prelude::*;
use risk_core::fixed::Wad;

use super::*;
use crate::{
    averages::{HalfLives, State},
    layout::{Listing, Settings, Source, VARIANCE_MAX, time},
};

#[test]
fn words_are_packed_as_documented() {
    let source = Source {
        aggregator: Address::repeat_byte(0xaa),
        heartbeat: 0x01_02_03,
        decimals: 0x12,
        variance_floor: 0x1122_3344_5566_7788,
    };
    assert_eq!(
        source.pack(),
        b256!("0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa010203121122334455667788")
    );
    let listing = Listing {
        asset: Address::repeat_byte(0xbb),
        variance_cap: 0x1122_3344_5566_7788,
    };
    assert_eq!(
        listing.pack(),
        b256!("0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb112233445566778800000000")
    );
    let settings = Settings {
        sequencer_feed: Address::repeat_byte(0xcc),
        grace: 0x0102_0304,
        half_lives: HalfLives {
            smoothing: 0x0506,
            fast: 0x07_0809,
            slow: 0x0a_0b0c,
        },
    };
    assert_eq!(
        settings.pack(),
        b256!("0xcccccccccccccccccccccccccccccccccccccccc0102030405060708090a0b0c")
    );
    let state = State {
        spot: Wad(1),
        smoothed: Wad(u128::MAX),
        fast: Wad(VARIANCE_MAX),
        slow: Wad(2),
        carried_at: 3,
        updated_at: 4,
    };
    assert_eq!(
        state.pack_prices(),
        b256!("0x00000000000000000000000000000001ffffffffffffffffffffffffffffffff")
    );
    assert_eq!(
        state.pack_variances(),
        b256!("0xffffffffffffffffffff00000000000000000002000000000300000000040000")
    );
}

#[test]
fn slots_are_where_documented() {
    let (vm, oracle) = with_feed();
    let word = |slot: u64| vm.get_storage(U256::from(slot));
    assert_eq!(word(0), OWNER.into_word());
    assert_eq!(word(1), B256::ZERO);
    assert_eq!(Settings::unpack(word(2)).half_lives.slow, 2_592_000);
    assert_eq!(word(3), B256::with_last_byte(1));
    let key = [ASSET.into_word().0, U256::from(4).to_be_bytes::<32>()].concat();
    assert_eq!(
        vm.get_storage(keccak256(key).into()),
        B256::with_last_byte(1)
    );
    assert_eq!(Source::unpack(word(5)).aggregator, AGGREGATOR);
    let state = State::unpack(word(6), word(7));
    assert_eq!(
        (state.spot, state.updated_at),
        (Wad(2_000 * 10u128.pow(18)), START)
    );
    assert_eq!(
        Listing::unpack(word(8)),
        Listing {
            asset: ASSET,
            variance_cap: CAP
        }
    );
    assert_eq!(word(9), B256::ZERO);
    assert_eq!(oracle.feed_count(), U256::from(1));
}

#[test]
fn what_does_not_fit_is_cut_or_refused() {
    let state = State {
        fast: Wad(u128::MAX),
        slow: Wad(u128::MAX),
        carried_at: u64::MAX,
        ..State::default()
    };
    let stored = State::unpack(state.pack_prices(), state.pack_variances());
    assert_eq!((stored.fast.0, stored.slow.0), (VARIANCE_MAX, VARIANCE_MAX));
    assert_eq!((stored.carried_at, stored.updated_at), ((1 << 40) - 1, 0));
    assert_eq!(time(U256::from(1u64 << 40)), None);
    assert_eq!(time(U256::MAX), None);
    assert_eq!(time(U256::from(7)), Some(7));
}

/// Structs cross the ABI as Solidity has them: the bytes that the program returns decode with the binding.
#[test]
fn returned_structs_decode_with_the_binding() {
    use alloy_sol_types::SolCall;
    use stylus_sdk::abi::AbiType;
    let (_, oracle) = with_feed();
    let readings = oracle.read(vec![0, 0]).unwrap();
    let bytes = <Vec<IOracle::Reading> as AbiType>::abi_encode_return(&readings);
    assert_eq!(
        IOracle::readCall::abi_decode_returns_validate(&bytes).unwrap(),
        readings
    );
    let feed = oracle.feed_at(0).unwrap();
    let bytes = <IOracle::Feed as AbiType>::abi_encode_return(&feed);
    assert_eq!(
        IOracle::feedAtCall::abi_decode_returns_validate(&bytes).unwrap(),
        feed
    );
    assert_eq!(
        hex::encode(IOracle::readCall::SELECTOR),
        hex::encode(stylus_sdk::function_selector!("read", Vec<u8>))
    );
}

proptest! {
    #[test]
    fn words_round_trip(word: [u8; 32], other: [u8; 32]) {
        let word = B256::new(word);
        prop_assert_eq!(Source::unpack(word).pack(), word);
        prop_assert_eq!(Settings::unpack(word).pack(), word);
        let listing = Listing::unpack(word);
        prop_assert_eq!(Listing::unpack(listing.pack()), listing);
        let state = State::unpack(word, B256::new(other));
        prop_assert_eq!(state.pack_prices(), word);
        prop_assert_eq!(State::unpack(state.pack_prices(), state.pack_variances()), state);
    }
}
