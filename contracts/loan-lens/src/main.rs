//! Prints the program's Solidity interface; it has no constructor.

fn main() {
    if std::env::args().nth(1).as_deref() != Some("constructor") {
        print!("{}", include_str!("../../../abi/src/ILoanLens.sol"));
    }
}
