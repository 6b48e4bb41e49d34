//! Prints the program's Solidity interface; with the argument `constructor`, its constructor, as `cargo stylus` asks.

fn main() {
    if std::env::args().nth(1).as_deref() == Some("constructor") {
        println!(
            "constructor(address program, uint40 start, bytes32 name, bytes32 symbol, (address,address,uint128,uint128,uint128,uint16,address,uint64,uint8,uint16,uint32,uint32,uint40,address) terms, (uint32,uint16)[] steps)"
        );
    } else {
        print!("{}", include_str!("../../../abi/src/ITermPool.sol"));
    }
}
