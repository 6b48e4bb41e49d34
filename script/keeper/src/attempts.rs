//! What was tried in vain. Pure.
//!
//! Several keepers see the same and do the same; all but one come too late. What a keeper lost is not tried again while
//! everything is as it was: neither the account had an event, nor a feed another round. After a while it is all the
//! same, for prices of auctions fall with time alone.

use alloy::primitives::Address;
use std::collections::HashMap;

/// The state in which something is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// Events that the account has had.
    pub version: u64,
    /// Changes of prices or settings that the keeper has seen.
    pub epoch: u64,
}

/// What is tried: its kind, and what it is about where there may be several.
pub type About = (&'static str, Address, Address);

/// What was tried in vain, of whom, in which state and when.
#[derive(Clone, Debug, Default)]
pub struct Attempts {
    lost: HashMap<(Address, About), (State, u64)>,
}

impl Attempts {
    /// Whether it is worth an attempt at time `now`: it was not tried in vain in this state in the last
    /// `patience` seconds.
    pub fn allows(
        &self,
        account: Address,
        about: About,
        state: State,
        now: u64,
        patience: u64,
    ) -> bool {
        self.lost.get(&(account, about)).is_none_or(|(then, at)| {
            *then != state || now >= at.saturating_add(patience) || now < *at
        })
    }

    /// Notes an attempt in vain.
    pub fn lost(&mut self, account: Address, about: About, state: State, now: u64) {
        self.lost.insert((account, about), (state, now));
    }

    /// Forgets what is older than `patience` seconds.
    pub fn forget(&mut self, now: u64, patience: u64) {
        self.lost
            .retain(|_, (_, at)| now >= *at && now < at.saturating_add(patience));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Address = Address::ZERO;
    const OPEN: About = ("open", NONE, NONE);
    const FILL: About = ("fill", NONE, NONE);

    #[test]
    fn nothing_lost_is_tried_again_in_the_same_state() {
        let mut attempts = Attempts::default();
        let state = State {
            version: 1,
            epoch: 1,
        };
        let allows =
            |attempts: &Attempts, about, state, now| attempts.allows(NONE, about, state, now, 60);
        assert!(allows(&attempts, OPEN, state, 100));
        attempts.lost(Address::ZERO, OPEN, state, 100);
        assert!(!allows(&attempts, OPEN, state, 159));
        assert!(allows(&attempts, FILL, state, 159), "another action");
        let other = ("open", NONE, Address::repeat_byte(1));
        assert!(allows(&attempts, other, state, 159), "of another pair");
        assert!(
            allows(
                &attempts,
                OPEN,
                State {
                    version: 2,
                    ..state
                },
                101
            ),
            "it had an event"
        );
        assert!(
            allows(&attempts, OPEN, State { epoch: 2, ..state }, 101),
            "a price moved"
        );
        assert!(allows(&attempts, OPEN, state, 160), "time passed");
        assert!(allows(&attempts, OPEN, state, 99), "the chain was rewound");
        attempts.forget(159, 60);
        assert!(!allows(&attempts, OPEN, state, 159));
        attempts.forget(160, 60);
        assert!(attempts.lost.is_empty());
    }
}
