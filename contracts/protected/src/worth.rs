//! What a share is worth when, and below which price all is exercised. Pure; prices are USD per whole token, WAD, and everything
//! rounds down.

use risk_core::{
    RiskError,
    fixed::{WAD, mul_div_down, mul_div_up},
};

/// A basis point, WAD.
const BPS: u128 = WAD / 10_000;

/// Where a program is in its life. Numbers of `IProtected.Phase`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Before the expiry.
    Open,
    /// In the window, not exercised.
    Window,
    /// After the window, never exercised.
    Ended,
    /// Shares are cash.
    Exercised,
}

/// What the puts promise, and how much of it counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Floor {
    /// Whole debt tokens per whole underlying token, WAD.
    pub strike: u128,
    /// Seconds.
    pub expiry: u64,
    /// Seconds after the expiry, the last one included.
    pub window: u32,
    /// Of the floor, not counted at the expiry, bps.
    pub haircut: u16,
    /// Seconds before the expiry, not zero.
    pub fade: u32,
    /// Of the strike, bps.
    pub margin: u16,
}

impl Floor {
    /// Last second in which puts can be exercised.
    pub fn until(&self) -> u64 {
        self.expiry.saturating_add(self.window.into())
    }

    /// The phase of what was not exercised.
    pub fn phase(&self, now: u64) -> Phase {
        if now < self.expiry {
            Phase::Open
        } else if now <= self.until() {
            Phase::Window
        } else {
            Phase::Ended
        }
    }

    /// Part of the floor that counts, WAD.
    ///
    /// # Errors
    /// [`RiskError`]: none within the bounds of the interface.
    pub fn counted(&self, now: u64) -> Result<u128, RiskError> {
        let haircut = BPS.saturating_mul(self.haircut.into());
        let cut = match now.checked_sub(self.expiry) {
            None => {
                let left = self.expiry.saturating_sub(now);
                let into = u64::from(self.fade).saturating_sub(left);
                mul_div_up(haircut, into.into(), self.fade.into())?
            }
            Some(passed) => {
                let first = u64::from(self.window / 2);
                let second = u64::from(self.window).saturating_sub(first);
                let into = passed.saturating_sub(first).min(second);
                let rest = WAD.saturating_sub(haircut);
                haircut.saturating_add(mul_div_up(rest, into.into(), second.into())?)
            }
        };
        Ok(WAD.saturating_sub(cut))
    }

    /// What the put pays for a whole token, USD, at the debt asset's price.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn paid(&self, asset: u128) -> Result<u128, RiskError> {
        mul_div_down(self.strike, asset, WAD)
    }

    /// What a whole share is worth until the window's end, at the prices of underlying and debt asset.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn worth(&self, underlying: u128, asset: u128, now: u64) -> Result<u128, RiskError> {
        let floor = mul_div_down(self.paid(asset)?, self.counted(now)?, WAD)?;
        Ok(underlying.max(floor))
    }

    /// The price of the underlying below which all is exercised.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn limit(&self, asset: u128) -> Result<u128, RiskError> {
        let kept = WAD.saturating_sub(BPS.saturating_mul(self.margin.into()));
        mul_div_down(self.paid(asset)?, kept, WAD)
    }
}

/// `amount`'s part of the cash that is left for `shares`; the last shares take all of it. Down: for those who stay.
///
/// # Errors
/// [`RiskError`]: none for `amount` of at most `shares`.
pub fn part(left: u128, amount: u128, shares: u128) -> Result<u128, RiskError> {
    if amount >= shares {
        return Ok(left);
    }
    mul_div_down(left, amount, shares)
}
