//! The keeper against the real programs on the embedded devnet.

mod backstop;
mod faults;
mod follow;
mod gate;
mod kills;
mod orders;
mod process;
mod race;
mod scene;
mod work;
