//! The insurance fund's interface, from `abi/src`.
#![allow(missing_docs)]

use alloy_sol_types::sol;

sol!(
    #[sol(all_derives)]
    "../../abi/src/IInsurance.sol"
);
