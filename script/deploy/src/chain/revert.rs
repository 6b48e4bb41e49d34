//! Revert data in words.

use std::fmt::Debug;

use alloy::sol_types::{Panic, Revert, SolError, SolInterface};
use ballast_bindings::collar::ICollar::ICollarErrors;
use ballast_bindings::insurance::IInsurance::IInsuranceErrors;
use ballast_bindings::option_loan::IOptionLoan::IOptionLoanErrors;
use ballast_bindings::option_market::IOptionMarket::IOptionMarketErrors;
use ballast_bindings::oracle::IOracle::IOracleErrors;
use ballast_bindings::orders::IOrders::IOrdersErrors;
use ballast_bindings::owned::IOwned::IOwnedErrors;
use ballast_bindings::pool::IPool::IPoolErrors;
use ballast_bindings::term_loan::ITermLoan::ITermLoanErrors;
use ballast_bindings::unwinder::IUnwinder::IUnwinderErrors;
use ballast_bindings::vault::IVault::IVaultErrors;
use ballast_bindings::yield_loan::IYieldLoan::IYieldLoanErrors;

use super::interfaces::{
    IArbWasm::IArbWasmErrors, IStylusDeployer, IStylusDeployer::IStylusDeployerErrors,
};

/// What revert data say: a typed error of Ballast or the chain, a text, a panic code, or plain hex. The reason inside
/// StylusDeployer's `ContractInitializationError` is taken out.
#[must_use]
pub fn explain(data: &[u8]) -> String {
    if data.is_empty() {
        return "no data (a panic, a trap, or not enough gas)".to_owned();
    }
    if let Ok(outer) = IStylusDeployer::ContractInitializationError::abi_decode(data) {
        return explain(&outer.data);
    }
    if let Ok(text) = Revert::abi_decode(data) {
        return format!("\"{}\"", text.reason);
    }
    if let Ok(panic) = Panic::abi_decode(data) {
        return panic.to_string();
    }
    known::<IOwnedErrors>(data)
        .or_else(|| known::<IOracleErrors>(data))
        .or_else(|| known::<IPoolErrors>(data))
        .or_else(|| known::<IUnwinderErrors>(data))
        .or_else(|| known::<IInsuranceErrors>(data))
        .or_else(|| known::<IOrdersErrors>(data))
        .or_else(|| known::<ITermLoanErrors>(data))
        .or_else(|| known::<IVaultErrors>(data))
        .or_else(|| known::<IYieldLoanErrors>(data))
        .or_else(|| known::<IOptionMarketErrors>(data))
        .or_else(|| known::<IOptionLoanErrors>(data))
        .or_else(|| known::<ICollarErrors>(data))
        .or_else(|| known::<IArbWasmErrors>(data))
        .or_else(|| known::<IStylusDeployerErrors>(data))
        .unwrap_or_else(|| alloy::hex::encode_prefixed(data))
}

/// `Variant(Error { field: value })` without the wrapper's name.
fn known<E: SolInterface + Debug>(data: &[u8]) -> Option<String> {
    let error = E::abi_decode(data).ok()?;
    let text = format!("{error:?}");
    let inner = text
        .split_once('(')
        .and_then(|(_, inner)| inner.strip_suffix(')'));
    Some(inner.unwrap_or(&text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::{Address, U256};
    use ballast_bindings::owned::IOwned;

    #[test]
    fn inner_reasons_come_out() {
        let inner = IOwned::ParameterOutOfBounds {
            position: U256::from(2),
            value: U256::from(7),
        };
        let outer = IStylusDeployer::ContractInitializationError {
            newContract: Address::ZERO,
            data: inner.abi_encode().into(),
        };
        assert_eq!(
            explain(&outer.abi_encode()),
            "ParameterOutOfBounds { position: 2, value: 7 }"
        );
        assert_eq!(explain(&Revert::from("no").abi_encode()), "\"no\"");
        assert_eq!(explain(&[1, 2, 3, 4]), "0x01020304");
        assert!(explain(&[]).contains("panic"));
    }
}
