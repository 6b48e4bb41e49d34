//! The interface of term loans.
#![allow(missing_docs, clippy::too_many_arguments)]

use alloy_sol_types::sol;

sol!(
    #[sol(all_derives)]
    "../../abi/src/ITermLoan.sol"
);
