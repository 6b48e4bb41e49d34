//! Prints the program's Solidity interfaces; with the argument `constructor`, its constructor, as `cargo stylus` asks.

fn main() {
    if std::env::args().nth(1).as_deref() == Some("constructor") {
        println!("constructor(address owner)");
    } else {
        print!(
            "{}{}",
            include_str!("../../../abi/src/IOracle.sol"),
            include_str!("../../../abi/src/IOwned.sol")
        );
    }
}
