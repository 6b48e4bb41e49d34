//! Arbitrum's own precompiled contracts, as far as programs, deployers and tools call them.
//!
//! Their state lies in ordinary storage of their accounts, so that it is journaled like any other; gas for it is that of
//! ArbOS, whatever the account's own storage would cost.

mod activation;
mod address_set;
mod arb_debug;
mod arb_gas_info;
mod arb_info;
mod arb_owner;
mod arb_owner_public;
mod arb_sys;
mod arb_wasm;
mod arb_wasm_cache;
mod call;
pub(crate) mod parameters;
mod pricing;
pub(crate) mod records;
pub(crate) mod source;

use revm::{
    Database,
    context::Cfg,
    context_interface::ContextTr,
    handler::{EthPrecompiles, PrecompileProvider},
    interpreter::{CallInputs, Gas, InstructionResult, InterpreterResult},
    primitives::{Address, AddressSet, Bytes, address, hardfork::SpecId},
};

use crate::exec::evm::ArbContext;
use call::{Call, Failure};

/// ArbSys.
pub(crate) const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
/// ArbInfo.
pub(crate) const ARB_INFO: Address = address!("0000000000000000000000000000000000000065");
/// ArbOwnerPublic.
pub(crate) const ARB_OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
/// ArbGasInfo.
pub(crate) const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
/// ArbOwner.
pub(crate) const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");
/// ArbWasm.
pub(crate) const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// ArbWasmCache.
pub(crate) const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
/// ArbDebug.
pub(crate) const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");

/// All of them; each account has code `0xFE`, because Solidity looks before it calls.
pub(crate) const ADDRESSES: [Address; 8] = [
    ARB_SYS,
    ARB_INFO,
    ARB_OWNER_PUBLIC,
    ARB_GAS_INFO,
    ARB_OWNER,
    ARB_WASM,
    ARB_WASM_CACHE,
    ARB_DEBUG,
];

/// Ethereum's precompiles and Arbitrum's.
pub(crate) struct ArbPrecompiles {
    ethereum: EthPrecompiles,
    warm: AddressSet,
}

impl ArbPrecompiles {
    /// Those of one set of Ethereum rules.
    pub(crate) fn new(spec: SpecId) -> Self {
        let ethereum = EthPrecompiles::new(spec);
        let mut warm = ethereum.warm_addresses().clone();
        warm.extend(ADDRESSES);
        Self { ethereum, warm }
    }
}

impl<DB: Database> PrecompileProvider<ArbContext<DB>> for ArbPrecompiles {
    type Output = InterpreterResult;

    fn set_spec(&mut self, spec: <CfgOf<DB> as Cfg>::Spec) -> bool {
        <EthPrecompiles as PrecompileProvider<ArbContext<DB>>>::set_spec(&mut self.ethereum, spec)
    }

    fn run(
        &mut self,
        context: &mut ArbContext<DB>,
        inputs: &CallInputs,
    ) -> Result<Option<InterpreterResult>, String> {
        let method = match inputs.bytecode_address {
            ARB_SYS => arb_sys::run::<DB>,
            ARB_INFO => arb_info::run::<DB>,
            ARB_OWNER_PUBLIC => arb_owner_public::run::<DB>,
            ARB_GAS_INFO => arb_gas_info::run::<DB>,
            ARB_OWNER => arb_owner::run::<DB>,
            ARB_WASM => arb_wasm::run::<DB>,
            ARB_WASM_CACHE => arb_wasm_cache::run::<DB>,
            ARB_DEBUG => arb_debug::run::<DB>,
            _ => return self.ethereum.run(context, inputs),
        };
        let data = inputs.input.bytes(context);
        let mut call = Call::new(inputs, data);
        let answer = method(context, &mut call).map_err(|failure| match failure {
            Failure::Revert(data) if call.pay_for_result(data.len()).is_err() => Failure::Burn,
            other => other,
        });
        let mut gas = Gas::new(inputs.gas_limit);
        gas.set_remaining(call.gas_left());
        let burnt = |result, mut gas: Gas| {
            gas.spend_all();
            InterpreterResult::new(result, Bytes::new(), gas)
        };
        Ok(Some(match answer {
            Ok(output) => InterpreterResult::new(InstructionResult::Return, output, gas),
            Err(Failure::Revert(data)) => {
                InterpreterResult::new(InstructionResult::Revert, data, gas)
            }
            Err(Failure::Burn) => burnt(InstructionResult::Revert, gas),
            Err(Failure::OutOfGas) => burnt(InstructionResult::PrecompileOOG, gas),
            Err(Failure::Notice(notice)) => {
                context.chain.notice = Some(notice);
                burnt(InstructionResult::PrecompileError, gas)
            }
            Err(Failure::Database(reason)) => return Err(reason),
        }))
    }

    fn warm_addresses(&self) -> &AddressSet {
        &self.warm
    }
}

type CfgOf<DB> = <ArbContext<DB> as ContextTr>::Cfg;
