//! Compilation: one WASM engine per process, and the programs compiled so far.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use revm::primitives::B256;
use thiserror::Error;
use wasmtime::{
    Config, Engine, InstanceAllocationStrategy, InstancePre, Linker, OptLevel,
    PoolingAllocationConfig,
};

use super::{
    format::FormatError,
    guest::Guest,
    host,
    instrument::instrument,
    module::{self, Module, ModuleError, bytes},
    pages,
};

/// Programs that may be suspended at the same time, over all threads: twice the call depth of the EVM and some.
const INSTANCES: u32 = 2_200;
const PAGE: u64 = 65_536;
/// Native stack of a program. The depth checker ends deep recursion long before this.
const WASM_STACK: usize = 1 << 20;
/// What host functions may use on top.
const HOST_STACK: usize = 1 << 18;
const TABLE_ENTRIES: usize = 4_096;
const INSTANCE_SIZE: usize = 1 << 20;

/// Why a program cannot be prepared.
#[derive(Clone, Debug, Error)]
pub(crate) enum PrepareError {
    /// Its code cannot be read.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// Its WASM is refused.
    #[error(transparent)]
    Module(#[from] ModuleError),
}

/// Sizes on which the prices of activation and entry depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Bytes of WASM after decompression.
    pub(crate) wasm_bytes: u64,
    /// Functions with code.
    pub(crate) functions: u64,
    /// Parameters and results of these functions.
    pub(crate) signature_values: u64,
    /// Globals, added ones included.
    pub(crate) globals: u64,
    /// Bytes that data segments hold.
    pub(crate) data_bytes: u64,
    /// Encoded bytes of data segments, which are some more.
    pub(crate) data_range_bytes: u64,
    /// Encoded bytes of element segments.
    pub(crate) element_bytes: u64,
    /// Pages at start.
    pub(crate) pages: u16,
    /// Operations after instrumentation.
    pub(crate) operations: u64,
}

impl Facts {
    fn of(module: &Module<'_>, operations: u64) -> Self {
        let values = module
            .functions
            .iter()
            .filter_map(|function| module.types.get(function.ty as usize))
            .map(|ty| (ty.params().len() + ty.results().len()) as u64)
            .sum();
        Self {
            wasm_bytes: module.wasm.len() as u64,
            functions: module.functions.len() as u64,
            signature_values: values,
            globals: (module.globals + module::ADDED_GLOBALS) as u64,
            data_bytes: module
                .data
                .iter()
                .map(|segment| segment.data.len() as u64)
                .sum(),
            data_range_bytes: module
                .data
                .iter()
                .map(|segment| bytes(&segment.range))
                .sum(),
            element_bytes: module.element_bytes(),
            pages: module.footprint(),
            operations,
        }
    }
}

/// A program ready to run.
pub(crate) struct Prepared {
    /// The module with its host functions resolved.
    pub(crate) instance: InstancePre<Guest>,
    /// Its sizes.
    pub(crate) facts: Facts,
}

/// The compiler and its results by codehash.
pub(crate) struct Compiler {
    engine: Engine,
    linker: Linker<Guest>,
    production: bool,
    arbos: u64,
    prepared: RwLock<HashMap<B256, Arc<Prepared>>>,
}

impl Compiler {
    /// A compiler for chains that refuse (`production`) or admit printing, with a version of ArbOS.
    ///
    /// # Errors
    /// The engine's own when the platform refuses its memory.
    pub(crate) fn new(production: bool, arbos: u64) -> wasmtime::Result<Self> {
        let engine = engine()?;
        let linker = host::linker(&engine)?;
        Ok(Self {
            engine,
            linker,
            production,
            arbos,
            prepared: RwLock::default(),
        })
    }

    /// The program that is kept by `key`, compiled from its WASM on first use. Deterministic: a cache only.
    ///
    /// # Errors
    /// [`PrepareError`] as activation reports it.
    pub(crate) fn prepare(
        &self,
        key: B256,
        wasm: impl FnOnce() -> Result<Vec<u8>, FormatError>,
    ) -> Result<Arc<Prepared>, PrepareError> {
        if let Some(known) = self
            .prepared
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
        {
            return Ok(known.clone());
        }
        let prepared = Arc::new(self.compile(&wasm()?)?);
        self.prepared
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, prepared.clone());
        Ok(prepared)
    }

    fn compile(&self, wasm: &[u8]) -> Result<Prepared, ModuleError> {
        let module = module::parse(wasm, self.production, self.arbos)?;
        let instrumented = instrument(&module)?;
        let compile_error = |error: wasmtime::Error| ModuleError::Compile(format!("{error:#}"));
        let native = wasmtime::Module::from_binary(&self.engine, &instrumented.wasm)
            .map_err(compile_error)?;
        let instance = self
            .linker
            .instantiate_pre(&native)
            .map_err(compile_error)?;
        Ok(Prepared {
            instance,
            facts: Facts::of(&module, instrumented.operations),
        })
    }
}

/// The process's engine: its pools of memories and stacks reserve address space once, however many chains run.
fn engine() -> wasmtime::Result<Engine> {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    if let Some(engine) = ENGINE.get() {
        return Ok(engine.clone());
    }
    let memory = u64::from(pages::LIMIT) * PAGE;
    let mut pool = PoolingAllocationConfig::new();
    pool.total_core_instances(INSTANCES)
        .total_memories(INSTANCES)
        .total_tables(INSTANCES)
        .total_stacks(INSTANCES)
        .max_memory_size(usize::try_from(memory)?)
        .table_elements(TABLE_ENTRIES)
        .max_core_instance_size(INSTANCE_SIZE)
        .linear_memory_keep_resident(2 * usize::try_from(PAGE)?)
        .table_keep_resident(usize::try_from(PAGE)?);
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        // Small reservations with explicit bounds checks, instead of 4 GiB per memory.
        .memory_reservation(memory)
        .memory_guard_size(PAGE)
        .memory_may_move(false)
        .max_wasm_stack(WASM_STACK)
        .async_stack_size(WASM_STACK + HOST_STACK)
        .cranelift_opt_level(OptLevel::Speed)
        .cranelift_nan_canonicalization(true)
        .wasm_backtrace_max_frames(None);
    let engine = Engine::new(&config)?;
    Ok(ENGINE.get_or_init(|| engine).clone())
}
