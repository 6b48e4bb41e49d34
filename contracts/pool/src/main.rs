//! Prints the program's Solidity interface and constructor, as `cargo stylus` asks for.

fn main() {}
