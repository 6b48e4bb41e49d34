//! How fast the devnet is, measured on Ballast's own programs:
//! `cargo bench -p ballast-devnet --profile dev --bench speed`; with `-- --write` the results are kept in
//! `benches/speed.json`. A number after it is how many transactions the memory is measured over.

use alloy::{
    consensus::{SignableTransaction, TxEip1559, TxEnvelope, transaction::SignerRecoverable},
    eips::eip2718::{Decodable2718, Encodable2718},
    hex,
    network::TransactionBuilder,
    primitives::{Address, Bytes, TxKind, U256, address},
    rpc::types::TransactionRequest,
    signers::{SignerSync, local::PrivateKeySigner},
    sol,
    sol_types::SolCall,
};
use anyhow::{Context, Result, ensure};
use ballast_bindings::IPool;
use ballast_deploy::{
    Config, Deployer, Deployment, Silent, build_programs, chain::Chain, project_root,
};
use ballast_devnet::{
    BASE_FEE, CHAIN_ID, Handle, Node, Options,
    node::{CallRequest, ClockMode},
    rpc::Api,
    start,
};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

sol! {
    interface IToken {
        function mint(address account, uint256 amount) external;
        function approve(address spender, uint256 amount) external returns (bool);
    }

    interface IArbWasm {
        function activateProgram(address program) external payable returns (uint16, uint256);
    }
}

const ARB_WASM: Address = address!("0x0000000000000000000000000000000000000071");
/// Each rate is the best of so many rounds: other work on the machine only ever slows one down.
const ROUNDS: usize = 5;
const TRANSACTIONS: u64 = 1_000;
const READS: u32 = 4_000;
/// Transactions after which memory is measured.
const MEMORY_TRANSACTIONS: u64 = 100_000;
const GAS: u64 = 2_000_000;
/// What an interpreter is worst at: arithmetic in a loop, without a host call.
const KERNEL: &str = r#"(module
    (import "vm_hooks" "pay_for_memory_grow" (func (param i32)))
    (memory (export "memory") 0 0)
    (func (export "user_entrypoint") (param i32) (result i32) (local $i i64) (local $x i64)
        (loop
            (local.set $x (i64.add
                (i64.mul (local.get $x) (i64.const 6364136223846793005))
                (i64.const 1442695040888963407)))
            (br_if 0 (i64.ne
                (i64.const 5000000)
                (local.tee $i (i64.add (local.get $i) (i64.const 1))))))
        (i32.const 0)))"#;
const KERNEL_ROUNDS: f64 = 5e6;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let count = arguments
        .iter()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(MEMORY_TRANSACTIONS);
    let mut results = Vec::new();
    let mut keep = |name: &'static str, value: f64, unit: &'static str, target: &'static str| {
        println!("{name:<58} {value:>10.1} {unit:<4} {target}");
        results.push(json!({ "name": name, "value": (value * 10.0).round() / 10.0, "unit": unit, "target": target }));
    };
    println!("{}\n", machine());

    let empty = best(ROUNDS, || Ok(serving(&[], None)?.as_secs_f64()), f64::min)?;
    keep(
        "from start of the process to the first answer, empty",
        empty * 1e3,
        "ms",
        "< 500",
    );

    let stage = Stage::new()?;
    let directory = tempfile::tempdir()?;
    let state = directory.path().join("state.json");
    stage.node().dump().save(&state)?;
    let from_state = ["--load-state", state.to_str().context("path")?];
    let read = stage.health_message()?;
    let loaded = best(
        ROUNDS,
        || Ok(serving(&from_state, Some(&read))?.as_secs_f64()),
        f64::min,
    )?;
    keep(
        "the same from a dumped deployment, to the first health read",
        loaded * 1e3,
        "ms",
        "< 3000",
    );

    let activation = best(ROUNDS, || stage.activation(), f64::min)?;
    keep(
        "activation of the pool, not compiled before",
        activation * 1e3,
        "ms",
        "< 1000",
    );

    let recovery = best(ROUNDS, || stage.recoveries(), f64::max)?;
    keep("signatures recovered", recovery, "/s", "");
    let supplies = best(ROUNDS, || stage.supplies(), f64::max)?;
    keep(
        "pool supply, signed, one block each, state root in each",
        supplies,
        "/s",
        ">= 1000",
    );
    let reads = best(ROUNDS, || stage.reads(), f64::max)?;
    keep(
        "pool health by eth_call, in process",
        reads,
        "/s",
        ">= 2000",
    );
    let texts = best(ROUNDS, || stage.text_reads(), f64::max)?;
    keep("pool health by eth_call, as JSON-RPC text", texts, "/s", "");

    let kernel = best(ROUNDS, || stage.kernel(), f64::max)?;
    keep(
        "loop of a program: multiply, add, count, metered",
        kernel / 1e6,
        "M/s",
        "",
    );

    match memory(&stage, &state, count)? {
        Some((before, after, seconds)) => {
            keep("memory before the transactions", before, "MB", "");
            keep("memory after them, --history 1024", after, "MB", "< 500");
            keep(
                "the transactions over HTTP, 100 in a batch",
                count as f64 / seconds,
                "/s",
                "",
            );
        }
        None => println!("skipped memory: this system has no /proc"),
    }
    if arguments.iter().any(|argument| argument == "--write") {
        let document = json!({ "machine": machine(), "transactions": count, "results": results });
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/speed.json");
        std::fs::write(
            path,
            format!("{}\n", serde_json::to_string_pretty(&document)?),
        )?;
    }
    Ok(())
}

