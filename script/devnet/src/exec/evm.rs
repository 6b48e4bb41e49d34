//! revm's frame loop with programs in it.
//!
//! A frame whose code is a program is run by its coroutine instead of the interpreter. When the program calls, its
//! frame returns the call to the loop like any EVM frame; when the call is over, the loop hands the result to
//! [`EvmTr::frame_return_result`], which answers the program instead of pushing to a stack it does not have.

use std::collections::HashMap;

use revm::{
    Context, Database, Journal,
    context::{BlockEnv, CfgEnv, ContextTr, Evm, FrameStack, TxEnv},
    context_interface::context::{ContextError, take_error},
    handler::{
        EthFrame, EvmTr, FrameInitOrResult, FrameResult, FrameTr, ItemOrResult,
        evm::{ContextDbError, FrameInitResult},
        instructions::EthInstructions,
    },
    interpreter::{
        CallScheme, FrameInput, InstructionResult, InterpreterAction, interpreter::EthInterpreter,
        interpreter_action::FrameInit,
    },
    primitives::Address,
};

use super::{
    instructions,
    running::{Advance, Entry, Running},
    session::Session,
};
use crate::{precompiles::ArbPrecompiles, stylus::format};

/// Context of a transaction.
pub(crate) type ArbContext<DB> = Context<BlockEnv, TxEnv, CfgEnv, DB, Journal<DB>, Session>;
/// Frame, as Ethereum's.
pub(crate) type Frame = EthFrame<EthInterpreter>;
type Inner<DB, I> =
    Evm<ArbContext<DB>, I, EthInstructions<EthInterpreter, ArbContext<DB>>, ArbPrecompiles, Frame>;

/// revm with programs, for one transaction, watched by an inspector or by nobody (`()`).
pub(crate) struct ArbEvm<DB: Database, I = ()> {
    pub(super) inner: Inner<DB, I>,
    /// Programs that run or wait for a call, outermost first.
    programs: Vec<Running>,
    /// For each frame the address that it acts for, `None` where it acts for its caller's.
    acting: Vec<Option<Address>>,
    /// Frames that act for an address now.
    active: HashMap<Address, u32>,
}

impl<DB: Database, I> ArbEvm<DB, I> {
    /// An EVM that has run nothing yet.
    pub(crate) fn new(context: ArbContext<DB>, inspector: I) -> Self {
        let spec = context.cfg.spec;
        Self {
            inner: Evm::new_with_inspector(
                context,
                inspector,
                instructions::table(spec),
                ArbPrecompiles::new(spec),
            ),
            programs: Vec::new(),
            acting: Vec::new(),
            active: HashMap::new(),
        }
    }

    /// Gives the context back.
    pub(crate) fn into_context(self) -> ArbContext<DB> {
        self.inner.ctx
    }

    /// Runs the program on top until it ends or calls.
    fn run_program(&mut self) -> Result<FrameInitOrResult<Frame>, ContextDbError<ArbContext<DB>>> {
        let frame = self.inner.frame_stack.get();
        let Some(running) = self.programs.last_mut() else {
            return Err(ContextError::Custom("no program to run".into()));
        };
        match running.advance(&mut self.inner.ctx, frame)? {
            Advance::Calls(input) => {
                frame.process_next_action(&mut self.inner.ctx, InterpreterAction::NewFrame(input))
            }
            Advance::Ends(result) => {
                self.programs.pop();
                finish(
                    frame,
                    &mut self.inner.ctx,
                    InterpreterAction::Return(result),
                )
            }
        }
    }

    /// Starts the program on top, or ends its frame if it cannot start.
    fn enter_program(
        &mut self,
        index: usize,
    ) -> Result<FrameInitOrResult<Frame>, ContextDbError<ArbContext<DB>>> {
        let frame = self.inner.frame_stack.get();
        let acting = frame.interpreter.input.target_address;
        let reentrant = self.active.get(&acting).is_some_and(|count| *count > 1);
        match Running::enter(&mut self.inner.ctx, frame, index, reentrant)? {
            Entry::Started(running) => {
                self.programs.push(*running);
                self.run_program()
            }
            Entry::Refused(result) => finish(
                frame,
                &mut self.inner.ctx,
                InterpreterAction::Return(result),
            ),
        }
    }

    /// Runs EVM code.
    fn run_code(&mut self) -> Result<FrameInitOrResult<Frame>, ContextDbError<ArbContext<DB>>> {
        let frame = self.inner.frame_stack.get();
        let context = &mut self.inner.ctx;
        let instructions = &self.inner.instruction;
        let action = frame.interpreter.run_plain(
            instructions.instruction_table(),
            instructions.gas_table(),
            context,
        );
        finish_code(frame, context, action)
    }

