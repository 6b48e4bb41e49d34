//! Lenders' positions: ERC-721 tokens that have the numbers of their loans. A program that keeps positions says where they
//! are stored; what they are, and who may move them, is the same in all.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolError, SolEvent, sol};
use stylus_sdk::prelude::*;

use crate::{
    call,
    convert::{address_word, narrow},
    dispatch::{Input, Output, one, one_address, one_amount},
    revert::{Failure, Result, about, number},
    select,
};

sol! {
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

    error ERC721InvalidOwner(address owner);
    error ERC721NonexistentToken(uint256 tokenId);
    error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner);
    error ERC721InsufficientApproval(address operator, uint256 tokenId);
    error ERC721InvalidReceiver(address receiver);
    error ERC721InvalidApprover(address approver);

    interface IERC721 {
        function balanceOf(address owner) external view returns (uint256);
        function ownerOf(uint256 tokenId) external view returns (address);
        function getApproved(uint256 tokenId) external view returns (address);
        function isApprovedForAll(address owner, address operator) external view returns (bool);
        function approve(address to, uint256 tokenId) external;
        function setApprovalForAll(address operator, bool approved) external;
        function transferFrom(address from, address to, uint256 tokenId) external;
        function safeTransferFrom(address from, address to, uint256 tokenId) external;
        function safeTransferFrom(address from, address to, uint256 tokenId, bytes data) external;
        function supportsInterface(bytes4 id) external view returns (bool);
        function name() external view returns (string);
        function symbol() external view returns (string);
    }
}

/// ERC-165 itself and ERC-721.
const INTERFACES: [u32; 2] = [0x01ff_c9a7, 0x80ac_58cd];
/// Of `onERC721Received(address,address,uint256,bytes)`, which answers with it.
const RECEIVED: [u8; 4] = [0x15, 0x0b, 0x7a, 0x02];

/// A position's number in a word; numbers beyond 64 bits are of none.
pub fn id_of(word: U256) -> u64 {
    narrow(word)
        .and_then(|id| u64::try_from(id).ok())
        .unwrap_or_default()
}

/// Whether an interface is there.
pub fn supports(id: u32) -> bool {
    INTERFACES.contains(&id)
}

/// Whose a position is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// Who holds it; zero: there is no such position.
    Holder,
    /// Who may move it besides.
    Approved,
}

/// What ERC-721 positions are called.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// Name.
    pub name: &'static str,
    /// Symbol.
    pub symbol: &'static str,
}

/// A program that keeps positions.
pub trait Positions: HostAccess<Host: Host + Clone> + TopLevelStorage + Sized {
    /// Who has a seat at a position.
    fn seat(&self, id: u64, seat: Seat) -> Address;
    /// Gives a seat at a position.
    fn put_seat(&mut self, id: u64, seat: Seat, account: &Address);
    /// How many positions an account holds.
    fn held(&self, account: &Address) -> U256;
    /// Stores how many positions an account holds.
    fn put_held(&mut self, account: &Address, count: U256);
    /// Whether an operator may move what a holder holds.
    fn operates(&self, holder: &Address, operator: &Address) -> bool;
    /// Stores whether an operator may.
    fn put_operator(&mut self, holder: &Address, operator: &Address, flag: U256);

    /// The holder of a position.
    ///
    /// # Errors
    /// `ERC721NonexistentToken`.
    #[inline(never)]
    fn holder(&self, id: u64) -> Result<Address> {
        let holder = self.seat(id, Seat::Holder);
        if holder.is_zero() {
            return Err(number(ERC721NonexistentToken::SELECTOR, id));
        }
        Ok(holder)
    }

    /// Gives a new position to its first holder.
    fn mint(&mut self, id: u64, holder: &Address) {
        self.hand(id, &Address::ZERO, holder);
    }

    /// Refuses whoever may not move a position of `holder`.
    ///
    /// # Errors
    /// `ERC721InsufficientApproval`.
    #[inline(never)]
    fn only_mover(&self, id: u64, holder: &Address) -> Result<()> {
        let caller = self.vm().msg_sender();
        if caller == *holder
            || self.operates(holder, &caller)
            || self.seat(id, Seat::Approved) == caller
        {
            return Ok(());
        }
        Err(Failure(
            Output::selected(ERC721InsufficientApproval::SELECTOR)
                .address(&caller)
                .number(id)
                .done(),
        ))
    }

    /// ERC-721 `approve`.
    ///
    /// # Errors
    /// `ERC721NonexistentToken`, `ERC721InvalidApprover`.
    #[inline(never)]
    fn approve(&mut self, id: u64, to: &Address) -> Result<()> {
        let holder = self.holder(id)?;
        let caller = self.vm().msg_sender();
        if caller != holder && !self.operates(&holder, &caller) {
            return Err(about(ERC721InvalidApprover::SELECTOR, &caller));
        }
        self.put_seat(id, Seat::Approved, to);
        let mut log = Output::event(&Approval::SIGNATURE_HASH);
        log.address(&holder)
            .address(to)
            .number(id)
            .emit(self.vm(), 3);
        Ok(())
    }

