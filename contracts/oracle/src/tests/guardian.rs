//! The guardian, who may only tighten.

use super::*;
use crate::flags::STALE;

const GUARDIAN: Address = address!("0x00000000000000000000000000000000000000f1");

fn guarded() -> (TestVM, Oracle) {
    let (vm, mut oracle) = with_feed();
    assert_eq!(
        call(&mut oracle, &IOracle::guardianCall {}).unwrap(),
        Address::ZERO
    );
    let guardian = GUARDIAN;
    call(&mut oracle, &IOracle::setGuardianCall { guardian }).unwrap();
    let event: IOracle::GuardianSet = last_event(&vm);
    assert_eq!(event.guardian, GUARDIAN);
    assert_eq!(
        call(&mut oracle, &IOracle::guardianCall {}).unwrap(),
        GUARDIAN
    );
    (vm, oracle)
}

fn pause(oracle: &mut Oracle, paused: bool) -> Result<(), Failure> {
    call(oracle, &IOracle::setPausedCall { feed: 0, paused }).map(|_| ())
}

#[test]
fn pauses_and_does_not_let_go_on() {
    let (vm, mut oracle) = guarded();
    let age = IOracle::setStoredAgeCall {
        feed: 0,
        storedAge: 60,
    };
    call(&mut oracle, &age).unwrap();
    vm.set_sender(GUARDIAN);
    assert_eq!(pause(&mut oracle, true), Ok(()));
    let event: IOracle::FeedPaused = last_event(&vm);
    assert_eq!((event.feed, event.paused), (0, true));
    assert_eq!(
        (read(&oracle).spot, read(&oracle).flags),
        (wad(2_000), STALE)
    );
    publish(&vm, AGGREGATOR, 3_000, START + 1);
    vm.set_block_timestamp(START + 1);
    poke(&mut oracle, &[0]).unwrap();
    assert_eq!(
        (read(&oracle).spot, read(&oracle).flags),
        (wad(2_000), STALE)
    );
    let caller = GUARDIAN;
    assert_eq!(
        pause(&mut oracle, false),
        refusal(IOwned::Unauthorised { caller })
    );
    vm.set_sender(OWNER);
    assert_eq!(pause(&mut oracle, false), Ok(()));
    assert_eq!((read(&oracle).spot, read(&oracle).flags), (wad(3_000), 0));
}

#[test]
fn another_source_does_not_end_a_pause() {
    let (vm, mut oracle) = guarded();
    vm.set_sender(GUARDIAN);
    pause(&mut oracle, true).unwrap();
    vm.set_sender(OWNER);
    set_feed(&mut oracle, ASSET, AGGREGATOR, HEARTBEAT / 2, FLOOR, CAP).unwrap();
    let source = call(&mut oracle, &IOracle::sourceAtCall { feed: 0 }).unwrap();
    assert_eq!((source.paused, source.heartbeat), (true, HEARTBEAT / 2));
    poke(&mut oracle, &[0]).unwrap();
    assert_eq!(read(&oracle).flags, STALE);
    pause(&mut oracle, false).unwrap();
    assert_eq!(read(&oracle).flags, 0);
}

#[test]
fn sets_nothing_else() {
    let (vm, mut oracle) = guarded();
    vm.set_sender(GUARDIAN);
    let caller = GUARDIAN;
    let refused = || refusal(IOwned::Unauthorised { caller });
    let guardian = IOracle::setGuardianCall { guardian: caller };
    assert_eq!(call(&mut oracle, &guardian).map(|_| ()), refused());
    let token = IOracle::setTokenCall {
        token: ASSET,
        feed: 0,
        decimals: 18,
    };
    assert_eq!(call(&mut oracle, &token).map(|_| ()), refused());
    let feed = set_feed(&mut oracle, ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP);
    assert_eq!(feed.map(|_| ()), refused());
}

#[test]
fn nobody_is_the_guardian_where_none_is_named() {
    let (vm, mut oracle) = with_feed();
    for caller in [ASSET, Address::ZERO] {
        vm.set_sender(caller);
        assert_eq!(
            pause(&mut oracle, true),
            refusal(IOwned::Unauthorised { caller })
        );
    }
    vm.set_sender(OWNER);
    let paused = IOracle::setPausedCall {
        feed: 7,
        paused: true,
    };
    assert_eq!(
        call(&mut oracle, &paused).map(|_| ()),
        refusal(IOracle::UnknownFeed { feed: 7 })
    );
}

#[test]
fn growth_is_a_rates() {
    let (_, mut oracle) = guarded();
    let growth = IOracle::setGrowthCall {
        feed: 0,
        growthBps: 1,
    };
    assert_eq!(
        call(&mut oracle, &growth).map(|_| ()),
        refusal(IOracle::NotARate { feed: 0 })
    );
}
