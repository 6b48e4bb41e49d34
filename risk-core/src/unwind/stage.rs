//! The stages of an unwind, and when a schedule resumes.

use crate::fixed::{WAD, Wad, mul_div_down};

/// Seconds for which an account must be critical before its auction starts.
pub const CRITICAL_SECONDS: u64 = 60;

/// A stage of the design's staged unwind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// Nothing to do.
    Calm,
    /// Below 1 + buffer: the owner is warned, standing orders may act.
    Watch,
    /// Slices of a schedule; below one a schedule may be opened.
    Metered,
    /// The whole need in one Dutch auction.
    Auction,
    /// The auction stands at its floor: the insurance fund may buy.
    Backstop,
    /// Debt without collateral: the waterfall.
    Shortfall,
}

/// An open schedule, as far as its stage depends on it. Times in seconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpenSchedule {
    /// When stage 3 begins.
    pub end: u64,
    /// When the auction began, where it did.
    pub auction_start: Option<u64>,
    /// How long the auction falls.
    pub auction_duration: u64,
    /// Whether criticality is confirmed: see [`critical_confirmed`].
    pub critical: bool,
}

/// An account, as far as its stage depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Effective health.
    pub health: Wad,
    /// Above one: below 1 + buffer the owner is warned.
    pub buffer: Wad,
    /// Health at which an unwind ends.
    pub target: Wad,
    /// USD at spot.
    pub collateral: Wad,
    /// USD at spot.
    pub debt: Wad,
    /// Its schedule, where one is open.
    pub schedule: Option<OpenSchedule>,
}

/// The stage of an account at `now`: design, section 5.
///
/// Debt without collateral is stage 5 whatever else holds. An open schedule below its target is in stage 2 until its
/// end or confirmed criticality, then in stage 3 until the auction has fallen to its floor, then in stage 4. Without one,
/// or at the target, health decides: below one stage 2, below 1 + buffer stage 1. Without debt always calm.
#[must_use]
pub fn stage(standing: &Standing, now: u64) -> Stage {
    let Standing {
        health,
        buffer,
        target,
        collateral,
        debt,
        schedule,
    } = *standing;
    if debt.0 == 0 {
        return Stage::Calm;
    }
    if collateral.0 == 0 {
        return Stage::Shortfall;
    }
    match schedule {
        Some(schedule) if health < target => {
            let floor = schedule
                .auction_start
                .is_some_and(|start| now >= start.saturating_add(schedule.auction_duration));
            if floor {
                Stage::Backstop
            } else if schedule.auction_start.is_some() || schedule.critical || now >= schedule.end {
                Stage::Auction
            } else {
                Stage::Metered
            }
        }
        _ if health < Wad::ONE => Stage::Metered,
        _ if health < Wad::ONE.saturating_add(buffer) => Stage::Watch,
        _ => Stage::Calm,
    }
}

/// Whether criticality, first seen at `since` in the feed's round `first_round`, holds long enough for an auction: for
/// [`CRITICAL_SECONDS`] and in a newer round. `since` zero: not seen.
#[must_use]
pub fn critical_confirmed(since: u64, first_round: u64, now: u64, round: u64) -> bool {
    since != 0 && now >= since.saturating_add(CRITICAL_SECONDS) && round > first_round
}

/// The effective health at which an account turns critical, from its health and critical health at spot: spot /
/// critical, at most one, rounded down; one where the critical health is zero. [`duration`](super::duration) shortens
/// towards it.
#[must_use]
pub fn critical_level(spot: Wad, critical: Wad) -> Wad {
    Wad(mul_div_down(spot.0, WAD, critical.0)
        .unwrap_or(WAD)
        .min(WAD))
}

/// The time that a schedule spans, seconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// When it began.
    pub start: u64,
    /// When it ends.
    pub end: u64,
}

/// The span of a schedule opened at `now` for `duration`, where the one before, `previous`, closed at `closed_at`: within
/// the recovery duration after that it resumes, the time that it was open counts, and it ends no later than it would
/// have, the pause aside; else it begins anew. Never ends before now.
#[must_use]
pub fn reopened(previous: Span, closed_at: u64, now: u64, duration: u64, recovery: u64) -> Span {
    let end = now.saturating_add(duration);
    if closed_at == 0 || now >= closed_at.saturating_add(recovery) {
        return Span { start: now, end };
    }
    let pause = now.saturating_sub(closed_at);
    Span {
        start: previous.start.saturating_add(pause),
        end: end.min(previous.end.saturating_add(pause)).max(now),
    }
}
