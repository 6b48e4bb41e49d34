//! Prints the program's Solidity interface.

fn main() {
    purse::print_from_args();
}