/// A deployment on a node in this process, with one borrower.
struct Stage {
    devnet: Handle,
    at: Deployment,
    pool_code: Bytes,
    lender: PrivateKeySigner,
    borrower: Address,
}

impl Stage {
    fn new() -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let devnet = start(Options {
            clock: ClockMode::Manual,
            ..Options::default()
        })?;
        let programs = build_programs(&project_root(), &Silent)?;
        let pool_code = programs
            .iter()
            .find(|program| program.name == "pool")
            .context("the pool's program")?
            .code
            .clone();
        let owner = devnet.accounts()[0].signer();
        let at = runtime.block_on(async {
            let chain = Chain::connect(devnet.url(), owner).await?;
            let config = Config::devnet();
            Deployer::begin(chain, &project_root(), &config, None)
                .await?
                .run(&programs, &Silent)
                .await
        })?;
        let stage = Self {
            lender: devnet.accounts()[1].signer(),
            borrower: devnet.accounts()[2].address,
            devnet,
            at,
            pool_code,
        };
        stage.open_book()?;
        Ok(stage)
    }

    fn node(&self) -> &Node {
        self.devnet.node()
    }

    /// Gives the lender dollars without end, and the borrower a loan against ether.
    fn open_book(&self) -> Result<()> {
        let owner = self.devnet.accounts()[0].address;
        let (usdc, eth) = (self.token("USDC")?, self.token("ETH")?);
        let (pool, lender, borrower) = (self.at.pool, self.lender.address(), self.borrower);
        let much = U256::from(100_000_000_000_000_u64);
        let ether = U256::from(10_000_000_000_000_000_000_u64);
        self.send(
            owner,
            usdc,
            &IToken::mintCall {
                account: lender,
                amount: much,
            },
        )?;
        self.send(
            owner,
            eth,
            &IToken::mintCall {
                account: borrower,
                amount: ether,
            },
        )?;
        let approve = IToken::approveCall {
            spender: pool,
            amount: U256::MAX,
        };
        self.send(lender, usdc, &approve)?;
        self.send(borrower, eth, &approve)?;
        let supplied = U256::from(1_000_000_000_000_u64);
        self.send(
            lender,
            pool,
            &IPool::supplyCall {
                asset: usdc,
                assets: supplied,
                onBehalf: lender,
            },
        )?;
        self.send(
            borrower,
            pool,
            &IPool::depositCollateralCall {
                asset: eth,
                amount: ether,
                onBehalf: borrower,
            },
        )?;
        let borrowed = U256::from(1_000_000_000_u64);
        self.send(
            borrower,
            pool,
            &IPool::borrowCall {
                asset: usdc,
                assets: borrowed,
                account: borrower,
                receiver: borrower,
            },
        )
    }

    fn token(&self, symbol: &str) -> Result<Address> {
        Ok(self.at.tokens.get(symbol).context("the token")?.address)
    }

    fn send(&self, from: Address, to: Address, call: &impl SolCall) -> Result<()> {
        let request = TransactionRequest::default()
            .with_from(from)
            .with_to(to)
            .with_input(call.abi_encode());
        let hash = self.node().send_unsigned(request)?;
        let receipt = self.node().receipt(hash).context("receipt")?;
        ensure!(receipt.status(), "a transaction to {to} reverted");
        Ok(())
    }

    fn health_request(&self) -> CallRequest {
        let call = IPool::openingHealthCall {
            account: self.borrower,
        };
        CallRequest::latest(
            TransactionRequest::default()
                .with_to(self.at.pool)
                .with_input(call.abi_encode()),
        )
    }

    fn health_message(&self) -> Result<String> {
        let data = hex::encode_prefixed(
            IPool::openingHealthCall {
                account: self.borrower,
            }
            .abi_encode(),
        );
        let params = json!([{ "to": self.at.pool, "data": data }, "latest"]);
        Ok(
            json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_call", "params": params })
                .to_string(),
        )
    }

    /// Seconds that the pool's activation takes on a chain that never saw it.
    fn activation(&self) -> Result<f64> {
        let node = Node::new(Options::default())?;
        let program = Address::repeat_byte(0x70);
        node.set_code(program, self.pool_code.clone())?;
        activate(&node, program)
    }

    /// Rounds of a loop per second in a program that does nothing else.
    fn kernel(&self) -> Result<f64> {
        let node = Node::new(Options::default())?;
        let wasm = wat::parse_str(KERNEL)?;
        let mut code = vec![0xef, 0xf0, 0x00, 0x00];
        brotli::BrotliCompress(&mut &wasm[..], &mut code, &Default::default())?;
        let program = Address::repeat_byte(0x71);
        node.set_code(program, code.into())?;
        activate(&node, program)?;
        let call = CallRequest::latest(TransactionRequest::default().with_to(program));
        let start = Instant::now();
        node.call(&call)?;
        Ok(rate(KERNEL_ROUNDS, start))
    }

    /// Signed supplies of one dollar, from the lender's next nonce on.
    fn signed(&self, first: u64, count: u64) -> Result<Vec<Vec<u8>>> {
        let input: Bytes = IPool::supplyCall {
            asset: self.token("USDC")?,
            assets: U256::from(1_000_000_u64),
            onBehalf: self.lender.address(),
        }
        .abi_encode()
        .into();
        (first..first.saturating_add(count))
            .map(|nonce| {
                let transaction = TxEip1559 {
                    chain_id: CHAIN_ID,
                    nonce,
                    gas_limit: GAS,
                    max_fee_per_gas: u128::from(BASE_FEE),
                    to: TxKind::Call(self.at.pool),
                    input: input.clone(),
                    ..TxEip1559::default()
                };
                let signature = self.lender.sign_hash_sync(&transaction.signature_hash())?;
                Ok(TxEnvelope::from(transaction.into_signed(signature)).encoded_2718())
            })
            .collect()
    }

    fn recoveries(&self) -> Result<f64> {
        let raw = self.signed(0, TRANSACTIONS)?;
        let start = Instant::now();
        for raw in &raw {
            TxEnvelope::decode_2718(&mut raw.as_slice())?.recover_signer()?;
        }
        Ok(rate(TRANSACTIONS as f64, start))
    }

    fn supplies(&self) -> Result<f64> {
        let before = self.node().head().number();
        let raw = self.signed(self.node().nonce(self.lender.address()), TRANSACTIONS)?;
        let start = Instant::now();
        for raw in &raw {
            self.node().send_raw(raw)?;
        }
        let rate = rate(TRANSACTIONS as f64, start);
        let head = self.node().head();
        ensure!(
            head.number() == before + TRANSACTIONS && head.transactions[0].success(),
            "a supply failed"
        );
        Ok(rate)
    }

    fn reads(&self) -> Result<f64> {
        let request = self.health_request();
        let start = Instant::now();
        for _ in 0..READS {
            self.node().call(&request)?;
        }
        Ok(rate(f64::from(READS), start))
    }

    fn text_reads(&self) -> Result<f64> {
        let (api, message) = (Api::new(self.node().clone()), self.health_message()?);
        let start = Instant::now();
        for _ in 0..READS {
            let answer = api.answer(message.as_bytes()).context("answer")?;
            ensure!(
                !answer.windows(7).any(|part| part == b"\"error\""),
                "a read failed"
            );
        }
        Ok(rate(f64::from(READS), start))
    }
}

