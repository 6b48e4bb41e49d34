//! A deployment on a node, and what tests do with it.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::utils::parse_units;
use alloy::primitives::{Address, Bytes, I256, TxKind, U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol;
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::{IInsurance, IOracle, IPool};
use ballast_deploy::chain::{self, Chain, explain_revert};
use ballast_deploy::config::Ratio;
use ballast_deploy::{Config, Deployer, Deployment, Program, Silent, build_programs, project_root};
use ballast_devnet::node::ClockMode;
use ballast_devnet::{Handle, Options};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::{Actor, Done, Node};

sol! {
    /// What tests do with tokens.
    #[sol(all_derives)]
    interface IToken {
        function mint(address account, uint256 amount) external;
        function balanceOf(address account) external view returns (uint256);
        function approve(address spender, uint256 amount) external returns (bool);
        function transfer(address to, uint256 amount) external returns (bool);
    }

    /// What tests do with feeds.
    #[sol(all_derives)]
    interface IFeed {
        function set(int256 answer, uint256 updatedAt) external;
        function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80);
    }
}

/// Time at which the embedded devnet begins.
pub const GENESIS_TIME: u64 = 1_800_000_000;
/// Decimals of the devnet's feeds.
const FEED_DECIMALS: u8 = 8;
/// What every actor gets for gas, wei: 100 ether.
const ALLOWANCE: u128 = 100_000_000_000_000_000_000;
/// The key of Nitro's development account, which every devnet funds; `BALLAST_PRIVATE_KEY` names another.
const DEVELOPMENT_KEY: &str = "0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659";

/// A deployment on a node.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The node.
    pub node: Node,
    /// What is where.
    pub at: Deployment,
    /// As it was configured.
    pub config: Config,
    /// Owns every program, token and feed.
    pub owner: Actor,
    url: String,
    programs: Arc<[Program]>,
}

struct Shared {
    runtime: Runtime,
    url: String,
    programs: Arc<[Program]>,
    stage: Stage,
    snapshot: Option<Value>,
    /// Nothing was done on it yet.
    fresh: bool,
    _devnet: Option<Handle>,
}

fn shared() -> &'static Mutex<Shared> {
    static SHARED: OnceLock<Mutex<Shared>> = OnceLock::new();
    SHARED.get_or_init(|| match std::panic::catch_unwind(Shared::new) {
        Ok(shared) => Mutex::new(shared),
        Err(panic) => {
            // Without a deployment every test would fail the same way.
            let reason = panic
                .downcast_ref::<String>()
                .map_or("see above", String::as_str);
            use std::io::Write;
            let _closed = writeln!(
                std::io::stderr(),
                "the chain tests have no deployment to run on: {reason}"
            );
            std::process::exit(1);
        }
    })
}

impl Shared {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("runtime");
        let url = std::env::var("BALLAST_RPC_URL")
            .ok()
            .filter(|url| !url.is_empty());
        let devnet = url.is_none().then(|| {
            let options = Options {
                timestamp: Some(GENESIS_TIME),
                clock: ClockMode::Manual,
                ..Options::default()
            };
            ballast_devnet::start(options).expect("devnet")
        });
        let url = url
            .or_else(|| devnet.as_ref().map(|devnet| devnet.url().to_owned()))
            .unwrap_or_default();
        let programs = build_programs(&project_root(), &Silent);
        let programs = programs
            .unwrap_or_else(|error| panic!("programs: {error}"))
            .into();
        let mut stage = runtime.block_on(Stage::deploy(&url, &programs));
        stage.node.stands_still = devnet.is_some();
        Self {
            runtime,
            url,
            programs,
            stage,
            snapshot: None,
            fresh: true,
            _devnet: devnet,
        }
    }

    /// Goes back to the state after deployment.
    fn rewind(&mut self) {
        let Self {
            runtime,
            url,
            programs,
            stage,
            snapshot,
            fresh,
            ..
        } = self;
        runtime.block_on(async {
            if stage.node.snapshots {
                if let Some(snapshot) = snapshot.take() {
                    stage.node.revert(&snapshot).await;
                }
                *snapshot = Some(stage.node.snapshot().await);
            } else if !*fresh {
                *stage = Stage::deploy(url, programs).await;
            }
        });
        self.fresh = false;
    }
}

