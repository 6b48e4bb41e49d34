//! The frame loop under an inspector.

use revm::{
    Database, Inspector,
    context::{ContextTr, FrameStack, JournalTr},
    handler::{EvmTr, FrameInitOrResult, ItemOrResult, evm::ContextDbError},
    inspector::{InspectorEvmTr, InspectorHandler, handler::frame_end, inspect_instructions},
    interpreter::interpreter::EthInterpreter,
};

use crate::exec::{
    evm::{ArbContext, ArbEvm, finish_code},
    handler::ArbHandler,
};

impl<DB: Database, I: Inspector<ArbContext<DB>>> InspectorHandler for ArbHandler<DB, I> {
    type IT = EthInterpreter;
}

impl<DB: Database, I: Inspector<ArbContext<DB>>> InspectorEvmTr for ArbEvm<DB, I> {
    type Inspector = I;

    fn all_inspector(
        &self,
    ) -> (
        &Self::Context,
        &Self::Instructions,
        &Self::Precompiles,
        &FrameStack<Self::Frame>,
        &Self::Inspector,
    ) {
        let evm = &self.inner;
        (
            &evm.ctx,
            &evm.instruction,
            &evm.precompiles,
            &evm.frame_stack,
            &evm.inspector,
        )
    }

    fn all_mut_inspector(
        &mut self,
    ) -> (
        &mut Self::Context,
        &mut Self::Instructions,
        &mut Self::Precompiles,
        &mut FrameStack<Self::Frame>,
        &mut Self::Inspector,
    ) {
        let evm = &mut self.inner;
        (
            &mut evm.ctx,
            &mut evm.instruction,
            &mut evm.precompiles,
            &mut evm.frame_stack,
            &mut evm.inspector,
        )
    }

    /// Runs a program whole, up to its next call or its end, and EVM code step by step.
    fn inspect_frame_run(
        &mut self,
    ) -> Result<FrameInitOrResult<Self::Frame>, ContextDbError<Self::Context>> {
        let mut next = if self.is_program_on_top() {
            let logs_before = self.inner.ctx.journal().logs().len();
            let next = self.frame_run()?;
            // A frame that reverted has taken its logs back.
            let logs = self.inner.ctx.journal().logs().get(logs_before..);
            for log in logs.map(<[_]>::to_vec).unwrap_or_default() {
                self.inner.inspector.log(&mut self.inner.ctx, log);
            }
            next
        } else {
            let (context, inspector, frame, instructions) = self.ctx_inspector_frame_instructions();
            let action = inspect_instructions(
                context,
                &mut frame.interpreter,
                inspector,
                instructions.instruction_table(),
                instructions.gas_table(),
            );
            finish_code(frame, context, action)?
        };
        if let ItemOrResult::Result(result) = &mut next {
            let (context, inspector, frame) = self.ctx_inspector_frame();
            frame_end(context, inspector, &frame.input, result);
        }
        Ok(next)
    }
}
