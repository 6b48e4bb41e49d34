//! Prints the interfaces of the pool, whose cold paths this program has. It has no constructor.

fn main() {
    if std::env::args().nth(1).as_deref() != Some("constructor") {
        print!(
            "{}{}",
            include_str!("../../../abi/src/IPool.sol"),
            include_str!("../../../abi/src/IDebtBook.sol")
        );
    }
}
