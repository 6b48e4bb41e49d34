//! Names of the typed errors with which programs revert.

use alloy::{
    primitives::Bytes,
    sol,
    sol_types::{Panic, Revert as Message, SolError, SolInterface},
};
use ballast_bindings::{
    collar::ICollar::ICollarErrors, insurance::IInsurance::IInsuranceErrors,
    option_loan::IOptionLoan::IOptionLoanErrors, option_market::IOptionMarket::IOptionMarketErrors,
    oracle::IOracle::IOracleErrors, orders::IOrders::IOrdersErrors, owned::IOwned::IOwnedErrors,
    protected::IProtected::IProtectedErrors, term_loan::ITermLoan::ITermLoanErrors,
    term_pool::ITermPool::ITermPoolErrors, yield_loan::IYieldLoan::IYieldLoanErrors,
};
use ballast_bindings::{pool::IPool::IPoolErrors, unwinder::IUnwinder::IUnwinderErrors};
use std::fmt;

sol! {
    #[sol(all_derives)]
    interface ITokenErrors {
        error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
        error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    }
}

/// How deep reasons within reasons are followed.
const DEPTH: u8 = 3;

/// Why something reverted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revert {
    /// The typed error with its values; the message, or the raw data in hex, where no interface knows it.
    pub reason: String,
    /// The revert data.
    pub data: Bytes,
}

impl Revert {
    /// Decodes revert data; `message` is the endpoint's own, for reverts without data.
    pub fn new(data: Bytes, message: &str) -> Self {
        let reason = if data.is_empty() {
            message.to_owned()
        } else {
            describe(&data, DEPTH)
        };
        Self { reason, data }
    }

    /// Whether the program reverted with error `E`.
    pub fn is<E: SolError>(&self) -> bool {
        self.data.starts_with(&E::SELECTOR)
    }
}

impl fmt::Display for Revert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

/// The error in `data` with its values, as the interfaces name it.
fn describe(data: &[u8], depth: u8) -> String {
    if let Ok(error) = IUnwinderErrors::abi_decode(data) {
        if let (IUnwinderErrors::BookCallFailed(failed), Some(deeper)) =
            (&error, depth.checked_sub(1))
        {
            return format!(
                "BookCallFailed {{ book: {}, reason: {} }}",
                failed.book,
                describe(&failed.reason, deeper)
            );
        }
        return inner(&error);
    }
    if let Ok(error) = IPoolErrors::abi_decode(data) {
        return inner(&error);
    }
    if let Ok(error) = IOracleErrors::abi_decode(data) {
        return inner(&error);
    }
    if let Ok(error) = IOrdersErrors::abi_decode(data) {
        return inner(&error);
    }
    if let Ok(error) = ITermLoanErrors::abi_decode(data) {
        return inner(&error);
    }
    if let Ok(error) = IOptionLoanErrors::abi_decode(data) {
        if let (IOptionLoanErrors::MarketFailed(failed), Some(deeper)) =
            (&error, depth.checked_sub(1))
        {
            return format!(
                "MarketFailed {{ market: {}, reason: {} }}",
                failed.market,
                describe(&failed.reason, deeper)
            );
        }
        return inner(&error);
    }
    if let Ok(error) = IOptionMarketErrors::abi_decode(data) {
        return inner(&error);
    }
    if let Ok(error) = ICollarErrors::abi_decode(data) {
        return inner(&error);
    }
    if let Ok(error) = ITermPoolErrors::abi_decode(data) {
        if let (ITermPoolErrors::CallFailed(failed), Some(deeper)) = (&error, depth.checked_sub(1))
        {
            return format!(
                "CallFailed {{ target: {}, reason: {} }}",
                failed.target,
                describe(&failed.reason, deeper)
            );
        }
        return inner(&error);
    }
    if let Ok(error) = IProtectedErrors::abi_decode(data) {
        return inner(&error);
    }
    if let Ok(error) = IYieldLoanErrors::abi_decode(data) {
        return inner(&error);
    }
    if let Ok(error) = IInsuranceErrors::abi_decode(data) {
        if let (IInsuranceErrors::CallFailed(failed), Some(deeper)) = (&error, depth.checked_sub(1))
        {
            return format!(
                "CallFailed {{ target: {}, reason: {} }}",
                failed.target,
                describe(&failed.reason, deeper)
            );
        }
        return inner(&error);
    }
    if let Ok(error) = IOwnedErrors::abi_decode(data) {
        return inner(&error);
    }
    if let Ok(error) = ITokenErrors::ITokenErrorsErrors::abi_decode(data) {
        return inner(&error);
    }
    if let Ok(error) = Message::abi_decode(data) {
        return format!("Error({:?})", error.reason);
    }
    if let Ok(error) = Panic::abi_decode(data) {
        return format!("Panic({})", error.code);
    }
    format!("unknown error {}", Bytes::copy_from_slice(data))
}

/// Debug form of an error enum without the name of its variant, which repeats the struct's.
pub(crate) fn inner(error: &impl fmt::Debug) -> String {
    let text = format!("{error:?}");
    match text.split_once('(') {
        Some((_, rest)) => rest.strip_suffix(')').unwrap_or(rest).to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::{Address, U256};
    use ballast_bindings::{pool::IPool, unwinder::IUnwinder};

    #[test]
    fn names_the_error_with_its_values() {
        let data = IUnwinder::NothingReleased { next: 77 }.abi_encode();
        let revert = Revert::new(data.into(), "execution reverted");
        assert_eq!(revert.reason, "NothingReleased { next: 77 }");
        assert!(revert.is::<IUnwinder::NothingReleased>());
        assert!(!revert.is::<IUnwinder::NotOpen>());
    }

    #[test]
    fn follows_the_reason_within_a_failed_book_call() {
        let reason = IPool::InsufficientCash {
            asset: Address::repeat_byte(1),
            available: U256::from(2),
            wanted: U256::from(3),
        };
        let error = IUnwinder::BookCallFailed {
            book: Address::ZERO,
            reason: reason.abi_encode().into(),
        };
        let text = Revert::new(error.abi_encode().into(), "").reason;
        assert!(
            text.starts_with("BookCallFailed") && text.contains("InsufficientCash"),
            "{text}"
        );
    }

    #[test]
    fn keeps_the_message_where_there_is_no_data() {
        assert_eq!(Revert::new(Bytes::new(), "out of gas").reason, "out of gas");
        assert_eq!(
            Revert::new(vec![1, 2, 3, 4].into(), "").reason,
            "unknown error 0x01020304"
        );
        let text = Message::from("no").abi_encode();
        assert_eq!(Revert::new(text.into(), "").reason, "Error(\"no\")");
    }
}
