//! The storage layout, which programs and tools may read directly: append only.

use alloy_primitives::{Address, B256, U256, b256, keccak256};
use proptest::prelude::*;
use risk_core::fixed::Wad;

use super::*;
use crate::{
    averages::{HalfLives, State},
    layout::{Anchor, Kept, Listing, Settings, Source, Token, VARIANCE_MAX, Watch},
};

#[test]
fn words_are_packed_as_documented() {
    let source = Source {
        target: Address::repeat_byte(0xaa),
        paused: true,
        kind: 6,
        decimals: 0x12,
        detail: 0x0102_0304,
        first: 5,
        second: 6,
        tolerance: 0x0708,
        growth: 0x090a,
    };
    assert_eq!(
        source.pack(),
        b256!("0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa86120102030405060708090a")
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
    let kept = Kept {
        state: State {
            spot: Wad(1),
            smoothed: Wad((1 << 100) - 1),
            fast: Wad(VARIANCE_MAX),
            slow: Wad(2),
            carried_at: 3,
            updated_at: 4,
        },
        stored_age: 0x05a,
        flags: 0x0b,
        variance_floor: 6,
        lasts: 7,
    };
    assert_eq!(
        kept.pack_prices(),
        b256!("0x0000000000000000000000001fffffffffffffffffffffffff00000000305a0b")
    );
    assert_eq!(
        kept.pack_variances(),
        b256!("0xfffffffffffffffff00000000000000020000000000000006000000004000007")
    );
    let anchor = Anchor {
        rate: Wad(8),
        at: 9,
    };
    assert_eq!(
        anchor.pack(),
        b256!("0x0000000000000000000000000000000800000000000000000000000000000009")
    );
    let watch = Watch {
        before: Wad((1 << 100) - 1),
        best: Wad(10),
        since: 11,
    };
    assert_eq!(
        watch.pack(),
        b256!("0xfffffffffffffffffffffffff000000000000000000000000a00000000b00000")
    );
    let token = Token {
        feed: 255,
        decimals: 18,
    };
    assert_eq!(
        token.pack(),
        b256!("0x0000000000000000000000000000000000000000000000000000000000120100")
    );
    assert_eq!(Token::unpack(B256::ZERO), None);
}

#[test]
fn slots_are_where_documented() {
    let (vm, mut oracle) = with_feed();
    assert_eq!(vm.get_storage(U256::ZERO), OWNER.into_word());
    assert_eq!(vm.get_storage(U256::ONE), B256::ZERO);
    call(&mut oracle, &IOracle::setGuardianCall { guardian: ASSET }).unwrap();
    let at = |key: U256| {
        let slot = [key.to_be_bytes::<32>(), U256::from(2).to_be_bytes()].concat();
        vm.get_storage(keccak256(slot).into())
    };
    let word = |key: u64| at(U256::from(key));
    assert_eq!(Settings::unpack(word(0)).half_lives.slow, 2_592_000);
    assert_eq!(word(1), B256::with_last_byte(1));
    assert_eq!(word(2), ASSET.into_word());
    let token = Token {
        feed: 0,
        decimals: DECIMALS,
    };
    let asset = U256::from_be_bytes(ASSET.into_word().0) | (U256::ONE << 255);
    assert_eq!(Token::unpack(at(asset)), Some(token));
    let kept = Kept::unpack(word(0x1_0000), word(0x1_0001));
    assert_eq!(
        (kept.state.spot, kept.state.updated_at, kept.lasts),
        (Wad(2_000 * 10u128.pow(18)), START, HEARTBEAT.into())
    );
    assert_eq!((kept.stored_age, kept.variance_floor), (0, FLOOR));
    assert_eq!(Source::unpack(word(0x1_0002)).target, AGGREGATOR);
    assert_eq!(
        Listing::unpack(word(0x1_0003)),
        Listing {
            asset: ASSET,
            variance_cap: CAP
        }
    );
    assert_eq!((word(0x1_0004), word(0x1_0100)), (B256::ZERO, B256::ZERO));
    assert_eq!(oracle.feeds_count(), 1);
}

#[test]
fn what_does_not_fit_is_cut_or_refused() {
    let kept = Kept {
        state: State {
            fast: Wad(u128::MAX),
            slow: Wad(u128::MAX),
            carried_at: u64::MAX,
            ..State::default()
        },
        lasts: u64::MAX,
        ..Kept::default()
    };
    let stored = Kept::unpack(kept.pack_prices(), kept.pack_variances());
    assert_eq!(
        (stored.state.fast.0, stored.state.slow.0),
        (VARIANCE_MAX, u64::MAX.into())
    );
    assert_eq!(
        (stored.state.carried_at, stored.state.updated_at),
        ((1 << 36) - 1, 0)
    );
    assert_eq!(stored.lasts, (1 << 24) - 1);
}

proptest! {
    #[test]
    fn words_round_trip(word: [u8; 32], other: [u8; 32]) {
        let (word, other) = (B256::new(word), B256::new(other));
        prop_assert_eq!(Source::unpack(word).pack(), word);
        prop_assert_eq!(Settings::unpack(word).pack(), word);
        let listing = Listing::unpack(word);
        prop_assert_eq!(Listing::unpack(listing.pack()), listing);
        let anchor = Anchor::unpack(word);
        prop_assert_eq!(Anchor::unpack(anchor.pack()), anchor);
        let watch = Watch::unpack(word);
        prop_assert_eq!(Watch::unpack(watch.pack()), watch);
        let kept = Kept::unpack(word, other);
        prop_assert_eq!((kept.pack_prices(), kept.pack_variances()), (word, other));
    }
}