/// Runs a test on a deployment that nothing was done on yet.
pub fn test(body: impl AsyncFnOnce(&Stage)) {
    run(false, body);
}

/// Runs a test that moves time; on a node that cannot, says so and leaves it out.
pub fn travelling(body: impl AsyncFnOnce(&Stage)) {
    run(true, body);
}

fn run(travels: bool, body: impl AsyncFnOnce(&Stage)) {
    let mut shared = shared().lock().unwrap_or_else(PoisonError::into_inner);
    if travels && !shared.stage.node.travels {
        let name = std::thread::current().name().unwrap_or("test").to_owned();
        // Past the harness's capture, so that nobody takes it for run.
        use std::io::Write;
        let _closed = writeln!(
            std::io::stderr(),
            "skipped {name}: this node cannot travel in time"
        );
        return;
    }
    shared.rewind();
    let stage = shared.stage.clone();
    shared.runtime.block_on(body(&stage));
}

impl Stage {
    /// Deploys the devnet's configuration and SOL, which cannot be borrowed.
    async fn deploy(url: &str, programs: &Arc<[Program]>) -> Self {
        let mut config = Config::devnet_with(&["SOL"]).expect("configuration");
        // What the tests count in; deployments have the study's.
        config.oracle.smoothing = 1_800;
        config.unwinder.slice_interval = 300;
        config.unwinder.slice_premium = Ratio::from_bps(50);
        config.unwinder.auction_duration = 600;
        for asset in config.assets.iter_mut().filter(|asset| asset.insured) {
            asset.reserve.premium_factor = 500;
        }
        let key =
            std::env::var("BALLAST_PRIVATE_KEY").unwrap_or_else(|_| DEVELOPMENT_KEY.to_owned());
        let signer: PrivateKeySigner = key.parse().expect("a private key");
        let owner = Actor::keyed("owner", signer.clone());
        let chain = Chain::connect(url, signer).await.expect("node");
        let deployer = Deployer::begin(chain, &project_root(), &config, None)
            .await
            .expect("deployment");
        let at = deployer
            .run(programs, &Silent)
            .await
            .unwrap_or_else(|error| panic!("deployment: {error}"));
        Self {
            node: Node::connect(url).await,
            at,
            config,
            owner,
            url: url.to_owned(),
            programs: Arc::clone(programs),
        }
    }

    /// Deploys another instance of a program.
    ///
    /// # Errors
    /// Of its constructor.
    pub async fn construct(
        &self,
        name: &str,
        arguments: &[u8],
    ) -> Result<Address, ballast_deploy::Error> {
        let chain = Chain::connect(&self.url, self.owner.signer.clone())
            .await
            .expect("node");
        let program = self
            .programs
            .iter()
            .find(|program| program.name == name)
            .expect("a program");
        let salt = keccak256((name.to_owned(), chain.nonce().await.expect("nonce")).abi_encode());
        Ok(chain::deploy(&chain, program, arguments, salt)
            .await?
            .address)
    }

    /// The same, with another fund for USDC, whose debt book is `book`.
    pub async fn with_fund_of(&self, book: Address) -> Self {
        let arguments = (self.owner.address(), self.token("USDC")).abi_encode_params();
        let fund = self.construct("insurance", &arguments).await.expect("fund");
        let add = IInsurance::addBookCall { book, weight: 1 };
        self.does(&self.owner, fund, &add).await;
        let mut stage = self.clone();
        stage.at.insurance.insert("USDC".to_owned(), fund);
        stage
    }

    /// The same, with another pool of the same reserves, which obeys `unwinder`.
    pub async fn with_pool_under(&self, unwinder: Address) -> Self {
        let arguments =
            (self.owner.address(), self.oracle(), self.at.pool_extension).abi_encode_params();
        let pool = self.construct("pool", &arguments).await.expect("pool");
        for asset in self.read(self.pool(), &IPool::reservesCall {}).await {
            let config = self
                .read(self.pool(), &IPool::reserveConfigCall { asset })
                .await
                .config;
            self.does(&self.owner, pool, &IPool::setReserveCall { asset, config })
                .await;
        }
        let risk = self.read(self.pool(), &IPool::riskCall {}).await;
        let risk = IPool::setRiskCall {
            zScore: risk.zScore,
            horizon: risk.horizon,
            buffer: risk.buffer,
            factorFeeds: risk.factorFeeds,
            correlations: risk.correlations,
        };
        self.does(&self.owner, pool, &risk).await;
        self.does(&self.owner, pool, &IPool::setUnwinderCall { unwinder })
            .await;
        let mut stage = self.clone();
        stage.at.pool = pool;
        stage
    }

