//! An underlying together with its puts: wrapped and unwrapped to the wei, every deadline to the second, exercised below the strike
//! alone, with sources, tokens and markets that misbehave, and listed in the oracle and the pool: its floor carries an account
//! through what unwinds another, and hedges no debt of the underlying.

use alloy::primitives::aliases::{U40, U96};
use alloy::primitives::{Address, B256, I256, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::protected::IProtected::{Phase, Protection, Terms};
use ballast_bindings::unwinder::IUnwinder::Status;
use ballast_bindings::{IOptionMarket, IOracle, IOwned, IPool, IProtected, IUnwinder};
use ballast_chain_tests::stage::{IToken, test, travelling};
use ballast_chain_tests::{Actor, Stage};
use risk_core::health::AssetRisk;

use crate::option_market::{agreed, animal, animal_at, calm, make, strikes};

sol! {
    /// `src/zoo/MoodyToken.sol`, and `src/zoo/MoodyFeed.sol`.
    interface IMoody {
        function become(uint8 mood) external;
        function write(uint80 id, int256 answer, uint256 started, uint256 updated, uint80 answeredIn) external;
    }

    /// `src/zoo/Scripted.sol`.
    interface IScripted {
        struct Step {
            address target;
            bytes data;
            bool mayFail;
        }
        function run(Step[] calldata steps) external;
    }

    /// `src/zoo/ReenteringToken.sol`.
    interface IReentering {
        function arm(address target, bytes calldata data) external;
        function succeeded() external view returns (bool);
        function answer() external view returns (bytes memory);
    }

    /// What tokens tell of what others may pull.
    interface IAllowance {
        function allowance(address owner, address spender) external view returns (uint256);
    }
}

const HOUR: u64 = 3_600;
pub const DAY: u64 = 24 * HOUR;
const LIFE: u64 = 30 * DAY;
const WINDOW: u64 = DAY;
const FADE: u64 = 3 * DAY;
pub const WAD: u128 = 1_000_000_000_000_000_000;
/// A whole dollar of USDC.
pub const DOLLAR: u128 = 1_000_000;
/// The strike, dollars for an ether at 2,000; the market's first.
const STRIKE: u128 = 1_600;
const ALONE: u128 = 1 << 79;

pub fn number(value: u128) -> U256 {
    U256::from(value)
}

fn text(value: &str) -> B256 {
    B256::right_padding_from(value.as_bytes())
}

/// A program, its market, and who writes and holds.
pub struct Cover<'a> {
    pub stage: &'a Stage,
    pub at: Address,
    pub market: Address,
    pub debt: Address,
    pub underlying: Address,
    pub expiry: u64,
    pub writer: Actor,
    pub holder: Actor,
}

/// A tenth of the floor off at the expiry, rising for three days; a hundredth of margin.
pub fn terms(stage: &Stage, market: Address) -> Terms {
    let aggregator = |symbol: &str| stage.at.feeds[symbol].aggregator;
    Terms {
        market,
        strike: 0,
        underlyingFeed: aggregator("ETH"),
        underlyingHeartbeat: HOUR as u32,
        assetFeed: aggregator("USDC"),
        assetHeartbeat: DAY as u32,
        haircut: 1_000,
        fade: FADE as u32,
        margin: 100,
    }
}

fn arguments(terms: &Terms) -> Vec<u8> {
    let (name, symbol) = (text("Ballast protected ETH"), text("bETH"));
    (name, symbol, terms.clone()).abi_encode_params()
}

/// Makes a program.
pub async fn protect(stage: &Stage, terms: &Terms) -> Address {
    let made = stage.construct("protected", &arguments(terms)).await;
    made.expect("a program")
}

impl<'a> Cover<'a> {
    /// In ETH and USDC at 2,000 dollars, with 200,000 of writers' cash.
    pub async fn new(stage: &'a Stage) -> Self {
        calm(stage).await;
        Self::of(stage, stage.token("ETH"), stage.token("USDC")).await
    }

    pub async fn of(stage: &'a Stage, underlying: Address, debt: Address) -> Self {
        let expiry = stage.node.now().await + LIFE;
        Self::until(stage, underlying, debt, expiry).await
    }

    pub async fn until(stage: &'a Stage, underlying: Address, debt: Address, expiry: u64) -> Self {
        let agreed = agreed(stage, underlying, debt, expiry);
        let market = make(stage, agreed, strikes(&[STRIKE, 2_000])).await;
        let at = protect(stage, &terms(stage, market)).await;
        let cover = Self {
            stage,
            at,
            market,
            debt,
            underlying,
            expiry,
            writer: stage.actor("writer").await,
            holder: stage.actor("holder").await,
        };
        let decimals = stage.read(debt, &IProtected::decimalsCall {}).await;
        let dollar = 10_u128.pow(decimals.into());
        for actor in [&cover.writer, &cover.holder] {
            for (token, amount) in [(debt, 1_000_000 * dollar), (underlying, 1_000 * WAD)] {
                let call = IToken::mintCall {
                    account: actor.address(),
                    amount: number(amount),
                };
                stage.does(&stage.owner, token, &call).await;
                for spender in [market, at] {
                    stage.approve_at(token, actor, spender).await;
                }
            }
        }
        let write = IOptionMarket::depositCall {
            assets: number(200_000 * dollar),
            receiver: cover.writer.address(),
        };
        stage.does(&cover.writer, market, &write).await;
        cover
    }

    /// Buys puts for the holder, and lets the program pull them.
    async fn buy(&self, amount: u128) {
        let buy = IOptionMarket::buyCall {
            strike: U256::ZERO,
            amount: number(amount),
            most: U256::MAX,
            receiver: self.holder.address(),
        };
        self.stage.does(&self.holder, self.market, &buy).await;
        let allow = IOptionMarket::setOperatorCall {
            spender: self.at,
            approved: true,
        };
        self.stage.does(&self.holder, self.market, &allow).await;
    }

