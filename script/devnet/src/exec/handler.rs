//! revm's transaction handler with Arbitrum's gas cap.

use std::{cell::Cell, marker::PhantomData};

use revm::{
    Database,
    context::{
        Cfg, ContextTr, Transaction,
        result::{EVMError, HaltReason},
    },
    handler::{EvmTr, FrameResult, Handler, handle_reservoir_remaining_gas},
    interpreter::{GasTracker, InitialAndFloorGas},
};

use super::{Checks, config::TRANSACTION_GAS_CAP, evm::ArbEvm};

/// Mainnet's handler, except that a transaction's gas above the cap is held back and returned, not refused.
pub(super) struct ArbHandler<DB, I = ()> {
    cap: Option<u64>,
    held: Cell<u64>,
    evm: PhantomData<(DB, I)>,
}

impl<DB, I> ArbHandler<DB, I> {
    /// A handler for one transaction; calls have no cap.
    pub(super) fn new(checks: Checks) -> Self {
        let cap = match checks {
            Checks::Transaction => Some(TRANSACTION_GAS_CAP),
            Checks::Call => None,
        };
        Self {
            cap,
            held: Cell::new(0),
            evm: PhantomData,
        }
    }
}

impl<DB: Database, I> Handler for ArbHandler<DB, I> {
    type Evm = ArbEvm<DB, I>;
    type Error = EVMError<DB::Error>;
    type HaltReason = HaltReason;

    /// The cap counts intrinsic gas.
    fn tx_gas(&self, evm: &mut Self::Evm, initial: &InitialAndFloorGas) -> GasTracker {
        let context = evm.ctx_ref();
        let limit = context.tx().gas_limit();
        let (whole, reservoir) =
            initial.initial_gas_and_reservoir(limit, context.cfg().tx_gas_limit_cap());
        let intrinsic = limit.saturating_sub(whole);
        let usable = self
            .cap
            .map_or(whole, |cap| whole.min(cap.saturating_sub(intrinsic)));
        self.held.set(whole - usable);
        GasTracker::new(limit, usable, reservoir)
    }

    /// Settles the first frame as revm does, then returns what was held back.
    fn last_frame_result(
        &mut self,
        _: &mut Self::Evm,
        result: &mut FrameResult,
        gas: &mut GasTracker,
    ) -> Result<(), Self::Error> {
        gas.spend_all();
        handle_reservoir_remaining_gas(
            result.instruction_result(),
            gas,
            result.gas_mut().tracker_mut(),
        );
        gas.erase_cost(self.held.get());
        *result.gas_mut().tracker_mut() = *gas;
        Ok(())
    }
}
