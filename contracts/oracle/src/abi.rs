//! The oracle's interface, from `abi/src`.
#![allow(missing_docs)]

use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use ballast_common::abi_struct;

sol!(
    #[sol(all_derives)]
    "../../abi/src/IOracle.sol"
);

abi_struct!(
    IOracle::Reading,
    "Reading",
    (U256, U256, U256, U256, u64, u8),
    "uint256 spot; uint256 smoothed; uint256 fastVariance; uint256 slowVariance; uint64 updatedAt; uint8 flags;"
);
abi_struct!(
    IOracle::Feed,
    "Feed",
    (Address, Address, u8, u32, u64, u64),
    "address asset; address aggregator; uint8 decimals; uint32 heartbeat; uint64 varianceFloor; uint64 varianceCap;"
);
