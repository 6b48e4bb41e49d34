//! What all kinds of loans without liquidation have in common: finding them, what stands in the way of an offer, and how an action
//! is planned, tried, confirmed, sent and reported.

pub mod refusal;
pub mod sums;

use std::collections::BTreeSet;

use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::sol_types::{SolError, SolEvent};
use ballast_bindings::{IAllowList, ICollar, IOptionLoan, ITermLoan, IYieldLoan};
use ballast_deploy::Error;
use serde_json::{Map, Value};

use crate::act::{confirm, pretty, told};
use crate::amount::{Amount, WAD};
use crate::cli::Sending;
use crate::failure::Failure;
use crate::pay::{self, Sent};
use crate::session::{Asset, IToken, Session};
use crate::table::list;
use sums::Sums;

/// Hours of a year: interest may run for one of them until a payment is mined.
const HOURS: u64 = 365 * 24;
/// What a price may move until a loan is mined, bps.
const MOVE: u64 = 100;

/// A kind of loans, each a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Fixed rate and dates, collateral that no price can take.
    Term,
    /// Protected by puts.
    Put,
    /// Protected by puts that a sold call pays for; offers of these are bids for calls.
    Collar,
    /// Repaid by what the collateral yields.
    Growth,
}

impl Kind {
    /// As on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Put => "put",
            Self::Collar => "collar",
            Self::Growth => "growth",
        }
    }

    /// The program of the session's deployment.
    ///
    /// # Errors
    /// Usage where it has none.
    pub fn program(self, session: &Session) -> Result<Address, Failure> {
        self.at(session).ok_or_else(|| {
            let name = match self {
                Self::Collar => "collars",
                Self::Term => "term loans",
                Self::Put => "put loans",
                Self::Growth => "growth loans",
            };
            Failure::Usage(format!(
                "this deployment has no {name}; name another --deployments"
            ))
        })
    }

    /// The same, if there is one.
    pub const fn at(self, session: &Session) -> Option<Address> {
        match self {
            Self::Term => session.term_loan,
            Self::Put => session.option_loan,
            Self::Collar => session.collar,
            Self::Growth => session.yield_loan,
        }
    }

    const fn made(self) -> B256 {
        match self {
            Self::Term => ITermLoan::OfferMade::SIGNATURE_HASH,
            Self::Put => IOptionLoan::OfferMade::SIGNATURE_HASH,
            Self::Collar => ICollar::BidMade::SIGNATURE_HASH,
            Self::Growth => IYieldLoan::OfferMade::SIGNATURE_HASH,
        }
    }

    const fn opened(self) -> B256 {
        match self {
            Self::Term => ITermLoan::Opened::SIGNATURE_HASH,
            Self::Put => IOptionLoan::Opened::SIGNATURE_HASH,
            Self::Collar => ICollar::Opened::SIGNATURE_HASH,
            Self::Growth => IYieldLoan::Opened::SIGNATURE_HASH,
        }
    }

    const fn cancelled(self) -> B256 {
        match self {
            Self::Collar => ICollar::BidCancelled::SIGNATURE_HASH,
            _ => ITermLoan::OfferCancelled::SIGNATURE_HASH,
        }
    }

    const fn handed_on(self) -> B256 {
        match self {
            Self::Collar => ICollar::OwnerChanged::SIGNATURE_HASH,
            _ => ITermLoan::BorrowerChanged::SIGNATURE_HASH,
        }
    }

    /// Offers that were made and not cancelled.
    ///
    /// # Errors
    /// Of the endpoint.
    pub async fn offers(self, session: &Session) -> Result<BTreeSet<U256>, Failure> {
        let mut numbers = BTreeSet::new();
        for topics in self.topics(session).await? {
            let (Some(topic), Some(number)) = (topics.first(), topics.get(1)) else {
                continue;
            };
            if *topic == self.made() {
                numbers.insert(U256::from_be_bytes(number.0));
            } else if *topic == self.cancelled() {
                numbers.remove(&U256::from_be_bytes(number.0));
            }
        }
        Ok(numbers)
    }

    /// Loans that an account ever owed or held the position of.
    ///
    /// # Errors
    /// Of the endpoint.
    pub async fn loans_of(
        self,
        session: &Session,
        account: Address,
    ) -> Result<BTreeSet<U256>, Failure> {
        let mut numbers = BTreeSet::new();
        let same = |word: &B256| Address::from_word(*word) == account;
        for topics in self.topics(session).await? {
            let [topic, first, second, third] = topics.as_slice() else {
                continue;
            };
            let borrowed = *topic == self.opened() || *topic == self.handed_on();
            if borrowed && same(third) {
                numbers.insert(U256::from_be_bytes(first.0));
            } else if *topic == ITermLoan::Transfer::SIGNATURE_HASH && same(second) {
                numbers.insert(U256::from_be_bytes(third.0));
            }
        }
        Ok(numbers)
    }

    /// Topics of all events of the program, in order: what they index is the same of all kinds.
    async fn topics(self, session: &Session) -> Result<Vec<Vec<B256>>, Failure> {
        let program = self.program(session)?;
        let logs = session.chain.logs(program, session.first_block).await?;
        Ok(logs
            .into_iter()
            .map(|log| log.inner.topics().to_vec())
            .collect())
    }
}

