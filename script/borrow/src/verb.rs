//! What can be done with an account, as calls of the pool.

use alloy::primitives::{Address, Bytes, I256, U256};
use alloy::rpc::types::TransactionReceipt;
use alloy::sol_types::{SolCall, SolEvent};
use ballast_bindings::IPool;
use ballast_bindings::lens::ILens::Change;

use crate::session::{Asset, change, signed};

/// An action on a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Supply,
    Withdraw,
    Deposit,
    Release,
    Borrow,
    TopUp,
    Repay,
}

impl Verb {
    /// As on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supply => "supply",
            Self::Withdraw => "withdraw",
            Self::Deposit => "deposit",
            Self::Release => "release",
            Self::Borrow => "borrow",
            Self::TopUp => "top-up",
            Self::Repay => "repay",
        }
    }

    /// When it is done.
    pub const fn past(self) -> &'static str {
        match self {
            Self::Supply => "supplied",
            Self::Withdraw => "withdrew",
            Self::Deposit => "deposited",
            Self::Release => "released",
            Self::Borrow => "borrowed",
            Self::TopUp => "topped up",
            Self::Repay => "repaid",
        }
    }

    /// Whether the key's account pays tokens in; else they come out.
    pub const fn pays(self) -> bool {
        matches!(
            self,
            Self::Supply | Self::Deposit | Self::TopUp | Self::Repay
        )
    }

    /// What it does to collateral and debt.
    pub fn changes(self, asset: &Asset, amount: U256) -> Vec<Change> {
        let (amount, none) = (signed(amount), I256::ZERO);
        match self {
            Self::Supply | Self::Withdraw => Vec::new(),
            Self::Deposit | Self::TopUp => vec![change(asset, amount, none)],
            Self::Release => vec![change(asset, -amount, none)],
            Self::Borrow => vec![change(asset, none, amount)],
            Self::Repay => vec![change(asset, none, -amount)],
        }
    }

    /// The pool's call, for `account`; what comes out goes to `receiver`.
    pub fn call(self, asset: &Asset, amount: U256, account: Address, receiver: Address) -> Bytes {
        let asset = asset.address;
        match self {
            Self::Supply => IPool::supplyCall {
                asset,
                assets: amount,
                onBehalf: account,
            }
            .abi_encode(),
            Self::Withdraw => IPool::withdrawCall {
                asset,
                assets: amount,
                account,
                receiver,
            }
            .abi_encode(),
            Self::Deposit | Self::TopUp => IPool::depositCollateralCall {
                asset,
                amount,
                onBehalf: account,
            }
            .abi_encode(),
            Self::Release => IPool::withdrawCollateralCall {
                asset,
                amount,
                account,
                receiver,
            }
            .abi_encode(),
            Self::Borrow => IPool::borrowCall {
                asset,
                assets: amount,
                account,
                receiver,
            }
            .abi_encode(),
            Self::Repay => IPool::repayCall {
                asset,
                assets: amount,
                onBehalf: account,
            }
            .abi_encode(),
        }
        .into()
    }

    /// How much it was of, by the pool's event.
    pub fn done(self, pool: Address, receipt: &TransactionReceipt) -> Option<U256> {
        fn find<E: SolEvent>(pool: Address, receipt: &TransactionReceipt) -> Option<E> {
            let logs = receipt.inner.logs().iter();
            let mut own = logs.filter(|log| log.address() == pool);
            own.find_map(|log| E::decode_log(&log.inner).ok().map(|log| log.data))
        }
        match self {
            Self::Supply => find::<IPool::Supplied>(pool, receipt).map(|e| e.assets),
            Self::Withdraw => find::<IPool::Withdrawn>(pool, receipt).map(|e| e.assets),
            Self::Deposit | Self::TopUp => {
                find::<IPool::CollateralDeposited>(pool, receipt).map(|e| e.amount)
            }
            Self::Release => find::<IPool::CollateralWithdrawn>(pool, receipt).map(|e| e.amount),
            Self::Borrow => find::<IPool::Borrowed>(pool, receipt).map(|e| e.assets),
            Self::Repay => find::<IPool::Repaid>(pool, receipt).map(|e| e.assets),
        }
    }
}