    pub fn wrapping(&self, amount: u128) -> IProtected::wrapCall {
        IProtected::wrapCall {
            amount: number(amount),
            receiver: self.holder.address(),
        }
    }

    pub fn covering(&self, amount: u128) -> IProtected::wrapAndBuyCall {
        IProtected::wrapAndBuyCall {
            amount: number(amount),
            most: U256::MAX,
            receiver: self.holder.address(),
        }
    }

    pub fn unwrapping(&self, amount: u128) -> IProtected::unwrapCall {
        IProtected::unwrapCall {
            amount: number(amount),
            receiver: self.holder.address(),
        }
    }

    /// Shares of the holder, with puts bought for them.
    pub async fn cover(&self, amount: u128) {
        let call = self.covering(amount);
        self.stage.does(&self.holder, self.at, &call).await;
    }

    async fn exercise(&self) -> U256 {
        let call = IProtected::exerciseCall {};
        let done = self.stage.does(&self.writer, self.at, &call).await;
        let event: IProtected::Exercised = done.event(self.at);
        assert_eq!(event.caller, self.writer.address());
        assert_eq!(event.cash, done.returned);
        assert_eq!(event.shares, self.supply().await);
        done.returned
    }

    /// Debt asset, underlying and puts of an account.
    pub async fn has(&self, account: Address) -> [U256; 3] {
        let of = async |token| {
            let call = IToken::balanceOfCall { account };
            self.stage.read(token, &call).await
        };
        let puts = IOptionMarket::balanceOf_1Call {
            owner: account,
            id: U256::ZERO,
        };
        [
            of(self.debt).await,
            of(self.underlying).await,
            self.stage.read(self.market, &puts).await,
        ]
    }

    async fn shares(&self, account: Address) -> U256 {
        let call = IProtected::balanceOfCall { account };
        self.stage.read(self.at, &call).await
    }

    async fn supply(&self) -> U256 {
        let call = IProtected::totalSupplyCall {};
        self.stage.read(self.at, &call).await
    }

    async fn protection(&self) -> Protection {
        let call = IProtected::protectionCall {};
        self.stage.read(self.at, &call).await
    }

    /// Round and price of a share, WAD.
    async fn round(&self) -> (u128, u128, u64) {
        let call = IProtected::latestRoundDataCall {};
        let told = self.stage.read(self.at, &call).await;
        assert_eq!(told.roundId, told.answeredInRound);
        assert_eq!(told.startedAt, told.updatedAt);
        let answer = u128::try_from(told.answer).expect("a price");
        (told.roundId.to(), answer, told.updatedAt.to())
    }

    /// Round of an aggregator.
    async fn round_of(&self, symbol: &str) -> u128 {
        let call = IProtected::latestRoundDataCall {};
        let aggregator = self.stage.at.feeds[symbol].aggregator;
        self.stage.read(aggregator, &call).await.roundId.to()
    }

    /// Goes to a second; prices stay as they are, and grow old.
    pub async fn at(&self, time: u64) {
        let now = self.stage.node.now().await;
        self.stage.node.travel(time - now).await;
    }

    /// Publishes a price as of now, without taking it into averages.
    async fn published(&self, dollars: &str) {
        self.stage.publish("ETH", dollars).await;
        self.stage.publish("USDC", "1").await;
    }

    /// What is here is what shares are of, `gifts` aside: debt asset, underlying, puts. And nobody may pull anything.
    async fn adds_up(&self, gifts: [u128; 3]) {
        let (supply, told) = (self.supply().await, self.protection().await);
        let [cash, underlying, puts] = gifts.map(number);
        let expected = match told.phase {
            Phase::Exercised => [number(told.left) + cash, underlying, puts],
            Phase::Ended => [cash, underlying + supply, U256::MAX],
            _ => [cash, underlying + supply, puts + supply],
        };
        let mut held = self.has(self.at).await;
        if told.phase == Phase::Ended {
            // What nobody exercised stays, and is worth nothing.
            held[2] = U256::MAX;
        }
        assert_eq!(held, expected);
        for token in [self.debt, self.underlying] {
            let call = IAllowance::allowanceCall {
                owner: self.at,
                spender: self.market,
            };
            assert_eq!(self.stage.read(token, &call).await, U256::ZERO);
        }
    }
}