/// Time of the newest block.
///
/// # Errors
/// Of the endpoint.
pub async fn now(session: &Session) -> Result<u64, Failure> {
    Ok(session.chain.head().await?.2)
}

/// What of an offer limits who takes it, how much, and until when.
#[derive(Debug)]
pub struct Limits<'a> {
    pub program: Address,
    pub debt: &'a Asset,
    pub lender: Address,
    pub left: U256,
    pub least: U256,
    /// Last second at which it can be taken.
    pub expiry: u64,
    pub allowed: Address,
}

impl Limits<'_> {
    /// The amount meant, token units.
    ///
    /// # Errors
    /// Usage.
    pub fn wanted(&self, amount: &Amount) -> Result<U256, Failure> {
        match self.debt.given(amount)? {
            Some(units) => Ok(units),
            None if *amount == Amount::All => Ok(self.left),
            None => Err(enough()),
        }
    }

    /// Why a loan cannot be had now, if it cannot.
    ///
    /// # Errors
    /// Of the endpoint.
    pub async fn obstacle(
        &self,
        session: &Session,
        amount: U256,
        now: u64,
    ) -> Result<Option<String>, Failure> {
        let debt = self.debt;
        if self.left.is_zero() || now > self.expiry {
            return Ok(Some("no: the offer has ended".to_owned()));
        }
        if amount > self.left {
            return Ok(Some(format!("no: {} is left of it", debt.say(self.left))));
        }
        if amount < self.least && amount < self.left {
            return Ok(Some(format!(
                "no: at least {} is taken at once",
                debt.say(self.least)
            )));
        }
        if !admits(session, self.allowed).await {
            return Ok(Some(format!("no: it is not for {}", session.account)));
        }
        let there = payable(session, debt, self.lender, self.program).await?;
        Ok((there < amount)
            .then(|| format!("no: its lender has, or allows, only {}", debt.say(there))))
    }

    /// The same as a failure.
    ///
    /// # Errors
    /// Where it cannot be had.
    pub async fn check(&self, session: &Session, amount: U256) -> Result<(), Failure> {
        let obstacle = self.obstacle(session, amount, now(session).await?).await?;
        obstacle.map_or(Ok(()), |text| {
            Err(Failure::Failed(text.trim_start_matches("no: ").to_owned()))
        })
    }
}

/// Whether the session's account is `allowed`, or a contract there tells so; the zero address allows anyone.
pub async fn admits(session: &Session, allowed: Address) -> bool {
    let account = session.account;
    if allowed.is_zero() || allowed == account {
        return true;
    }
    // Another account, or a list that does not answer, lets nobody in.
    let call = IAllowList::isAllowedCall { account };
    session.read(allowed, &call).await.unwrap_or(false)
}

/// What a program can pull of an account's.
///
/// # Errors
/// Of the endpoint.
pub async fn payable(
    session: &Session,
    asset: &Asset,
    owner: Address,
    spender: Address,
) -> Result<U256, Failure> {
    let has = session.balance(asset, owner).await?;
    let call = IToken::allowanceCall { owner, spender };
    Ok(has.min(session.read(asset.address, &call).await?))
}

/// What an account is in a loan.
pub fn role(session: &Session, borrower: Address, holder: Address) -> &'static str {
    match (borrower == session.account, holder == session.account) {
        (true, true) => "borrower and lender",
        (true, false) => "borrower",
        (false, true) => "lender",
        (false, false) => "other",
    }
}

/// Who takes or replaces a loan is its borrower.
///
/// # Errors
/// Usage.
pub fn own(session: &Session, does: &str) -> Result<(), Failure> {
    if session.account == session.chain.from() {
        return Ok(());
    }
    let text = format!("only an account itself {does}: leave --account out");
    Err(Failure::Usage(text))
}

/// A word that means nothing here.
pub fn enough() -> Failure {
    Failure::Usage("only top-up knows what is enough; write a number, or all".to_owned())
}

/// A loan that has ended.
pub fn ended(number: U256) -> Failure {
    Failure::Failed(format!("nothing of loan {number} is owed any longer"))
}

/// Nothing waits for anybody.
pub fn unclaimed(number: U256) -> Failure {
    Failure::Failed(format!("nothing of loan {number} can be claimed yet"))
}

