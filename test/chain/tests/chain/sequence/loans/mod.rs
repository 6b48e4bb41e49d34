//! Loans without liquidation beside the pool, in the same tokens and at the same prices: whatever is done, collateral leaves a loan
//! only by what its events tell, puts are covered, what is owed to lenders is paid at every price, and every unit is somebody's.

mod growth;
mod put;
mod term;

use std::collections::BTreeSet;

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::{Address, U256};
use alloy::rpc::types::TransactionReceipt;
use alloy::sol;
use alloy::sol_types::SolCall;
use ballast_chain_tests::{Actor, Stage, outcome};
use rand::Rng;

use super::market::{LST, SYMBOLS};
use super::world::{Role, World};
use growth::Growth;
use put::Puts;
use term::Terms;

sol! {
    /// Any token's.
    event Transfer(address indexed from, address indexed to, uint256 value);
    /// Of the positions of every kind.
    function ownerOf(uint256 tokenId) external view returns (address);
}

/// The tokens of these loans.
const TOKENS: [&str; 3] = ["USDC", "ETH", LST];
const HOUR: u32 = 3_600;
const WAD: u128 = 1_000_000_000_000_000_000;

fn number(value: u128) -> U256 {
    U256::from(value)
}

/// What is known of the loans of all kinds.
#[derive(Clone)]
pub struct Loans {
    term: Terms,
    put: Puts,
    growth: Growth,
}

impl Loans {
    /// Constructs the programs; every actor may use them, and the suppliers offer something.
    pub async fn begin(world: &mut World) {
        let stage = world.stage.clone();
        let loans = Self {
            term: Terms::new(stage.at.loans["term-loan"]),
            put: Puts::new(stage.at.loans["option-loan"]),
            growth: Growth::new(stage.at.loans["yield-loan"]),
        };
        for at in [loans.term.at, loans.put.at, loans.growth.at] {
            allow(&stage, &world.actors, at).await;
        }
        world.loans = Some(loans);
        world.make_market().await;
    }
}

/// Lets a program take tokens of every actor.
async fn allow(stage: &Stage, actors: &[Actor], at: Address) {
    for actor in actors {
        for symbol in TOKENS {
            stage.approve_at(stage.token(symbol), actor, at).await;
        }
    }
}

/// Numbers up to `most` that a program's events name, which may be those of loans.
fn named(receipt: &TransactionReceipt, at: Address, most: usize) -> BTreeSet<usize> {
    let logs = receipt.inner.logs().iter();
    let topics = logs.filter(|log| log.address() == at);
    let topics = topics.flat_map(|log| log.topics().iter().skip(1));
    let numbers = topics.filter_map(|topic| usize::try_from(U256::from_be_bytes(topic.0)).ok());
    numbers.filter(|id| (1..=most).contains(id)).collect()
}

impl World {
    fn loans(&mut self) -> &mut Loans {
        self.loans.as_mut().expect("loans")
    }

    /// Somebody does something with a loan.
    pub async fn lend(&mut self) {
        match self.below(12) {
            0..3 => self.term_loans().await,
            3..8 => self.puts().await,
            8..11 => self.yield_loans().await,
            // Loans wait for their dates.
            _ => self.time_passes().await,
        }
    }

    /// Whose address this is, or anybody; one time of ten anybody at all.
    fn who(&mut self, account: Address) -> Actor {
        let known = self.actors.iter().find(|actor| actor.address() == account);
        let known = known.cloned();
        let stranger = self.actor();
        known
            .filter(|_| self.below(10) > 0)
            .unwrap_or_else(|| stranger.clone())
    }

    /// What a view tells, unless it refuses.
    async fn try_read<C: SolCall>(&self, at: Address, call: &C) -> Option<C::Return> {
        let (caller, data) = (self.stage.owner.address(), call.abi_encode().into());
        let node = &self.stage.node;
        let answer = node.call(caller, at, data, U256::ZERO).await.ok()?;
        Some(C::abi_decode_returns(&answer).expect("a view's answer"))
    }

    /// Who holds the position of a loan, or anybody.
    async fn holder_of(&mut self, at: Address, loan: U256) -> Actor {
        let owner = self.try_read(at, &ownerOfCall { tokenId: loan }).await;
        self.who(owner.unwrap_or_default())
    }

    /// One of some numbers; now and then one that is none, or not one of them.
    fn one_of(&mut self, of: &[usize], most: usize) -> U256 {
        let chosen = if of.is_empty() || self.below(20) == 0 {
            self.below(most + 2)
        } else {
            of[self.below(of.len())]
        };
        U256::from(chosen)
    }

    /// Some of what an actor has.
    async fn purse(&mut self, actor: &Actor, symbol: &str, parts: u64) -> U256 {
        let balance = self.balance(symbol, actor).await;
        self.some_of(balance / U256::from(parts))
    }

    fn index(symbol: &str) -> usize {
        let index = SYMBOLS.iter().position(|known| *known == symbol);
        index.expect("a reserve")
    }

    /// Whoever may take an offer: mostly anybody.
    fn admitted(&mut self) -> Address {
        if self.below(8) == 0 {
            self.of(Role::Borrower).address()
        } else {
            Address::ZERO
        }
    }

    /// Seconds of some hours.
    fn hours(&mut self, least: u32, most: u32) -> u32 {
        HOUR * self.random.random_range(least..=most)
    }

    /// Every kind's invariants after an action.
    pub async fn check_loans(&mut self, receipt: &TransactionReceipt, before: BlockNumberOrTag) {
        if self.loans.is_none() {
            return;
        }
        let lent: Vec<_> = [
            self.check_term(receipt).await,
            self.check_puts(receipt, before).await,
            self.check_growth(receipt).await,
        ]
        .concat();
        self.only_who_lent_is_charged(receipt, &lent);
    }

    /// ALL-1: these programs take tokens of who calls, and of lenders what a loan is opened with.
    fn only_who_lent_is_charged(
        &self,
        receipt: &TransactionReceipt,
        lent: &[(Address, Address, U256)],
    ) {
        let Some(loans) = &self.loans else { return };
        let programs = [loans.term.at, loans.put.at, loans.growth.at];
        for symbol in TOKENS {
            let token = self.stage.token(symbol);
            for event in outcome::events::<Transfer>(receipt, token) {
                let (from, to) = (event.from, event.to);
                if from == receipt.from || programs.contains(&from) || !programs.contains(&to) {
                    continue;
                }
                let due = lent.iter().any(|(program, lender, amount)| {
                    *program == to && *lender == from && *amount == event.value
                });
                assert!(
                    due || loans.put.is_market(from),
                    "ALL-1: {} {symbol} of {} go to {to}",
                    event.value,
                    self.name(from)
                );
            }
        }
    }

    /// POOL-5: a program has what its loans lock and owe, to the unit.
    async fn has_exactly(&self, at: Address, sums: &[(&str, U256)]) {
        for (symbol, sum) in sums {
            let held = self.stage.balance(symbol, at).await;
            assert_eq!(held, *sum, "POOL-5: {symbol} of {at}");
        }
    }
}
