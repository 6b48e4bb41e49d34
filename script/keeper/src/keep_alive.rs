//! Activations: Stylus programs expire a year after their activation unless they are kept alive.

use crate::{Keeper, KeeperError, revert::inner};
use alloy::{
    primitives::{Address, B256, U256, address, keccak256},
    sol,
    sol_types::SolError,
};
use serde::Serialize;
use std::fmt;

/// Arbitrum's precompile for programs.
pub const ARB_WASM: Address = address!("0x0000000000000000000000000000000000000071");

/// For which an activation holds, seconds.
const YEAR: u64 = 365 * 86_400;

sol! {
    /// What the keeper needs of Arbitrum's precompile for programs.
    #[sol(all_derives)]
    interface IArbWasm {
        /// Seconds until the program expires.
        function programTimeLeft(address program) external view returns (uint64 timeLeft);
        /// Extends the activation; the fee is taken from the value, the rest comes back.
        function codehashKeepalive(bytes32 codehash) external payable;
        /// Never activated.
        error ProgramNotActivated();
        /// Of an older Stylus version: must be activated anew.
        error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
        /// Expired: must be activated anew.
        error ProgramExpired(uint64 ageInSeconds);
        /// Extended or activated too recently.
        error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
        /// The value does not cover the fee.
        error ProgramInsufficientValue(uint256 have, uint256 want);
    }
}

/// A program's activation after a look at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Activation {
    /// The program.
    pub program: Address,
    /// Seconds that were left, if the program is active.
    pub seconds_left: Option<u64>,
    /// The extension, if there was one.
    pub extended: Option<B256>,
    /// Whether a dry run would have extended it.
    pub planned: bool,
    /// What went wrong.
    pub error: Option<String>,
}

impl Activation {
    /// Writes it to the log.
    pub fn log(&self) {
        let days = self.seconds_left.map(|seconds| seconds / 86_400);
        match (&self.error, &self.extended) {
            (Some(error), _) => {
                tracing::error!(program = %self.program, ?days, error, "activation")
            }
            (None, Some(transaction)) => {
                tracing::info!(program = %self.program, ?days, %transaction, "activation extended");
            }
            (None, None) => tracing::debug!(program = %self.program, ?days, "activation"),
        }
    }
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.program)?;
        match self.seconds_left {
            Some(seconds) => write!(f, "{} days left", seconds / 86_400)?,
            None => f.write_str("not known")?,
        }
        if let Some(transaction) = self.extended {
            write!(f, ", extended by {transaction}")?;
        }
        if self.planned {
            f.write_str(", to be extended")?;
        }
        self.error
            .as_ref()
            .map_or(Ok(()), |error| write!(f, ", failed: {error}"))
    }
}

impl Keeper {
    /// Looks at the activation of every configured program, and extends those with too little time left.
    pub async fn keep_alive(&mut self) -> Vec<Activation> {
        let mut activations = Vec::new();
        for program in self.config.programs.clone() {
            if self.is_stopping() {
                break;
            }
            let mut activation = Activation {
                program,
                seconds_left: None,
                extended: None,
                planned: false,
                error: None,
            };
            if let Err(error) = self.look_after(&mut activation).await {
                activation.error = Some(explain(&error));
            }
            let left = match activation.extended {
                Some(_) => Some(YEAR),
                None => activation.seconds_left,
            };
            self.activations.insert(program, left.unwrap_or_default());
            activations.push(activation);
        }
        activations
    }

    async fn look_after(&self, activation: &mut Activation) -> Result<(), KeeperError> {
        let program = activation.program;
        let left = self
            .view(
                "programTimeLeft",
                ARB_WASM,
                &IArbWasm::programTimeLeftCall { program },
            )
            .await?;
        activation.seconds_left = Some(left);
        if left >= self.config.keep_alive_under.as_secs() {
            return Ok(());
        }
        if self.config.dry_run {
            activation.planned = true;
            return Ok(());
        }
        let call = IArbWasm::codehashKeepaliveCall {
            codehash: keccak256(self.rpc.code(program).await?),
        };
        let fee = self.keep_alive_fee(&call).await?;
        let receipt = self
            .sender
            .send("codehashKeepalive", ARB_WASM, &call, fee)
            .await?;
        activation.extended = Some(receipt.transaction_hash);
        Ok(())
    }

    /// What to send along: the fee that the precompile names when it is offered nothing, and half as much
    /// again, as the fee moves with demand. What is too much comes back.
    async fn keep_alive_fee(
        &self,
        call: &IArbWasm::codehashKeepaliveCall,
    ) -> Result<U256, KeeperError> {
        match self.view("codehashKeepalive", ARB_WASM, call).await {
            Ok(_) => Ok(U256::ZERO),
            Err(KeeperError::Reverted { what, revert }) => {
                match IArbWasm::ProgramInsufficientValue::abi_decode(&revert.data) {
                    Ok(short) => Ok(short.want.saturating_add(short.want / U256::from(2))),
                    Err(_) => Err(KeeperError::Reverted { what, revert }),
                }
            }
            Err(error) => Err(error),
        }
    }
}

/// The failure with the precompile's errors by name.
fn explain(error: &KeeperError) -> String {
    use alloy::sol_types::SolInterface;
    if let KeeperError::Reverted { what, revert } = error
        && let Ok(named) = IArbWasm::IArbWasmErrors::abi_decode(&revert.data)
    {
        return format!("{what}: {}", inner(&named));
    }
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::revert::Revert;
    use alloy::sol_types::SolCall;

    #[test]
    fn selectors_are_those_of_the_precompile() {
        assert_eq!(
            IArbWasm::programTimeLeftCall::SELECTOR,
            [0xc7, 0x75, 0xa6, 0x2a]
        );
        assert_eq!(
            IArbWasm::codehashKeepaliveCall::SELECTOR,
            [0xc6, 0x89, 0xba, 0xd5]
        );
        assert_eq!(
            IArbWasm::ProgramInsufficientValue::SELECTOR,
            [0x09, 0x78, 0x1a, 0xb7]
        );
        assert_eq!(
            IArbWasm::ProgramKeepaliveTooSoon::SELECTOR,
            [0x16, 0xbd, 0x0c, 0xf8]
        );
    }

    #[test]
    fn names_the_precompiles_errors() {
        let data = IArbWasm::ProgramExpired { ageInSeconds: 9 }.abi_encode();
        let error = KeeperError::Reverted {
            what: "programTimeLeft",
            revert: Revert::new(data.into(), ""),
        };
        assert!(
            explain(&error).contains("ProgramExpired"),
            "{}",
            explain(&error)
        );
    }
}
