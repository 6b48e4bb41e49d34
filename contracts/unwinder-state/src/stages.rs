//! The schedule's state machine: opening, what a moment changes, and how much is released.

use risk_core::{
    RiskError,
    fixed::{WAD, Wad},
    unwind,
};

use crate::{
    assess::Assessment,
    layout::{Parameters, Schedule},
    records::Budgets,
};

/// Seconds for which, and feed rounds over which, an account must be critical before the auction starts.
pub const CRITICAL_SECONDS: u64 = 60;

/// Stage of an account: 0 calm, 1 watch, 2 metered, 3 auction, backstop or not, 5 shortfall.
pub fn stage(assessment: &Assessment, schedule: &Schedule, buffer: u128) -> u8 {
    if assessment.debt > 0 && assessment.collateral == 0 {
        5
    } else if schedule.is_open() {
        if schedule.auction_start > 0 { 3 } else { 2 }
    } else if assessment.health < WAD {
        2
    } else if assessment.health < WAD.saturating_add(buffer) {
        1
    } else {
        0
    }
}

/// Whether an auction has ended at its floor: stage 4, at the backstop's price.
pub fn backstopped(schedule: &Schedule, parameters: &Parameters, now: u64) -> bool {
    let duration = u64::from(parameters.auction_duration);
    schedule.auction_start > 0 && now >= schedule.auction_start.saturating_add(duration)
}

/// The parameters by which a sale is priced: with the backstop's discount once an auction has ended at its floor.
pub fn priced(
    schedule: &Schedule,
    parameters: &Parameters,
    budgets: &Budgets,
    now: u64,
) -> Parameters {
    let mut priced = *parameters;
    if backstopped(schedule, parameters, now) {
        priced.auction_discount = priced.auction_discount.max(budgets.backstop_discount());
    }
    priced
}

/// When an open schedule ends; its auction, where one runs; the backstop after that, which lasts as long: then collateral passes
/// in kind.
pub fn ends_at(schedule: &Schedule, parameters: &Parameters, now: u64) -> u64 {
    if schedule.auction_start == 0 {
        return schedule.end;
    }
    let duration = u64::from(parameters.auction_duration);
    let end = schedule.auction_start.saturating_add(duration);
    if backstopped(schedule, parameters, now) {
        end.saturating_add(duration)
    } else {
        end
    }
}

/// Whether opening at `now` resumes a schedule that was there before: one that closed less than the recovery duration ago.
pub fn resumes(previous: &Schedule, parameters: &Parameters, now: u64) -> bool {
    let closed = previous.closed_at;
    closed != 0 && now < closed.saturating_add(u64::from(parameters.recovery))
}

/// A new schedule, its duration by the smoothed health (what one round shows is not enough to hurry), or one that closed less than the recovery duration ago resumed: the time that it was
/// open counts, and it ends no later than it would have.
pub fn open(
    assessment: &Assessment,
    parameters: &Parameters,
    previous: &Schedule,
    now: u64,
) -> Schedule {
    let duration = unwind::duration(
        Wad(assessment.smoothed_health),
        assessment.critical_level(),
        u64::from(parameters.minimum_recovery),
        u64::from(parameters.recovery),
    );
    let fresh = Schedule {
        start: now,
        end: now.saturating_add(duration),
        accounted_until: now,
        ..Schedule::default()
    };
    if !resumes(previous, parameters, now) {
        return fresh;
    }
    let pause = now.saturating_sub(previous.closed_at);
    Schedule {
        start: previous.start.saturating_add(pause),
        accounted_until: previous.accounted_until.saturating_add(pause).max(now),
        end: fresh.end.min(previous.end.saturating_add(pause)).max(now),
        ..fresh
    }
}

/// Brings the end of an open schedule forward where health has fallen: to where one that is opened now would end, never later.
/// Tells whether it did.
pub fn hasten(
    schedule: &mut Schedule,
    assessment: &Assessment,
    parameters: &Parameters,
    now: u64,
) -> bool {
    let end = open(assessment, parameters, &Schedule::default(), now).end;
    let sooner = schedule.auction_start == 0 && end < schedule.end;
    if sooner {
        schedule.end = end;
    }
    sooner
}

/// What the moment changed in an open schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The account was first seen critical.
    pub seen: bool,
    /// It is critical no longer.
    pub cleared: bool,
    /// The auction started, because the account stayed critical.
    pub auction_by_criticality: bool,
    /// The auction started, because the schedule is past its end.
    pub auction_by_end: bool,
    /// The schedule closed: the account has recovered.
    pub closed: bool,
}

