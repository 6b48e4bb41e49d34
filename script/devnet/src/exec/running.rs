//! A program in its frame: entry charges, calls, and the end.

use std::sync::Arc;

use revm::{
    Database,
    context::{Block, Cfg, ContextTr, Transaction},
    context_interface::context::ContextError,
    handler::{FrameResult, evm::ContextDbError},
    interpreter::{FrameInput, Gas, InstructionResult, InterpreterResult},
    primitives::{Address, B256, Bytes, U256},
};

use super::{
    evm::{ArbContext, Frame},
    outward::{self, Attempt},
    requests,
};
use crate::{
    precompiles::{
        parameters::Parameters,
        records::{self, Standing},
        source,
    },
    stylus::{
        engine::PrepareError,
        format,
        guest::{Environment, Reply, Request},
        ink,
        pages::Pages,
        program::{Ending, Finished, Program, Step},
    },
};

type Result<T, DB> = std::result::Result<T, ContextDbError<ArbContext<DB>>>;

/// Result of trying to start a program.
pub(super) enum Entry {
    /// It runs.
    Started(Box<Running>),
    /// Its frame ends at once.
    Refused(InterpreterResult),
}

/// What a running program does next.
pub(super) enum Advance {
    /// It calls or creates.
    Calls(FrameInput),
    /// Its frame ends.
    Ends(InterpreterResult),
}

/// What a waiting program is billed when its call is over: `base + given - returned`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bill {
    /// Cost of calling at all, gas.
    pub(super) base: u64,
    /// Gas forwarded, stipend included.
    pub(super) given: u64,
}

/// A program that runs or waits.
pub(crate) struct Running {
    frame: usize,
    program: Program,
    bill: Option<Bill>,
    reply: Option<Reply>,
    pages: Arc<Pages>,
    open_before: u16,
    gas_at_start: u64,
    ink_price: u64,
}

/// The frame of a program that must not run loses all its gas.
fn halted(result: InstructionResult, mut gas: Gas) -> InterpreterResult {
    gas.spend_all();
    InterpreterResult::new(result, Bytes::new(), gas)
}

impl Running {
    /// Index of its frame on the stack.
    pub(super) fn frame(&self) -> usize {
        self.frame
    }

