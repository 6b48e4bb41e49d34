//! One devnet with one deployment; every test begins from the same state.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use alloy::network::TransactionBuilder;
use alloy::primitives::utils::parse_units;
use alloy::primitives::{Address, I256, U256, keccak256};
use alloy::providers::Provider;
use alloy::rpc::types::TransactionRequest;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{SolCall, SolValue};
use ballast_bindings::{IOracle, IPool};
use ballast_deploy::chain::Chain;
use ballast_deploy::chain::interfaces::{IDevToken, IMockFeed};
use ballast_deploy::config::Market;
use ballast_deploy::{
    Config, Deployer, Deployment, Program, Silent, build_programs, project_root, solidity,
};
use ballast_devnet::node::ClockMode;
use ballast_devnet::{Handle, Options};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The key of Nitro's development account, which every devnet funds.
const OWNER: &str = "0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659";
/// Time at which the devnet begins; it stands still.
const GENESIS: u64 = 1_800_000_000;

/// A deployment with a lender.
pub struct Stage {
    pub at: Deployment,
    pub folder: TempDir,
    pub url: String,
    runtime: Runtime,
    chain: Chain,
    programs: Vec<Program>,
    snapshot: Option<Value>,
    _devnet: Handle,
}

/// What the tool did.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Its JSON; it must have succeeded.
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// It must have failed with this code, saying all these.
    pub fn fails(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.out, "", "nothing on stdout");
        assert!(self.err.starts_with("error: "), "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not in {self:?}");
        }
    }
}

/// Runs a test from the state after deployment.
pub fn test(body: impl FnOnce(&Stage)) {
    static SHARED: OnceLock<Mutex<Stage>> = OnceLock::new();
    let shared = SHARED.get_or_init(|| Mutex::new(Stage::new()));
    let mut stage = shared.lock().unwrap_or_else(PoisonError::into_inner);
    stage.rewind();
    body(&stage);
}

