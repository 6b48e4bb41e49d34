//! What programs asked of their host, in the form of Nitro's `stylusTracer`.
//!
//! Frames nest: a call of a program holds what the called program did as its steps. A call that EVM code makes, and
//! every create, appears under the name that the EVM gives it, with `evm_` before.

use std::{
    borrow::Cow,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use revm::primitives::{Address, Bytes};
use serde::Serialize;

/// Records that one trace holds at most, so that a loop of a hostile program does not eat the machine's memory.
const RECORD_LIMIT: usize = 500_000;
/// Bytes of arguments and results that one trace holds at most.
const BYTE_LIMIT: usize = 1 << 28;

/// One call of a host function, or one frame of the EVM.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HostCall {
    /// Name of the function.
    pub name: Cow<'static, str>,
    /// Arguments: numbers big-endian, then bytes, without their lengths.
    pub args: Bytes,
    /// Results in the same encoding.
    pub outs: Bytes,
    /// Ink before the function took any.
    pub start_ink: u64,
    /// Ink when it returned.
    pub end_ink: u64,
    /// Of a call or create: whom it went to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Of a call or create: what happened inside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<HostCall>>,
}

/// The trace of one transaction while it is written; clones write the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct HostTrace(Arc<Mutex<Records>>);

#[derive(Debug, Default)]
struct Records {
    /// Records of the frame that runs.
    open: Vec<HostCall>,
    /// Frames around it, outermost first: their records so far, and the record that the inner frame will become.
    outer: Vec<(Vec<HostCall>, HostCall)>,
    records: usize,
    bytes: usize,
}

impl Records {
    fn admit(&mut self, bytes: usize) -> bool {
        self.records = self.records.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes);
        !self.is_full()
    }

    fn is_full(&self) -> bool {
        self.records > RECORD_LIMIT || self.bytes > BYTE_LIMIT
    }
}

impl HostTrace {
    fn written(&self) -> MutexGuard<'_, Records> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A frame begins inside the one that runs. `name` is the EVM's: `evm_call_contract` and the like.
    pub(crate) fn enter(&self, name: &'static str, address: Address) {
        let mut written = self.written();
        written.admit(0);
        let around = std::mem::take(&mut written.open);
        let call = HostCall {
            name: name.into(),
            address: Some(address),
            ..HostCall::default()
        };
        written.outer.push((around, call));
    }

    /// The frame that runs ends.
    pub(crate) fn exit(&self) {
        let mut written = self.written();
        if let Some((around, mut call)) = written.outer.pop() {
            call.steps = Some(std::mem::replace(&mut written.open, around));
            written.open.push(call);
        }
    }

    /// A host function returned. A call takes the place of the frame it made.
    pub(crate) fn record(&self, mut call: HostCall, callee: Option<Address>) {
        let mut written = self.written();
        if !written.admit(call.args.len().saturating_add(call.outs.len())) {
            return;
        }
        if let Some(callee) = callee {
            let frame = written
                .open
                .pop_if(|last| last.name.strip_prefix("evm_") == Some(call.name.as_ref()))
                .unwrap_or_default();
            call.address = frame.address.or(Some(callee));
            call.steps = Some(frame.steps.unwrap_or_default());
        }
        written.open.push(call);
    }

    /// A program began or ended with this ink.
    pub(crate) fn mark(&self, name: &'static str, args: Bytes, outs: Bytes, ink: u64) {
        let mark = HostCall {
            name: name.into(),
            args,
            outs,
            start_ink: ink,
            end_ink: ink,
            ..HostCall::default()
        };
        self.record(mark, None);
    }

    /// The records of the outermost frame; `None` when there were too many.
    pub(crate) fn take(&self) -> Option<Vec<HostCall>> {
        let mut written = self.written();
        (!written.is_full()).then(|| std::mem::take(&mut written.open))
    }
}