/// As much as is named; else what is needed, and a hundredth more where it hangs on a price.
///
/// # Errors
/// Usage.
pub fn at_most(
    asset: &Asset,
    needed: U256,
    named: Option<&str>,
    moves: bool,
) -> Result<U256, Failure> {
    if let Some(most) = named {
        return asset.units(most);
    }
    let moves = if moves { MOVE } else { 0 };
    let more = needed.saturating_mul(U256::from(moves)) / U256::from(10_000);
    Ok(needed.saturating_add(more))
}

/// Interest of an hour on what is owed, and the unit that rounding adds to each of two payments.
pub fn an_hour(owed: U256, rate: U256) -> U256 {
    let year = U256::from(WAD).saturating_mul(U256::from(HOURS));
    let hour = owed.saturating_mul(rate).div_ceil(year);
    // Compounded within the hour it is under a hundredth more, at any rate that the programs take.
    hour.saturating_add(hour / U256::from(100))
        .saturating_add(U256::from(2))
}

/// What will be sent.
#[derive(Debug)]
pub struct Plan {
    /// To the program of which kind.
    pub kind: Kind,
    /// As on the command line.
    pub action: &'static str,
    /// When it is done.
    pub past: &'static str,
    /// The loan or offer that it is about.
    pub about: String,
    pub debt: Asset,
    pub collateral: Asset,
    pub call: Bytes,
    /// Most that the program may pull of each.
    pub pulls: Vec<(Asset, U256)>,
    pub expected: Sums,
}

impl Plan {
    /// Tries it, asks, and sends it with the approvals that lack; what to print.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn carry_out(
        self,
        session: &Session,
        sending: Sending,
        json: bool,
    ) -> Result<String, Failure> {
        let (payer, program) = (session.chain.from(), self.kind.program(session)?);
        let mut approvals = Vec::new();
        for (asset, most) in self.pulls.iter().filter(|(_, most)| !most.is_zero()) {
            let balance = session.balance(asset, payer).await?;
            if balance < *most {
                let (there, wanted) = (asset.say(balance), asset.say(*most));
                return Err(Failure::Failed(format!(
                    "{payer} has {there}, and {wanted} may be needed: give it more, or write a smaller amount"
                )));
            }
            let lacking = pay::lacking(session, program, asset, *most).await?;
            if !lacking.is_empty() {
                approvals.push((asset, lacking));
            }
        }
        let doing = format!("{} {}", self.action, self.about);
        let refused = |error| refusal::explain(session, self.kind, error);
        let lacks = |error: &Error| {
            let token = pulled_in_vain(error);
            token.is_some_and(|token| approvals.iter().any(|(asset, _)| asset.address == token))
        };
        // The program's own word, before anybody is asked. Where only an approval that lacks stops it, all else is well.
        match pay::simulate(session, program, &doing, self.call.clone()).await {
            Ok(()) => {}
            Err(error) if lacks(&error) => {}
            Err(error) => return Err(refused(error)),
        }
        if sending.dry_run {
            return Ok(self.report(session, &self.expected, &[], json));
        }
        confirm(&self.report(session, &self.expected, &[], false), sending)?;
        let mut sent = Vec::new();
        for (asset, amounts) in &approvals {
            sent.extend(pay::approve(session, program, asset, amounts).await?);
        }
        let request = pay::request(program, self.call.clone());
        let receipt = session.chain.send(&doing, request).await.map_err(refused)?;
        sent.push(Sent::new(self.action, &receipt));
        let logs = receipt.inner.logs().iter().map(|log| &log.inner);
        let beneath = match self.kind {
            Kind::Collar => Kind::Put.at(session),
            _ => None,
        };
        let done = Sums::of(self.kind, program, beneath, logs);
        Ok(self.report(session, &done, &sent, json))
    }

    /// The plan, or what came of it.
    fn report(&self, session: &Session, sums: &Sums, sent: &[Sent], json: bool) -> String {
        let (action, about) = (self.action, &self.about);
        let (debt, collateral) = (&self.debt, &self.collateral);
        if json {
            let mut map = Map::new();
            let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
            put("action", action.into());
            put("about", about.as_str().into());
            put("account", session.account.to_string().into());
            put("asset", debt.symbol.as_str().into());
            put("collateral_asset", collateral.symbol.as_str().into());
            put("sent", (!sent.is_empty()).into());
            put("transactions", serde_json::json!(sent));
            map.extend(sums.json(debt, collateral));
            return pretty(&Value::Object(map));
        }
        let head = if sent.is_empty() {
            format!("would {action} {about}")
        } else {
            format!("{} {about}", self.past)
        };
        let mut pairs = vec![("account", session.account.to_string())];
        pairs.extend(sums.pairs(debt, collateral));
        format!("{head}\n{}{}", list(&pairs), told(sent))
    }
}

/// The token whose pull was refused, if that is why a call failed; the error is the same of all kinds.
fn pulled_in_vain(error: &Error) -> Option<Address> {
    let Error::Reverted { data, .. } = error else {
        return None;
    };
    let failed = ITermLoan::TransferFailed::abi_decode(data).ok()?;
    Some(failed.token)
}
