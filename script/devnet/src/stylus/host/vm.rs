//! What host functions have in common: ink, memory and the way to the EVM.

use std::{
    pin::Pin,
    sync::PoisonError,
    task::{Context, Poll},
};

use revm::primitives::{Address, U256};
use wasmtime::{Caller, Val};

use crate::stylus::{
    guest::{Environment, Escape, Guest, Handles, Reply, Request, SharedMailbox},
    host_trace::HostCall,
    ink,
};

/// Base price of a host function, ink.
pub(super) const HOST: u64 = 8_400;
/// Price of a pointer, ink.
pub(super) const POINTER: u64 = 5_040;
/// Price of a request to the EVM, ink.
pub(super) const REQUEST: u64 = 59_673;
/// Bytes that are read or written at the base price.
const FREE_BYTES: u64 = 32;

/// Ink to bring `bytes` from the program to the host.
pub(super) fn read_price(bytes: u64) -> u64 {
    16_381 + bytes.saturating_sub(FREE_BYTES).saturating_mul(55)
}

/// Ink to bring `bytes` from the host to the program.
pub(super) fn write_price(bytes: u64) -> u64 {
    5_040 + bytes.saturating_sub(FREE_BYTES).saturating_mul(30)
}

/// The calling program.
pub(super) struct Vm<'a> {
    caller: Caller<'a, Guest>,
    handles: Handles,
    /// Ink before this function took any; only a trace wants it.
    start: u64,
}

/// Everything a host function does may end the program.
pub(super) type Outcome<T> = Result<T, Escape>;

const NO_INSTANCE: Escape = Escape::Failure("called before the instance exists");
const OUT_OF_BOUNDS: Escape = Escape::Failure("memory access out of bounds");

impl<'a> Vm<'a> {
    /// Takes the base price.
    pub(super) fn enter(caller: Caller<'a, Guest>, price: u64) -> Outcome<Self> {
        let handles = caller.data().handles.ok_or(NO_INSTANCE)?;
        let mut vm = Self {
            caller,
            handles,
            start: 0,
        };
        if vm.caller.data().host_trace.is_some() {
            vm.start = vm.ink();
        }
        vm.charge(price)?;
        Ok(vm)
    }

    /// What holds for the frame.
    pub(super) fn environment(&self) -> &Environment {
        &self.caller.data().environment
    }

    /// The frame's state.
    pub(super) fn guest(&mut self) -> &mut Guest {
        self.caller.data_mut()
    }

    /// Ink left.
    pub(super) fn ink(&mut self) -> u64 {
        match self.handles.ink.get(&mut self.caller) {
            Val::I64(ink) => ink.cast_unsigned(),
            _ => 0,
        }
    }

    /// Whole gas left, rounded down.
    pub(super) fn gas(&mut self) -> u64 {
        ink::to_gas_down(self.ink(), self.environment().ink_price)
    }

    /// Takes ink.
    pub(super) fn charge(&mut self, price: u64) -> Outcome<()> {
        let left = self.ink().checked_sub(price);
        let global = self.handles.ink;
        global
            .set(&mut self.caller, Val::I64(left.unwrap_or(0).cast_signed()))
            .map_err(|_| Escape::Failure("ink is not a number"))?;
        left.map(|_| ()).ok_or(Escape::OutOfInk)
    }

    /// Takes gas.
    pub(super) fn charge_gas(&mut self, gas: u64) -> Outcome<()> {
        self.charge(ink::from_gas(gas, self.environment().ink_price))
    }

    /// Demands gas without taking it.
    pub(super) fn demand_gas(&mut self, gas: u64) -> Outcome<()> {
        if self.ink() < ink::from_gas(gas, self.environment().ink_price) {
            Err(Escape::OutOfInk)
        } else {
            Ok(())
        }
    }

    /// Bytes of the program's memory.
    pub(super) fn read(&mut self, pointer: u32, length: u32) -> Outcome<Vec<u8>> {
        let start = pointer as usize;
        let end = start.checked_add(length as usize).ok_or(OUT_OF_BOUNDS)?;
        self.handles
            .memory
            .data(&self.caller)
            .get(start..end)
            .map(<[u8]>::to_vec)
            .ok_or(OUT_OF_BOUNDS)
    }

