//! How a rate's anchor moves with looks at the rate. Pure.
//!
//! A source may tell too much or too little for one call, and anybody pokes then. So the anchor moves up once a day, to what
//! the cap allowed at most, and back the same day where a later look finds less; it moves down only after a day in which
//! every look found the rate below it, and then to the highest of these. One low look changes nothing.

use risk_core::fixed::Wad;

use crate::layout::{Anchor, Watch};

/// Seconds after which an anchor moves up, and for which a fall must stand before it moves down.
pub const DAY: u64 = 86_400;

impl Watch {
    /// That of an anchor which nothing was found under yet, and which does not go back.
    pub fn from(anchor: &Anchor) -> Self {
        Self {
            before: anchor.rate,
            ..Self::default()
        }
    }
}

/// Anchor and watch after a look at time `now` that counted the rate for `counted`: at most what the anchor allowed. What the
/// anchor allows from then on is no more than before, and no less than `counted`: moving it changes no price.
pub fn moved(anchor: Anchor, watch: Watch, counted: Wad, now: u64) -> (Anchor, Watch) {
    let young = now.saturating_sub(anchor.at) < DAY;
    let calm = Watch {
        before: watch.before,
        ..Watch::default()
    };
    let new = |rate| Anchor { rate, at: now };
    if counted >= anchor.rate {
        return if young {
            (anchor, calm)
        } else {
            let before = anchor.rate;
            (new(counted), Watch { before, ..calm })
        };
    }
    // Less than the look that moved it up found, yet no fall: that look's was not the rate.
    if young && counted >= watch.before {
        let rate = counted;
        return (Anchor { rate, ..anchor }, calm);
    }
    let (since, best) = if watch.since == 0 {
        (now, counted)
    } else {
        (watch.since, watch.best.max(counted))
    };
    if now.saturating_sub(since) < DAY {
        return (
            anchor,
            Watch {
                best,
                since,
                ..watch
            },
        );
    }
    let anchor = new(best);
    let calm = Watch::from(&anchor);
    if counted < best {
        // What fell further has not stood for a day.
        let (best, since) = (counted, now);
        return (
            anchor,
            Watch {
                best,
                since,
                ..calm
            },
        );
    }
    (anchor, calm)
}
