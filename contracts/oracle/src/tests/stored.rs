//! Prices read from storage.

use super::*;
use crate::flags::{SEQUENCER_DOWN, STALE};

/// An oracle with one feed of the default stored age, that saw 2,000 USD at `START`, and fails from then on.
fn stored() -> (TestVM, Oracle) {
    let (vm, mut oracle) = fresh();
    mock_decimals(&vm, AGGREGATOR, DECIMALS);
    publish(&vm, AGGREGATOR, 2_000, START);
    set_feed(&mut oracle, ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP).unwrap();
    mock_round(&vm, AGGREGATOR, Err(vec![]));
    (vm, oracle)
}

fn set_age(oracle: &mut Oracle, stored_age: u16) -> Result<(), Failure> {
    let age = IOracle::setStoredAgeCall {
        feed: 0,
        storedAge: stored_age,
    };
    call(oracle, &age).map(|_| ())
}

#[test]
fn a_round_is_read_from_storage_until_its_age() {
    let (vm, mut oracle) = stored();
    vm.set_block_timestamp(START + 60);
    assert_eq!((read(&oracle).spot, read(&oracle).flags), (wad(2_000), 0));
    vm.set_block_timestamp(START + 61);
    assert_eq!(read(&oracle).flags, STALE, "the source is asked, and fails");
    publish(&vm, AGGREGATOR, 2_100, START + 50);
    assert_eq!((read(&oracle).spot, read(&oracle).flags), (wad(2_100), 0));
    // A poke makes what is stored what is live.
    vm.set_block_timestamp(START + 55);
    assert_eq!(read(&oracle).spot, wad(2_000));
    poke(&mut oracle, &[0]).unwrap();
    assert_eq!(read(&oracle).spot, wad(2_100));
}

#[test]
fn a_poke_without_a_new_round_renews_it() {
    let (vm, mut oracle) = stored();
    publish(&vm, AGGREGATOR, 2_000, START);
    vm.set_block_timestamp(START + 50);
    let logs = vm.get_emitted_logs().len();
    poke(&mut oracle, &[0]).unwrap();
    assert_eq!(vm.get_emitted_logs().len(), logs);
    mock_round(&vm, AGGREGATOR, Err(vec![]));
    vm.set_block_timestamp(START + 110);
    assert_eq!(read(&oracle).flags, 0);
    vm.set_block_timestamp(START + 111);
    assert_eq!(read(&oracle).flags, STALE);
}

#[test]
fn a_flag_is_not_hidden_by_storage() {
    let (vm, mut oracle) = stored();
    vm.set_block_timestamp(START + 10);
    assert_eq!(read(&oracle).flags, 0);
    poke(&mut oracle, &[0]).unwrap();
    assert_eq!(read(&oracle).flags, STALE, "who pokes shows that it fails");
    publish(&vm, AGGREGATOR, 2_000, START);
    assert_eq!(read(&oracle).flags, 0, "and it is live until the next poke");
    mock_round(&vm, AGGREGATOR, Err(vec![]));
    assert_eq!(read(&oracle).flags, STALE);
}

#[test]
fn what_is_stored_grows_stale_and_is_smoothed_like_what_is_live() {
    let (vm, mut oracle) = stored();
    set_age(&mut oracle, 900).unwrap();
    let late = START + u64::from(HEARTBEAT) - 300;
    vm.set_block_timestamp(late);
    publish(&vm, AGGREGATOR, 2_000, START);
    poke(&mut oracle, &[0]).unwrap();
    vm.set_block_timestamp(START + u64::from(HEARTBEAT));
    assert_eq!(read(&oracle).flags, 0);
    vm.set_block_timestamp(START + u64::from(HEARTBEAT) + 1);
    assert_eq!(read(&oracle).flags, STALE);

    publish(&vm, AGGREGATOR, 1_000, late + 400);
    vm.set_block_timestamp(late + 400);
    poke(&mut oracle, &[0]).unwrap();
    vm.set_block_timestamp(late + 1_300);
    let from_storage = read(&oracle);
    set_age(&mut oracle, 0).unwrap();
    assert_eq!(read(&oracle), from_storage);
    assert!(from_storage.smoothed < wad(2_000) && from_storage.smoothed > wad(1_000));
}

#[test]
fn the_sequencer_is_asked_by_what_is_live_and_by_pokes() {
    let (vm, mut oracle) = stored();
    let sequencer = IOracle::setSequencerFeedCall {
        feed: SEQUENCER,
        grace: 600,
    };
    call(&mut oracle, &sequencer).unwrap();
    vm.set_block_timestamp(START + 10);
    assert_eq!(read(&oracle).flags, 0, "not by what is stored");
    publish(&vm, AGGREGATOR, 2_000, START);
    mock_round(&vm, SEQUENCER, Err(vec![]));
    poke(&mut oracle, &[0]).unwrap();
    assert_eq!(read(&oracle).flags & SEQUENCER_DOWN, SEQUENCER_DOWN);
}

#[test]
fn setting_a_feed_again_shows_no_old_price_as_new() {
    let (vm, mut oracle) = stored();
    vm.set_block_timestamp(START + 3_000);
    publish(&vm, AGGREGATOR, 2_500, START + 2_900);
    set_feed(&mut oracle, ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP).unwrap();
    assert_eq!((read(&oracle).spot, read(&oracle).flags), (wad(2_500), 0));
}

#[test]
fn stored_ages_have_bounds_and_only_the_guardian_lowers_them() {
    let (vm, mut oracle) = stored();
    assert_eq!(set_age(&mut oracle, 901), out_of_bounds(1, 901));
    assert_eq!(set_age(&mut oracle, 900), Ok(()));
    let event: IOracle::StoredAgeSet = last_event(&vm);
    assert_eq!((event.feed, event.storedAge), (0, 900));
    let age = IOracle::setStoredAgeCall {
        feed: 1,
        storedAge: 1,
    };
    assert_eq!(
        call(&mut oracle, &age).err(),
        refusal::<()>(IOracle::UnknownFeed { feed: 1 }).err()
    );
    call(&mut oracle, &IOracle::setGuardianCall { guardian: ASSET }).unwrap();
    vm.set_sender(ASSET);
    let refused = || refusal(IOwned::Unauthorised { caller: ASSET });
    assert_eq!(set_age(&mut oracle, 900), refused(), "not lower");
    assert_eq!(set_age(&mut oracle, 10), Ok(()));
    assert_eq!(set_age(&mut oracle, 11), refused());
    let source = call(&mut oracle, &IOracle::sourceAtCall { feed: 0 }).unwrap();
    assert_eq!(source.storedAge, 10);
}