    fn read_array<const N: usize>(&mut self, pointer: u32) -> Outcome<[u8; N]> {
        let start = pointer as usize;
        let end = start.checked_add(N).ok_or(OUT_OF_BOUNDS)?;
        let bytes = self
            .handles
            .memory
            .data(&self.caller)
            .get(start..end)
            .ok_or(OUT_OF_BOUNDS)?;
        bytes.try_into().map_err(|_| OUT_OF_BOUNDS)
    }

    /// A word, big-endian.
    pub(super) fn read_word(&mut self, pointer: u32) -> Outcome<U256> {
        self.read_array(pointer).map(U256::from_be_bytes::<32>)
    }

    /// An address.
    pub(super) fn read_address(&mut self, pointer: u32) -> Outcome<Address> {
        self.read_array::<20>(pointer).map(Address::from)
    }

    /// Writes into the program's memory.
    pub(super) fn write(&mut self, pointer: u32, bytes: &[u8]) -> Outcome<()> {
        let start = pointer as usize;
        let end = start.checked_add(bytes.len()).ok_or(OUT_OF_BOUNDS)?;
        let memory = self.handles.memory.data_mut(&mut self.caller);
        memory
            .get_mut(start..end)
            .ok_or(OUT_OF_BOUNDS)?
            .copy_from_slice(bytes);
        Ok(())
    }

    /// Writes a word, big-endian.
    pub(super) fn write_word(&mut self, pointer: u32, word: U256) -> Outcome<()> {
        self.write(pointer, &word.to_be_bytes::<32>())
    }

    /// Writes a length, little-endian.
    pub(super) fn write_length(&mut self, pointer: u32, length: usize) -> Outcome<()> {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        self.write(pointer, &length.to_le_bytes())
    }

    /// Tells the trace, if there is one, that the function is done.
    pub(super) fn note(&mut self, name: &'static str, args: &[&[u8]], outs: &[&[u8]]) {
        self.note_call(name, args, outs, None);
    }

    /// Tells the trace of a call to `callee`.
    pub(super) fn note_call(
        &mut self,
        name: &'static str,
        args: &[&[u8]],
        outs: &[&[u8]],
        callee: Option<Address>,
    ) {
        let Some(trace) = self.caller.data().host_trace.clone() else {
            return;
        };
        let call = HostCall {
            name: name.into(),
            args: args.concat().into(),
            outs: outs.concat().into(),
            start_ink: self.start,
            end_ink: self.ink(),
            ..HostCall::default()
        };
        trace.record(call, callee);
    }

    /// Suspends the program until the EVM has replied.
    pub(super) fn ask(&mut self, request: Request) -> Ask {
        Ask {
            mailbox: self.caller.data().mailbox.clone(),
            request: Some(request),
        }
    }

    /// A request whose only reply is that it is done.
    pub(super) async fn tell(&mut self, request: Request) -> Outcome<()> {
        self.ask(request).await.map(|_| ())
    }
}

/// A reply that is not there yet.
pub(super) struct Ask {
    mailbox: SharedMailbox,
    request: Option<Request>,
}

impl Future for Ask {
    type Output = Outcome<Reply>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        let request = self.request.take();
        let mut mailbox = self.mailbox.lock().unwrap_or_else(PoisonError::into_inner);
        if request.is_some() {
            mailbox.request = request;
            return Poll::Pending;
        }
        match mailbox.reply.take() {
            Some(Reply::OutOfGas) => Poll::Ready(Err(Escape::OutOfInk)),
            Some(Reply::Refused(reason)) => Poll::Ready(Err(Escape::Failure(reason))),
            Some(reply) => Poll::Ready(Ok(reply)),
            None => Poll::Pending,
        }
    }
}

/// The EVM answered another question than was asked; cannot happen.
pub(super) const WRONG_REPLY: Escape = Escape::Failure("reply of another kind");