    /// Where the node answers.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The pool.
    #[must_use]
    pub fn pool(&self) -> Address {
        self.at.pool
    }

    /// The unwinder.
    #[must_use]
    pub fn unwinder(&self) -> Address {
        self.at.unwinder
    }

    /// The oracle.
    #[must_use]
    pub fn oracle(&self) -> Address {
        self.at.oracle
    }

    /// The insurance fund of USDC.
    #[must_use]
    pub fn fund(&self) -> Address {
        self.at.insurance["USDC"]
    }

    /// A token.
    #[must_use]
    pub fn token(&self, symbol: &str) -> Address {
        self.at.tokens[symbol].address
    }

    /// An amount in token units, such as `("ETH", "1.5")`.
    #[must_use]
    pub fn amount(&self, symbol: &str, whole: &str) -> U256 {
        parse_units(whole, self.at.tokens[symbol].decimals)
            .expect("amount")
            .into()
    }

    /// Symbol of a token.
    #[must_use]
    pub fn symbol(&self, token: Address) -> &str {
        let found = self
            .at
            .tokens
            .iter()
            .find(|(_, known)| known.address == token);
        found.map_or("unknown", |(symbol, _)| symbol)
    }

    /// An account with ether.
    pub async fn actor(&self, name: &str) -> Actor {
        let actor = Actor::named(name);
        let paid = self
            .node
            .send(
                &self.owner,
                TxKind::Call(actor.address()),
                Bytes::new(),
                U256::from(ALLOWANCE),
            )
            .await;
        assert!(paid.status(), "{name} gets ether");
        actor
    }

    /// An account with ether and tokens, which it lets the pool and the fund pull.
    pub async fn rich(&self, name: &str, tokens: &[(&str, &str)]) -> Actor {
        let actor = self.actor(name).await;
        for (symbol, whole) in tokens {
            self.mint(symbol, actor.address(), self.amount(symbol, whole))
                .await;
            self.approve(symbol, &actor).await;
        }
        actor
    }

    /// Makes tokens.
    pub async fn mint(&self, symbol: &str, account: Address, amount: U256) {
        self.does(
            &self.owner,
            self.token(symbol),
            &IToken::mintCall { account, amount },
        )
        .await;
    }

    /// Lets the pool and the fund of the token pull whatever they want.
    pub async fn approve(&self, symbol: &str, actor: &Actor) {
        for spender in [Some(self.pool()), self.at.insurance.get(symbol).copied()]
            .into_iter()
            .flatten()
        {
            self.approve_at(self.token(symbol), actor, spender).await;
        }
    }

    /// Lets `spender` pull whatever it wants.
    pub async fn approve_at(&self, token: Address, actor: &Actor, spender: Address) {
        self.does(
            actor,
            token,
            &IToken::approveCall {
                spender,
                amount: U256::MAX,
            },
        )
        .await;
    }

    /// Balance of a token.
    pub async fn balance(&self, symbol: &str, account: Address) -> U256 {
        self.read(self.token(symbol), &IToken::balanceOfCall { account })
            .await
    }

    /// Sends a call that must succeed.
    pub async fn does<C: SolCall>(&self, actor: &Actor, to: Address, call: &C) -> Done<C::Return> {
        match self.tries(actor, to, call).await {
            Ok(done) => done,
            Err(data) => panic!(
                "{}: {} reverts with {}",
                actor.name,
                C::SIGNATURE,
                explain_revert(&data)
            ),
        }
    }

