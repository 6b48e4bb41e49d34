//! Prints the interface of the markets of puts, whose extension this program is. It has no constructor.

fn main() {
    if std::env::args().nth(1).as_deref() != Some("constructor") {
        print!("{}", include_str!("../../../abi/src/IOptionMarket.sol"));
    }
}
