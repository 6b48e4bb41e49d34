//! Prints the program's Solidity interface; with the argument `constructor`, its constructor, as `cargo stylus` asks.

fn main() {
    if std::env::args().nth(1).as_deref() == Some("constructor") {
        println!(
            "constructor((address,address,address,uint40,uint32,uint32,uint64,uint16,uint16,uint128) terms, (uint96,uint32)[] strikes, address extension)"
        );
    } else {
        print!("{}", include_str!("../../../abi/src/IOptionMarket.sol"));
    }
}
