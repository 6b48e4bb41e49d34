//! Term loans: fixed rate, fixed dates, collateral that no price can take.

pub mod act;
mod desk;
pub mod offers;
mod plan;
pub mod quote;
mod refusal;
pub mod show;
mod sums;