impl Stage {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let devnet = ballast_devnet::start(Options {
            timestamp: Some(GENESIS),
            clock: ClockMode::Manual,
            ..Options::default()
        });
        let (devnet, folder) = (devnet.unwrap(), tempfile::tempdir().unwrap());
        let mut config = Config::devnet_with(&["SOL"]).unwrap();
        config.markets = vec![Market::new("eth-usdc", "ETH", "USDC")];
        let (chain, at, programs) = runtime.block_on(async {
            let signer: PrivateKeySigner = OWNER.parse().unwrap();
            let chain = Chain::connect(devnet.url(), signer).await.unwrap();
            let root = project_root();
            let programs = build_programs(&root, &Silent).unwrap();
            let path = folder.path().join("deployments.json");
            // SOL is an old token: its transfers return nothing, and it has no permits.
            solidity::ensure_built(&root).unwrap();
            let code = solidity::creation_code(&root, "SilentToken").unwrap();
            let request = TransactionRequest::default().with_deploy_code(code);
            let silent = chain.send("SilentToken", request).await.unwrap();
            let sol = config.asset_mut("SOL").unwrap();
            (sol.token, sol.decimals, sol.vault) = (silent.contract_address, 18, false);
            let deployer = Deployer::begin(chain.clone(), &root, &config, Some(&path)).await;
            let at = deployer.unwrap().run(&programs, &Silent).await.unwrap();
            (chain, at, programs)
        });
        let stage = Self {
            at,
            folder,
            url: devnet.url().to_owned(),
            runtime,
            chain,
            programs,
            snapshot: None,
            _devnet: devnet,
        };
        let lender = stage.actor("lender");
        for (symbol, amount) in [("USDC", "100000"), ("ETH", "50")] {
            stage.mint(symbol, lender.address(), amount);
            let ran = stage.run(&lender, &["supply", symbol, amount]);
            assert_eq!(ran.code, 0, "{ran:?}");
        }
        stage
    }

    fn request(&self, method: &'static str, parameters: Value) -> Value {
        let provider = self.chain.provider();
        let answer = provider.raw_request(method.into(), parameters);
        self.runtime.block_on(answer).unwrap()
    }

    fn rewind(&mut self) {
        if let Some(snapshot) = self.snapshot.take() {
            self.request("evm_revert", serde_json::json!([snapshot]));
        }
        self.snapshot = Some(self.request("evm_snapshot", serde_json::json!([])));
    }

    /// Moves time on.
    pub fn travel(&self, seconds: u64) {
        self.request("evm_increaseTime", serde_json::json!([seconds]));
        self.request("evm_mine", serde_json::json!([]));
    }

    /// An account with ether, whose key is in a file of its address.
    pub fn actor(&self, name: &str) -> PrivateKeySigner {
        let actor = self.stranger(name);
        let request = TransactionRequest::default()
            .to(actor.address())
            .value(U256::from(10).pow(U256::from(18)));
        self.runtime
            .block_on(self.chain.send("ether", request))
            .unwrap();
        actor
    }

    /// An account with nothing.
    pub fn stranger(&self, name: &str) -> PrivateKeySigner {
        let actor = PrivateKeySigner::from_bytes(&keccak256(name)).unwrap();
        std::fs::write(self.key(&actor), actor.to_bytes().to_string()).unwrap();
        actor
    }

    fn key(&self, actor: &PrivateKeySigner) -> PathBuf {
        self.folder.path().join(actor.address().to_string())
    }

    /// An account with ether and tokens.
    pub fn rich(&self, name: &str, tokens: &[(&str, &str)]) -> PrivateKeySigner {
        let actor = self.actor(name);
        for (symbol, amount) in tokens {
            self.mint(symbol, actor.address(), amount);
        }
        actor
    }

    pub fn token(&self, symbol: &str) -> Address {
        self.at.tokens[symbol].address
    }

    pub fn units(&self, symbol: &str, amount: &str) -> U256 {
        let decimals = self.at.tokens[symbol].decimals;
        parse_units(amount, decimals).unwrap().into()
    }

    pub fn mint(&self, symbol: &str, account: Address, amount: &str) {
        let amount = self.units(symbol, amount);
        let call = IDevToken::mintCall { account, amount };
        self.runtime
            .block_on(self.chain.transact("mint", self.token(symbol), &call))
            .unwrap();
    }

    pub fn balance(&self, symbol: &str, account: Address) -> U256 {
        let call = IDevToken::balanceOfCall { account };
        self.runtime
            .block_on(self.chain.call(self.token(symbol), &call))
            .unwrap()
    }

    pub fn position(&self, symbol: &str, account: Address) -> IPool::Position {
        let asset = self.token(symbol);
        let call = IPool::positionCall { asset, account };
        self.runtime
            .block_on(self.chain.call(self.at.pool, &call))
            .unwrap()
    }

    /// What the pool may still pull.
    pub fn allowance(&self, symbol: &str, owner: Address) -> U256 {
        alloy::sol! { function allowance(address owner, address spender) external view returns (uint256); }
        let spender = self.at.pool;
        let call = allowanceCall { owner, spender };
        self.runtime
            .block_on(self.chain.call(self.token(symbol), &call))
            .unwrap()
    }

    /// Lets the pool pull so much of an actor's tokens.
    pub fn approve(&self, actor: &PrivateKeySigner, symbol: &str, amount: &str) {
        let (spender, amount) = (self.at.pool, self.units(symbol, amount));
        let call = IDevToken::approveCall { spender, amount };
        let done = self.runtime.block_on(async {
            let chain = Chain::connect(&self.url, actor.clone()).await?;
            chain.transact("approve", self.token(symbol), &call).await
        });
        done.unwrap();
    }

    /// Sends a call as an actor.
    pub fn does(&self, actor: &PrivateKeySigner, to: Address, call: &impl SolCall) {
        let done = self.runtime.block_on(async {
            let chain = Chain::connect(&self.url, actor.clone()).await?;
            chain.transact("acting", to, call).await
        });
        done.unwrap();
    }

    /// Asks a contract.
    pub fn read<C: SolCall>(&self, to: Address, call: &C) -> C::Return {
        self.runtime.block_on(self.chain.call(to, call)).unwrap()
    }

    /// Time of the newest block.
    pub fn now(&self) -> u64 {
        self.runtime.block_on(self.chain.head()).unwrap().2
    }

    /// A price, USD, as of now, which the oracle takes note of.
    pub fn publish(&self, symbol: &str, price: &str) {
        let answer: I256 = I256::from_raw(parse_units(price, 8).unwrap().into());
        let (feed, runtime) = (self.at.feeds[symbol].aggregator, &self.runtime);
        let now = runtime.block_on(self.chain.head()).unwrap().2;
        let updated = U256::from(now);
        let call = IMockFeed::setCall {
            answer,
            updatedAt: updated,
        };
        runtime
            .block_on(self.chain.transact("price", feed, &call))
            .unwrap();
        let feeds = vec![self.at.feeds[symbol].id];
        let poke = IOracle::pokeCall { feeds };
        runtime
            .block_on(self.chain.transact("poke", self.at.oracle, &poke))
            .unwrap();
    }

    /// Sets something of the pool, as its owner.
    pub fn govern(&self, call: &impl SolCall) {
        let done = self.chain.transact("governing", self.at.pool, call);
        self.runtime.block_on(done).unwrap();
    }

    /// Sends a call as the owner of the deployment.
    pub fn owns(&self, to: Address, call: &impl SolCall) {
        let done = self.chain.transact("governing", to, call);
        self.runtime.block_on(done).unwrap();
    }

    /// Deploys another instance of a program.
    pub fn construct(&self, name: &str, arguments: &[u8]) -> Address {
        let program = self
            .programs
            .iter()
            .find(|program| program.name == name)
            .unwrap();
        let salt = keccak256((name.to_owned(), self.height()).abi_encode());
        let made = ballast_deploy::chain::deploy(&self.chain, program, arguments, salt);
        self.runtime.block_on(made).unwrap().address
    }

    /// Deploys a Solidity contract.
    pub fn create(&self, contract: &str, arguments: &[u8]) -> Address {
        let mut code = solidity::creation_code(&project_root(), contract)
            .unwrap()
            .to_vec();
        code.extend_from_slice(arguments);
        let request = TransactionRequest::default().with_deploy_code(code);
        let made = self.runtime.block_on(self.chain.send(contract, request));
        made.unwrap().contract_address.unwrap()
    }

    /// The newest block.
    pub fn height(&self) -> u64 {
        self.runtime.block_on(self.chain.head()).unwrap().0
    }

    /// Runs the tool with an actor's key.
    pub fn run(&self, actor: &PrivateKeySigner, arguments: &[&str]) -> Ran {
        let key = self.key(actor).display().to_string();
        self.run_with(&[arguments, &["--private-key-file", &key]].concat())
    }

    /// What a shell would run.
    pub fn command_line(&self, actor: &PrivateKeySigner, arguments: &[&str]) -> String {
        let folder = self.folder.path().display();
        format!(
            "{} {} --rpc-url {} --deployments {folder}/deployments.json --private-key-file {}",
            env!("CARGO_BIN_EXE_ballast-borrow"),
            arguments.join(" "),
            self.url,
            self.key(actor).display()
        )
    }

    /// Runs the tool on this deployment, without a key.
    pub fn run_with(&self, arguments: &[&str]) -> Ran {
        let deployments = self.folder.path().join("deployments.json");
        let deployments = deployments.display().to_string();
        let connection = ["--rpc-url", &self.url, "--deployments", &deployments];
        run(&[arguments, &connection].concat())
    }
}

/// Runs the tool as is.
pub fn run(arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_ballast-borrow"))
        .args(arguments)
        .env_remove("BALLAST_PRIVATE_KEY")
        .env_remove("BALLAST_RPC_URL")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}
