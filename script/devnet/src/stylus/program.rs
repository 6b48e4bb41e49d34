//! A running program as a coroutine: it is resumed, and either asks for something or ends.
//!
//! The program runs on its own small stack (a fiber of the WASM engine). A host function that needs the EVM leaves
//! a request in the mailbox and suspends; the driver polls, so that no native recursion arises however deep programs
//! and contracts call each other.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Waker},
};

use revm::primitives::Bytes;
use wasmtime::{Store, Trap, Val};

use super::{
    engine::Prepared,
    guest::{Environment, Escape, Guest, Handles, Reply, Request, SharedMailbox, StorageCache},
    host_trace::HostTrace,
    instrument::{INK_LEFT, INK_STATUS, STACK_LEFT},
    pages::Pages,
};

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Status 0.
    Success,
    /// Any other status.
    Revert,
    /// A trap or a misused host function: reverts without data, gas is kept.
    Trap,
    /// Ink ran out.
    OutOfInk,
    /// The depth checker stopped it.
    OutOfStack,
    /// The engine could not run it, which is not the program's fault.
    Engine(String),
}

/// A program's end.
#[derive(Debug)]
pub(crate) struct Finished {
    /// How.
    pub(crate) ending: Ending,
    /// Ink left.
    pub(crate) ink_left: u64,
    /// Data of success or revert.
    pub(crate) output: Bytes,
}

/// What a resumed program does next.
pub(crate) enum Step {
    /// It needs something from the EVM.
    Asks(Request),
    /// It is done.
    Ends(Finished),
}

/// A program between start and end.
pub(crate) struct Program {
    execution: Pin<Box<dyn Future<Output = Finished> + Send>>,
    mailbox: SharedMailbox,
}

impl Program {
    /// A program that has not run yet, with its ink.
    pub(crate) fn new(
        prepared: Arc<Prepared>,
        environment: Environment,
        ink: u64,
        pages: Arc<Pages>,
        console: Arc<Mutex<Vec<String>>>,
        host_trace: Option<HostTrace>,
    ) -> Self {
        let mailbox = SharedMailbox::default();
        let guest = Guest {
            environment,
            mailbox: mailbox.clone(),
            pages,
            console,
            host_trace,
            handles: None,
            output: Bytes::new(),
            storage: StorageCache::default(),
            return_data: Bytes::new(),
            last_code: None,
        };
        Self {
            execution: Box::pin(execute(prepared, guest, ink)),
            mailbox,
        }
    }

    /// Runs on with the reply to what it asked for.
    pub(crate) fn resume(&mut self, reply: Option<Reply>) -> Step {
        self.mailbox
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .reply = reply;
        let mut context = Context::from_waker(Waker::noop());
        match self.execution.as_mut().poll(&mut context) {
            Poll::Ready(finished) => Step::Ends(finished),
            Poll::Pending => {
                let request = self
                    .mailbox
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .request
                    .take();
                request.map_or_else(
                    || Step::Ends(engine_failure("suspended without a request")),
                    Step::Asks,
                )
            }
        }
    }
}

fn engine_failure(reason: impl ToString) -> Finished {
    Finished {
        ending: Ending::Engine(reason.to_string()),
        ink_left: 0,
        output: Bytes::new(),
    }
}

async fn execute(prepared: Arc<Prepared>, guest: Guest, ink: u64) -> Finished {
    match try_execute(prepared, guest, ink).await {
        Ok(finished) => finished,
        Err(error) => engine_failure(format!("{error:#}")),
    }
}

/// Errors of this function are the engine's; the program's own are in [`Finished`].
async fn try_execute(
    prepared: Arc<Prepared>,
    guest: Guest,
    ink: u64,
) -> wasmtime::Result<Finished> {
    let arguments = u32::try_from(guest.environment.calldata.len())?;
    let stack_depth = guest.environment.stack_depth;
    let mut store = Store::new(prepared.instance.module().engine(), guest);
    let instance = prepared.instance.instantiate_async(&mut store).await?;
    let missing = || wasmtime::Error::msg("instrumented module without its exports");
    let memory = instance
        .get_memory(&mut store, "memory")
        .ok_or_else(missing)?;
    let ink_left = instance
        .get_global(&mut store, INK_LEFT)
        .ok_or_else(missing)?;
    let ink_status = instance
        .get_global(&mut store, INK_STATUS)
        .ok_or_else(missing)?;
    let stack_left = instance
        .get_global(&mut store, STACK_LEFT)
        .ok_or_else(missing)?;
    ink_left.set(&mut store, Val::I64(ink.cast_signed()))?;
    stack_left.set(&mut store, Val::I32(stack_depth.cast_signed()))?;
    store.data_mut().handles = Some(Handles {
        memory,
        ink: ink_left,
    });

    let trace = store.data().host_trace.clone();
    if let Some(trace) = &trace {
        let args = Bytes::copy_from_slice(&arguments.to_be_bytes());
        trace.mark("user_entrypoint", args, Bytes::new(), ink);
    }
    let entrypoint = instance.get_typed_func::<u32, u32>(&mut store, "user_entrypoint")?;
    let returned = entrypoint.call_async(&mut store, arguments).await;

    let out_of_ink = matches!(ink_status.get(&mut store), Val::I32(status) if status != 0);
    let out_of_stack = matches!(stack_left.get(&mut store), Val::I32(0));
    let status = match &returned {
        Ok(status) => Some(*status),
        Err(error) => match error.downcast_ref::<Escape>() {
            Some(Escape::Exit(status)) => Some(*status),
            _ => None,
        },
    };
    let ending = match returned {
        Ok(0) => Ending::Success,
        Ok(_) => Ending::Revert,
        Err(error) => match (error.downcast_ref::<Escape>(), error.downcast_ref::<Trap>()) {
            (Some(Escape::Exit(0)), _) => Ending::Success,
            (Some(Escape::Exit(_)), _) => Ending::Revert,
            (Some(Escape::OutOfInk), _) => Ending::OutOfInk,
            (Some(Escape::Failure(_)), _) => Ending::Trap,
            (None, Some(_)) if out_of_ink => Ending::OutOfInk,
            (None, Some(Trap::StackOverflow)) => Ending::OutOfStack,
            (None, Some(_)) if out_of_stack => Ending::OutOfStack,
            (None, Some(_)) => Ending::Trap,
            (None, None) => return Err(error),
        },
    };
    let ink_left = match (&ending, ink_left.get(&mut store)) {
        (Ending::OutOfInk | Ending::OutOfStack, _) => 0,
        (_, Val::I64(ink)) => ink.cast_unsigned(),
        _ => 0,
    };
    if let (Some(trace), Some(status)) = (&trace, status) {
        let outs = Bytes::copy_from_slice(&status.to_be_bytes());
        trace.mark("user_returned", Bytes::new(), outs, ink_left);
    }
    let output = match ending {
        Ending::Success | Ending::Revert => std::mem::take(&mut store.data_mut().output),
        _ => Bytes::new(),
    };
    Ok(Finished {
        ending,
        ink_left,
        output,
    })
}