    /// Sends a call that may revert.
    ///
    /// # Errors
    /// The revert data; nothing was sent then.
    pub async fn tries<C: SolCall>(
        &self,
        actor: &Actor,
        to: Address,
        call: &C,
    ) -> Result<Done<C::Return>, Bytes> {
        let input = Bytes::from(call.abi_encode());
        let answer = self
            .node
            .call(actor.address(), to, input.clone(), U256::ZERO)
            .await?;
        let returned = C::abi_decode_returns_validate(&answer)
            .unwrap_or_else(|error| panic!("{} returned {answer}: {error}", C::SIGNATURE));
        let receipt = self
            .node
            .send(actor, TxKind::Call(to), input, U256::ZERO)
            .await;
        assert!(
            receipt.status(),
            "{}: {} succeeds as a call and reverts as a transaction",
            actor.name,
            C::SIGNATURE
        );
        Ok(Done { returned, receipt })
    }

    /// Sends a call that must revert with exactly this error, and checks that the transaction reverts too.
    pub async fn refuses<C: SolCall, E: SolError>(
        &self,
        actor: &Actor,
        to: Address,
        call: &C,
        expected: E,
    ) {
        let data = self.refused(actor, to, call).await;
        assert!(
            data == expected.abi_encode(),
            "{}: {} reverts with {}, expected {}",
            actor.name,
            C::SIGNATURE,
            explain_revert(&data),
            explain_revert(&expected.abi_encode()),
        );
    }

    /// Sends a call that must revert with this error, whatever its values.
    pub async fn refuses_as<C: SolCall, E: SolError>(
        &self,
        actor: &Actor,
        to: Address,
        call: &C,
    ) -> E {
        let data = self.refused(actor, to, call).await;
        E::abi_decode_validate(&data).unwrap_or_else(|_| {
            panic!(
                "{}: {} reverts with {}, expected {}",
                actor.name,
                C::SIGNATURE,
                explain_revert(&data),
                E::SIGNATURE
            )
        })
    }

    /// Sends a call that must revert, and gives the revert data.
    pub async fn refused<C: SolCall>(&self, actor: &Actor, to: Address, call: &C) -> Bytes {
        let input = Bytes::from(call.abi_encode());
        match self
            .node
            .call(actor.address(), to, input.clone(), U256::ZERO)
            .await
        {
            Ok(_) => panic!("{}: {} succeeds, but must revert", actor.name, C::SIGNATURE),
            Err(data) => {
                let receipt = self
                    .node
                    .send(actor, TxKind::Call(to), input, U256::ZERO)
                    .await;
                assert!(!receipt.status(), "{} reverts as a call only", C::SIGNATURE);
                assert!(
                    receipt.inner.logs().is_empty(),
                    "{} logs though it reverts",
                    C::SIGNATURE
                );
                data
            }
        }
    }

    /// Calls a view function that must succeed.
    pub async fn read<C: SolCall>(&self, to: Address, call: &C) -> C::Return {
        self.read_as(self.owner.address(), to, call).await
    }

    /// [`Self::read`] for a caller.
    pub async fn read_as<C: SolCall>(&self, from: Address, to: Address, call: &C) -> C::Return {
        self.read_at(from, to, call, BlockNumberOrTag::Latest).await
    }

    /// [`Self::read`] on the state after a past block.
    pub async fn read_at<C: SolCall>(
        &self,
        from: Address,
        to: Address,
        call: &C,
        block: BlockNumberOrTag,
    ) -> C::Return {
        let answer = self
            .node
            .call_at(from, to, call.abi_encode().into(), U256::ZERO, block)
            .await;
        let answer = answer.unwrap_or_else(|data| {
            panic!("{} reverts with {}", C::SIGNATURE, explain_revert(&data))
        });
        C::abi_decode_returns_validate(&answer)
            .unwrap_or_else(|error| panic!("{} returned {answer}: {error}", C::SIGNATURE))
    }

    /// Calls a view function that must revert with this error.
    pub async fn denies<C: SolCall, E: SolError>(&self, to: Address, call: &C, expected: E) {
        let answer = self
            .node
            .call(
                self.owner.address(),
                to,
                call.abi_encode().into(),
                U256::ZERO,
            )
            .await;
        let data = answer.expect_err(C::SIGNATURE);
        assert!(
            data == expected.abi_encode(),
            "{} reverts with {}, expected {}",
            C::SIGNATURE,
            explain_revert(&data),
            explain_revert(&expected.abi_encode()),
        );
    }