#[test]
fn shares_are_wrapped_and_unwrapped_to_the_wei() {
    travelling(async |stage| {
        let cover = Cover::new(stage).await;
        let made = terms(stage, cover.market);
        let holder = cover.holder.address();
        let told = stage.read(cover.at, &IProtected::termsCall {}).await;
        assert_eq!(told, made);
        let expected = Protection {
            phase: Phase::Open,
            underlying: cover.underlying,
            asset: cover.debt,
            price: U96::from(STRIKE * WAD),
            expiry: U40::from(cover.expiry),
            until: U40::from(cover.expiry + WINDOW),
            shares: 0,
            cash: 0,
            left: 0,
        };
        assert_eq!(cover.protection().await, expected);
        let name = stage.read(cover.at, &IProtected::nameCall {}).await;
        assert_eq!(name, "Ballast protected ETH");
        let decimals = stage.read(cover.at, &IProtected::decimalsCall {}).await;
        assert_eq!(decimals, 18);

        // With puts that are there.
        cover.buy(3 * WAD).await;
        let before = cover.has(holder).await;
        let done = stage
            .does(&cover.holder, cover.at, &cover.wrapping(WAD + 1))
            .await;
        let event: IProtected::Wrapped = done.event(cover.at);
        assert_eq!((event.caller, event.receiver), (holder, holder));
        assert_eq!((event.amount, event.premium), (number(WAD + 1), U256::ZERO));
        stage
            .does(&cover.holder, cover.at, &cover.wrapping(1))
            .await;
        let taken = number(WAD + 2);
        assert_eq!(
            cover.has(holder).await,
            [before[0], before[1] - taken, before[2] - taken]
        );
        assert_eq!(cover.shares(holder).await, taken);
        cover.adds_up([0; 3]).await;

        // With puts that are bought for it.
        let quote = IOptionMarket::quoteCall {
            strike: U256::ZERO,
            amount: number(5 * WAD),
        };
        let quote = stage.read(cover.market, &quote).await;
        let mut wrap = cover.covering(5 * WAD);
        wrap.most = quote.premium - U256::ONE;
        let above = IProtected::PremiumAboveLimit {
            premium: quote.premium,
            limit: wrap.most,
        };
        stage.refuses(&cover.holder, cover.at, &wrap, above).await;
        wrap.most = quote.premium;
        let before = cover.has(holder).await;
        let done = stage.does(&cover.holder, cover.at, &wrap).await;
        assert_eq!(done.returned, quote.premium);
        let event: IProtected::Wrapped = done.event(cover.at);
        assert_eq!(event.premium, quote.premium);
        let after = [
            before[0] - quote.premium,
            before[1] - number(5 * WAD),
            before[2],
        ];
        assert_eq!(cover.has(holder).await, after);
        cover.adds_up([0; 3]).await;

        // Nothing, too much, to nobody.
        let zero = IProtected::ZeroAmount {};
        stage
            .refuses(&cover.holder, cover.at, &cover.wrapping(0), zero.clone())
            .await;
        stage
            .refuses(&cover.holder, cover.at, &cover.unwrapping(0), zero)
            .await;
        let all = IProtected::wrapCall {
            amount: U256::MAX,
            receiver: holder,
        };
        let _: IOwned::RiskCalculation = stage.refuses_as(&cover.holder, cover.at, &all).await;
        let held = cover.shares(holder).await;
        let short = IProtected::ERC20InsufficientBalance {
            sender: holder,
            balance: held,
            needed: held + U256::ONE,
        };
        let more = IProtected::unwrapCall {
            amount: held + U256::ONE,
            receiver: holder,
        };
        stage.refuses(&cover.holder, cover.at, &more, short).await;
        let nobody = IProtected::unwrapCall {
            amount: U256::ONE,
            receiver: Address::ZERO,
        };
        stage
            .refuses(&cover.holder, cover.at, &nobody, IOwned::ZeroAddress {})
            .await;
        // More than the caller has of the underlying, and of puts.
        let much = cover.wrapping(2_000 * WAD);
        let failed = IProtected::TransferFailed {
            token: cover.underlying,
        };
        stage.refuses(&cover.holder, cover.at, &much, failed).await;
        let puts = cover.has(holder).await[2].to::<u128>();
        let refused: IProtected::CallFailed = stage
            .refuses_as(&cover.holder, cover.at, &cover.wrapping(puts + 1))
            .await;
        assert_eq!(refused.target, cover.market);
        assert_eq!(
            refused.reason[..4],
            IOptionMarket::InsufficientBalance::SELECTOR
        );

        // Shares move, with an allowance too.
        let transfer = IProtected::transferCall {
            to: cover.writer.address(),
            value: number(WAD),
        };
        let moved = stage.does(&cover.holder, cover.at, &transfer).await;
        let event: IProtected::Transfer = moved.event(cover.at);
        assert_eq!((event.from, event.to), (holder, cover.writer.address()));
        let pull = IProtected::transferFromCall {
            from: holder,
            to: cover.writer.address(),
            value: U256::ONE,
        };
        let short = IProtected::ERC20InsufficientAllowance {
            spender: cover.writer.address(),
            allowance: U256::ZERO,
            needed: U256::ONE,
        };
        stage.refuses(&cover.writer, cover.at, &pull, short).await;
        let approve = IProtected::approveCall {
            spender: cover.writer.address(),
            value: U256::ONE,
        };
        let approved = stage.does(&cover.holder, cover.at, &approve).await;
        let event: IProtected::Approval = approved.event(cover.at);
        assert_eq!(event.value, U256::ONE);
        stage.does(&cover.writer, cover.at, &pull).await;
        let expired = IProtected::ERC2612ExpiredSignature {
            deadline: U256::ONE,
        };
        let mut permit = IProtected::permit_0Call {
            owner: holder,
            spender: cover.writer.address(),
            value: U256::MAX,
            deadline: U256::ONE,
            v: 27,
            r: B256::ZERO,
            s: B256::ZERO,
        };
        stage
            .refuses(&cover.writer, cover.at, &permit, expired)
            .await;
        permit.deadline = U256::MAX;
        let invalid = IProtected::ERC2612InvalidSigner {
            signer: Address::ZERO,
            owner: holder,
        };
        stage
            .refuses(&cover.writer, cover.at, &permit, invalid)
            .await;

        // What was given to the program is nobody's.
        let gift = IToken::mintCall {
            account: cover.at,
            amount: number(77),
        };
        for token in [cover.debt, cover.underlying] {
            stage.does(&stage.owner, token, &gift).await;
        }
        let gift = IOptionMarket::transfer_1Call {
            receiver: cover.at,
            id: U256::ZERO,
            amount: number(7),
        };
        stage.does(&cover.holder, cover.market, &gift).await;
        cover.adds_up([77, 77, 7]).await;

        // All of it comes back in kind.
        let shares = cover.shares(holder).await;
        let before = cover.has(holder).await;
        let unwrap = cover.unwrapping(shares.to());
        let done = stage.does(&cover.holder, cover.at, &unwrap).await;
        let paid = &done.returned;
        assert_eq!(
            (paid.underlying, paid.puts, paid.cash),
            (shares, shares, U256::ZERO)
        );
        let event: IProtected::Unwrapped = done.event(cover.at);
        assert_eq!(
            (event.amount, event.underlying, event.puts),
            (shares, shares, shares)
        );
        assert_eq!(
            cover.has(holder).await,
            [before[0], before[1] + shares, before[2] + shares]
        );
        assert_eq!(cover.supply().await, number(WAD + 1));
        cover.adds_up([77, 77, 7]).await;
    });
}

