//! Flags of a reading.

/// The prices are not current.
pub const STALE: u8 = 1;
/// The sequencer is down or just back.
pub const SEQUENCER_DOWN: u8 = 2;
/// Two sources disagree, or only one answers.
pub const DOUBT: u8 = 4;
/// A rate fell, or the market left it.
pub const DEPEGGED: u8 = 8;
