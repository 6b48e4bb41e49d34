//! Activations expire after a year: this keeps them.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;
use serde::Serialize;

use crate::chain::interfaces::{ARB_WASM, IArbWasm};
use crate::chain::{Chain, bumped};
use crate::{Deployment, Error};

/// An activation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Activation {
    /// Name of the program.
    pub program: String,
    /// Where it is.
    pub address: Address,
    /// Seconds until it expires, before anything was done.
    pub seconds_left: u64,
    /// It was kept alive now: it expires in a year.
    pub extended: bool,
}

/// Keeps the activation of every program that expires within `threshold` seconds; programs with the same code share
/// one. ArbWasm takes no keep-alive within 31 days of the last.
///
/// # Errors
/// [`Error::Reverted`] for a program that has expired already (it must be activated again, which anyone can) or was
/// kept alive too lately; [`Error::Rpc`].
pub async fn keep_alive(
    chain: &Chain,
    deployment: &Deployment,
    threshold: u64,
) -> Result<Vec<Activation>, Error> {
    let mut activations = Vec::new();
    for (program, address) in deployment.programs() {
        let seconds_left = chain
            .call(
                ARB_WASM,
                &IArbWasm::programTimeLeftCall { program: address },
            )
            .await?;
        let extended = seconds_left < threshold;
        if extended {
            extend(chain, &program, address).await?;
        }
        activations.push(Activation {
            program,
            address,
            seconds_left,
            extended,
        });
    }
    Ok(activations)
}

async fn extend(chain: &Chain, program: &str, address: Address) -> Result<(), Error> {
    let doing = format!("keeping {program} alive");
    let codehash = chain.code_hash(address).await?;
    let codehash = codehash.ok_or_else(|| Error::Rpc {
        doing: doing.clone(),
        reason: format!("no code at {address}"),
    })?;
    let call = IArbWasm::codehashKeepaliveCall { codehash };
    let fee = bumped(fee(chain, &call).await?);
    chain.pay(&doing, ARB_WASM, &call, fee).await?;
    Ok(())
}

/// Asked for by offering nothing: the refusal names the fee.
async fn fee(chain: &Chain, call: &IArbWasm::codehashKeepaliveCall) -> Result<U256, Error> {
    use alloy::providers::Provider;
    use alloy::rpc::types::TransactionRequest;
    use alloy::sol_types::SolError;

    let request = TransactionRequest::default()
        .from(chain.from())
        .to(ARB_WASM)
        .input(call.abi_encode().into());
    match chain.provider().call(request).await {
        Ok(_) => Ok(U256::ZERO),
        Err(error) => {
            let data = error
                .as_error_resp()
                .and_then(alloy::rpc::json_rpc::ErrorPayload::as_revert_data);
            let wanted = data
                .as_ref()
                .and_then(|data| IArbWasm::ProgramInsufficientValue::abi_decode(data).ok());
            wanted
                .map(|wanted| wanted.want)
                .ok_or_else(|| Error::Reverted {
                    doing: "asking for the keep-alive fee".to_owned(),
                    reason: data.as_ref().map_or_else(
                        || error.to_string(),
                        |data| crate::chain::explain_revert(data),
                    ),
                    data: data.unwrap_or_default(),
                })
        }
    }
}
