//! Programs through StylusDeployer.

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::providers::Provider;
use alloy::rpc::types::TransactionRequest;
use alloy::rpc::types::state::{AccountOverride, StateOverride};
use alloy::sol_types::{SolCall, SolError};

use super::client::{Chain, failed, revert_data};
use super::interfaces::{ARB_WASM, IArbWasm, IStylusDeployer, STYLUS_DEPLOYER};
use super::revert;
use crate::{Error, Program};

/// `stylus_constructor()`, whatever the arguments.
const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];

/// A program on chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deployed {
    /// Where.
    pub address: Address,
    /// Of its code.
    pub code_hash: B256,
    /// Whether this run put it there.
    pub fresh: bool,
}

/// Constructor call data; without arguments there is no constructor to call.
fn init_data(arguments: &[u8]) -> Bytes {
    if arguments.is_empty() {
        return Bytes::new();
    }
    [&CONSTRUCTOR, arguments].concat().into()
}

/// Where StylusDeployer puts a program with these ABI-encoded constructor arguments: CREATE2 with the salt
/// keccak256(salt ++ constructor call). The salt must not be zero: StylusDeployer then uses CREATE.
#[must_use]
pub fn predict(program: &Program, arguments: &[u8], salt: B256) -> Address {
    let salt = keccak256([salt.as_slice(), &init_data(arguments)].concat());
    STYLUS_DEPLOYER.create2_from_code(salt, program.initcode())
}

/// A fifth more than `fee`: it moves with the chain's demand; what is too much comes back.
#[must_use]
pub fn bumped(fee: U256) -> U256 {
    fee.saturating_add(fee / U256::from(5))
}

/// What activating this code would cost now, in wei: zero where it is active.
///
/// # Errors
/// [`Error::Wasm`] where activation would fail, with the node's reason; [`Error::Rpc`].
pub async fn activation_fee(chain: &Chain, program: &Program) -> Result<U256, Error> {
    let version = chain
        .call(ARB_WASM, &IArbWasm::stylusVersionCall {})
        .await?;
    let codehash = IArbWasm::codehashVersionCall {
        codehash: program.code_hash(),
    };
    match chain.call(ARB_WASM, &codehash).await {
        Ok(active) if active == version => return Ok(U256::ZERO),
        // Never activated, or no more: the fee is asked for below.
        Ok(_) | Err(Error::Reverted { .. }) => {}
        Err(error) => return Err(error),
    }
    // As if the code were at an address that nobody has, with an account that can pay any fee.
    let target = Address::from_word(keccak256(
        [b"ballast activation probe", program.code_hash().as_slice()].concat(),
    ));
    let payer = Address::from_word(keccak256("ballast activation payer"));
    let mut state = StateOverride::default();
    state.insert(
        target,
        AccountOverride {
            code: Some(program.code.clone()),
            ..AccountOverride::default()
        },
    );
    let rich = AccountOverride {
        balance: Some(U256::from(u128::MAX)),
        ..AccountOverride::default()
    };
    state.insert(payer, rich);
    let call = IArbWasm::activateProgramCall { program: target };
    let request = TransactionRequest::default()
        .with_from(payer)
        .with_to(ARB_WASM)
        .with_input(call.abi_encode())
        .with_value(U256::from(10).pow(U256::from(18)));
    let answer = chain
        .provider()
        .call(request)
        .overrides(state)
        .await
        .map_err(|error| match revert_data(&error) {
            Some(data) => Error::wasm(
                &program.name,
                format!("activation reverts with {}", revert::explain(&data)),
            ),
            None if error.is_error_resp() => Error::wasm(&program.name, error),
            None => failed("asking for the activation fee", &error),
        })?;
    let returned = IArbWasm::activateProgramCall::abi_decode_returns(&answer);
    returned
        .map(|returned| returned.dataFee)
        .map_err(|error| Error::Rpc {
            doing: "asking for the activation fee".to_owned(),
            reason: error.to_string(),
        })
}

/// Creates, activates and constructs a program in one transaction. What is there already, under the same code,
/// constructor arguments and salt, is taken over.
///
/// # Errors
/// [`Error::Constructor`] with the constructor's own reason; as [`activation_fee`] and [`Chain::send`].
pub async fn deploy(
    chain: &Chain,
    program: &Program,
    arguments: &[u8],
    salt: B256,
) -> Result<Deployed, Error> {
    if salt.is_zero() {
        return Err(Error::Config(
            "the salt is zero, which StylusDeployer takes as none".to_owned(),
        ));
    }
    let address = predict(program, arguments, salt);
    let code_hash = program.code_hash();
    if chain.code_hash(address).await? == Some(code_hash) {
        return Ok(Deployed {
            address,
            code_hash,
            fresh: false,
        });
    }
    if chain.code_hash(STYLUS_DEPLOYER).await?.is_none() {
        return Err(Error::Rpc {
            doing: format!("deploying {}", program.name),
            reason: format!(
                "this chain has no StylusDeployer at {STYLUS_DEPLOYER}; is it an Arbitrum chain with Stylus?"
            ),
        });
    }
    let fee = bumped(activation_fee(chain, program).await?);
    let call = IStylusDeployer::deployCall {
        bytecode: program.initcode(),
        initData: init_data(arguments),
        initValue: U256::ZERO,
        salt,
    };
    let request = TransactionRequest::default()
        .with_to(STYLUS_DEPLOYER)
        .with_input(call.abi_encode())
        .with_value(fee);
    let doing = format!("deploying {}", program.name);
    if let Err(error) = chain
        .provider()
        .call(request.clone().with_from(chain.from()))
        .await
    {
        return Err(match constructor_error(&program.name, &error) {
            Some(error) => error,
            None => chain.refused(&doing, &error).await,
        });
    }
    chain.send(&doing, request).await?;
    match chain.code_hash(address).await? {
        Some(hash) if hash == code_hash => Ok(Deployed {
            address,
            code_hash,
            fresh: true,
        }),
        _ => Err(Error::Rpc {
            doing,
            reason: format!("mined, but {address} does not have the code that was sent"),
        }),
    }
}

fn constructor_error(
    program: &str,
    error: &alloy::transports::RpcError<alloy::transports::TransportErrorKind>,
) -> Option<Error> {
    let data = revert_data(error)?;
    let outer = IStylusDeployer::ContractInitializationError::abi_decode(&data).ok()?;
    Some(Error::Constructor {
        program: program.to_owned(),
        address: outer.newContract,
        reason: revert::explain(&outer.data),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(code: &[u8]) -> Program {
        let code = Bytes::copy_from_slice(code);
        Program {
            name: "test".to_owned(),
            built_len: 0,
            wasm: Vec::new(),
            compressed_len: code.len(),
            code,
        }
    }

    #[test]
    fn addresses_depend_on_code_arguments_and_salt() {
        let base = predict(&program(b"a"), &[1], B256::ZERO);
        assert_eq!(base, predict(&program(b"a"), &[1], B256::ZERO));
        assert_ne!(base, predict(&program(b"b"), &[1], B256::ZERO));
        assert_ne!(base, predict(&program(b"a"), &[2], B256::ZERO));
        assert_ne!(base, predict(&program(b"a"), &[1], B256::repeat_byte(1)));
    }

    #[test]
    fn fees_are_a_fifth_more() {
        assert_eq!(bumped(U256::from(100)), U256::from(120));
        assert_eq!(bumped(U256::ZERO), U256::ZERO);
    }
}
