//! Term loans: fixed rate, fixed dates, collateral that no price can take.

pub mod act;
pub mod cover;
mod desk;
pub mod offers;
mod plan;
pub mod quote;
pub mod show;