#[test]
fn every_deadline_holds_to_the_second() {
    travelling(async |stage| {
        let cover = Cover::new(stage).await;
        cover.buy(WAD).await;
        cover.cover(5 * WAD).await;
        let exercise = IProtected::exerciseCall {};
        let early = IProtected::NotExercisable {
            from: U256::from(cover.expiry),
            until: U256::from(cover.expiry + WINDOW),
        };
        cover.at(cover.expiry - 1).await;
        cover.published("1000").await;
        stage
            .refuses(&cover.holder, cover.at, &exercise, early.clone())
            .await;
        stage
            .does(&cover.holder, cover.at, &cover.wrapping(WAD))
            .await;
        cover.at(cover.expiry).await;
        let expired = IProtected::Expired {
            expiry: U256::from(cover.expiry),
        };
        stage
            .refuses(&cover.holder, cover.at, &cover.wrapping(1), expired.clone())
            .await;
        stage
            .refuses(&cover.holder, cover.at, &cover.covering(1), expired)
            .await;
        assert_eq!(cover.protection().await.phase, Phase::Window);
        // In kind to the last second of the window.
        let kind = |done: IProtected::unwrapReturn| (done.underlying, done.puts, done.cash);
        let unwrap = cover.unwrapping(WAD);
        for time in [cover.expiry, cover.expiry + WINDOW] {
            cover.at(time).await;
            let paid = stage.does(&cover.holder, cover.at, &unwrap).await.returned;
            assert_eq!(kind(paid), (number(WAD), number(WAD), U256::ZERO));
        }
        cover.adds_up([0; 3]).await;
        let snapshot = stage.node.snapshot().await;
        cover.published("1000").await;
        let cash = cover.exercise().await;
        assert_eq!(cash, number(4 * STRIKE * DOLLAR));
        cover.adds_up([0; 3]).await;
        stage.node.revert(&snapshot).await;
        // A second later nobody exercises, and shares are the underlying alone.
        cover.at(cover.expiry + WINDOW + 1).await;
        cover.published("1000").await;
        stage
            .refuses(&cover.holder, cover.at, &exercise, early)
            .await;
        assert_eq!(cover.protection().await.phase, Phase::Ended);
        let paid = stage.does(&cover.holder, cover.at, &unwrap).await.returned;
        assert_eq!(kind(paid), (number(WAD), U256::ZERO, U256::ZERO));
        cover.adds_up([0; 3]).await;
        let before = cover.has(cover.holder.address()).await;
        stage
            .does(&cover.holder, cover.at, &cover.unwrapping(3 * WAD))
            .await;
        let after = cover.has(cover.holder.address()).await;
        assert_eq!(after, [before[0], before[1] + number(3 * WAD), before[2]]);
        cover.adds_up([0; 3]).await;
    });
}

#[test]
fn all_is_exercised_below_the_strike_and_cash_is_paid_to_the_unit() {
    travelling(async |stage| {
        let cover = Cover::new(stage).await;
        let exercise = IProtected::exerciseCall {};
        // So that no part of the cash is whole.
        cover.cover(WAD + 1_234_567_890_123).await;
        let transfer = IProtected::transferCall {
            to: cover.writer.address(),
            value: number(WAD / 3),
        };
        stage.does(&cover.holder, cover.at, &transfer).await;
        let shares = cover.supply().await.to::<u128>();
        cover.at(cover.expiry).await;
        // At the strike, above it, and less the margin.
        for (dollars, price) in [
            ("2000", 2_000 * WAD),
            ("1600", 1_600 * WAD),
            ("1584", 1_584 * WAD),
        ] {
            cover.published(dollars).await;
            let error = IProtected::NotBelowStrike {
                price: number(price),
                limit: number(1_584 * WAD),
            };
            stage
                .refuses(&cover.holder, cover.at, &exercise, error)
                .await;
        }
        // A price older than its heartbeat, of either, is none.
        let now = stage.node.now().await;
        let answer = |dollars: i64| I256::try_from(dollars * 100_000_000).expect("fits");
        for (symbol, dollars, heartbeat) in [("ETH", 1_000, HOUR), ("USDC", 1, DAY)] {
            cover.published("1000").await;
            let old = U256::from(now - heartbeat - 1);
            stage.answer(symbol, answer(dollars), old).await;
            let aggregator = stage.at.feeds[symbol].aggregator;
            let error = IProtected::PriceUnavailable { aggregator };
            stage
                .refuses(&cover.holder, cover.at, &exercise, error)
                .await;
        }
        stage
            .answer("ETH", answer(1_000), U256::from(now - HOUR))
            .await;
        stage.answer("USDC", answer(1), U256::from(now - DAY)).await;
        let snapshot = stage.node.snapshot().await;
        cover.exercise().await;
        stage.node.revert(&snapshot).await;
        // Just below.
        cover.published("1583.99999999").await;
        let gift = IToken::mintCall {
            account: cover.at,
            amount: number(5),
        };
        stage.does(&stage.owner, cover.debt, &gift).await;
        let cash = cover.exercise().await.to::<u128>();
        assert_eq!(cash, shares * STRIKE / 1_000_000_000_000);
        let told = cover.protection().await;
        assert_eq!((told.phase, told.shares), (Phase::Exercised, shares));
        assert_eq!((told.cash, told.left), (cash, cash));
        cover.adds_up([5, 0, 0]).await;
        let again = IProtected::AlreadyExercised {};
        stage
            .refuses(&cover.holder, cover.at, &exercise, again)
            .await;
        // The price is the cash of a share, however little of it is left, and whatever the underlying does.
        let worth = number(cash) * number(10_u128.pow(30)) / number(shares);
        let worth = worth.to::<u128>();
        let round = ALONE + cover.round_of("USDC").await;
        cover.published("9000").await;
        assert_eq!(cover.round().await.0, round + 1);
        assert_eq!(cover.round().await.1, worth);
        // Down for those who leave, and the last take all.
        let writers = WAD / 3;
        let before = cover.has(cover.writer.address()).await;
        let unwrap = IProtected::unwrapCall {
            amount: number(writers),
            receiver: cover.writer.address(),
        };
        let paid = stage
            .does(&cover.writer, cover.at, &unwrap)
            .await
            .returned
            .cash;
        let part = (number(cash) * number(writers)) / number(shares);
        assert_eq!(paid, part);
        let after = cover.has(cover.writer.address()).await;
        assert_eq!(after, [before[0] + part, before[1], before[2]]);
        cover.adds_up([5, 0, 0]).await;
        assert_eq!(cover.round().await.1, worth);
        cover.at(cover.expiry + 10 * WINDOW).await;
        let rest = cover.unwrapping(shares - writers);
        let paid = stage
            .does(&cover.holder, cover.at, &rest)
            .await
            .returned
            .cash;
        assert_eq!(paid, number(cash) - part);
        cover.adds_up([5, 0, 0]).await;
        assert_eq!(cover.supply().await, U256::ZERO);
        // Who has nothing wrapped exercises nothing.
        let empty = Cover::of(stage, cover.underlying, cover.debt).await;
        stage.refresh().await;
        empty.at(empty.expiry).await;
        stage
            .refuses(
                &empty.holder,
                empty.at,
                &exercise,
                IProtected::ZeroAmount {},
            )
            .await;
    });
}