/// Activates a program and says how many seconds that took.
fn activate(node: &Node, program: Address) -> Result<f64> {
    let request = TransactionRequest::default()
        .with_from(node.accounts()[0].address)
        .with_to(ARB_WASM)
        .with_value(U256::from(1_000_000_000_000_000_000_u64))
        .with_gas_limit(30_000_000)
        .with_input(IArbWasm::activateProgramCall { program }.abi_encode());
    let start = Instant::now();
    let hash = node.send_unsigned(request)?;
    let taken = start.elapsed().as_secs_f64();
    let receipt = node.receipt(hash).context("receipt")?;
    ensure!(receipt.status(), "activation failed");
    Ok(taken)
}

fn rate(count: f64, start: Instant) -> f64 {
    count / start.elapsed().as_secs_f64()
}

fn best(
    rounds: usize,
    mut run: impl FnMut() -> Result<f64>,
    better: fn(f64, f64) -> f64,
) -> Result<f64> {
    let mut best = run()?;
    for _ in 1..rounds {
        best = better(best, run()?);
    }
    Ok(best)
}

/// The command as a process of its own.
struct Process {
    child: Child,
    port: u16,
}

impl Process {
    fn start(arguments: &[&str]) -> Result<Self> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ballast-devnet"))
            .args(["--port", "0", "--json", "--manual-clock"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("stdout")?).read_line(&mut line)?;
        let line: Value = serde_json::from_str(&line)?;
        let port = line["url"]
            .as_str()
            .and_then(|url| url.rsplit(':').next()?.parse().ok());
        Ok(Self {
            child,
            port: port.context("port")?,
        })
    }

