//! The unwinder's interface; [`ballast_common::abi`] has the others.
#![allow(missing_docs, clippy::too_many_arguments)]

use alloy_sol_types::sol;

sol!(
    #[sol(all_derives)]
    "../../abi/src/IUnwinder.sol"
);
