//! ArbGasInfo, 0x6c: prices. There is no L1 here: its price is what an owner sets, 0 at first, and is charged to nobody.

use alloy::sol_types::{SolCall, SolInterface};
use revm::{
    Database,
    context::{Block, ContextTr},
    primitives::{I256, U256},
};

use super::{
    arb_owner,
    call::{Answer, Call, Failure, Mutability, READ},
};
use crate::{BASE_FEE, exec::evm::ArbContext};

alloy::sol! {
    interface ArbGasInfo {
        function getPricesInWeiWithAggregator(address aggregator)
            external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
        function getPricesInWei() external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
        function getPricesInArbGasWithAggregator(address aggregator) external view returns (uint256, uint256, uint256);
        function getPricesInArbGas() external view returns (uint256, uint256, uint256);
        function getGasAccountingParams() external view returns (uint256, uint256, uint256);
        function getMaxTxGasLimit() external view returns (uint256);
        function getMaxBlockGasLimit() external view returns (uint64);
        function getMinimumGasPrice() external view returns (uint256);
        function getL1BaseFeeEstimate() external view returns (uint256);
        function getL1GasPriceEstimate() external view returns (uint256);
        function getCurrentTxL1GasFees() external view returns (uint256);
        function getGasBacklog() external view returns (uint64);
        function getPricingInertia() external view returns (uint64);
        function getGasBacklogTolerance() external view returns (uint64);
        function getL1PricingSurplus() external view returns (int256);
        function getL1FeesAvailable() external view returns (uint256);
    }
}

use ArbGasInfo::{self as abi, ArbGasInfoCalls as Method};

/// Gas per byte of data on L1.
const DATA_GAS: u64 = 16;
/// Bytes of a simple transaction, as Nitro assumes.
const SIMPLE_TRANSACTION: u64 = 140;
/// Gas of writing a slot.
const STORAGE: u64 = 20_000;
/// Gas per second at which Nitro's chains do not raise their price.
const SPEED_LIMIT: u64 = 7_000_000;
/// Gas of a block and of a transaction at most, as Nitro's chains start.
const GAS_LIMIT: u64 = 32_000_000;
/// Seconds of Nitro's price model, whose price does not move here.
const INERTIA: u64 = 102;
const TOLERANCE: u64 = 10;

/// Runs a method.
pub(super) fn run<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    let method = Method::abi_decode(&call.data).map_err(|_| Failure::Burn)?;
    call.admit(Mutability::View)?;
    let output = match method {
        Method::getPricesInWeiWithAggregator(_) => {
            abi::getPricesInWeiWithAggregatorCall::abi_encode_returns(
                &in_wei(context, call)?.into(),
            )
        }
        Method::getPricesInWei(_) => {
            abi::getPricesInWeiCall::abi_encode_returns(&in_wei(context, call)?.into())
        }
        Method::getPricesInArbGasWithAggregator(_) => {
            abi::getPricesInArbGasWithAggregatorCall::abi_encode_returns(
                &in_gas(context, call)?.into(),
            )
        }
        Method::getPricesInArbGas(_) => {
            abi::getPricesInArbGasCall::abi_encode_returns(&in_gas(context, call)?.into())
        }
        Method::getL1BaseFeeEstimate(_) => {
            abi::getL1BaseFeeEstimateCall::abi_encode_returns(&arb_owner::l1_price(context, call)?)
        }
        Method::getL1GasPriceEstimate(_) => {
            abi::getL1GasPriceEstimateCall::abi_encode_returns(&arb_owner::l1_price(context, call)?)
        }
        // Nothing is posted anywhere.
        Method::getCurrentTxL1GasFees(_) => {
            abi::getCurrentTxL1GasFeesCall::abi_encode_returns(&U256::ZERO)
        }
        constant => {
            call.burn(READ)?;
            constants(constant)?
        }
    };
    call.answer(output)
}

fn constants(method: Method) -> Result<Vec<u8>, Failure> {
    Ok(match method {
        Method::getGasAccountingParams(_) => abi::getGasAccountingParamsCall::abi_encode_returns(
            &(
                U256::from(SPEED_LIMIT),
                U256::from(GAS_LIMIT),
                U256::from(GAS_LIMIT),
            )
                .into(),
        ),
        Method::getMaxTxGasLimit(_) => {
            abi::getMaxTxGasLimitCall::abi_encode_returns(&U256::from(GAS_LIMIT))
        }
        Method::getMaxBlockGasLimit(_) => {
            abi::getMaxBlockGasLimitCall::abi_encode_returns(&GAS_LIMIT)
        }
        Method::getMinimumGasPrice(_) => {
            abi::getMinimumGasPriceCall::abi_encode_returns(&U256::from(BASE_FEE))
        }
        Method::getGasBacklog(_) => abi::getGasBacklogCall::abi_encode_returns(&0),
        Method::getPricingInertia(_) => abi::getPricingInertiaCall::abi_encode_returns(&INERTIA),
        Method::getGasBacklogTolerance(_) => {
            abi::getGasBacklogToleranceCall::abi_encode_returns(&TOLERANCE)
        }
        Method::getL1PricingSurplus(_) => {
            abi::getL1PricingSurplusCall::abi_encode_returns(&I256::ZERO)
        }
        Method::getL1FeesAvailable(_) => {
            abi::getL1FeesAvailableCall::abi_encode_returns(&U256::ZERO)
        }
        _ => return Err(Failure::Burn),
    })
}

type InWei = (U256, U256, U256, U256, U256, U256);

/// Wei of a simple transaction's data, a byte of data, a slot; and per gas: base, congestion, both.
fn in_wei<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Result<InWei, Failure> {
    let l1 = arb_owner::l1_price(context, call)?;
    call.burn(READ)?;
    let price = U256::from(context.block().basefee());
    let byte = l1.saturating_mul(U256::from(DATA_GAS));
    let base = price.min(U256::from(BASE_FEE));
    Ok((
        byte.saturating_mul(U256::from(SIMPLE_TRANSACTION)),
        byte,
        price.saturating_mul(U256::from(STORAGE)),
        base,
        price.saturating_sub(base),
        price,
    ))
}

/// Gas of a simple transaction's data, a byte of data, a slot.
fn in_gas<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
) -> Result<(U256, U256, U256), Failure> {
    let l1 = arb_owner::l1_price(context, call)?;
    let price = U256::from(context.block().basefee());
    let byte = l1.saturating_mul(U256::from(DATA_GAS));
    let transaction = byte.saturating_mul(U256::from(SIMPLE_TRANSACTION));
    let gas = |wei: U256| wei.checked_div(price).unwrap_or_default();
    Ok((gas(transaction), gas(byte), U256::from(STORAGE)))
}
