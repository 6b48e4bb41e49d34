//! Prints the program's Solidity interface.

fn main() {
    ballast_insurance::print_from_args();
}