    /// Charges for entry and builds the program: pages of its footprint, the cached price, and the price of
    /// initialisation unless it is cached.
    pub(super) fn enter<DB: Database>(
        context: &mut ArbContext<DB>,
        frame: &mut Frame,
        index: usize,
        reentrant: bool,
    ) -> Result<Entry, DB> {
        let gas = frame.interpreter.gas;
        let gas_at_start = gas.remaining();
        let Some((codehash, code)) = program_code(frame) else {
            return Err(ContextError::Custom("frame without a program".into()));
        };
        let now = context.block().timestamp().saturating_to::<u64>();
        let parameters = Parameters::load(context).map_err(ContextError::Db)?;
        let record = match records::standing(context, codehash, now, &parameters)
            .map_err(ContextError::Db)?
        {
            Standing::Active(record) => record,
            refusal => {
                context.chain.notice = Some(refusal.to_string());
                return Ok(Entry::Refused(halted(InstructionResult::NotActivated, gas)));
            }
        };
        let is_recent = format::has_fragments(context.chain.settings.arbos)
            && context.chain.recent.note(codehash, parameters.block_cache);
        let pages = context.chain.pages.clone();
        pages.set_rates(parameters.free_pages, parameters.page_gas);
        let charge = pages
            .price(record.footprint)
            .saturating_add(record.entry_gas(&parameters, is_recent));
        let Some(left) = gas_at_start.checked_sub(charge) else {
            return Ok(Entry::Refused(halted(InstructionResult::OutOfGas, gas)));
        };
        let source = source::of_active(context, codehash, code).map_err(ContextError::Db)?;
        let compiler = &context.chain.compiler;
        let prepared = source.map_err(PrepareError::from).and_then(|source| {
            // It was within the limit when it was activated.
            compiler.prepare(source.key, || source.wasm(usize::MAX))
        });
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(error) => {
                context.chain.notice = Some(format!("program cannot be compiled: {error}"));
                return Ok(Entry::Refused(halted(InstructionResult::NotActivated, gas)));
            }
        };
        let open_before = pages.open();
        pages.add(record.footprint);
        let environment = environment(context, frame, &parameters, reentrant);
        let ink_price = environment.ink_price;
        let console = context.chain.console.clone();
        let host_trace = context.chain.host_trace.clone();
        let program = Program::new(
            prepared,
            environment,
            ink::from_gas(left, ink_price),
            pages.clone(),
            console,
            host_trace,
        );
        Ok(Entry::Started(Box::new(Running {
            frame: index,
            program,
            bill: None,
            reply: None,
            pages,
            open_before,
            gas_at_start,
            ink_price,
        })))
    }

    /// Resumes the program and serves it until it calls or ends.
    pub(super) fn advance<DB: Database>(
        &mut self,
        context: &mut ArbContext<DB>,
        frame: &mut Frame,
    ) -> Result<Advance, DB> {
        loop {
            let request = match self.program.resume(self.reply.take()) {
                Step::Ends(finished) => return self.end(frame, finished).map(Advance::Ends),
                Step::Asks(request) => request,
            };
            let attempt = match request {
                Request::Call(call) => outward::call(context, frame, call)?,
                Request::Create(create) => outward::create(frame, create),
                other => Attempt::Answered(requests::serve(context, frame, other)?),
            };
            match attempt {
                Attempt::Answered(reply) => self.reply = Some(reply),
                Attempt::Made(input, bill) => {
                    self.bill = Some(bill);
                    return Ok(Advance::Calls(input));
                }
            }
        }
    }

    /// Takes the result of the call or create that the program waits for.
    pub(super) fn answer(&mut self, frame: &mut Frame, result: FrameResult) {
        let outcome = result.instruction_result();
        let child = result.gas();
        let returned = if outcome.is_ok_or_revert() {
            child.remaining()
        } else {
            0
        };
        if outcome.is_ok() {
            frame.interpreter.gas.record_refund(child.refunded());
        }
        let bill = self.bill.take().unwrap_or(Bill { base: 0, given: 0 });
        let gas = bill
            .base
            .saturating_add(bill.given)
            .saturating_sub(returned);
        self.reply = Some(match result {
            FrameResult::Call(call) => Reply::Called {
                success: outcome.is_ok(),
                data: if outcome.is_ok_or_revert() {
                    call.result.output
                } else {
                    Bytes::new()
                },
                gas,
            },
            FrameResult::Create(create) => Reply::Created {
                address: if outcome.is_ok() {
                    create.address.unwrap_or_default()
                } else {
                    Address::ZERO
                },
                data: if outcome == InstructionResult::Revert {
                    create.result.output
                } else {
                    Bytes::new()
                },
                gas,
            },
        });
    }

    /// The frame's result, by the table of outcomes and the floor for returned data.
    fn end<E>(
        &self,
        frame: &Frame,
        finished: Finished,
    ) -> std::result::Result<InterpreterResult, ContextError<E>> {
        self.pages.restore(self.open_before);
        let result = match finished.ending {
            Ending::Success => InstructionResult::Return,
            Ending::Revert | Ending::Trap => InstructionResult::Revert,
            Ending::OutOfInk => {
                return Ok(halted(InstructionResult::OutOfGas, frame.interpreter.gas));
            }
            Ending::OutOfStack => {
                return Ok(halted(
                    InstructionResult::CallTooDeep,
                    frame.interpreter.gas,
                ));
            }
            Ending::Engine(reason) => return Err(ContextError::Custom(reason)),
        };
        let mut left = ink::to_gas_down(finished.ink_left, self.ink_price);
        if !finished.output.is_empty() {
            let Some(most) = self
                .gas_at_start
                .checked_sub(return_data_floor(finished.output.len()))
            else {
                return Ok(halted(InstructionResult::OutOfGas, frame.interpreter.gas));
            };
            left = left.min(most);
        }
        let mut gas = frame.interpreter.gas;
        gas.set_remaining(left);
        Ok(InterpreterResult::new(result, finished.output, gas))
    }
}

/// Gas that returning `bytes` must have cost: what the EVM takes for as much memory.
fn return_data_floor(bytes: usize) -> u64 {
    let words = (bytes as u64).div_ceil(32);
    words
        .saturating_mul(3)
        .saturating_add(words.saturating_mul(words) / 512)
}

fn program_code(frame: &Frame) -> Option<(B256, Bytes)> {
    match &frame.input {
        FrameInput::Call(call) => {
            let (hash, code) = &call.known_bytecode;
            Some((*hash, code.original_bytes()))
        }
        _ => None,
    }
}

fn environment<DB: Database>(
    context: &ArbContext<DB>,
    frame: &Frame,
    parameters: &Parameters,
    reentrant: bool,
) -> Environment {
    let input = &frame.interpreter.input;
    let block = context.block();
    let tx = context.tx();
    Environment {
        contract: input.target_address,
        sender: input.caller_address,
        value: input.call_value,
        calldata: input.input.bytes(context),
        reentrant,
        is_static: frame.interpreter.runtime_flag.is_static,
        origin: tx.caller(),
        gas_price: U256::from(tx.effective_gas_price(block.basefee().into())),
        base_fee: U256::from(block.basefee()),
        block_number: block.number().saturating_to(),
        timestamp: block.timestamp().saturating_to(),
        block_gas_limit: block.gas_limit(),
        coinbase: block.beneficiary(),
        chain_id: context.cfg().chain_id(),
        ink_price: parameters.ink_price.into(),
        stack_depth: parameters.stack_depth,
    }
}
