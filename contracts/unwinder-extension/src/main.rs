//! Prints the interface of the unwinder, whose cold paths this program has; with the argument `constructor`, its constructor.

fn main() {
    if std::env::args().nth(1).as_deref() == Some("constructor") {
        println!("constructor(address settings)");
    } else {
        print!("{}", include_str!("../../../abi/src/IUnwinder.sol"));
    }
}
