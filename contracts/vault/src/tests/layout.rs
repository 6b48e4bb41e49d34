//! The storage layout, which no edit may move.

use alloy_primitives::{Address, U256};

use crate::{program::Fees, shares::Rates};

#[test]
fn fees_are_packed_as_ever() {
    let fees = Fees {
        rates: Rates {
            performance: 0x1234,
            management: 0x5678,
        },
        recipient: Address::repeat_byte(0xab),
        taken_at: 0x0102_0304_0506_0708,
    };
    let golden = "0x010203040506070856781234abababababababababababababababababababab";
    assert_eq!(fees.pack(), golden.parse::<U256>().unwrap());
    assert_eq!(Fees::unpack(fees.pack()), fees);
}
