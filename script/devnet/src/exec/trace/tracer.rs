//! The tracers: geth's own, and Nitro's for programs.

use alloy::rpc::types::trace::geth::{
    GethDebugTracerType, GethDebugTracingOptions, GethDefaultTracingOptions, GethTrace,
};
use revm::{
    DatabaseRef, Inspector,
    bytecode::opcode::OpCode,
    context::{BlockEnv, ContextTr, JournalTr, TxEnv, result::ResultAndState},
    inspector::JournalExt,
    interpreter::{
        CallInputs, CallOutcome, CallScheme, CreateInputs, CreateOutcome, Interpreter,
        interpreter::EthInterpreter,
    },
    primitives::{Address, Bytes, Log, U256},
};
use revm_inspectors::tracing::{
    DebugInspector, DebugInspectorError, GethTraceBuilder, TraceLimits, TracingInspector,
    TransactionContext, types::CallTraceStep,
};

use super::{HostTrace, TraceError};

/// Nitro's tracer of host functions.
const STYLUS_TRACER: &str = "stylusTracer";
/// Steps that one trace of opcodes holds at most.
const STEP_LIMIT: u64 = 250_000;
/// Bytes of memory snapshots and call data that one trace holds at most.
const BYTE_LIMIT: usize = 1 << 28;
/// Program counter of a step that stands for a call made by a program; no EVM code is so long.
const MADE_BY_PROGRAM: usize = usize::MAX;

/// One tracer, which is also revm's inspector.
pub(super) enum Tracer {
    /// Calls and opcodes.
    Geth(Box<DebugInspector>),
    /// Host functions.
    Stylus {
        trace: HostTrace,
        /// Frames that run, the transaction's own included.
        depth: usize,
    },
}

impl Tracer {
    /// The tracer that the options name; opcodes when they name none.
    ///
    /// # Errors
    /// [`TraceError::Tracer`] for tracers in JavaScript, unknown names and wrong configurations.
    pub(super) fn new(mut options: GethDebugTracingOptions) -> Result<Self, TraceError> {
        match &options.tracer {
            Some(GethDebugTracerType::JsTracer(name)) if name == STYLUS_TRACER => {
                return Ok(Self::Stylus {
                    trace: HostTrace::default(),
                    depth: 0,
                });
            }
            Some(GethDebugTracerType::JsTracer(code)) if !code.is_empty() => {
                return Err(TraceError::Tracer(refusal(code)));
            }
            None | Some(_) => {}
        }
        let wanted = options.config.limit.filter(|limit| *limit > 0);
        options.config.limit = Some(wanted.unwrap_or(STEP_LIMIT + 1).min(STEP_LIMIT + 1));
        let inspector = DebugInspector::new(options)
            .map_err(|error: DebugInspectorError| TraceError::Tracer(error.to_string()))?;
        Ok(Self::Geth(Box::new(limited(inspector))))
    }

    /// Where programs write, if this tracer wants it.
    pub(super) fn host_trace(&self) -> Option<HostTrace> {
        match self {
            Self::Geth(_) => None,
            Self::Stylus { trace, .. } => Some(trace.clone()),
        }
    }

    /// The trace, once the transaction is over.
    ///
    /// # Errors
    /// [`TraceError::TooLarge`]; [`TraceError::Tracer`] when the database fails.
    pub(super) fn finish<DB: DatabaseRef>(
        self,
        place: TransactionContext,
        tx: &TxEnv,
        block: &BlockEnv,
        result: &ResultAndState,
        db: DB,
    ) -> Result<GethTrace, TraceError> {
        let inspector = match self {
            Self::Geth(inspector) => inspector,
            Self::Stylus { trace, .. } => {
                let calls = trace
                    .take()
                    .ok_or_else(|| TraceError::TooLarge("calls of host functions".into()))?;
                return serde_json::to_value(calls)
                    .map(GethTrace::JS)
                    .map_err(|error| TraceError::Tracer(error.to_string()));
            }
        };
        match *inspector {
            DebugInspector::Default(inspector, config) => opcodes(inspector, config, result),
            mut inspector => inspector
                .get_result(Some(place), tx, block, result, &mut { db })
                .map_err(|error| TraceError::Tracer(error.to_string())),
        }
    }
}

fn refusal(code: &str) -> String {
    if code.contains("hostio") || code.contains("function") || code.contains('{') {
        format!(
            "tracers in JavaScript are not supported; for programs ask for \"{STYLUS_TRACER}\" \
             (cargo stylus: --use-native-tracer)"
        )
    } else {
        format!(
            "unknown tracer {code:?}; there are callTracer, prestateTracer, 4byteTracer, flatCallTracer, muxTracer, \
             noopTracer and, for programs, {STYLUS_TRACER}"
        )
    }
}

fn limited(inspector: DebugInspector) -> DebugInspector {
    let limits = TraceLimits::default().set_max_recorded_bytes(Some(BYTE_LIMIT));
    match inspector {
        DebugInspector::Default(inspector, config) => {
            DebugInspector::Default(inspector.with_limits(limits), config)
        }
        other => other,
    }
}