#[test]
fn the_price_is_the_floor_that_is_left_at_every_phase() {
    travelling(async |stage| {
        let cover = Cover::new(stage).await;
        cover.cover(WAD).await;
        let rounds = async || cover.round_of("ETH").await + cover.round_of("USDC").await;
        assert_eq!(cover.round().await.0, rounds().await);
        assert_eq!(cover.round().await.1, 2_000 * WAD);
        // The older of both, either way round; the round advances with each.
        let before = cover.round().await;
        stage.node.travel(50).await;
        stage.publish("ETH", "200").await;
        let told = cover.round().await;
        assert_eq!(told, (before.0 + 1, STRIKE * WAD, before.2));
        stage.publish("USDC", "0.9").await;
        let told = cover.round().await;
        let now = stage.node.now().await;
        assert_eq!(told, (before.0 + 2, STRIKE * WAD * 9 / 10, now));
        stage.publish("USDC", "1").await;
        let (fade, end) = (cover.expiry - FADE, cover.expiry + WINDOW);
        for (time, dollars) in [
            (fade, 1_600),
            (cover.expiry - FADE / 2, 1_520),
            (cover.expiry - 1, 1_440),
            (cover.expiry, 1_440),
            (cover.expiry + WINDOW / 2, 1_440),
            (end - WINDOW / 4, 720),
            (end, 200),
            (end + 1, 200),
        ] {
            // Sources tell anew, as they must within their heartbeats.
            if time > stage.node.now().await + 60 {
                stage.node.travel(time - 60 - stage.node.now().await).await;
                stage.publish("USDC", "1").await;
                stage.publish("ETH", "200").await;
            }
            cover.at(time).await;
            let told = cover.round().await.1;
            // A second before the expiry a second of three days is left of the tenth.
            let least = dollars * WAD;
            let most = least + 160 * WAD / u128::from(FADE) + 1;
            let between = if time + 1 == cover.expiry {
                most
            } else {
                least
            };
            assert!(told >= least && told <= between, "{time}: {told}");
        }
        assert_eq!(cover.round().await.0, ALONE + cover.round_of("ETH").await);
        stage.publish("ETH", "2500").await;
        assert_eq!(cover.round().await.1, 2_500 * WAD);
        // What is older than its source's heartbeat is no price, though the other source's is longer.
        stage.node.travel(HOUR + 60).await;
        let told = IProtected::latestRoundDataCall {};
        let aggregator = stage.at.feeds["ETH"].aggregator;
        let error = IProtected::PriceUnavailable { aggregator };
        stage.denies(cover.at, &told, error).await;
    });
}

