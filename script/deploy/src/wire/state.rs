//! What roles may do at any moment, and what others have yet to do: told by `verify`, changed by no run.

use alloy::primitives::{Address, Bytes};
use alloy::sol_types::SolCall;
use ballast_bindings::{IOracle, IOwned, IPool};
use serde::Serialize;

use super::Wiring;
use crate::{Difference, Error};

/// The verbs of `IPool.pause`, from bit 0.
const VERBS: [&str; 5] = ["supply", "borrow", "withdraw", "collateral", "flash loans"];

/// Ownership that was offered and not accepted yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pending {
    /// Name of the program.
    pub program: String,
    /// Where it is: to whom acceptance is sent.
    pub to: Address,
    /// Who has to send it.
    pub candidate: Address,
    /// `acceptOwnership()`.
    pub data: Bytes,
}

impl std::fmt::Display for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            program,
            to,
            candidate,
            data,
        } = self;
        write!(
            f,
            "{program}: {candidate} has to accept ownership: it sends {data} to {to}"
        )
    }
}

/// The verbs in a sum of numbers as at `IPool.pause`.
fn verbs(paused: u8) -> String {
    let set = VERBS
        .iter()
        .enumerate()
        .filter(|(bit, _)| paused >> bit & 1 == 1);
    set.map(|(_, verb)| *verb).collect::<Vec<_>>().join(", ")
}

impl Wiring<'_> {
    /// Pauses, and anchors that moved out of their bounds.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn state(&self) -> Result<Vec<Difference>, Error> {
        let mut differences = Vec::new();
        for wiring in self.all() {
            for asset in wiring.assets() {
                let call = IPool::limitsCall {
                    asset: wiring.token_address(&asset.symbol)?,
                };
                // A reserve that is not there is told as such where its settings are read.
                let limits = match wiring.chain.call(wiring.pool_address()?, &call).await {
                    Err(Error::Reverted { .. }) => continue,
                    answer => answer?,
                };
                if limits.paused != 0 {
                    differences.push(Difference {
                        setting: wiring.name(&format!("pool.reserve.{}.paused", asset.symbol)),
                        expected: "nothing".to_owned(),
                        found: verbs(limits.paused),
                    });
                }
            }
        }
        for feed in self.config.price_feeds() {
            let id = match self.feed_id(feed.name).await {
                Err(Error::Reverted { .. }) => continue,
                answer => answer?,
            };
            let call = IOracle::sourceAtCall { feed: id };
            if self.chain.call(self.oracle_address()?, &call).await?.paused {
                differences.push(Difference {
                    setting: format!("oracle.feed.{}.paused", feed.name),
                    expected: false.to_string(),
                    found: true.to_string(),
                });
            }
            differences.extend(self.anchor(feed.name).await?);
        }
        Ok(differences)
    }

    /// Programs that were offered to the account that everything is handed over to, and are still the deployer's.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn pending(&self) -> Result<Vec<Pending>, Error> {
        let Some(candidate) = self.config.handover else {
            return Ok(Vec::new());
        };
        let mut pending = Vec::new();
        for wiring in self.all() {
            for (_, program, to) in wiring.owned()? {
                let owner = self.chain.call(to, &IOwned::ownerCall {}).await?;
                if owner == self.record.owner && owner != candidate {
                    pending.push(Pending {
                        program: wiring.name(&program),
                        to,
                        candidate,
                        data: IOwned::acceptOwnershipCall {}.abi_encode().into(),
                    });
                }
            }
        }
        Ok(pending)
    }
}

#[cfg(test)]
mod tests {
    use super::verbs;

    #[test]
    fn paused_verbs_are_named() {
        assert_eq!(verbs(0), "");
        assert_eq!(verbs(3), "supply, borrow");
        assert_eq!(
            verbs(31),
            "supply, borrow, withdraw, collateral, flash loans"
        );
    }
}
