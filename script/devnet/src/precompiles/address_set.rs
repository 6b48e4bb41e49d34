//! A set of accounts in a precompile's storage: members in order of arrival, and each one's position.

use revm::{
    Database,
    primitives::{Address, U256},
};

use super::call::{Call, Failure, entry, slot};
use crate::exec::evm::ArbContext;

/// A set of accounts: a name, and the account whose storage holds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct AddressSet {
    /// Name of the set's slots.
    pub(super) name: &'static str,
    /// Account that holds it.
    pub(super) account: Address,
}

impl AddressSet {
    fn member_slot(&self, position: U256) -> U256 {
        slot(self.name).wrapping_add(position)
    }

    fn position_slot(&self, member: Address) -> U256 {
        entry(self.name, member.into_word())
    }

    /// Whether an account is a member.
    pub(super) fn contains<DB: Database>(
        &self,
        context: &mut ArbContext<DB>,
        call: &mut Call,
        member: Address,
    ) -> Result<bool, Failure> {
        let position = call.read(context, self.account, self.position_slot(member))?;
        Ok(!position.is_zero())
    }

    /// All members.
    pub(super) fn members<DB: Database>(
        &self,
        context: &mut ArbContext<DB>,
        call: &mut Call,
    ) -> Result<Vec<Address>, Failure> {
        let count: u64 = call
            .read(context, self.account, slot(self.name))?
            .saturating_to();
        (1..=count)
            .map(|position| {
                let word = call.read(
                    context,
                    self.account,
                    self.member_slot(U256::from(position)),
                )?;
                Ok(Address::from_word(word.to_be_bytes().into()))
            })
            .collect()
    }

    /// Adds a member, if it is none yet.
    pub(super) fn add<DB: Database>(
        &self,
        context: &mut ArbContext<DB>,
        call: &mut Call,
        member: Address,
    ) -> Result<(), Failure> {
        if self.contains(context, call, member)? {
            return Ok(());
        }
        let count = call
            .read(context, self.account, slot(self.name))?
            .saturating_add(U256::from(1));
        self.put(context, call, count, member)?;
        call.write(context, self.account, slot(self.name), count)
    }

    /// Removes a member; the last one takes its position.
    pub(super) fn remove<DB: Database>(
        &self,
        context: &mut ArbContext<DB>,
        call: &mut Call,
        member: Address,
    ) -> Result<(), Failure> {
        let position = call.read(context, self.account, self.position_slot(member))?;
        if position.is_zero() {
            return Ok(());
        }
        let count = call.read(context, self.account, slot(self.name))?;
        let last = call.read(context, self.account, self.member_slot(count))?;
        self.put(
            context,
            call,
            position,
            Address::from_word(last.to_be_bytes().into()),
        )?;
        let fewer = count.saturating_sub(U256::from(1));
        call.write(context, self.account, self.member_slot(count), U256::ZERO)?;
        call.write(
            context,
            self.account,
            self.position_slot(member),
            U256::ZERO,
        )?;
        call.write(context, self.account, slot(self.name), fewer)
    }

    fn put<DB: Database>(
        &self,
        context: &mut ArbContext<DB>,
        call: &mut Call,
        position: U256,
        member: Address,
    ) -> Result<(), Failure> {
        let word = U256::from_be_bytes(member.into_word().0);
        call.write(context, self.account, self.member_slot(position), word)?;
        call.write(context, self.account, self.position_slot(member), position)
    }
}
