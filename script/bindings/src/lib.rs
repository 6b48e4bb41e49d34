//! Typed bindings of Ballast's ABIs, made from the Solidity interfaces in `abi/src`.
//!
//! Amounts are token units, prices and ratios WAD (10^18); the interfaces say which.
#![allow(missing_docs, clippy::too_many_arguments)]

pub mod owned {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IOwned.sol"
    );
}
pub mod aggregator {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IAggregator.sol"
    );
}
pub mod oracle {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IOracle.sol"
    );
}
pub mod debt_book {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IDebtBook.sol"
    );
}
pub mod pool {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IPool.sol"
    );
}
pub mod callbacks {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/ICallbacks.sol"
    );
}
pub mod unwinder {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IUnwinder.sol"
    );
}
pub mod insurance {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IInsurance.sol"
    );
}
pub mod vault {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IVault.sol"
    );
}
pub mod lens {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/ILens.sol"
    );
}
pub mod loan_lens {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/ILoanLens.sol"
    );
}
pub mod orders {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IOrders.sol"
    );
}

pub mod term_loan {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/ITermLoan.sol"
    );
}

pub mod term_pool {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/ITermPool.sol"
    );
}

pub mod collar {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/ICollar.sol"
    );
}

pub mod yield_loan {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IYieldLoan.sol"
    );
}

pub mod option_market {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IOptionMarket.sol"
    );
}

pub mod option_loan {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IOptionLoan.sol"
    );
}

pub mod protected {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IProtected.sol"
    );
}

pub mod roller {
    alloy::sol!(
        #[sol(rpc, all_derives)]
        "../../abi/src/IRoller.sol"
    );
}

pub use aggregator::IAggregator;
pub use callbacks::{ICallbacks, IERC3156FlashBorrower};
pub use collar::ICollar;
pub use debt_book::IDebtBook;
pub use insurance::IInsurance;
pub use lens::ILens;
pub use loan_lens::ILoanLens;
pub use option_loan::IOptionLoan;
pub use option_market::IOptionMarket;
pub use oracle::IOracle;
pub use orders::IOrders;
pub use owned::IOwned;
pub use pool::IPool;
pub use protected::IProtected;
pub use roller::IRoller;
pub use term_loan::{IAllowList, ITermLoan};
pub use term_pool::ITermPool;
pub use unwinder::IUnwinder;
pub use vault::IVault;
pub use yield_loan::IYieldLoan;
