//! Lenders' positions: ERC-721.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    call,
    convert::{address_word, narrow},
    dispatch::Output,
    revert::{Failure, Result, about},
};
use stylus_sdk::prelude::*;

use crate::{TermLoan, program::ITermLoan, storage::Position};

/// Of `onERC721Received(address,address,uint256,bytes)`, which answers with it.
const RECEIVED: [u8; 4] = [0x15, 0x0b, 0x7a, 0x02];

/// A position's number in a word; numbers beyond 64 bits are of none.
pub(crate) fn id_of(word: U256) -> u64 {
    narrow(word)
        .and_then(|id| u64::try_from(id).ok())
        .unwrap_or_default()
}

#[cold]
fn numbered(selector: [u8; 4], id: u64) -> Failure {
    ballast_common::revert::number(selector, id)
}

impl TermLoan {
    /// The holder of a position.
    ///
    /// # Errors
    /// `ERC721NonexistentToken`.
    #[inline(never)]
    pub(crate) fn holder(&self, id: u64) -> Result<Address> {
        let holder = self.position(id, Position::Holder);
        if holder.is_zero() {
            return Err(numbered(ITermLoan::ERC721NonexistentToken::SELECTOR, id));
        }
        Ok(holder)
    }

    /// Gives a new position to its first holder.
    pub(crate) fn mint(&mut self, id: u64, holder: &Address) {
        self.hand(id, &Address::ZERO, holder);
    }

    /// Refuses whoever may not move a position of `holder`.
    ///
    /// # Errors
    /// `ERC721InsufficientApproval`.
    #[inline(never)]
    pub(crate) fn only_mover(&self, id: u64, holder: &Address) -> Result<()> {
        let caller = self.vm().msg_sender();
        if caller == *holder
            || self.operates(holder, &caller)
            || self.position(id, Position::Approved) == caller
        {
            return Ok(());
        }
        Err(Failure(
            Output::selected(ITermLoan::ERC721InsufficientApproval::SELECTOR)
                .address(&caller)
                .number(id)
                .done(),
        ))
    }

    pub(crate) fn operates(&self, holder: &Address, operator: &Address) -> bool {
        !self.operators.getter(*holder).get(*operator).is_zero()
    }

    /// `ITermLoan.approve`.
    #[inline(never)]
    pub(crate) fn approve(&mut self, id: u64, to: &Address) -> Result<()> {
        let holder = self.holder(id)?;
        let caller = self.vm().msg_sender();
        if caller != holder && !self.operates(&holder, &caller) {
            return Err(about(ITermLoan::ERC721InvalidApprover::SELECTOR, &caller));
        }
        self.put_position(id, Position::Approved, to);
        let mut log = Output::event(&ITermLoan::Approval::SIGNATURE_HASH);
        log.address(&holder)
            .address(to)
            .number(id)
            .emit(self.vm(), 3);
        Ok(())
    }

    /// `ITermLoan.setApprovalForAll`.
    #[inline(never)]
    pub(crate) fn set_operator(&mut self, operator: &Address, approved: bool) -> Result<()> {
        let holder = self.vm().msg_sender();
        let flag = U256::from(approved);
        self.operators.setter(holder).setter(*operator).set(flag);
        let mut log = Output::event(&ITermLoan::ApprovalForAll::SIGNATURE_HASH);
        log.address(&holder)
            .address(operator)
            .word(flag)
            .emit(self.vm(), 2);
        Ok(())
    }

    /// `ITermLoan.transferFrom`.
    #[inline(never)]
    pub(crate) fn transfer(&mut self, from: &Address, to: &Address, id: u64) -> Result<()> {
        let holder = self.holder(id)?;
        self.only_mover(id, &holder)?;
        if *from != holder {
            return Err(Failure(
                Output::selected(ITermLoan::ERC721IncorrectOwner::SELECTOR)
                    .address(from)
                    .number(id)
                    .address(&holder)
                    .done(),
            ));
        }
        if to.is_zero() {
            return Err(about(ITermLoan::ERC721InvalidReceiver::SELECTOR, to));
        }
        self.put_position(id, Position::Approved, &Address::ZERO);
        self.hand(id, from, to);
        Ok(())
    }

    /// `ITermLoan.safeTransferFrom`.
    #[inline(never)]
    pub(crate) fn transfer_safely(
        &mut self,
        from: &Address,
        to: &Address,
        id: u64,
        data: &[u8],
    ) -> Result<()> {
        self.transfer(from, to, id)?;
        let vm = self.vm().clone();
        if vm.code_size(*to) == 0 {
            return Ok(());
        }
        let mut question = Output::selected(RECEIVED);
        question.address(&vm.msg_sender()).address(from).number(id);
        question.number(128).number(data.len() as u64).bytes(data);
        let answer = call::write(&vm, self, *to, question.data());
        match answer {
            Ok(words) if words.bytes().starts_with(&RECEIVED) && words.bytes().len() == 32 => {
                Ok(())
            }
            Err(reason) if !reason.is_empty() => Err(Failure(reason)),
            _ => Err(about(ITermLoan::ERC721InvalidReceiver::SELECTOR, to)),
        }
    }

    fn hand(&mut self, id: u64, from: &Address, to: &Address) {
        let one = U256::from(1);
        if !from.is_zero() {
            let left = self.held(from).saturating_sub(one);
            self.put_held(from, left);
        }
        let more = self.held(to).saturating_add(one);
        self.put_held(to, more);
        self.put_position(id, Position::Holder, to);
        let mut log = Output::event(&ITermLoan::Transfer::SIGNATURE_HASH);
        log.word(address_word(*from))
            .address(to)
            .number(id)
            .emit(self.vm(), 3);
    }
}

/// Text of an ERC-721's name or symbol.
pub(crate) fn text(value: &str) -> Vec<u8> {
    Output::new()
        .number(32)
        .number(value.len() as u64)
        .bytes(value.as_bytes())
        .done()
}
