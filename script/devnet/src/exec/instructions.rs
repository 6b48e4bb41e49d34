//! Ethereum's instructions, with the two that Arbitrum changes.

use revm::{
    Database,
    bytecode::opcode::{BLOBBASEFEE, SELFDESTRUCT},
    context::Host,
    handler::instructions::EthInstructions,
    interpreter::{
        Instruction, InstructionContext, InstructionExecResult, InstructionResult, instructions,
        interpreter::EthInterpreter,
    },
    primitives::hardfork::SpecId,
};

use super::evm::ArbContext;
use crate::stylus::format;

/// The instruction table of a set of Ethereum rules.
pub(super) fn table<DB: Database>(spec: SpecId) -> EthInstructions<EthInterpreter, ArbContext<DB>> {
    let mut table = EthInstructions::new_mainnet_with_spec(spec);
    let gas = table.gas_table()[usize::from(SELFDESTRUCT)];
    table.insert_instruction(SELFDESTRUCT, Instruction::new(self_destruct::<DB>), gas);
    let gas = table.gas_table()[usize::from(BLOBBASEFEE)];
    table.insert_instruction(BLOBBASEFEE, Instruction::new(not_on_arbitrum::<DB>), gas);
    table
}

/// An account whose own code is a program cannot be destroyed by code that it has borrowed.
fn self_destruct<DB: Database>(
    context: InstructionContext<'_, ArbContext<DB>, EthInterpreter>,
) -> InstructionExecResult {
    let acting = context.interpreter.input.target_address;
    let code = context
        .host
        .load_account_code(acting)
        .ok_or(InstructionResult::FatalExternalError)?;
    if format::kind(&code, context.host.chain.settings.arbos).is_some() {
        return Err(InstructionResult::Revert);
    }
    instructions::host::selfdestruct(context)
}

/// There are no blobs to pay for.
fn not_on_arbitrum<DB: Database>(
    _: InstructionContext<'_, ArbContext<DB>, EthInterpreter>,
) -> InstructionExecResult {
    Err(InstructionResult::OpcodeNotFound)
}
