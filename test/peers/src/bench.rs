//! The node, and what everybody shares on it: actors, tokens, feeds.

use std::collections::BTreeMap;

use alloy::primitives::utils::parse_units;
use alloy::primitives::{Address, Bytes, TxKind, U256, address};
use alloy::sol;
use alloy::sol_types::{SolCall, SolValue};
use ballast_chain_tests::stage::IToken;
use ballast_chain_tests::{Actor, Node};
use ballast_deploy::chain::explain_revert;
use serde_json::Value;

use crate::solidity;

sol! {
    #![sol(all_derives)]

    interface IAnswers {
        function set(int192 answer) external;
    }

    interface ICaching {
        function becomeChainOwner() external;
        function cacheProgram(address program) external;
    }
}

const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");
const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
/// Decimals of the feeds.
const FEED_DECIMALS: u8 = 8;
/// What every actor gets for gas, wei: 100 ether.
const ALLOWANCE: u128 = 100_000_000_000_000_000_000;

/// What is traded: symbol, decimals, price in USD.
pub const ASSETS: [(&str, u8, &str); 8] = [
    ("USDC", 6, "1"),
    ("ETH", 18, "3000"),
    ("BTC", 8, "60000"),
    ("SOL", 9, "150"),
    ("LINK", 18, "15"),
    ("AVAX", 18, "30"),
    ("UNI", 18, "10"),
    ("ARB", 18, "1"),
];

/// A token and its feed.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    pub token: Address,
    pub decimals: u8,
    pub feed: Address,
}

/// What to send where.
#[derive(Clone, Debug)]
pub struct Request {
    pub to: Address,
    pub data: Bytes,
}

impl Request {
    pub fn new(to: Address, call: &impl SolCall) -> Self {
        Self {
            to,
            data: call.abi_encode().into(),
        }
    }
}

/// A node with the tokens and feeds that all protocols share.
#[derive(Debug)]
pub struct Bench {
    pub node: Node,
    /// Owns tokens and protocols.
    pub owner: Actor,
    assets: BTreeMap<&'static str, Asset>,
}

impl Bench {
    pub async fn new(node: Node, owner: Actor) -> Self {
        let mut bench = Self {
            node,
            owner,
            assets: BTreeMap::new(),
        };
        for (symbol, decimals, _) in ASSETS {
            let arguments = (symbol, symbol, U256::from(decimals)).abi_encode_params();
            let token = bench.create_own("DevToken", &arguments).await;
            let feed = bench
                .create_own("Aggregator", &(symbol,).abi_encode_params())
                .await;
            bench.assets.insert(
                symbol,
                Asset {
                    token,
                    decimals,
                    feed,
                },
            );
        }
        bench.publish().await;
        bench
    }

    pub fn asset(&self, symbol: &str) -> Asset {
        self.assets[symbol]
    }

    /// An amount in token units.
    pub fn amount(&self, symbol: &str, whole: &str) -> U256 {
        parse_units(whole, self.asset(symbol).decimals)
            .expect("amount")
            .into()
    }

    /// Token units worth so many USD.
    pub fn worth(&self, symbol: &str, dollars: u64) -> U256 {
        let price = ASSETS
            .iter()
            .find(|asset| asset.0 == symbol)
            .expect("asset")
            .2;
        let price: U256 = price.parse().expect("price");
        self.amount(symbol, "1") * U256::from(dollars) / price
    }

    pub async fn create(&self, code: &[u8], arguments: &[u8]) -> Address {
        let code = [code, arguments].concat();
        let receipt = self
            .node
            .send(&self.owner, TxKind::Create, code.into(), U256::ZERO)
            .await;
        assert!(receipt.status(), "creating a contract");
        receipt.contract_address.expect("address")
    }

    /// Creates a contract of the Foundry project.
    pub async fn create_own(&self, contract: &str, arguments: &[u8]) -> Address {
        let code = ballast_chain_tests::solidity::creation_code(contract);
        self.create(&code, arguments).await
    }

    /// Creates a contract of the peers.
    pub async fn create_peer(&self, contract: &str, arguments: &[u8]) -> Address {
        let code = solidity::creation_code(contract, &[]);
        self.create(&code, arguments).await
    }

    /// An account with ether and tokens, all of which `spender` may pull.
    pub async fn actor(&self, name: &str, spender: Address, tokens: &[&str]) -> Actor {
        let actor = Actor::named(&format!("peers: {name}"));
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
        for symbol in tokens {
            let asset = self.asset(symbol);
            let mint = IToken::mintCall {
                account: actor.address(),
                amount: self.worth(symbol, 10_000_000),
            };
            self.does(&self.owner, asset.token, &mint).await;
            let approve = IToken::approveCall {
                spender,
                amount: U256::MAX,
            };
            self.does(&actor, asset.token, &approve).await;
        }
        actor
    }

    /// Sends what must succeed; the gas of the whole transaction.
    pub async fn send(&self, actor: &Actor, request: Request) -> u64 {
        let Request { to, data } = request;
        let called = self
            .node
            .call(actor.address(), to, data.clone(), U256::ZERO)
            .await;
        if let Err(reason) = called {
            panic!(
                "{}: {data} reverts: {}",
                actor.name,
                explain_revert(&reason)
            );
        }
        let receipt = self
            .node
            .send(actor, TxKind::Call(to), data, U256::ZERO)
            .await;
        assert!(receipt.status(), "{} succeeds as a call only", actor.name);
        receipt.gas_used
    }

    pub async fn does<C: SolCall>(&self, actor: &Actor, to: Address, call: &C) -> u64 {
        self.send(actor, Request::new(to, call)).await
    }

    /// Sends what the owner may do.
    pub async fn sets<C: SolCall>(&self, to: Address, call: &C) {
        self.does(&self.owner, to, call).await;
    }

    /// Asks what may be refused.
    ///
    /// # Errors
    /// The revert data.
    pub async fn tries<C: SolCall>(&self, to: Address, call: &C) -> Result<C::Return, Bytes> {
        let data = call.abi_encode().into();
        let answer = self
            .node
            .call(self.owner.address(), to, data, U256::ZERO)
            .await?;
        let decoded = C::abi_decode_returns_validate(&answer);
        Ok(decoded.unwrap_or_else(|error| panic!("{} returned {answer}: {error}", C::SIGNATURE)))
    }

    pub async fn read<C: SolCall>(&self, to: Address, call: &C) -> C::Return {
        let answer = self.tries(to, call).await;
        answer.unwrap_or_else(|reason| {
            panic!("{} reverts: {}", C::SIGNATURE, explain_revert(&reason))
        })
    }

    /// A minute later, with a new round of every feed at the price as before.
    pub async fn advance(&self) {
        self.node.travel(60).await;
        self.publish().await;
    }

    async fn publish(&self) {
        for (symbol, _, price) in ASSETS {
            let answer: U256 = parse_units(price, FEED_DECIMALS).expect("price").into();
            let answer = answer.to();
            self.sets(self.asset(symbol).feed, &IAnswers::setCall { answer })
                .await;
        }
    }

    /// Puts programs into the chain's cache.
    pub async fn cache(&self, programs: &[Address]) {
        self.sets(ARB_DEBUG, &ICaching::becomeChainOwnerCall {})
            .await;
        for program in programs {
            let program = *program;
            self.sets(ARB_WASM_CACHE, &ICaching::cacheProgramCall { program })
                .await;
        }
    }

    /// A point to go back to.
    pub async fn snapshot(&self) -> Value {
        self.node.snapshot().await
    }
}
