//! Prints the program's Solidity interface; with the argument `constructor`, its constructor, as `cargo stylus` asks.

fn main() {
    if std::env::args().nth(1).as_deref() == Some("constructor") {
        println!(
            "constructor(bytes32 name, bytes32 symbol, (address,uint8,address,uint32,address,uint32,uint16,uint32,uint16) terms)"
        );
    } else {
        print!("{}", include_str!("../../../abi/src/IProtected.sol"));
    }
}
