//! The keeper against the real programs on the embedded devnet.

mod backstop;
mod collars;
mod faults;
mod follow;
mod funds;
mod gate;
mod growth;
mod kills;
mod loans;
mod orders;
mod pools;
mod process;
mod protected;
mod puts;
mod race;
mod scene;
mod work;