    /// ERC-721 `setApprovalForAll`.
    #[inline(never)]
    fn set_operator(&mut self, operator: &Address, approved: bool) {
        let holder = self.vm().msg_sender();
        let flag = U256::from(approved);
        self.put_operator(&holder, operator, flag);
        let mut log = Output::event(&ApprovalForAll::SIGNATURE_HASH);
        log.address(&holder)
            .address(operator)
            .word(flag)
            .emit(self.vm(), 2);
    }

    /// ERC-721 `transferFrom`.
    ///
    /// # Errors
    /// `ERC721NonexistentToken`, `ERC721InsufficientApproval`, `ERC721IncorrectOwner`, `ERC721InvalidReceiver`.
    #[inline(never)]
    fn transfer(&mut self, from: &Address, to: &Address, id: u64) -> Result<()> {
        let holder = self.holder(id)?;
        self.only_mover(id, &holder)?;
        if *from != holder {
            return Err(Failure(
                Output::selected(ERC721IncorrectOwner::SELECTOR)
                    .address(from)
                    .number(id)
                    .address(&holder)
                    .done(),
            ));
        }
        if to.is_zero() {
            return Err(about(ERC721InvalidReceiver::SELECTOR, to));
        }
        self.put_seat(id, Seat::Approved, &Address::ZERO);
        self.hand(id, from, to);
        Ok(())
    }

    /// ERC-721 `safeTransferFrom`.
    ///
    /// # Errors
    /// As [`Self::transfer`]; `ERC721InvalidReceiver`, or what the receiver refuses with.
    #[inline(never)]
    fn transfer_safely(
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
            _ => Err(about(ERC721InvalidReceiver::SELECTOR, to)),
        }
    }

    /// Moves a position and tells of it.
    #[inline(never)]
    fn hand(&mut self, id: u64, from: &Address, to: &Address) {
        let one = U256::from(1);
        if !from.is_zero() {
            let left = self.held(from).saturating_sub(one);
            self.put_held(from, left);
        }
        let more = self.held(to).saturating_add(one);
        self.put_held(to, more);
        self.put_seat(id, Seat::Holder, to);
        let mut log = Output::event(&Transfer::SIGNATURE_HASH);
        log.word(address_word(*from))
            .address(to)
            .number(id)
            .emit(self.vm(), 3);
    }

    /// Answers the functions of ERC-721; no other has an answer.
    ///
    /// # Errors
    /// Their errors; no data for any other selector.
    #[inline(never)]
    fn answer(
        &mut self,
        selector: u32,
        input: &mut Input,
        names: Names,
    ) -> core::result::Result<Vec<u8>, Vec<u8>> {
        Ok(select!(selector, {
            IERC721::balanceOfCall => {
                let account = last_address(input)?;
                if account.is_zero() {
                    return Err(about(ERC721InvalidOwner::SELECTOR, &account).into());
                }
                one(self.held(&account))
            },
            IERC721::ownerOfCall => one_address(&self.holder(last_id(input)?)?),
            IERC721::getApprovedCall => {
                let id = last_id(input)?;
                self.holder(id)?;
                one_address(&self.seat(id, Seat::Approved))
            },
            IERC721::isApprovedForAllCall => {
                let holder = input.address();
                one_amount(self.operates(&holder, &last_address(input)?).into())
            },
            IERC721::approveCall => {
                let (to, id) = (input.address(), last_id(input)?);
                self.approve(id, &to)?;
                Vec::new()
            },
            IERC721::setApprovalForAllCall => {
                let (operator, approved) = (input.address(), input.flag());
                input.finish()?;
                self.set_operator(&operator, approved);
                Vec::new()
            },
            IERC721::transferFromCall => {
                let (from, to, id) = (input.address(), input.address(), last_id(input)?);
                self.transfer(&from, &to, id)?;
                Vec::new()
            },
            IERC721::safeTransferFrom_0Call => {
                let (from, to, id) = (input.address(), input.address(), last_id(input)?);
                self.transfer_safely(&from, &to, id, &[])?;
                Vec::new()
            },
            IERC721::safeTransferFrom_1Call => {
                let (from, to, id) = (input.address(), input.address(), id_of(input.word()));
                let data = input.bytes();
                input.finish()?;
                self.transfer_safely(&from, &to, id, data)?;
                Vec::new()
            },
            IERC721::supportsInterfaceCall => {
                let id = input.word();
                input.finish()?;
                let [.., high] = *id.as_limbs();
                one_amount(supports((high >> 32) as u32).into())
            },
            IERC721::nameCall => text(names.name),
            IERC721::symbolCall => text(names.symbol),
            else => return Err(Vec::new()),
        }))
    }
}

/// The last argument, a number.
///
/// # Errors
/// No data, where arguments are malformed.
pub fn last_id(input: &mut Input) -> core::result::Result<u64, Vec<u8>> {
    let id = id_of(input.word());
    input.finish().map(|()| id)
}

/// The last argument, an address.
///
/// # Errors
/// No data, where arguments are malformed.
pub fn last_address(input: &mut Input) -> core::result::Result<Address, Vec<u8>> {
    let account = input.address();
    input.finish().map(|()| account)
}

/// Text as return data.
fn text(value: &str) -> Vec<u8> {
    Output::new()
        .number(32)
        .number(value.len() as u64)
        .bytes(value.as_bytes())
        .done()
}