    /// Whether the frame on top belongs to a program.
    pub(super) fn is_program_on_top(&mut self) -> bool {
        let arbos = self.inner.ctx.chain.settings.arbos;
        let frame = self.inner.frame_stack.get();
        matches!(frame.input, FrameInput::Call(_))
            && format::is_program(frame.interpreter.bytecode.original_byte_slice(), arbos)
    }

    fn push_acting(&mut self, address: Option<Address>) {
        if let Some(address) = address {
            *self.active.entry(address).or_default() += 1;
        }
        self.acting.push(address);
    }

    fn pop_acting(&mut self) {
        if let Some(Some(address)) = self.acting.pop()
            && let Some(count) = self.active.get_mut(&address)
        {
            *count = count.saturating_sub(1);
        }
    }
}

/// Ends or suspends a frame of EVM code. EIP-3541 holds for whatever it creates that is not a program.
pub(super) fn finish_code<DB: Database>(
    frame: &mut Frame,
    context: &mut ArbContext<DB>,
    mut action: InterpreterAction,
) -> Result<FrameInitOrResult<Frame>, ContextDbError<ArbContext<DB>>> {
    if let (FrameInput::Create(_), InterpreterAction::Return(result)) = (&frame.input, &mut action)
        && result.result.is_ok()
        && format::is_refused_at_create(&result.output, context.chain.settings.arbos)
    {
        result.result = InstructionResult::CreateContractStartingWithEF;
    }
    finish(frame, context, action)
}

fn finish<DB: Database>(
    frame: &mut Frame,
    context: &mut ArbContext<DB>,
    action: InterpreterAction,
) -> Result<FrameInitOrResult<Frame>, ContextDbError<ArbContext<DB>>> {
    frame.process_next_action(context, action).inspect(|next| {
        if next.is_result() {
            frame.set_finished(true);
        }
    })
}

impl<DB: Database, I> EvmTr for ArbEvm<DB, I> {
    type Context = ArbContext<DB>;
    type Instructions = EthInstructions<EthInterpreter, ArbContext<DB>>;
    type Precompiles = ArbPrecompiles;
    type Frame = Frame;

    fn all(
        &self,
    ) -> (
        &Self::Context,
        &Self::Instructions,
        &Self::Precompiles,
        &FrameStack<Frame>,
    ) {
        self.inner.all()
    }

    fn all_mut(
        &mut self,
    ) -> (
        &mut Self::Context,
        &mut Self::Instructions,
        &mut Self::Precompiles,
        &mut FrameStack<Frame>,
    ) {
        self.inner.all_mut()
    }

    fn frame_init(
        &mut self,
        input: <Frame as FrameTr>::FrameInit,
    ) -> Result<FrameInitResult<'_, Frame>, ContextDbError<Self::Context>> {
        let FrameInit { frame_input, .. } = &input;
        let acts_for_itself = match frame_input {
            FrameInput::Call(call) => {
                matches!(call.scheme, CallScheme::Call | CallScheme::StaticCall)
            }
            FrameInput::Create(_) => true,
            FrameInput::Empty => false,
        };
        match self.inner.frame_init(input)? {
            ItemOrResult::Result(result) => return Ok(ItemOrResult::Result(result)),
            ItemOrResult::Item(frame) => {
                let address = acts_for_itself.then_some(frame.interpreter.input.target_address);
                self.push_acting(address);
            }
        }
        Ok(ItemOrResult::Item(self.inner.frame_stack.get()))
    }

    fn frame_run(&mut self) -> Result<FrameInitOrResult<Frame>, ContextDbError<Self::Context>> {
        let Some(index) = self.inner.frame_stack.index() else {
            return Err(ContextError::Custom("no frame to run".into()));
        };
        if self
            .programs
            .last()
            .is_some_and(|running| running.frame() == index)
        {
            return self.run_program();
        }
        if self.is_program_on_top() {
            self.enter_program(index)
        } else {
            self.run_code()
        }
    }

    fn frame_return_result(
        &mut self,
        result: FrameResult,
    ) -> Result<Option<FrameResult>, ContextDbError<Self::Context>> {
        if self.inner.frame_stack.get().is_finished() {
            self.inner.frame_stack.pop();
            self.pop_acting();
        }
        let Some(index) = self.inner.frame_stack.index() else {
            return Ok(Some(result));
        };
        let frame = self.inner.frame_stack.get();
        if let Some(running) = self
            .programs
            .last_mut()
            .filter(|running| running.frame() == index)
        {
            frame.interpreter.memory.free_child_context();
            take_error::<ContextDbError<Self::Context>, _>(self.inner.ctx.error())?;
            running.answer(frame, result);
            return Ok(None);
        }
        frame.return_result::<_, ContextDbError<Self::Context>>(&mut self.inner.ctx, result)?;
        Ok(None)
    }
}
