//! OpenZeppelin's `TimelockController` as the owner of everything.
//!
//! It is created without delay and with the deployer in every role, takes ownership by an operation of its own, sets its
//! delay in the same operation, and the deployer gives its roles up: one run, and nothing is left open at its end. Until
//! then the deployer owns everything anyway.

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolEvent, SolValue};
use ballast_bindings::IOwned;
use std::collections::BTreeMap;

use crate::chain::Chain;
use crate::config::TimelockSettings;
use crate::{Difference, Error};

sol! {
    /// The part of OpenZeppelin's contract that deployment and verification use.
    #[sol(all_derives)]
    #[allow(missing_docs)]
    interface ITimelock {
        event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender);
        event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender);
        function getMinDelay() external view returns (uint256);
        function hasRole(bytes32 role, address account) external view returns (bool);
        function renounceRole(bytes32 role, address confirmation) external;
        function updateDelay(uint256 newDelay) external;
        function isOperation(bytes32 id) external view returns (bool);
        function getTimestamp(bytes32 id) external view returns (uint256);
        function isOperationDone(bytes32 id) external view returns (bool);
        function hashOperationBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt)
            external pure returns (bytes32);
        function scheduleBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt, uint256 delay)
            external;
        function executeBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt)
            external payable;
    }
}

const PROPOSER: &str = "PROPOSER_ROLE";
const EXECUTOR: &str = "EXECUTOR_ROLE";
const CANCELLER: &str = "CANCELLER_ROLE";

fn role(name: &str) -> B256 {
    keccak256(name)
}

/// Constructor arguments: no delay yet, the deployer beside the configured accounts, no administrator but itself.
pub fn constructor(settings: &TimelockSettings, deployer: Address) -> Vec<u8> {
    let with = |accounts: &[Address]| {
        let mut all = accounts.to_vec();
        if !all.contains(&deployer) {
            all.push(deployer);
        }
        all
    };
    let (proposers, executors) = (with(&settings.proposers), with(&settings.executors));
    (U256::ZERO, proposers, executors, Address::ZERO).abi_encode_params()
}

/// What tells the deployer's own new timelock from anything else: the deployer may propose.
pub fn marker(deployer: Address) -> ITimelock::hasRoleCall {
    ITimelock::hasRoleCall {
        role: role(PROPOSER),
        account: deployer,
    }
}

/// A timelock that is there.
pub struct Timelock<'a> {
    /// The endpoint.
    pub chain: &'a Chain,
    /// Where.
    pub at: Address,
    /// As configured.
    pub settings: &'a TimelockSettings,
}

/// Calls that a timelock makes one after the other, all or none.
#[derive(Clone, Debug)]
struct Batch {
    targets: Vec<Address>,
    payloads: Vec<Bytes>,
    salt: B256,
}

impl Batch {
    fn new(calls: Vec<(Address, Bytes)>, salt: B256) -> Self {
        let (targets, payloads): (Vec<_>, Vec<_>) = calls.into_iter().unzip();
        // Another list is another operation.
        let salt = keccak256((salt, targets.clone(), payloads.clone()).abi_encode());
        Self {
            targets,
            payloads,
            salt,
        }
    }

    fn values(&self) -> Vec<U256> {
        vec![U256::ZERO; self.targets.len()]
    }

    fn id(&self) -> ITimelock::hashOperationBatchCall {
        ITimelock::hashOperationBatchCall {
            targets: self.targets.clone(),
            values: self.values(),
            payloads: self.payloads.clone(),
            predecessor: B256::ZERO,
            salt: self.salt,
        }
    }

    fn schedule(&self, delay: U256) -> ITimelock::scheduleBatchCall {
        ITimelock::scheduleBatchCall {
            targets: self.targets.clone(),
            values: self.values(),
            payloads: self.payloads.clone(),
            predecessor: B256::ZERO,
            salt: self.salt,
            delay,
        }
    }

    fn execute(&self) -> ITimelock::executeBatchCall {
        ITimelock::executeBatchCall {
            targets: self.targets.clone(),
            values: self.values(),
            payloads: self.payloads.clone(),
            predecessor: B256::ZERO,
            salt: self.salt,
        }
    }
}