/// The trace of opcodes. Programs have none; the EVM code that they call follows where they called it.
fn opcodes(
    inspector: TracingInspector,
    config: GethDefaultTracingOptions,
    result: &ResultAndState,
) -> Result<GethTrace, TraceError> {
    let too_large = inspector.limit_exceeded();
    let mut nodes = inspector.into_traces().into_nodes();
    let steps: usize = nodes.iter().map(|node| node.trace.steps.len()).sum();
    if too_large || steps as u64 > STEP_LIMIT {
        return Err(TraceError::TooLarge(format!(
            "more than {STEP_LIMIT} steps or {BYTE_LIMIT} bytes of memory; set `limit` or leave memory out"
        )));
    }
    for node in &mut nodes {
        if node.trace.steps.is_empty() {
            node.trace.steps = vec![made_by_program(); node.children.len()];
        }
    }
    let everything = GethDefaultTracingOptions {
        limit: None,
        ..config
    };
    let output = result.result.output().cloned().unwrap_or_default();
    let mut frame =
        GethTraceBuilder::new(nodes).geth_traces(result.result.tx_gas_used(), output, everything);
    let marker = MADE_BY_PROGRAM as u64;
    frame.struct_logs.retain(|step| step.pc != marker);
    Ok(GethTrace::Default(frame))
}

fn made_by_program() -> CallTraceStep {
    CallTraceStep {
        pc: MADE_BY_PROGRAM,
        op: OpCode::CALL,
        stack: None,
        push_stack: None,
        memory: None,
        returndata: Bytes::new(),
        gas_remaining: 0,
        gas_refund_counter: 0,
        gas_used: 0,
        gas_cost: 0,
        state_gas_cost: None,
        state_gas_reservoir: None,
        state_gas_spent: 0,
        storage_change: None,
        status: None,
        immediate_bytes: None,
        decoded: None,
    }
}

/// Enters a frame in the trace of host functions; the transaction's own frame is the trace itself.
fn enter(trace: &HostTrace, depth: &mut usize, name: &'static str, to: Address) {
    if *depth > 0 {
        trace.enter(name, to);
    }
    *depth = depth.saturating_add(1);
}

fn exit(trace: &HostTrace, depth: &mut usize) {
    *depth = depth.saturating_sub(1);
    if *depth > 0 {
        trace.exit();
    }
}

impl<CTX: ContextTr<Journal: JournalExt>> Inspector<CTX, EthInterpreter> for Tracer {
    fn initialize_interp(&mut self, interpreter: &mut Interpreter, context: &mut CTX) {
        if let Self::Geth(geth) = self {
            geth.initialize_interp(interpreter, context);
        }
    }

    fn step(&mut self, interpreter: &mut Interpreter, context: &mut CTX) {
        if let Self::Geth(geth) = self {
            geth.step(interpreter, context);
        }
    }

    fn step_end(&mut self, interpreter: &mut Interpreter, context: &mut CTX) {
        if let Self::Geth(geth) = self {
            geth.step_end(interpreter, context);
        }
    }

    fn log(&mut self, context: &mut CTX, log: Log) {
        if let Self::Geth(geth) = self {
            Inspector::<CTX>::log(geth.as_mut(), context, log);
        }
    }

    fn call(&mut self, context: &mut CTX, inputs: &mut CallInputs) -> Option<CallOutcome> {
        match self {
            Self::Geth(geth) => geth.call(context, inputs),
            Self::Stylus { trace, depth } => {
                let name = match inputs.scheme {
                    CallScheme::Call | CallScheme::CallCode => "evm_call_contract",
                    CallScheme::DelegateCall => "evm_delegate_call_contract",
                    CallScheme::StaticCall => "evm_static_call_contract",
                };
                enter(trace, depth, name, inputs.bytecode_address);
                None
            }
        }
    }

    fn call_end(&mut self, context: &mut CTX, inputs: &CallInputs, outcome: &mut CallOutcome) {
        match self {
            Self::Geth(geth) => geth.call_end(context, inputs, outcome),
            Self::Stylus { trace, depth } => exit(trace, depth),
        }
    }

    fn create(&mut self, context: &mut CTX, inputs: &mut CreateInputs) -> Option<CreateOutcome> {
        match self {
            Self::Geth(geth) => geth.create(context, inputs),
            Self::Stylus { trace, depth } => {
                let name = match inputs.scheme() {
                    revm::context_interface::CreateScheme::Create2 { .. } => "evm_create2",
                    _ => "evm_create1",
                };
                let nonce = context
                    .journal_mut()
                    .load_account(inputs.caller())
                    .map(|account| account.info.nonce)
                    .unwrap_or_default();
                enter(trace, depth, name, inputs.created_address(nonce));
                None
            }
        }
    }

    fn create_end(
        &mut self,
        context: &mut CTX,
        inputs: &CreateInputs,
        outcome: &mut CreateOutcome,
    ) {
        match self {
            Self::Geth(geth) => geth.create_end(context, inputs, outcome),
            Self::Stylus { trace, depth } => exit(trace, depth),
        }
    }

    fn selfdestruct(&mut self, contract: Address, target: Address, value: U256) {
        match self {
            Self::Geth(geth) => {
                Inspector::<CTX>::selfdestruct(geth.as_mut(), contract, target, value)
            }
            Self::Stylus { trace, .. } => {
                trace.enter("evm_self_destruct", target);
                trace.exit();
            }
        }
    }
}
