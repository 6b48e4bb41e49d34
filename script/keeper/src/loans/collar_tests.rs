//! Cases of collars.

use super::*;
use crate::loans::NEVER;
use ballast_bindings::collar::ICollar::Bid as Terms;

const ALICE: Address = Address::repeat_byte(1);
const BOB: Address = Address::repeat_byte(2);
const MARKET: Address = Address::repeat_byte(3);

fn number(value: u64) -> U256 {
    U256::from(value)
}

/// Calls that can be exercised for 1,000 seconds.
fn bid() -> ICollarEvents {
    let terms = Terms {
        market: MARKET,
        strike: 1,
        price: 1,
        size: 100,
        least: 1,
        window: 1_000,
        expiry: Default::default(),
        allowed: Address::ZERO,
    };
    ICollarEvents::BidMade(ICollar::BidMade {
        bid: number(1),
        buyer: BOB,
        market: MARKET,
        terms,
    })
}

fn opened(collar: u64, loan: u64) -> ICollarEvents {
    ICollarEvents::Opened(ICollar::Opened {
        collar: number(collar),
        bid: number(1),
        owner: ALICE,
        buyer: BOB,
        loan: number(loan),
        collateral: number(9),
        premium: number(1),
        paid: number(90),
        receiver: ALICE,
    })
}

fn after(events: &[ICollarEvents]) -> Collars {
    let mut collars = Collars::default();
    for event in events {
        collars.apply(event);
    }
    collars
}

/// As `put` tells it: expiry at 10,000, grace to 13,600.
fn put(loan: u64, due: u64) -> Due {
    Due {
        kind: "put",
        loan: number(loan),
        borrower: BOB,
        due,
        until: due.saturating_add(3_600),
        protected_until: Some(30_000),
        usd: 90.0,
    }
}

#[test]
fn an_owners_time_begins_when_the_call_ends() {
    let mut collars = after(&[bid(), opened(1, 7), opened(2, 8)]);
    let dues = || vec![put(6, 10_000), put(7, 10_000), put(8, NEVER)];
    let (collared, others) = collars.split(dues());
    assert_eq!(others, [put(6, 10_000)]);
    let first = Due {
        kind: KIND,
        loan: number(1),
        borrower: ALICE,
        due: 11_000,
        ..put(7, 10_000)
    };
    assert_eq!(collared[0], first);
    assert_eq!((collared[1].due, collared[1].until), (NEVER, NEVER));
    // Given up, or exercised: the owner's at once.
    collars.apply(&ICollarEvents::CallCancelled(ICollar::CallCancelled {
        collar: number(1),
        by: BOB,
    }));
    collars.apply(&ICollarEvents::OwnerChanged(ICollar::OwnerChanged {
        collar: number(1),
        previous: ALICE,
        owner: BOB,
    }));
    let (collared, _) = collars.split(dues());
    assert_eq!((collared[0].due, collared[0].borrower), (10_000, BOB));
    let none = Collars::default().split(dues());
    assert_eq!((none.0.len(), none.1), (0, dues()));
}

#[test]
fn collars_are_asked_about_once_their_loan_has_ended_until_nothing_is_left() {
    let mut collars = after(&[bid(), opened(1, 7), opened(2, 8), opened(3, 9)]);
    let ended = |collars: &Collars| collars.ended(|loan| loan == number(8));
    assert_eq!(ended(&collars), [number(1), number(3)]);
    let text = serde_json::to_string(&collars).unwrap();
    assert_eq!(serde_json::from_str::<Collars>(&text).unwrap(), collars);
    collars.apply(&ICollarEvents::CallExercised(ICollar::CallExercised {
        collar: number(1),
        by: BOB,
        receiver: BOB,
        collateral: number(9),
        cost: number(100),
        repaid: number(91),
    }));
    assert!(!collars.collars[&number(1)].has_call);
    assert_eq!(ended(&collars), [number(1), number(3)], "its cash waits");
    collars.apply(&ICollarEvents::Released(ICollar::Released {
        collar: number(3),
        borrower: ALICE,
    }));
    assert_eq!(ended(&collars), [number(1)]);
    collars.forget(number(1));
    assert!(ended(&collars).is_empty());
}