    fn connect(&self) -> Result<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(120)))?;
        Ok(stream)
    }

    /// Resident memory, megabytes.
    fn memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kib / 1024.0)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It is gone either way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Posts a message on a connection that stays open, and returns the answer.
fn post(stream: &mut TcpStream, message: &str) -> Result<String> {
    let head = format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n",
        message.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(message.as_bytes())?;
    let mut reader = BufReader::new(stream);
    let mut length = 0_usize;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8(body)?;
    ensure!(!body.contains("\"error\""), "{body}");
    Ok(body)
}

/// How long a new process takes to answer its first request.
fn serving(arguments: &[&str], message: Option<&str>) -> Result<Duration> {
    let start = Instant::now();
    let process = Process::start(arguments)?;
    let chain_id = r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}"#;
    post(&mut process.connect()?, message.unwrap_or(chain_id))?;
    Ok(start.elapsed())
}

/// Memory of a process before and after `count` supplies, megabytes, and the seconds these took.
fn memory(stage: &Stage, state: &Path, count: u64) -> Result<Option<(f64, f64, f64)>> {
    const BATCH: u64 = 100;
    let process = Process::start(&["--load-state", state.to_str().context("path")?])?;
    let mut stream = process.connect()?;
    post(&mut stream, &stage.health_message()?)?;
    let Some(before) = process.memory() else {
        return Ok(None);
    };
    let first = post(
        &mut stream,
        &json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_getTransactionCount", "params": [stage.lender.address()] })
            .to_string(),
    )?;
    let first: Value = serde_json::from_str(&first)?;
    let first = first["result"]
        .as_str()
        .context("nonce")?
        .trim_start_matches("0x");
    let first = u64::from_str_radix(first, 16)?;
    let mut taken = Duration::ZERO;
    for start in (0..count).step_by(BATCH as usize) {
        let batch: Vec<Value> = stage
            .signed(first + start, BATCH.min(count - start))?
            .iter()
            .map(|raw| {
                let params = json!([hex::encode_prefixed(raw)]);
                json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_sendRawTransaction", "params": params })
            })
            .collect();
        let sent = Instant::now();
        post(&mut stream, &json!(batch).to_string())?;
        taken += sent.elapsed();
    }
    let height = post(
        &mut stream,
        r#"{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByNumber","params":["latest",true]}"#,
    )?;
    ensure!(
        height.contains("\"nonce\""),
        "no transaction in the last block"
    );
    Ok(process
        .memory()
        .map(|after| (before, after, taken.as_secs_f64())))
}

/// One line about the machine.
fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split(':').nth(1))
        .map_or("unknown processor", str::trim);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load
        .split_whitespace()
        .next()
        .unwrap_or("unknown")
        .to_owned();
    format!("{model}, {cores} cores, load {load} at the start, profile dev")
}
