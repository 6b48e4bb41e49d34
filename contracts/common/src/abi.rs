//! Interfaces that more than one program uses.
#![allow(missing_docs, clippy::too_many_arguments)]

use alloy_sol_types::sol;

sol!(
    #[sol(all_derives)]
    "../../abi/src/IOwned.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/src/IDebtBook.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/src/IOracle.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/src/IInsurance.sol"
);