    /// Creates an ordinary contract of the Foundry project.
    pub async fn create(&self, actor: &Actor, contract: &str, arguments: &[u8]) -> Address {
        let code = [&crate::solidity::creation_code(contract), arguments].concat();
        let receipt = self
            .node
            .send(actor, TxKind::Create, code.into(), U256::ZERO)
            .await;
        assert!(receipt.status(), "creating {contract}");
        receipt.contract_address.expect("address")
    }

    /// Publishes a price, USD, as of now.
    pub async fn publish(&self, symbol: &str, price: &str) {
        let answer = parse_units(price, FEED_DECIMALS).expect("price").into();
        let updated = U256::from(self.node.now().await);
        self.answer(symbol, I256::from_raw(answer), updated).await;
    }

    /// Publishes any answer.
    pub async fn answer(&self, symbol: &str, answer: I256, updated: U256) {
        let call = IFeed::setCall {
            answer,
            updatedAt: updated,
        };
        self.does(&self.owner, self.at.feeds[symbol].aggregator, &call)
            .await;
    }

    /// Takes the newest rounds of all feeds into the averages.
    pub async fn poke(&self) {
        let count = self.read(self.oracle(), &IOracle::feedCountCall {}).await;
        let feeds = (0..=u8::MAX).take(count.to::<usize>()).collect();
        self.does(&self.owner, self.oracle(), &IOracle::pokeCall { feeds })
            .await;
    }

    /// Publishes a price and takes it into the averages.
    pub async fn price(&self, symbol: &str, price: &str) {
        self.publish(symbol, price).await;
        self.poke().await;
    }

    /// Publishes the price that a feed has again, as of now.
    pub async fn refresh(&self) {
        let updated = U256::from(self.node.now().await);
        for (symbol, feed) in &self.at.feeds {
            let answer = self
                .read(feed.aggregator, &IFeed::latestRoundDataCall {})
                .await
                ._1;
            self.answer(symbol, answer, updated).await;
        }
        self.poke().await;
    }

    /// Moves time on and publishes every price again.
    pub async fn advance(&self, seconds: u64) {
        self.node.travel(seconds).await;
        self.refresh().await;
    }

    /// Publishes a price and lets averages come up to it.
    pub async fn settle_at(&self, symbol: &str, price: &str) {
        self.price(symbol, price).await;
        // Ten hours are twenty half-lives: a millionth of the step is left.
        self.advance(36_000).await;
    }

    /// Lends an amount to the pool.
    pub async fn supply(&self, actor: &Actor, symbol: &str, whole: &str) {
        let call = IPool::supplyCall {
            asset: self.token(symbol),
            assets: self.amount(symbol, whole),
            onBehalf: actor.address(),
        };
        self.does(actor, self.pool(), &call).await;
    }

    /// Escrows collateral.
    pub async fn deposit(&self, actor: &Actor, symbol: &str, whole: &str) {
        let call = IPool::depositCollateralCall {
            asset: self.token(symbol),
            amount: self.amount(symbol, whole),
            onBehalf: actor.address(),
        };
        self.does(actor, self.pool(), &call).await;
    }

    /// Borrows.
    pub async fn borrow(&self, actor: &Actor, symbol: &str, whole: &str) {
        let call = IPool::borrowCall {
            asset: self.token(symbol),
            assets: self.amount(symbol, whole),
            account: actor.address(),
            receiver: actor.address(),
        };
        self.does(actor, self.pool(), &call).await;
    }

    /// Stakes USDC in its fund.
    pub async fn stake(&self, actor: &Actor, whole: &str) {
        let call = IInsurance::depositCall {
            assets: self.amount("USDC", whole),
            receiver: actor.address(),
        };
        self.does(actor, self.fund(), &call).await;
    }

    /// What an account has in a reserve.
    pub async fn position(&self, symbol: &str, account: Address) -> IPool::Position {
        self.read(
            self.pool(),
            &IPool::positionCall {
                asset: self.token(symbol),
                account,
            },
        )
        .await
    }

    /// A reserve's totals.
    pub async fn reserve(&self, symbol: &str) -> IPool::ReserveState {
        self.read(
            self.pool(),
            &IPool::reserveStateCall {
                asset: self.token(symbol),
            },
        )
        .await
    }
}