impl Timelock<'_> {
    /// Accepts ownership of these programs, to which it was offered, sets the delay and takes the deployer's roles away.
    /// What is done already is passed over.
    ///
    /// # Errors
    /// [`Error::Timelock`] where the deployer may no longer propose, or the delay is running: what is to be done, and by
    /// whom; [`Error::Reverted`]; [`Error::Rpc`].
    pub async fn take(&self, offered: &[Address], salt: B256) -> Result<(), Error> {
        let accept = Bytes::from(IOwned::acceptOwnershipCall {}.abi_encode());
        let mut calls: Vec<_> = offered
            .iter()
            .map(|program| (*program, accept.clone()))
            .collect();
        let from = self.chain.from();
        let may_propose = self.has(PROPOSER, from).await?;
        let (delay, wanted) = (self.delay().await?, U256::from(self.settings.delay));
        if may_propose && delay != wanted {
            let update = ITimelock::updateDelayCall { newDelay: wanted };
            calls.push((self.at, update.abi_encode().into()));
        }
        if !calls.is_empty() {
            if !may_propose {
                let text = format!("{} programs wait to be accepted. ", calls.len());
                return Err(Error::Timelock(text + &self.proposal(calls, salt).await?));
            }
            self.run(&Batch::new(calls, salt), delay).await?;
        }
        for name in [PROPOSER, CANCELLER, EXECUTOR] {
            if !self.members(name).contains(&from) && self.has(name, from).await? {
                let call = ITimelock::renounceRoleCall {
                    role: role(name),
                    confirmation: from,
                };
                let doing = format!("giving {name} of the timelock up");
                self.chain.transact(&doing, self.at, &call).await?;
            }
        }
        Ok(())
    }

    /// What of it is not as configured. `begun` is a block before it was created.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn differences(
        &self,
        deployer: Address,
        begun: u64,
    ) -> Result<Vec<Difference>, Error> {
        let mut differences = Vec::new();
        let mut compare = |setting: String, expected: String, found: String| {
            if expected != found {
                differences.push(Difference {
                    setting,
                    expected,
                    found,
                });
            }
        };
        let delay = self.delay().await?;
        compare(
            "timelock.delay".to_owned(),
            self.settings.delay.to_string(),
            delay.to_string(),
        );
        for name in [PROPOSER, CANCELLER, EXECUTOR] {
            let members = self.members(name);
            for account in members.iter().chain([&deployer]) {
                compare(
                    format!("timelock.{name}.{account}"),
                    members.contains(account).to_string(),
                    self.has(name, *account).await?.to_string(),
                );
            }
        }
        // DEFAULT_ADMIN_ROLE is zero.
        let call = ITimelock::hasRoleCall {
            role: B256::ZERO,
            account: deployer,
        };
        let administers = self.chain.call(self.at, &call).await?;
        compare(
            format!("timelock.DEFAULT_ADMIN_ROLE.{deployer}"),
            false.to_string(),
            administers.to_string(),
        );
        for (name, account) in self.strangers(begun).await? {
            if account != deployer {
                compare(
                    format!("timelock.{name}.{account}"),
                    false.to_string(),
                    true.to_string(),
                );
            }
        }
        Ok(differences)
    }

    /// Who has a role that nobody configured: a role is told by events only.
    async fn strangers(&self, begun: u64) -> Result<Vec<(String, Address)>, Error> {
        let mut holders = BTreeMap::new();
        for log in self.chain.logs(self.at, begun).await? {
            if let Ok(granted) = ITimelock::RoleGranted::decode_log(&log.inner) {
                holders.insert((granted.data.role, granted.data.account), true);
            } else if let Ok(revoked) = ITimelock::RoleRevoked::decode_log(&log.inner) {
                holders.insert((revoked.data.role, revoked.data.account), false);
            }
        }
        let names = [PROPOSER, CANCELLER, EXECUTOR];
        let stranger = |((held, account), holds): ((B256, Address), bool)| {
            let name = names.into_iter().find(|name| role(name) == held);
            // The timelock administers itself.
            let known = match name {
                Some(name) => self.members(name).contains(&account),
                None => account == self.at,
            };
            let name = || name.map_or_else(|| held.to_string(), str::to_owned);
            (holds && !known).then(|| (name(), account))
        };
        Ok(holders.into_iter().filter_map(stranger).collect())
    }

    fn members(&self, name: &str) -> &[Address] {
        if name == EXECUTOR {
            &self.settings.executors
        } else {
            &self.settings.proposers
        }
    }

    async fn has(&self, name: &str, account: Address) -> Result<bool, Error> {
        let call = ITimelock::hasRoleCall {
            role: role(name),
            account,
        };
        self.chain.call(self.at, &call).await
    }

    async fn delay(&self) -> Result<U256, Error> {
        self.chain
            .call(self.at, &ITimelock::getMinDelayCall {})
            .await
    }

    /// Schedules and executes.
    async fn run(&self, batch: &Batch, delay: U256) -> Result<(), Error> {
        let id = self.chain.call(self.at, &batch.id()).await?;
        let known = ITimelock::isOperationCall { id };
        if !self.chain.call(self.at, &known).await? {
            let call = batch.schedule(delay);
            self.chain
                .transact("scheduling the acceptance of ownership", self.at, &call)
                .await?;
        }
        let done = ITimelock::isOperationDoneCall { id };
        if self.chain.call(self.at, &done).await? {
            return Ok(());
        }
        let ready = self
            .chain
            .call(self.at, &ITimelock::getTimestampCall { id })
            .await?;
        let (_, _, now) = self.chain.head().await?;
        if ready > U256::from(now) {
            return Err(Error::Timelock(format!(
                "operation {id} of the timelock {} may be executed from {ready} on (it is {now}): run again then",
                self.at
            )));
        }
        self.chain
            .transact("accepting ownership", self.at, &batch.execute())
            .await?;
        Ok(())
    }

    /// What proposers and executors have to send, for calls that the deployer may not propose.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn proposal(
        &self,
        calls: Vec<(Address, Bytes)>,
        salt: B256,
    ) -> Result<String, Error> {
        let (batch, delay) = (Batch::new(calls, salt), self.delay().await?);
        let hex = alloy::hex::encode_prefixed;
        Ok(format!(
            "A proposer sends the timelock {}\n  {}\nand an executor, {delay} s later,\n  {}\nThen run again.",
            self.at,
            hex(batch.schedule(delay).abi_encode()),
            hex(batch.execute().abi_encode()),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::b256;

    fn settings() -> TimelockSettings {
        TimelockSettings {
            delay: 7,
            proposers: vec![Address::repeat_byte(1)],
            executors: vec![Address::repeat_byte(2)],
        }
    }

    #[test]
    fn roles_are_those_of_the_contract() {
        assert_eq!(
            role(PROPOSER),
            b256!("b09aa5aeb3702cfd50b6b62bc4532604938f21248a27a1d5ca736082b6819cc1")
        );
        assert_eq!(
            role(EXECUTOR),
            b256!("d8aa0f3194971a2a116679f7c2090f6939c8d4e01a2a8d7e41d55e5351469e63")
        );
        assert_eq!(
            role(CANCELLER),
            b256!("fd643c72710c63c0180259aba6b2d05451e3591a24e58b62239378085726f783")
        );
    }

    #[test]
    fn the_deployer_is_added_once() {
        let deployer = Address::repeat_byte(9);
        type Arguments = (U256, Vec<Address>, Vec<Address>, Address);
        let decode = |data: &[u8]| <Arguments as SolValue>::abi_decode_params(data).unwrap();
        let (delay, proposers, executors, admin) = decode(&constructor(&settings(), deployer));
        assert_eq!((delay, admin), (U256::ZERO, Address::ZERO));
        assert_eq!(proposers, [Address::repeat_byte(1), deployer]);
        assert_eq!(executors, [Address::repeat_byte(2), deployer]);
        let (_, proposers, ..) = decode(&constructor(&settings(), Address::repeat_byte(1)));
        assert_eq!(proposers, [Address::repeat_byte(1)]);
    }

    #[test]
    fn other_calls_are_other_operations() {
        let call = |byte| vec![(Address::repeat_byte(byte), Bytes::new())];
        let salt = |calls, salt| Batch::new(calls, B256::repeat_byte(salt)).salt;
        assert_eq!(salt(call(1), 1), salt(call(1), 1));
        assert_ne!(salt(call(1), 1), salt(call(2), 1));
        assert_ne!(salt(call(1), 1), salt(call(1), 2));
    }
}