#[test]
fn a_source_that_fails_is_told_and_ends_nothing_but_the_exercise() {
    travelling(async |stage| {
        calm(stage).await;
        let feed = stage
            .create(&stage.owner, "MoodyFeed", &U256::from(8).abi_encode())
            .await;
        let one = I256::try_from(100_000_000).expect("fits");
        let write = async |answer: I256, updated: u64| {
            let (id, updated) = (U256::ONE.to(), U256::from(updated));
            let call = IMoody::writeCall {
                id,
                answer,
                started: updated,
                updated,
                answeredIn: id,
            };
            stage.does(&stage.owner, feed, &call).await;
        };
        let becomes = async |mood| {
            let call = IMoody::becomeCall { mood };
            stage.does(&stage.owner, feed, &call).await;
        };
        let cover = Cover::new(stage).await;
        write(one, stage.node.now().await).await;
        let told = IProtected::latestRoundDataCall {};
        let error = IProtected::PriceUnavailable { aggregator: feed };
        for (as_underlying, dollars) in [(true, 1_600), (false, 2_000)] {
            let mut terms = terms(stage, cover.market);
            if as_underlying {
                terms.underlyingFeed = feed;
            } else {
                terms.assetFeed = feed;
            }
            stage.refresh().await;
            let at = protect(stage, &terms).await;
            let answer = stage.read(at, &told).await.answer;
            assert_eq!(answer, I256::try_from(dollars * WAD).expect("fits"));
            for mood in 1..=5 {
                becomes(mood).await;
                stage.denies(at, &told, error.clone()).await;
            }
            becomes(0).await;
            for answer in [I256::ZERO, I256::MINUS_ONE, I256::MAX, I256::MIN] {
                write(answer, stage.node.now().await).await;
                stage.denies(at, &told, error.clone()).await;
            }
            for updated in [0, stage.node.now().await + 1_000] {
                write(one, updated).await;
                stage.denies(at, &told, error.clone()).await;
            }
            // None is made of it either.
            let refused = stage.construct("protected", &arguments(&terms)).await;
            let refused = refused.expect_err("a dead source").to_string();
            assert!(refused.contains("PriceUnavailable"), "{refused}");
            write(one, stage.node.now().await).await;
        }
        // Listed: the oracle flags it, and it counts for nothing, until the source answers again.
        let mut terms = terms(stage, cover.market);
        terms.assetFeed = feed;
        let at = protect(stage, &terms).await;
        list(stage, at).await;
        let price = IOracle::priceCall { asset: at };
        stage.node.travel(100).await;
        let reading = stage.read(stage.oracle(), &price).await;
        assert_eq!((reading.flags, reading.spot), (0, number(2_000 * WAD)));
        for mood in [1, 4, 5] {
            becomes(mood).await;
            assert_eq!(stage.read(stage.oracle(), &price).await.flags & 1, 1);
        }
        becomes(0).await;
        assert_eq!(stage.read(stage.oracle(), &price).await.flags, 0);

        // Shares of a program without a source are unwrapped in kind, and their puts exercised by who has them.
        cover.cover(2 * WAD).await;
        let holder = cover.holder.address();
        stage.approve_at(cover.underlying, &cover.holder, at).await;
        stage.approve_at(cover.debt, &cover.holder, at).await;
        let wrap = cover.covering(2 * WAD);
        stage.does(&cover.holder, at, &wrap).await;
        cover.at(cover.expiry).await;
        cover.published("100").await;
        becomes(1).await;
        let exercise = IProtected::exerciseCall {};
        stage.refuses(&cover.holder, at, &exercise, error).await;
        stage
            .does(&cover.holder, at, &cover.unwrapping(2 * WAD))
            .await;
        let exercise = IOptionMarket::exerciseCall {
            strike: U256::ZERO,
            amount: number(2 * WAD),
            receiver: holder,
        };
        let before = cover.has(holder).await;
        stage.does(&cover.holder, cover.market, &exercise).await;
        let gained = cover.has(holder).await[0] - before[0];
        assert_eq!(gained, number(2 * STRIKE * DOLLAR));
        cover.adds_up([0; 3]).await;
    });
}

#[test]
fn cash_that_cannot_be_sent_waits_in_the_market_and_is_fetched() {
    travelling(async |stage| {
        calm(stage).await;
        let moody = animal_at(stage, "MoodyToken", "USDC").await;
        let cover = Cover::of(stage, stage.token("ETH"), moody).await;
        let become_ = async |mood| {
            let call = IMoody::becomeCall { mood };
            stage.does(&stage.owner, moody, &call).await;
        };
        cover.buy(WAD).await;
        cover.cover(2 * WAD).await;
        cover.at(cover.expiry).await;
        cover.published("1000").await;
        become_(2).await;
        let cash = cover.exercise().await;
        assert_eq!(cover.protection().await.phase, Phase::Exercised);
        let withheld = IOptionMarket::withheldOfCall {
            account: cover.at,
            token: moody,
        };
        assert_eq!(stage.read(cover.market, &withheld).await, cash);
        // The price is what it will be, and nothing is paid until the token works again.
        assert_eq!(cover.round().await.1, STRIKE * WAD);
        let unwrap = cover.unwrapping(WAD);
        let refused: IProtected::CallFailed =
            stage.refuses_as(&cover.holder, cover.at, &unwrap).await;
        assert_eq!(refused.target, cover.market);
        become_(0).await;
        let done = stage.does(&cover.holder, cover.at, &unwrap).await;
        let event: IProtected::Fetched = done.event(cover.at);
        assert_eq!(event.cash, cash);
        assert_eq!(done.returned.cash, cash / U256::from(2));
        cover.adds_up([0; 3]).await;
        let done = stage.does(&cover.holder, cover.at, &unwrap).await;
        assert!(done.events::<IProtected::Fetched>(cover.at).is_empty());
        assert_eq!(done.returned.cash, cash / U256::from(2));
        cover.adds_up([0; 3]).await;
    });
}

#[test]
fn tokens_that_fail_take_fees_or_call_back_take_nothing() {
    travelling(async |stage| {
        calm(stage).await;
        // One that fails holds shares up, and loses none.
        let moody = animal(stage, "MoodyToken").await;
        let cover = Cover::of(stage, moody, stage.token("USDC")).await;
        cover.buy(WAD).await;
        cover.cover(WAD).await;
        for (mood, lies) in [(1, false), (2, false), (3, true), (4, false)] {
            let call = IMoody::becomeCall { mood };
            stage.does(&stage.owner, moody, &call).await;
            let refused = stage
                .refused(&cover.holder, cover.at, &cover.wrapping(WAD))
                .await;
            let expected = if lies {
                IProtected::TransferMismatch::SELECTOR
            } else {
                IProtected::TransferFailed::SELECTOR
            };
            assert_eq!(refused[..4], expected);
            if !lies {
                let failed = IProtected::TransferFailed { token: moody };
                let unwrap = cover.unwrapping(WAD);
                stage
                    .refuses(&cover.holder, cover.at, &unwrap, failed)
                    .await;
            }
        }
        stage
            .does(&stage.owner, moody, &IMoody::becomeCall { mood: 0 })
            .await;
        stage
            .does(&cover.holder, cover.at, &cover.unwrapping(WAD))
            .await;
        cover.adds_up([0; 3]).await;

        let fee = animal(stage, "FeeToken").await;
        let cover = Cover::of(stage, fee, stage.token("USDC")).await;
        cover.buy(WAD).await;
        let mismatch = IProtected::TransferMismatch {
            token: fee,
            expected: number(WAD),
            received: number(WAD / 100 * 99),
        };
        stage
            .refuses(&cover.holder, cover.at, &cover.wrapping(WAD), mismatch)
            .await;

        let token = animal(stage, "ReenteringToken").await;
        let cover = Cover::of(stage, token, stage.token("USDC")).await;
        cover.buy(2 * WAD).await;
        cover.cover(WAD).await;
        let inner = [
            cover.wrapping(1).abi_encode(),
            cover.covering(1).abi_encode(),
            cover.unwrapping(1).abi_encode(),
            IProtected::exerciseCall {}.abi_encode(),
        ];
        for data in inner {
            let arm = IReentering::armCall {
                target: cover.at,
                data: data.into(),
            };
            stage.does(&stage.owner, token, &arm).await;
            stage
                .does(&cover.holder, cover.at, &cover.wrapping(WAD / 10))
                .await;
            stage
                .does(&cover.holder, cover.at, &cover.unwrapping(WAD / 10))
                .await;
            assert!(!stage.read(token, &IReentering::succeededCall {}).await);
            let answer = stage.read(token, &IReentering::answerCall {}).await;
            assert_eq!(answer, IOwned::Reentered {}.abi_encode());
            cover.adds_up([0; 3]).await;
        }
    });
}

