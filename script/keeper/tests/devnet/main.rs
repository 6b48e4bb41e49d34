//! The keeper against the real programs on the embedded devnet.

mod faults;
mod follow;
mod gate;
mod kills;
mod process;
mod race;
mod scene;
mod work;
