//! Prints the interface of the unwinder, whose settings this program has. It has no constructor.

fn main() {
    if std::env::args().nth(1).as_deref() != Some("constructor") {
        print!("{}", include_str!("../../../abi/src/IUnwinder.sol"));
    }
}