/// What an open schedule is brought forward by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// Effective health, WAD.
    pub health: u128,
    /// Health that ends the unwind, WAD.
    pub target: u128,
    /// Whether the account is critical.
    pub critical: bool,
    /// Feed round of the collateral that is sold next.
    pub round: u64,
    /// Block time.
    pub now: u64,
}

/// Brings an open schedule to now. At the target it closes; so it does past its end where health is 1 or more, as of
/// its end, for then nothing may be opened either. Criticality must hold for 60 s and over two rounds of the feed
/// before the auction starts, and ends it when it is over. Past the end the auction starts in any other case.
pub fn advance(schedule: &mut Schedule, at: &Circumstances) -> Change {
    let mut change = Change::default();
    let now = at.now;
    let past_end = now >= schedule.end;
    if at.health >= at.target || (past_end && schedule.auction_start == 0 && at.health >= WAD) {
        schedule.closed_at = now.min(schedule.end.max(1));
        change.closed = true;
        return change;
    }
    if at.critical {
        if schedule.critical_since == 0 {
            schedule.critical_since = now;
            schedule.critical_round = at.round;
            change.seen = true;
        } else if schedule.auction_start == 0
            && now >= schedule.critical_since.saturating_add(CRITICAL_SECONDS)
            && at.round > schedule.critical_round
        {
            schedule.auction_start = now;
            schedule.accounted_until = now;
            change.auction_by_criticality = true;
        }
    } else if schedule.critical_since != 0 {
        schedule.critical_since = 0;
        schedule.critical_round = 0;
        change.cleared = true;
        if !past_end {
            // Back to slices; time that the auction has accounted for is not released again.
            schedule.auction_start = 0;
            schedule.accounted_until = schedule.accounted_until.max(now);
        }
    }
    if past_end && schedule.auction_start == 0 {
        schedule.auction_start = now;
        schedule.accounted_until = now;
        change.auction_by_end = true;
    }
    change
}

/// A window over which a need is released in steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// When it begins.
    pub start: u64,
    /// When all is released.
    pub end: u64,
    /// When the present step began: prices fall from then on.
    pub step_start: u64,
    /// When the present step ends and the next begins.
    pub step_end: u64,
}

/// The present window: the auction's where one runs, else the schedule's.
pub fn window(schedule: &Schedule, parameters: &Parameters, now: u64) -> Window {
    let auction = schedule.auction_start > 0;
    let (start, end) = if !auction {
        (schedule.start, schedule.end)
    } else if now >= schedule.end {
        // Past the end the whole need is offered at once.
        (schedule.auction_start, schedule.auction_start)
    } else {
        let duration = u64::from(parameters.auction_duration);
        (
            schedule.auction_start,
            schedule.auction_start.saturating_add(duration),
        )
    };
    let interval = u64::from(parameters.slice_interval).max(1);
    let passed = now
        .saturating_sub(start)
        .checked_div(interval)
        .unwrap_or(0)
        .saturating_mul(interval);
    let step_start = start.saturating_add(passed);
    Window {
        start,
        end,
        step_start,
        step_end: step_start.saturating_add(interval),
    }
}

/// Releases what the trajectory gives up to the end of the present step: `need` is the USD at spot that must
/// be sold as of now. Released never falls; growth of the need accrues from now over what remains.
///
/// # Errors
/// Of `risk-core`.
pub fn release(
    schedule: &mut Schedule,
    window: &Window,
    urgency: u64,
    need: u128,
) -> Result<(), RiskError> {
    let remaining = |time: u64| {
        let elapsed = time
            .clamp(window.start, window.end)
            .saturating_sub(window.start);
        let total = window.end.saturating_sub(window.start);
        if total == 0 || elapsed >= total {
            Ok(Wad::ZERO)
        } else {
            unwind::remaining(Wad(u128::from(urgency)), elapsed, total)
        }
    };
    let until = window.step_end.max(schedule.accounted_until);
    let before = remaining(schedule.accounted_until)?;
    let after = remaining(until)?;
    let newly = unwind::newly_released(Wad(need), Wad(schedule.available()), before, after);
    schedule.released = schedule.released.saturating_add(newly.0);
    schedule.accounted_until = until;
    Ok(())
}
