//! Prints the program's Solidity interface.

fn main() {
    ballast_oracle::print_from_args();
}
