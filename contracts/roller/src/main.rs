//! Prints the program's Solidity interface; with the argument `constructor`, its constructor, as `cargo stylus` asks.

fn main() {
    if std::env::args().nth(1).as_deref() == Some("constructor") {
        println!("constructor()");
    } else {
        print!("{}", include_str!("../../../abi/src/IRoller.sol"));
    }
}
