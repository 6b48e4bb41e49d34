//! Calldata in, return data out, as ABI words.
//!
//! The SDK's generated router decodes every function with code of its own; in a program of thirty
//! functions that alone passes the size limit. Here arguments are read and results written word by word
//! by a few shared functions. Selectors come from the interfaces in `abi/src`, so they cannot differ
//! from the published ABI.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use stylus_sdk::stylus_core::Host;

use crate::convert::word_address;

/// The arguments of a call, read in order. Malformed ones (too short, dirty upper bits) are remembered:
/// [`Input::finish`] refuses them, and must be called before anything is done with the values.
pub struct Input<'a> {
    all: &'a [u8],
    rest: &'a [u8],
    malformed: bool,
}

impl<'a> Input<'a> {
    /// The arguments behind the selector.
    pub fn new(arguments: &'a [u8]) -> Self {
        Self {
            all: arguments,
            rest: arguments,
            malformed: false,
        }
    }

    /// What was not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next word.
    #[inline(never)]
    pub fn word(&mut self) -> U256 {
        match self.rest.split_first_chunk::<32>() {
            Some((word, rest)) => {
                self.rest = rest;
                U256::from_be_bytes(*word)
            }
            None => {
                self.malformed = true;
                U256::ZERO
            }
        }
    }

    /// The next word as 32 bytes.
    pub fn bytes32(&mut self) -> B256 {
        B256::new(self.word().to_be_bytes())
    }

    /// The next word as an address.
    #[inline(never)]
    pub fn address(&mut self) -> Address {
        let word = self.word();
        let [_, _, high, highest] = *word.as_limbs();
        self.malformed |= highest | high.wrapping_shr(32) != 0;
        word_address(word)
    }

    /// The next word as a number of at most `max`.
    #[inline(never)]
    pub fn number(&mut self, max: u64) -> u64 {
        let [low, second, third, fourth] = *self.word().as_limbs();
        self.malformed |= second | third | fourth != 0 || low > max;
        low
    }

    /// The next word as an amount; what does not fit 128 bits stands for the largest, which means "all of it"
    /// where that has a meaning and which no balance or cap allows elsewhere.
    #[inline(never)]
    pub fn amount(&mut self) -> u128 {
        crate::convert::narrow(self.word()).unwrap_or(u128::MAX)
    }

    /// The next word as a flag.
    pub fn flag(&mut self) -> bool {
        self.number(1) == 1
    }

    /// The next argument as bytes: its word tells where they are.
    #[inline(never)]
    pub fn bytes(&mut self) -> &'a [u8] {
        let start = self.number(u64::from(u32::MAX)) as usize;
        let mut tail = Self::new(self.all.get(start..).unwrap_or_default());
        let length = tail.number(u64::from(u32::MAX)) as usize;
        match tail.rest.get(..length) {
            Some(bytes) if !tail.malformed => bytes,
            _ => {
                self.malformed = true;
                &[]
            }
        }
    }

    /// The next argument as a list: its length, and its items, whose own offsets count from the first.
    #[inline(never)]
    pub fn list(&mut self) -> (u64, Self) {
        let start = self.number(u64::from(u32::MAX)) as usize;
        let mut tail = Self::new(self.all.get(start..).unwrap_or_default());
        let length = tail.number(u64::from(u32::MAX));
        self.malformed |= tail.malformed;
        (length, Self::new(tail.rest))
    }

    /// Refuses malformed arguments, as Solidity does: with no data.
    ///
    /// # Errors
    /// No data.
    #[inline(never)]
    pub fn finish(&self) -> Result<(), Vec<u8>> {
        if self.malformed {
            Err(Vec::new())
        } else {
            Ok(())
        }
    }
}

/// Return data, written in order.
#[derive(Default)]
pub struct Output(Vec<u8>);

impl Output {
    /// Nothing yet.
    #[inline(never)]
    pub fn new() -> Self {
        Self(Vec::with_capacity(512))
    }

    /// Behind a selector: an error or a call.
    #[inline(never)]
    pub fn selected(selector: [u8; 4]) -> Self {
        let mut out = Self::new();
        out.0.extend_from_slice(&selector);
        out
    }

    /// Behind an event's signature hash.
    #[inline(never)]
    pub fn event(signature: &B256) -> Self {
        let mut out = Self::new();
        out.0.extend_from_slice(&signature.0);
        out
    }

