//! The interfaces of the fund and of the unwinder that it buys from, from `abi/src`.
#![allow(missing_docs, clippy::too_many_arguments)]

use alloy_sol_types::sol;

sol!(
    #[sol(all_derives)]
    "../../abi/src/IInsurance.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/src/IUnwinder.sol"
);