#[test]
fn a_market_is_taken_at_its_word_for_what_it_made_and_for_nothing_else() {
    travelling(async |stage| {
        let cover = Cover::new(stage).await;
        let made = terms(stage, cover.market);
        // What is no market, or has no such strike, or has expired.
        for (market, strike) in [
            (stage.token("ETH"), 0),
            (stage.oracle(), 0),
            (cover.market, 2),
        ] {
            let terms = Terms {
                market,
                strike,
                ..made.clone()
            };
            let refused = stage.construct("protected", &arguments(&terms)).await;
            let refused = refused.expect_err("no market").to_string();
            assert!(refused.contains("InvalidMarket"), "{refused}");
        }
        // Not in a transaction in which somebody deposited cash.
        let account = stage.create(&stage.owner, "Scripted", &[]).await;
        for token in [cover.debt, cover.underlying] {
            let mint = IToken::mintCall {
                account,
                amount: number(10_000 * WAD),
            };
            stage.does(&stage.owner, token, &mint).await;
        }
        let step = |target, data: Vec<u8>| IScripted::Step {
            target,
            data: data.into(),
            mayFail: false,
        };
        let allow = |spender| {
            let call = IToken::approveCall {
                spender,
                amount: U256::MAX,
            };
            call.abi_encode()
        };
        let deposit = IOptionMarket::depositCall {
            assets: number(DOLLAR),
            receiver: account,
        };
        let approvals = vec![
            step(cover.debt, allow(cover.market)),
            step(cover.debt, allow(cover.at)),
            step(cover.underlying, allow(cover.at)),
        ];
        let call = IScripted::runCall { steps: approvals };
        stage.does(&stage.owner, account, &call).await;
        let steps = vec![
            step(cover.market, deposit.abi_encode()),
            step(cover.at, cover.covering(WAD).abi_encode()),
        ];
        let error = IProtected::CallFailed {
            target: cover.market,
            reason: IOptionMarket::JustDeposited {}.abi_encode().into(),
        };
        let call = IScripted::runCall { steps };
        stage.refuses(&stage.owner, account, &call, error).await;
        // One that burns all gas, or answers at length, where it should send puts.
        let arguments = (cover.underlying, cover.debt, U256::from(cover.expiry));
        let greedy = stage
            .create(&stage.owner, "GreedyMarket", &arguments.abi_encode_params())
            .await;
        let at = protect(
            stage,
            &Terms {
                market: greedy,
                ..made
            },
        )
        .await;
        stage.approve_at(cover.underlying, &cover.holder, at).await;
        stage.approve_at(cover.debt, &cover.holder, at).await;
        let refused = stage.refused(&cover.holder, at, &cover.covering(WAD)).await;
        assert!(
            [
                IProtected::CallFailed::SELECTOR,
                IProtected::TransferMismatch::SELECTOR,
                IProtected::TransferFailed::SELECTOR
            ]
            .iter()
            .any(|selector| refused[..4] == *selector)
        );
        cover.adds_up([0; 3]).await;
    });
}

/// Lists a program in the oracle, by the volatilities of its underlying.
pub async fn list(stage: &Stage, at: Address) -> u8 {
    let id = stage.at.feeds["ETH"].id;
    let call = IOracle::feedAtCall { feed: id };
    let eth = stage.read(stage.oracle(), &call).await;
    let set = IOracle::setFeedCall {
        asset: at,
        aggregator: at,
        heartbeat: eth.heartbeat,
        varianceFloor: eth.varianceFloor,
        varianceCap: eth.varianceCap,
    };
    stage
        .does(&stage.owner, stage.oracle(), &set)
        .await
        .returned
}

/// Lists a program in the oracle and, as collateral, in the pool: no factor moves it below its floor, so it has no loadings, and
/// a family and an issuer of its own; all other risks are its underlying's, its volatility that of all its factors too.
pub async fn lend_on(stage: &Stage, at: Address, issuer: u8) {
    let feed = list(stage, at).await;
    let call = IPool::reserveConfigCall {
        asset: stage.token("ETH"),
    };
    let mut config = stage.read(stage.pool(), &call).await.config;
    let mut risk = AssetRisk::unpack(config.profile.0, config.scenarios.0);
    let loading = risk
        .loadings
        .iter()
        .map(|loading| loading.unsigned_abs())
        .max();
    risk.idiosyncratic = risk.idiosyncratic.max(loading.unwrap_or_default());
    risk.loadings = [0; 4];
    (risk.issuer, risk.family, risk.basis) = (issuer, issuer, 0);
    let (profile, scenarios) = risk.pack();
    (config.profile, config.scenarios) = (profile.into(), scenarios.into());
    (config.feed, config.borrowEnabled) = (feed, false);
    let set = IPool::setReserveCall { asset: at, config };
    stage.does(&stage.owner, stage.pool(), &set).await;
}

