//! Insurance: what cover costs, who bears a loss, and how much a fund may pay.
//!
//! Amounts are token units. Everything that is split is conserved to the unit.

mod loss;
mod premium;
mod window;

pub use loss::{
    MAX_CLAIMANTS, Split, Waterfall, pro_rata_loss, pro_rata_payment, share_out, waterfall,
    written_down,
};
pub use premium::{coverage, premium, premium_rate, provision};
pub use window::Window;

#[cfg(test)]
mod tests;
