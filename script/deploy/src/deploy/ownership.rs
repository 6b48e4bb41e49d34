//! The timelock, and who owns everything at the end.

use ballast_bindings::IOwned;

use super::Deployer;
use crate::timelock::{self, Timelock};
use crate::{Error, Progress, solidity};

impl Deployer<'_> {
    /// The timelock, in which the deployer has every role until ownership has passed.
    pub(super) async fn timelock(&mut self, progress: &dyn Progress) -> Result<(), Error> {
        let Some(settings) = &self.config.timelock else {
            return Ok(());
        };
        if self.record.timelock.is_some() {
            return Ok(());
        }
        progress.stage("timelock", 1);
        progress.step("forge build");
        solidity::ensure_built(&self.root)?;
        let arguments = timelock::constructor(settings, self.chain.from());
        let marker = timelock::marker(self.chain.from());
        let created = self
            .create(
                "timelock",
                "TimelockController",
                &arguments,
                (&marker, &true),
            )
            .await?;
        self.record.timelock = Some(created);
        self.save().await
    }

    /// Offers ownership to the configured account, or gives it to the timelock.
    pub(super) async fn hand_over(&self) -> Result<(), Error> {
        let candidate = self.record.timelock.or(self.config.handover);
        let Some(candidate) = candidate else {
            return Ok(());
        };
        let mut offered = Vec::new();
        for program in self.record.owned() {
            if self.chain.call(program, &IOwned::ownerCall {}).await? == self.chain.from() {
                let call = IOwned::transferOwnershipCall { candidate };
                self.chain
                    .transact(&format!("offering ownership of {program}"), program, &call)
                    .await?;
                offered.push(program);
            }
        }
        match (&self.config.timelock, self.record.timelock) {
            (Some(settings), Some(at)) => {
                let timelock = Timelock {
                    chain: &self.chain,
                    at,
                    settings,
                };
                timelock.take(&offered, self.record.salt).await
            }
            _ => Ok(()),
        }
    }
}