pub async fn status(stage: &Stage, account: Address) -> Status {
    let call = IUnwinder::statusCall {
        book: stage.pool(),
        account,
    };
    stage.read(stage.unwinder(), &call).await
}

async fn escrow(stage: &Stage, actor: &Actor, asset: Address, amount: u128) {
    stage.approve_at(asset, actor, stage.pool()).await;
    let call = IPool::depositCollateralCall {
        asset,
        amount: number(amount),
        onBehalf: actor.address(),
    };
    stage.does(actor, stage.pool(), &call).await;
}

#[test]
fn the_floor_carries_an_account_through_a_fall_that_unwinds_another() {
    travelling(async |stage| {
        let cover = Cover::new(stage).await;
        lend_on(stage, cover.at, 200).await;
        let lender = stage.rich("lender", &[("USDC", "1000000")]).await;
        stage.supply(&lender, "USDC", "1000000").await;
        let plain = stage.rich("plain", &[("ETH", "10")]).await;
        stage.deposit(&plain, "ETH", "10").await;
        cover.cover(10 * WAD).await;
        escrow(stage, &cover.holder, cover.at, 10 * WAD).await;
        stage.borrow(&plain, "USDC", "12000").await;
        stage.borrow(&cover.holder, "USDC", "12000").await;
        let one = number(WAD);
        let accounts = [plain.address(), cover.holder.address()];
        for account in accounts {
            assert!(status(stage, account).await.health > one);
        }
        // Ninety in a hundred.
        stage.settle_at("ETH", "200").await;
        let [fallen, held] = [
            status(stage, accounts[0]).await,
            status(stage, accounts[1]).await,
        ];
        assert!(fallen.health < one / number(5), "{fallen:?}");
        assert!(held.health >= one && held.flags == 0, "{held:?}");
        assert_eq!(held.collateral, number(10 * STRIKE * WAD));
        let open = |account| IUnwinder::openCall {
            book: stage.pool(),
            account,
        };
        let keeper = stage.actor("keeper").await;
        stage
            .does(&keeper, stage.unwinder(), &open(accounts[0]))
            .await;
        let healthy = IUnwinder::Healthy {
            health: held.health,
        };
        stage
            .refuses(&keeper, stage.unwinder(), &open(accounts[1]), healthy)
            .await;
        // A donation to the program moves no price.
        let before = cover.round().await;
        for token in [cover.debt, cover.underlying] {
            let gift = IToken::mintCall {
                account: cover.at,
                amount: number(1_000 * WAD),
            };
            stage.does(&stage.owner, token, &gift).await;
        }
        assert_eq!(cover.round().await, before);
        // In the window anyone turns it into cash, and the account has what its shares are worth still.
        let wait = cover.expiry - stage.node.now().await;
        stage.advance(wait).await;
        cover.exercise().await;
        stage.advance(HOUR).await;
        let after = status(stage, accounts[1]).await;
        assert_eq!(after.collateral, number(10 * STRIKE * WAD));
        assert!(after.health >= one, "{after:?}");
    });
}

#[test]
fn a_floor_is_no_hedge_of_a_debt_of_the_underlying() {
    travelling(async |stage| {
        let cover = Cover::new(stage).await;
        lend_on(stage, cover.at, 200).await;
        let lender = stage.rich("lender", &[("ETH", "1000")]).await;
        stage.supply(&lender, "ETH", "1000").await;
        let plain = stage.rich("plain", &[("ETH", "10")]).await;
        stage.deposit(&plain, "ETH", "10").await;
        cover.cover(10 * WAD).await;
        escrow(stage, &cover.holder, cover.at, 10 * WAD).await;
        let accounts = [plain.address(), cover.holder.address()];
        let both = async || {
            [
                status(stage, accounts[0]).await,
                status(stage, accounts[1]).await,
            ]
        };
        let before = both().await;
        stage.borrow(&plain, "ETH", "3").await;
        stage.borrow(&cover.holder, "ETH", "3").await;
        let after = both().await;
        // Ether that is owed offsets ether that is held, and adds to the risk of what only stands on a floor.
        assert!(after[0].stress < before[0].stress, "{:?}", after[0]);
        assert!(after[1].stress > before[1].stress, "{:?}", after[1]);
        assert!(after[1].health < after[0].health);
        // For below the strike the debt doubles while the share stays where it is.
        stage.settle_at("ETH", "500").await;
        let low = status(stage, accounts[1]).await;
        stage.settle_at("ETH", "1000").await;
        let high = status(stage, accounts[1]).await;
        assert_eq!(low.collateral, number(10 * STRIKE * WAD));
        assert_eq!(high.collateral, low.collateral);
        // With interest of the time between.
        let double = low.debt * U256::from(2);
        assert!(high.debt >= double && high.debt < double + double / number(1_000_000));
    });
}

#[test]
fn construction_refuses_what_cannot_be_counted() {
    test(async |stage| {
        let made = terms(stage, stage.token("ETH"));
        for (terms, expected) in [
            (
                Terms {
                    haircut: 5_001,
                    ..made.clone()
                },
                "ParameterOutOfBounds",
            ),
            (
                Terms {
                    underlyingFeed: Address::ZERO,
                    ..made.clone()
                },
                "ZeroAddress",
            ),
            (made, "InvalidMarket"),
        ] {
            let refused = stage.construct("protected", &arguments(&terms)).await;
            let refused = refused.expect_err(expected).to_string();
            assert!(refused.contains(expected), "{refused}");
        }
    });
}