    /// Emits what was written behind [`Self::event`]: the first `indexed` words are topics.
    pub fn emit<H: Host + ?Sized>(&self, vm: &H, indexed: usize) {
        vm.emit_log(&self.0, indexed.saturating_add(1));
    }

    /// Appends a word.
    #[inline(never)]
    pub fn word(&mut self, word: U256) -> &mut Self {
        self.0.extend_from_slice(&word.to_be_bytes::<32>());
        self
    }

    /// Appends a 128-bit amount.
    #[inline(never)]
    pub fn amount(&mut self, amount: u128) -> &mut Self {
        self.0.extend_from_slice(&[0; 16]);
        self.0.extend_from_slice(&amount.to_be_bytes());
        self
    }

    /// Appends a number.
    #[inline(never)]
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.amount(u128::from(number))
    }

    /// Appends an address.
    #[inline(never)]
    pub fn address(&mut self, address: &Address) -> &mut Self {
        self.0.extend_from_slice(&[0; 12]);
        self.0.extend_from_slice(address.as_slice());
        self
    }

    /// Appends a health factor: the largest 128-bit value means without bound and becomes the largest word.
    pub fn health(&mut self, health: u128) -> &mut Self {
        if health == u128::MAX {
            self.bytes(&[0xff; 32])
        } else {
            self.amount(health)
        }
    }

    /// Appends bytes, padded with zeros to whole words.
    #[inline(never)]
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        let padding = bytes.len().wrapping_neg() & 31;
        self.0.resize(self.0.len().saturating_add(padding), 0);
        self
    }

    /// What was written.
    pub fn data(&self) -> &[u8] {
        &self.0
    }

    /// The bytes.
    #[inline(never)]
    pub fn done(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.0)
    }
}

/// Return data of one word.
pub fn one(word: U256) -> Vec<u8> {
    Output::new().word(word).done()
}

/// Return data of one amount.
pub fn one_amount(amount: u128) -> Vec<u8> {
    Output::new().amount(amount).done()
}

/// Return data of one address.
pub fn one_address(address: &Address) -> Vec<u8> {
    Output::new().address(address).done()
}

/// The value of the arm whose call's selector is `$selector` (four bytes as a number), else of `else`. Selectors are
/// compared as numbers: a match on their bytes costs twice the code.
#[macro_export]
macro_rules! select {
    ($selector:expr, { $($call:ty => $arm:expr,)* else => $otherwise:expr $(,)? }) => {{
        let selector: u32 = $selector;
        $(if selector == const { u32::from_be_bytes(<$call as ::alloy_sol_types::SolCall>::SELECTOR) } { $arm } else)*
        { $otherwise }
    }};
}

/// Routes a program's calls to its `dispatch` function and its constructor to `construct`, in place of the
/// SDK's generated router. Both are inherent functions of the program:
/// `fn dispatch(&mut self, selector: u32, input: Input) -> Result<Vec<u8>, Vec<u8>>` and
/// `fn construct(&mut self, input: Input) -> Result<(), Vec<u8>>`. No function is payable, and the
/// constructor runs once.
#[macro_export]
macro_rules! program {
    ($program:ty) => {
        impl<S> ::stylus_sdk::abi::Router<S> for $program
        where
            S: ::stylus_sdk::stylus_core::storage::TopLevelStorage
                + ::core::borrow::BorrowMut<Self>
                + ::stylus_sdk::stylus_core::ValueDenier
                + ::stylus_sdk::stylus_core::ConstructorGuard,
        {
            type Storage = Self;

            fn route(
                storage: &mut S,
                selector: u32,
                input: &[u8],
            ) -> Option<::stylus_sdk::ArbResult> {
                if storage.deny_value("").is_err() {
                    return None;
                }
                let program: &mut Self = storage.borrow_mut();
                Some(program.dispatch(selector, $crate::dispatch::Input::new(input)))
            }

            fn receive(_: &mut S) -> Option<Result<(), ::alloc::vec::Vec<u8>>> {
                None
            }

            fn fallback(_: &mut S, _: &[u8]) -> Option<::stylus_sdk::ArbResult> {
                None
            }

            fn constructor(storage: &mut S, input: &[u8]) -> Option<::stylus_sdk::ArbResult> {
                if storage.deny_value("").is_err() || storage.check_constructor_slot().is_err() {
                    return None;
                }
                let program: &mut Self = storage.borrow_mut();
                Some(
                    program
                        .construct($crate::dispatch::Input::new(input))
                        .map(|()| ::alloc::vec::Vec::new()),
                )
            }
        }
    };
}
