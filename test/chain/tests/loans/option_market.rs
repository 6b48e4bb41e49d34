//! Markets of puts with real tokens and the real oracle: a whole life, every deadline to the second, prices at their ends,
//! tokens that misbehave, and OPT-1 after whatever is done.

use alloy::primitives::aliases::{U40, U96};
use alloy::primitives::{Address, Bytes, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::option_market::IOptionMarket::{Strike, Terms};
use ballast_bindings::{IOptionMarket, IOracle, IOwned};
use ballast_chain_tests::stage::{IToken, test, travelling};
use ballast_chain_tests::{Actor, Stage};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

sol! {
    /// `src/zoo/MoodyToken.sol`.
    interface IMoody {
        function become(uint8 mood) external;
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
}

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const LIFE: u64 = 30 * DAY;
const WINDOW: u64 = DAY;
const WAD: u128 = 1_000_000_000_000_000_000;
/// A whole dollar of USDC.
const DOLLAR: u128 = 1_000_000;
/// The strikes, dollars for an ether at 2,000.
const STRIKES: [u128; 3] = [1_600, 2_000, 2_400];

fn number(value: u128) -> U256 {
    U256::from(value)
}

/// A market, its tokens, and who writes and holds.
struct Market<'a> {
    stage: &'a Stage,
    at: Address,
    debt: Address,
    underlying: Address,
    expiry: u64,
    writer: Actor,
    other: Actor,
    holder: Actor,
}

/// Strikes at 60%.
pub fn strikes(prices: &[u128]) -> Vec<Strike> {
    let strike = |price: &u128| Strike {
        price: U96::from(price * WAD),
        volatility: 6_000,
    };
    prices.iter().map(strike).collect()
}

/// Ether against dollars: a window of a day, 50% skew, 5% spread, half a percent of edge, 100 ether a day.
pub fn agreed(stage: &Stage, underlying: Address, debt: Address, expiry: u64) -> Terms {
    Terms {
        underlying,
        debtAsset: debt,
        oracle: stage.oracle(),
        expiry: U40::from(expiry),
        window: WINDOW as u32,
        staleness: HOUR as u32,
        skew: (WAD / 2) as u64,
        spread: 500,
        edge: 50,
        depth: 100 * WAD,
    }
}

fn arguments(stage: &Stage, terms: Terms, strikes: Vec<Strike>) -> Vec<u8> {
    (terms, strikes, stage.at.loans["option-market-extension"]).abi_encode_params()
}

/// Makes a market.
pub async fn make(stage: &Stage, terms: Terms, strikes: Vec<Strike>) -> Address {
    let arguments = arguments(stage, terms, strikes);
    stage
        .construct("option-market", &arguments)
        .await
        .expect("a market")
}

/// Ether at 2,000 dollars for so long that the way there is forgotten by all but the slow variance.
pub async fn calm(stage: &Stage) {
    stage.settle_at("ETH", "2000").await;
    stage.advance(10 * DAY).await;
}

/// A token of the zoo, priced by ETH's feed.
pub async fn animal(stage: &Stage, contract: &str) -> Address {
    animal_at(stage, contract, "ETH").await
}

/// A token of the zoo, priced by this asset's feed.
pub async fn animal_at(stage: &Stage, contract: &str, asset: &str) -> Address {
    let token = stage.create(&stage.owner, contract, &[]).await;
    let feed = stage.at.feeds[asset].id;
    let listed = stage
        .read(stage.oracle(), &IOracle::feedAtCall { feed })
        .await;
    let call = IOracle::setFeedCall {
        asset: token,
        aggregator: listed.aggregator,
        heartbeat: listed.heartbeat,
        varianceFloor: listed.varianceFloor,
        varianceCap: listed.varianceCap,
    };
    stage.does(&stage.owner, stage.oracle(), &call).await;
    stage.advance(1).await;
    token
}

impl<'a> Market<'a> {
    /// In ETH and USDC, of which everybody has some, at 2,000 dollars.
    async fn new(stage: &'a Stage) -> Self {
        calm(stage).await;
        Self::of(stage, stage.token("ETH"), stage.token("USDC")).await
    }

    async fn of(stage: &'a Stage, underlying: Address, debt: Address) -> Self {
        let expiry = stage.node.now().await + LIFE;
        let terms = agreed(stage, underlying, debt, expiry);
        let at = make(stage, terms, strikes(&STRIKES)).await;
        let market = Self {
            stage,
            at,
            debt,
            underlying,
            expiry,
            writer: stage.actor("writer").await,
            other: stage.actor("other writer").await,
            holder: stage.actor("holder").await,
        };
        for actor in [&market.writer, &market.other, &market.holder] {
            for (token, amount) in [(debt, 1_000_000 * WAD), (underlying, 1_000 * WAD)] {
                let call = IToken::mintCall {
                    account: actor.address(),
                    amount: number(amount),
                };
                stage.does(&stage.owner, token, &call).await;
                stage.approve_at(token, actor, at).await;
            }
        }
        market
    }

    async fn deposit(&self, actor: &Actor, assets: u128) -> U256 {
        let call = IOptionMarket::depositCall {
            assets: number(assets),
            receiver: actor.address(),
        };
        self.stage.does(actor, self.at, &call).await.returned
    }

    fn buying(&self, strike: u128, amount: u128) -> IOptionMarket::buyCall {
        IOptionMarket::buyCall {
            strike: number(strike),
            amount: number(amount),
            most: U256::MAX,
            receiver: self.holder.address(),
        }
    }

    fn closing(&self, strike: u128, amount: u128) -> IOptionMarket::closeCall {
        IOptionMarket::closeCall {
            strike: number(strike),
            amount: number(amount),
            least: U256::ZERO,
            receiver: self.holder.address(),
        }
    }

    fn exercising(&self, strike: u128, amount: u128) -> IOptionMarket::exerciseCall {
        IOptionMarket::exerciseCall {
            strike: number(strike),
            amount: number(amount),
            receiver: self.holder.address(),
        }
    }

    fn redeeming(&self, actor: &Actor, shares: U256) -> IOptionMarket::redeemCall {
        IOptionMarket::redeemCall {
            shares,
            receiver: actor.address(),
            owner: actor.address(),
        }
    }

    async fn shares(&self, account: Address) -> U256 {
        self.stage
            .read(self.at, &IOptionMarket::balanceOf_0Call { account })
            .await
    }

    async fn puts(&self, owner: Address, strike: u128) -> U256 {
        let id = number(strike);
        self.stage
            .read(self.at, &IOptionMarket::balanceOf_1Call { owner, id })
            .await
    }

    async fn quote(&self, strike: u128, amount: u128) -> IOptionMarket::quoteReturn {
        let call = IOptionMarket::quoteCall {
            strike: number(strike),
            amount: number(amount),
        };
        self.stage.read(self.at, &call).await
    }

    async fn book(&self) -> IOptionMarket::bookReturn {
        self.stage.read(self.at, &IOptionMarket::bookCall {}).await
    }

    /// What an account has of the debt asset and of the underlying.
    async fn has(&self, account: Address) -> [U256; 2] {
        let of = |token| async move {
            self.stage
                .read(token, &IToken::balanceOfCall { account })
                .await
        };
        [of(self.debt).await, of(self.underlying).await]
    }

    /// Goes to a second; prices stay as they are, and grow old.
    async fn at(&self, time: u64) {
        let now = self.stage.node.now().await;
        self.stage.node.travel(time - now).await;
    }

    /// OPT-1: what is locked is there, and is what all open puts can ask for; and every unit is somebody's.
    async fn adds_up(&self) {
        self.adds_up_with(&[]).await;
    }

    /// [`Self::adds_up`], where others have something too.
    async fn adds_up_with(&self, others: &[Address]) {
        let book = self.book().await;
        assert!(book.cash >= book.locked, "OPT-1");
        let mut all = vec![
            self.writer.address(),
            self.other.address(),
            self.holder.address(),
            self.at,
        ];
        all.extend(others);
        let (mut asked, mut debt, mut underlying) = (U256::ZERO, book.cash, book.underlying);
        let unit = number(1_000_000_000_000_000_000_000_000_000_000);
        for strike in 0..STRIKES.len() as u128 {
            let call = IOptionMarket::strikeAtCall {
                strike: number(strike),
            };
            let told = self.stage.read(self.at, &call).await;
            let mut held = U256::ZERO;
            for account in &all {
                held += self.puts(*account, strike).await;
            }
            assert_eq!(told.open, held, "open puts are their holders'");
            asked += (told.open * U256::from(told.settings.price)).div_ceil(unit);
        }
        let settled = self.stage.node.now().await > self.expiry + WINDOW;
        if settled {
            assert_eq!(book.locked, U256::ZERO);
        } else {
            assert_eq!(book.locked, asked, "OPT-1");
        }
        for account in all.iter().copied() {
            for (token, sum) in [(self.debt, &mut debt), (self.underlying, &mut underlying)] {
                let call = IOptionMarket::withheldOfCall { account, token };
                *sum += self.stage.read(self.at, &call).await;
            }
        }
        assert_eq!(self.has(self.at).await, [debt, underlying]);
        let mut shares = U256::ZERO;
        for account in all {
            shares += self.shares(account).await;
        }
        let call = IOptionMarket::totalSupplyCall {};
        assert_eq!(self.stage.read(self.at, &call).await, shares);
        assert_eq!(self.shares(self.at).await, book.queued);
    }
}

#[test]
fn a_market_lives_from_the_first_deposit_to_the_last_share() {
    travelling(async |stage| {
        let market = Market::new(stage).await;
        let (writer, holder) = (market.writer.address(), market.holder.address());
        let cash = 10_000 * DOLLAR;
        // A million shares a unit, while nothing is sold.
        assert_eq!(
            market.deposit(&market.writer, cash).await,
            number(cash * 1_000_000)
        );
        market.deposit(&market.other, cash).await;

        // A put is bought for what the quote tells, and its strike's cash is locked.
        let quote = market.quote(1, 3 * WAD).await;
        let before = market.has(holder).await;
        let bought = stage
            .does(&market.holder, market.at, &market.buying(1, 3 * WAD))
            .await;
        let event: IOptionMarket::Bought = bought.event(market.at);
        assert_eq!(
            (event.buyer, event.strike, event.amount),
            (holder, U256::ONE, number(3 * WAD))
        );
        assert_eq!(
            (bought.returned, event.premium),
            (quote.premium, quote.premium)
        );
        assert_eq!(
            market.has(holder).await,
            [before[0] - quote.premium, before[1]]
        );
        // A month at the money at 80% or more is about a tenth of the price; with skew, spread and edge not above a quarter.
        let each = quote.premium / number(3);
        assert!(
            each > number(150 * DOLLAR) && each < number(600 * DOLLAR),
            "{each}"
        );
        let delta: i128 = quote.delta.try_into().expect("a delta");
        assert!((-700_000_000_000_000_000..-200_000_000_000_000_000).contains(&delta));
        assert_eq!(market.book().await.locked, number(6_000 * DOLLAR));
        market.adds_up().await;

        // Bought and closed at once it costs spread, skew and edge: nobody gains by a round trip.
        let closed = stage
            .does(&market.holder, market.at, &market.closing(1, WAD))
            .await;
        let event: IOptionMarket::Closed = closed.event(market.at);
        assert_eq!(event.paid, closed.returned);
        assert!(closed.returned > U256::ZERO && closed.returned < each);
        market.adds_up().await;

        // What is locked cannot leave; what is asked for first leaves first.
        let all = market.shares(writer).await;
        let most = IOptionMarket::maxRedeemCall { owner: writer };
        let most = stage.read(market.at, &most).await;
        assert_eq!(
            most, all,
            "half of the cash is free, and half of the shares are the writer's"
        );
        let request = IOptionMarket::requestRedeemCall {
            shares: all,
            least: U256::ZERO,
        };
        let asked = stage.does(&market.writer, market.at, &request).await;
        let event: IOptionMarket::Requested = asked.event(market.at);
        assert_eq!((event.request, event.shares), (U256::ONE, all));
        let rest = market.shares(market.other.address()).await;
        let refusal: IOptionMarket::InsufficientCash = stage
            .refuses_as(
                &market.other,
                market.at,
                &market.redeeming(&market.other, rest),
            )
            .await;
        assert!(refusal.available < refusal.wanted);
        market.adds_up().await;
        let had = market.has(writer).await;
        let serve = IOptionMarket::serveCall { most: U256::MAX };
        let served = stage.does(&market.other, market.at, &serve).await;
        let event: IOptionMarket::Served = served.event(market.at);
        assert_eq!((event.owner, event.shares), (writer, all));
        assert_eq!(market.has(writer).await, [had[0] + event.assets, had[1]]);
        // About half of everything less what two open puts are worth at most, half of which the premium paid.
        assert!(event.assets > number(9_800 * DOLLAR) && event.assets < number(11_000 * DOLLAR));
        market.adds_up().await;

        // At the expiry one put is exercised and one is not.
        market.at(market.expiry).await;
        let before = market.has(holder).await;
        let exercised = stage
            .does(&market.holder, market.at, &market.exercising(1, WAD))
            .await;
        let event: IOptionMarket::Exercised = exercised.event(market.at);
        assert_eq!(
            (event.cash, event.amount),
            (number(2_000 * DOLLAR), number(WAD))
        );
        assert_eq!(
            market.has(holder).await,
            [before[0] + event.cash, before[1] - number(WAD)]
        );
        market.adds_up().await;

        // After the window the last writer takes all that is left, in kind.
        market.at(market.expiry + WINDOW + 1).await;
        market.adds_up().await;
        let book = market.book().await;
        let before = market.has(market.other.address()).await;
        let redeemed = stage
            .does(
                &market.other,
                market.at,
                &market.redeeming(&market.other, rest),
            )
            .await;
        let event: IOptionMarket::Delivered = redeemed.event(market.at);
        assert_eq!(event.underlying, number(WAD));
        assert_eq!(
            market.has(market.other.address()).await,
            [before[0] + book.cash, before[1] + number(WAD)]
        );
        assert_eq!(market.has(market.at).await, [U256::ZERO; 2]);
        market.adds_up().await;
        let gas = [
            &bought.receipt,
            &closed.receipt,
            &asked.receipt,
            &served.receipt,
            &exercised.receipt,
            &redeemed.receipt,
        ]
        .map(|receipt| receipt.gas_used);
        println!("gas, uncached: buy, close, ask, serve, exercise, redeem: {gas:?}");
    });
}

#[test]
fn every_deadline_holds_to_the_second_and_no_oracle_is_needed_for_exercise() {
    travelling(async |stage| {
        let market = Market::new(stage).await;
        let (expiry, until) = (market.expiry, market.expiry + WINDOW);
        market.deposit(&market.writer, 100_000 * DOLLAR).await;
        stage
            .does(&market.holder, market.at, &market.buying(1, 3 * WAD))
            .await;
        let exercise = market.exercising(1, WAD);
        let deposit = IOptionMarket::depositCall {
            assets: number(DOLLAR),
            receiver: market.writer.address(),
        };
        let redeem = market.redeeming(&market.writer, number(1_000_000));
        let ask = IOptionMarket::requestRedeemCall {
            shares: number(1_000_000),
            least: U256::ZERO,
        };

        // The oracle is dead from here on: what it prices waits, and nothing else.
        market.at(expiry - 1).await;
        let dead = IOptionMarket::PriceUnavailable {
            asset: market.underlying,
        };
        let (holder, writer) = (&market.holder, &market.writer);
        stage
            .refuses(holder, market.at, &market.buying(1, WAD), dead.clone())
            .await;
        stage
            .refuses(holder, market.at, &market.closing(1, WAD), dead.clone())
            .await;
        stage
            .refuses(writer, market.at, &deposit, dead.clone())
            .await;
        stage.refuses(writer, market.at, &redeem, dead).await;
        let early = IOptionMarket::NotExercisable {
            from: U256::from(expiry),
            until: U256::from(until),
        };
        stage
            .refuses(holder, market.at, &exercise, early.clone())
            .await;
        // A request needs no price. It is made in the last second.
        stage.does(writer, market.at, &ask).await;
        market.adds_up().await;

        market.at(expiry).await;
        let expired = IOptionMarket::Expired {
            expiry: U256::from(expiry),
        };
        stage
            .refuses(holder, market.at, &market.buying(1, WAD), expired.clone())
            .await;
        stage
            .refuses(holder, market.at, &market.closing(1, WAD), expired.clone())
            .await;
        stage
            .refuses(writer, market.at, &deposit, expired.clone())
            .await;
        stage.refuses(writer, market.at, &ask, expired).await;
        let locked = IOptionMarket::InWindow {
            until: U256::from(until),
        };
        stage
            .refuses(writer, market.at, &redeem, locked.clone())
            .await;
        stage.does(holder, market.at, &exercise).await;
        market.adds_up().await;

        market.at(until).await;
        let serve = IOptionMarket::serveCall { most: U256::MAX };
        stage
            .refuses(writer, market.at, &redeem, locked.clone())
            .await;
        stage.refuses(writer, market.at, &serve, locked).await;
        stage.does(holder, market.at, &exercise).await;
        market.adds_up().await;

        market.at(until + 1).await;
        stage.refuses(holder, market.at, &exercise, early).await;
        let served = stage.does(writer, market.at, &serve).await;
        assert_eq!(served.events::<IOptionMarket::Served>(market.at).len(), 1);
        stage.does(writer, market.at, &redeem).await;
        market.adds_up().await;
        // The put that was not exercised stays, and is worth nothing.
        assert_eq!(
            market.puts(holder.address(), 1).await,
            number(WAD),
            "nobody can exercise it"
        );
    });
}

#[test]
fn prices_and_volatilities_at_their_ends_sell_nothing_for_nothing() {
    travelling(async |stage| {
        calm(stage).await;
        let (eth, usdc) = (stage.token("ETH"), stage.token("USDC"));
        let expiry = stage.node.now().await + LIFE;
        let terms = agreed(stage, eth, usdc, expiry);
        let strike = |price: U96, volatility| Strike { price, volatility };
        let largest = U96::from((1_u128 << 96) - 1);
        let two_thousand = U96::from(2_000 * WAD);
        for refused in [
            vec![],
            vec![strike(U96::ZERO, 6_000)],
            vec![strike(two_thousand, 100_001)],
            vec![strike(two_thousand, 1), strike(two_thousand, 1)],
        ] {
            let arguments = arguments(stage, terms.clone(), refused);
            let error = stage
                .construct("option-market", &arguments)
                .await
                .expect_err("strikes");
            assert!(error.to_string().contains("InvalidStrikes"), "{error}");
        }
        // A strike's volatility of nothing is the slow one's; a strike of a millionth of a millionth of a dollar costs a unit.
        let list = vec![
            strike(U96::from(1_000_000), 0),
            strike(two_thousand, 0),
            strike(U96::from(2_001 * WAD), 100_000),
            strike(largest, 0),
        ];
        let mut market = Market::of(stage, eth, usdc).await;
        market.at = make(stage, terms, list).await;
        for actor in [&market.writer, &market.holder] {
            for token in [eth, usdc] {
                stage.approve_at(token, actor, market.at).await;
            }
        }
        market.deposit(&market.writer, 1_000_000_000 * DOLLAR).await;
        let [least, still, wild, most] = [
            market.quote(0, WAD).await,
            market.quote(1, WAD).await,
            market.quote(2, WAD).await,
            market.quote(3, 1_000_000).await,
        ];
        assert_eq!((least.premium, least.value), (U256::ONE, U256::ZERO));
        assert!(still.premium > number(100 * DOLLAR));
        // 1,000% for a month is worth nearly the strike, and with spread and skew more than it: nobody has to buy.
        assert!(wild.premium > number(1_500 * DOLLAR));
        assert!(wild.volatility >= number(10 * WAD));
        // 79 billion dollars for an ether: intrinsic, to the last unit more than the cash that it locks is worth to nobody.
        assert!(most.premium > number(79_000 * DOLLAR / 1_000_000));
        for strike in 0..3 {
            stage
                .does(&market.holder, market.at, &market.buying(strike, WAD))
                .await;
        }
        // A price of nothing is no price, and neither is one of a dead feed; a price that multiplied is one.
        stage.publish("ETH", "0").await;
        stage.poke().await;
        let dead = IOptionMarket::PriceUnavailable { asset: eth };
        stage
            .refuses(&market.holder, market.at, &market.buying(1, WAD), dead)
            .await;
        stage.settle_at("ETH", "2000000").await;
        let far = market.quote(1, WAD).await;
        // What moved so far may move back, so it costs something still; but nobody buys it back.
        assert!(far.premium <= number(2_100 * DOLLAR) && far.value.is_zero());
        let closed = stage
            .refuses_as::<_, IOptionMarket::ZeroAmount>(
                &market.holder,
                market.at,
                &market.closing(0, WAD),
            )
            .await;
        assert_eq!(closed, IOptionMarket::ZeroAmount {});
        stage.settle_at("ETH", "0.01").await;
        let near = market.quote(1, WAD).await;
        // Closing pays what exercise would gain, at the edge's price at least.
        assert!(near.value > number(1_990 * DOLLAR) && near.premium >= near.value);
        stage
            .does(&market.holder, market.at, &market.closing(1, WAD))
            .await;
        // The least strike's cash is less than a unit for less than an ether: what rounds to nothing is refused.
        market.at(expiry).await;
        let nothing = market.exercising(0, WAD / 2);
        stage
            .refuses(
                &market.holder,
                market.at,
                &nothing,
                IOptionMarket::ZeroAmount {},
            )
            .await;
        stage
            .does(&market.holder, market.at, &market.exercising(2, WAD))
            .await;
    });
}

#[test]
fn writers_sell_what_their_cash_and_a_days_depth_cover_and_not_a_unit_more() {
    travelling(async |stage| {
        let market = Market::new(stage).await;
        let none = IOptionMarket::InsufficientCash {
            available: U256::ZERO,
            wanted: number(2_000 * DOLLAR),
        };
        stage
            .refuses(&market.holder, market.at, &market.buying(1, WAD), none)
            .await;
        market.deposit(&market.writer, 3_000 * DOLLAR + 1).await;
        let available = market.quote(1, WAD).await.available;
        // 3,000 dollars and a unit are 1.5 ether and what a unit buys.
        assert_eq!(available, number(3 * WAD / 2 + WAD / 2_000_000_000));
        let short = IOptionMarket::InsufficientCash {
            available: number(3_000 * DOLLAR + 1),
            wanted: number(3_000 * DOLLAR + 2),
        };
        let beyond = market.buying(1, available.to::<u128>() + 1);
        stage
            .refuses(&market.holder, market.at, &beyond, short)
            .await;
        let all = market.buying(1, available.to());
        let premium = stage.does(&market.holder, market.at, &all).await.returned;
        market.adds_up().await;
        // The premium itself is free for the next.
        let next = market.quote(1, WAD).await.available;
        assert_eq!(next, premium * number(WAD / 2_000_000_000));
        // All is locked: who wants to leave waits, and is paid by the next deposit.
        let mine = market.shares(market.writer.address()).await;
        let most = IOptionMarket::maxRedeemCall {
            owner: market.writer.address(),
        };
        assert!(stage.read(market.at, &most).await < mine);
        let ask = IOptionMarket::requestRedeemCall {
            shares: mine,
            least: U256::ZERO,
        };
        stage.does(&market.writer, market.at, &ask).await;
        market.deposit(&market.other, 3_000 * DOLLAR).await;
        let serve = IOptionMarket::serveCall { most: U256::MAX };
        stage.does(&market.other, market.at, &serve).await;
        assert_eq!(market.book().await.queued, U256::ZERO);
        market.adds_up().await;
        // A day's depth is a hundred ether, whatever the cash; it comes back by the second.
        market.deposit(&market.writer, 1_000_000 * DOLLAR).await;
        let left = 100 * WAD - available.to::<u128>();
        let deep = IOptionMarket::DepthExceeded {
            available: number(left),
            wanted: number(left + 1),
        };
        stage
            .refuses(&market.holder, market.at, &market.buying(0, left + 1), deep)
            .await;
        stage
            .does(&market.holder, market.at, &market.buying(0, left))
            .await;
        stage.advance(864).await;
        assert_eq!(market.quote(0, WAD).await.available, number(WAD));
        market.adds_up().await;
        // A limit is a limit.
        let premium = market.quote(0, WAD).await.premium;
        let limit = premium - U256::ONE;
        let costly = IOptionMarket::buyCall {
            most: limit,
            ..market.buying(0, WAD)
        };
        let error = IOptionMarket::PremiumAboveLimit { premium, limit };
        stage
            .refuses(&market.holder, market.at, &costly, error)
            .await;
        let value = market.quote(0, WAD).await.value;
        let limit = value + U256::ONE;
        let cheap = IOptionMarket::closeCall {
            least: limit,
            ..market.closing(0, WAD)
        };
        let error = IOptionMarket::ValueBelowLimit { value, limit };
        stage
            .refuses(&market.holder, market.at, &cheap, error)
            .await;
    });
}

#[test]
fn cash_that_is_there_for_one_transaction_buys_nothing_cheap_and_takes_no_spread() {
    travelling(async |stage| {
        let market = Market::new(stage).await;
        market.deposit(&market.writer, 1_000_000 * DOLLAR).await;
        // An account that does several things in one transaction, with a lot of cash, as of a flash loan.
        let account = stage.create(&stage.owner, "Scripted", &[]).await;
        let amount = number(100_000_000 * DOLLAR);
        let mint = IToken::mintCall { account, amount };
        stage.does(&stage.owner, market.debt, &mint).await;
        let step = |target, data| IScripted::Step {
            target,
            data: Bytes::from(data),
            mayFail: false,
        };
        let approve = IToken::approveCall {
            spender: market.at,
            amount: U256::MAX,
        };
        let run = |steps| IScripted::runCall { steps };
        let approved = run(vec![step(market.debt, approve.abi_encode())]);
        stage.does(&stage.owner, account, &approved).await;
        let deposit = IOptionMarket::depositCall {
            assets: amount / number(2),
            receiver: account,
        };
        let buy = IOptionMarket::buyCall {
            receiver: account,
            ..market.buying(1, 10 * WAD)
        };
        let shares = amount / number(4) * number(1_000_000);
        let redeem = IOptionMarket::redeemCall {
            shares,
            receiver: account,
            owner: account,
        };
        let ask = IOptionMarket::requestRedeemCall {
            shares,
            least: U256::ZERO,
        };
        let serve = IOptionMarket::serveCall { most: U256::MAX };
        let [deposit, buy, redeem, ask, serve] = [
            deposit.abi_encode(),
            buy.abi_encode(),
            redeem.abi_encode(),
            ask.abi_encode(),
            serve.abi_encode(),
        ]
        .map(|data| step(market.at, data));
        let before = (market.quote(1, 10 * WAD).await, market.has(account).await);
        for steps in [
            vec![deposit.clone(), buy.clone()],
            vec![buy.clone(), deposit.clone(), redeem.clone()],
            vec![deposit.clone(), redeem.clone()],
            vec![deposit.clone(), ask, serve.clone()],
        ] {
            let error = IOptionMarket::JustDeposited {};
            stage
                .refuses(&stage.owner, account, &run(steps), error)
                .await;
        }
        assert_eq!(market.has(account).await, before.1);
        // In transactions of their own it is a writer as any other, who bears what it sells to itself; bought and closed in one
        // costs the spread, and leaves the depth as it was.
        let close = IOptionMarket::closeCall {
            receiver: account,
            ..market.closing(1, 10 * WAD)
        };
        let round = run(vec![buy.clone(), step(market.at, close.abi_encode())]);
        stage.does(&stage.owner, account, &round).await;
        let [left, _] = market.has(account).await;
        assert!(left + number(100 * DOLLAR) < before.1[0], "{left}");
        assert_eq!(before.0.available, number(100 * WAD));
        assert_eq!(market.quote(1, WAD).await.available, before.0.available);
        let deposit = IOptionMarket::depositCall {
            assets: number(50_000_000 * DOLLAR),
            receiver: account,
        };
        let deposit = run(vec![step(market.at, deposit.abi_encode())]);
        stage.does(&stage.owner, account, &deposit).await;
        let cheaper = market.quote(1, 10 * WAD).await.premium;
        assert!(cheaper < before.0.premium, "real cash does lower the skew");
        stage
            .does(&stage.owner, account, &run(vec![serve, buy]))
            .await;
        market.adds_up_with(&[account]).await;
    });
}

#[test]
fn tokens_that_take_fees_are_refused_and_those_that_return_nothing_work() {
    travelling(async |stage| {
        calm(stage).await;
        for (contract, works) in [("FeeToken", false), ("SilentToken", true)] {
            // As what is delivered: one token for one and a half dollars of itself.
            let token = animal(stage, contract).await;
            let market = Market::of(stage, token, stage.token("USDC")).await;
            market.deposit(&market.writer, 10_000 * DOLLAR).await;
            stage
                .does(&market.holder, market.at, &market.buying(1, WAD))
                .await;
            // As what is paid.
            let other = Market::of(stage, stage.token("ETH"), token).await;
            let deposit = IOptionMarket::depositCall {
                assets: number(100 * WAD),
                receiver: other.writer.address(),
            };
            let mismatch = |expected: u128| IOptionMarket::TransferMismatch {
                token,
                expected: number(expected),
                received: number(expected / 100 * 99),
            };
            let exercise = market.exercising(1, WAD);
            if works {
                stage.does(&other.writer, other.at, &deposit).await;
                market.at(market.expiry).await;
                stage.does(&market.holder, market.at, &exercise).await;
                market.adds_up().await;
            } else {
                let error = mismatch(100 * WAD);
                stage
                    .refuses(&other.writer, other.at, &deposit, error)
                    .await;
                market.at(market.expiry).await;
                stage
                    .refuses(&market.holder, market.at, &exercise, mismatch(WAD))
                    .await;
            }
            stage.refresh().await;
        }
    });
}

#[test]
fn a_token_that_starts_failing_holds_nobody_else_up() {
    travelling(async |stage| {
        calm(stage).await;
        let moody = animal(stage, "MoodyToken").await;
        let market = Market::of(stage, moody, stage.token("USDC")).await;
        let become_ = |mood| IMoody::becomeCall { mood };
        market.deposit(&market.writer, 5_000 * DOLLAR).await;
        market.deposit(&market.other, 5_000 * DOLLAR).await;
        stage
            .does(&market.holder, market.at, &market.buying(1, 3 * WAD))
            .await;
        market.at(market.expiry).await;
        // Delivery that fails changes nothing.
        for (mood, lies) in [(1, false), (2, false), (3, true), (4, false)] {
            stage.does(&stage.owner, moody, &become_(mood)).await;
            let exercise = market.exercising(1, WAD);
            let refused = stage.refused(&market.holder, market.at, &exercise).await;
            let expected = if lies {
                IOptionMarket::TransferMismatch::SELECTOR
            } else {
                IOptionMarket::TransferFailed::SELECTOR
            };
            assert_eq!(refused[..4], expected);
            market.adds_up().await;
        }
        stage.does(&stage.owner, moody, &become_(0)).await;
        stage
            .does(&market.holder, market.at, &market.exercising(1, 2 * WAD))
            .await;
        // Delivered underlying that cannot be sent waits; the cash goes.
        market.at(market.expiry + WINDOW + 1).await;
        stage.does(&stage.owner, moody, &become_(2)).await;
        let writer = market.writer.address();
        let shares = market.shares(writer).await;
        let before = market.has(writer).await;
        let redeemed = stage
            .does(
                &market.writer,
                market.at,
                &market.redeeming(&market.writer, shares),
            )
            .await;
        let event: IOptionMarket::Withheld = redeemed.event(market.at);
        assert_eq!(
            (event.account, event.token, event.amount),
            (writer, moody, number(WAD))
        );
        assert_eq!(
            market.has(writer).await,
            [before[0] + redeemed.returned, before[1]]
        );
        market.adds_up().await;
        let claim = IOptionMarket::claimWithheldCall {
            token: moody,
            receiver: writer,
        };
        let failed = IOptionMarket::TransferFailed { token: moody };
        stage
            .refuses(&market.writer, market.at, &claim, failed)
            .await;
        stage.does(&stage.owner, moody, &become_(0)).await;
        let claimed = stage.does(&market.writer, market.at, &claim).await;
        let event: IOptionMarket::WithheldClaimed = claimed.event(market.at);
        assert_eq!(event.amount, number(WAD));
        // A token that moves though it says that it failed has paid: nothing is kept besides.
        stage.does(&stage.owner, moody, &become_(4)).await;
        let other = market.other.address();
        let (shares, before) = (market.shares(other).await, market.has(other).await);
        let leave = market.redeeming(&market.other, shares);
        let left = stage.does(&market.other, market.at, &leave).await;
        assert!(left.events::<IOptionMarket::Withheld>(market.at).is_empty());
        assert_eq!(
            market.has(other).await,
            [before[0] + left.returned, before[1] + number(WAD)]
        );
        market.adds_up().await;
        stage
            .refuses(
                &market.writer,
                market.at,
                &claim,
                IOptionMarket::ZeroAmount {},
            )
            .await;
        market.adds_up().await;
    });
}

#[test]
fn a_token_that_calls_back_finds_every_verb_locked() {
    travelling(async |stage| {
        calm(stage).await;
        let token = animal(stage, "ReenteringToken").await;
        let market = Market::of(stage, token, stage.token("USDC")).await;
        market.deposit(&market.writer, 10_000 * DOLLAR).await;
        stage
            .does(&market.holder, market.at, &market.buying(1, 3 * WAD))
            .await;
        market.at(market.expiry).await;
        let shares = number(1_000_000);
        let inner: [Vec<u8>; 9] = [
            market.buying(1, WAD).abi_encode(),
            market.closing(1, WAD).abi_encode(),
            market.exercising(1, WAD).abi_encode(),
            IOptionMarket::requestRedeemCall {
                shares,
                least: U256::ZERO,
            }
            .abi_encode(),
            IOptionMarket::endRequestCall { request: U256::ONE }.abi_encode(),
            IOptionMarket::serveCall { most: U256::MAX }.abi_encode(),
            IOptionMarket::claimWithheldCall {
                token,
                receiver: token,
            }
            .abi_encode(),
            IOptionMarket::depositCall {
                assets: shares,
                receiver: token,
            }
            .abi_encode(),
            market.redeeming(&market.writer, shares).abi_encode(),
        ];
        for data in inner {
            let arm = IReentering::armCall {
                target: market.at,
                data: data.into(),
            };
            stage.does(&stage.owner, token, &arm).await;
            stage
                .does(&market.holder, market.at, &market.exercising(1, WAD / 10))
                .await;
            assert!(!stage.read(token, &IReentering::succeededCall {}).await);
            let answer = stage.read(token, &IReentering::answerCall {}).await;
            assert_eq!(answer, Bytes::from(IOwned::Reentered {}.abi_encode()));
            market.adds_up().await;
        }
    });
}

#[test]
fn a_market_tells_what_is_wrong_with_it_before_it_is_made_and_is_made_once() {
    test(async |stage| {
        let (eth, usdc) = (stage.token("ETH"), stage.token("USDC"));
        let expiry = stage.node.now().await + LIFE;
        let good = || agreed(stage, eth, usdc, expiry);
        let nobody = Address::ZERO;
        let cases = [
            (
                Terms {
                    underlying: nobody,
                    ..good()
                },
                "ZeroAddress",
            ),
            (
                Terms {
                    debtAsset: nobody,
                    ..good()
                },
                "ZeroAddress",
            ),
            (
                Terms {
                    oracle: nobody,
                    ..good()
                },
                "ZeroAddress",
            ),
            (
                Terms {
                    underlying: usdc,
                    ..good()
                },
                "SameAsset",
            ),
            (
                Terms {
                    oracle: usdc,
                    ..good()
                },
                "PriceUnavailable",
            ),
            (
                Terms {
                    underlying: stage.pool(),
                    ..good()
                },
                "TransferFailed",
            ),
            (
                Terms {
                    expiry: U40::from(expiry - LIFE),
                    ..good()
                },
                "ParameterOutOfBounds",
            ),
            (
                Terms {
                    window: 3_599,
                    ..good()
                },
                "ParameterOutOfBounds",
            ),
            (
                Terms {
                    staleness: 59,
                    ..good()
                },
                "ParameterOutOfBounds",
            ),
            (
                Terms {
                    spread: 5_001,
                    ..good()
                },
                "ParameterOutOfBounds",
            ),
            (
                Terms {
                    edge: 1_001,
                    ..good()
                },
                "ParameterOutOfBounds",
            ),
            (Terms { depth: 0, ..good() }, "ParameterOutOfBounds"),
        ];
        for (terms, reason) in cases {
            let arguments = arguments(stage, terms.clone(), strikes(&STRIKES));
            let refused = stage.construct("option-market", &arguments).await;
            let refused = refused.expect_err(reason).to_string();
            assert!(refused.contains(reason), "{terms:?}: {refused}");
        }
        // An extension that is none, or no program at all.
        for other in [stage.pool(), usdc, stage.owner.address()] {
            let arguments = (good(), strikes(&STRIKES), other).abi_encode_params();
            let refused = stage.construct("option-market", &arguments).await;
            let refused = refused.expect_err("extension").to_string();
            let name = IOptionMarket::InvalidExtension::SIGNATURE.trim_end_matches("(address)");
            assert!(refused.contains(name), "{refused}");
        }
        let at = make(stage, good(), strikes(&STRIKES)).await;
        let extension = IOptionMarket::extensionCall {};
        let extension = stage.read(at, &extension).await;
        assert_eq!(extension, stage.at.loans["option-market-extension"]);
        // At its own address it has nothing, and moves nothing.
        let (owner, to) = (stage.owner.address(), stage.pool());
        let call = IOptionMarket::transfer_0Call {
            to,
            value: U256::ONE,
        };
        let error = IOptionMarket::ERC20InsufficientBalance {
            sender: owner,
            balance: U256::ZERO,
            needed: U256::ONE,
        };
        stage.refuses(&stage.owner, extension, &call, error).await;
        let arguments = arguments(stage, good(), strikes(&STRIKES));
        let again = [&[0x55, 0x85, 0x25, 0x8d][..], &arguments].concat();
        let sent = stage
            .node
            .call(stage.owner.address(), at, again.into(), U256::ZERO)
            .await;
        assert!(sent.is_err(), "constructed again");
    });
}

/// Writers, holders and strangers do anything at any time: OPT-1 and the value of everything after each.
#[test]
fn whatever_is_done_opt_1_holds_and_every_unit_is_somebodys() {
    travelling(async |stage| {
        let market = Market::new(stage).await;
        let seed = std::env::var("BALLAST_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or(11);
        let mut chance = StdRng::seed_from_u64(seed);
        let actors = [&market.writer, &market.other, &market.holder];
        let everything = async || {
            let mut all = market.has(market.at).await;
            for actor in actors {
                let has = market.has(actor.address()).await;
                all = [all[0] + has[0], all[1] + has[1]];
            }
            all
        };
        let whole = everything().await;
        let mut done = std::collections::BTreeMap::<&str, u32>::new();
        let mut dollars = 2_000_u32;
        for round in 0..220 {
            let actor = actors[chance.random_range(0..3)];
            let me = actor.address();
            let strike = chance.random_range(0..STRIKES.len() as u128);
            let cash = 1_u128 << chance.random_range(0..38);
            let amount = 1_u128 << chance.random_range(30..64);
            let shares = market.shares(me).await / number(chance.random_range(1..4));
            let (name, sent) = match chance.random_range(0..11) {
                0 | 1 => {
                    let call = IOptionMarket::depositCall {
                        assets: number(cash),
                        receiver: me,
                    };
                    (
                        "deposit",
                        stage.tries(actor, market.at, &call).await.map(|_| ()),
                    )
                }
                2 => {
                    let call = market.redeeming(actor, shares);
                    (
                        "redeem",
                        stage.tries(actor, market.at, &call).await.map(|_| ()),
                    )
                }
                3 => {
                    let call = IOptionMarket::requestRedeemCall {
                        shares,
                        least: number(cash / 1_000),
                    };
                    (
                        "ask",
                        stage.tries(actor, market.at, &call).await.map(|_| ()),
                    )
                }
                4 => {
                    let most = number(chance.random_range(1..4));
                    let call = IOptionMarket::serveCall { most };
                    (
                        "serve",
                        stage.tries(actor, market.at, &call).await.map(|_| ()),
                    )
                }
                5 => {
                    let request = number(chance.random_range(1..12));
                    let call = IOptionMarket::endRequestCall { request };
                    (
                        "end",
                        stage.tries(actor, market.at, &call).await.map(|_| ()),
                    )
                }
                6 | 7 => {
                    let call = IOptionMarket::buyCall {
                        receiver: me,
                        ..market.buying(strike, amount)
                    };
                    (
                        "buy",
                        stage.tries(actor, market.at, &call).await.map(|_| ()),
                    )
                }
                8 => {
                    let held: u128 = market.puts(me, strike).await.to();
                    let call = IOptionMarket::closeCall {
                        receiver: me,
                        ..market.closing(strike, held.min(amount))
                    };
                    (
                        "close",
                        stage.tries(actor, market.at, &call).await.map(|_| ()),
                    )
                }
                9 => {
                    let held: u128 = market.puts(me, strike).await.to();
                    let call = IOptionMarket::exerciseCall {
                        receiver: me,
                        ..market.exercising(strike, held.min(amount))
                    };
                    (
                        "exercise",
                        stage.tries(actor, market.at, &call).await.map(|_| ()),
                    )
                }
                _ => {
                    let call = IOptionMarket::transfer_1Call {
                        receiver: actors[chance.random_range(0..3)].address(),
                        id: number(strike),
                        amount: number(amount),
                    };
                    (
                        "give",
                        stage.tries(actor, market.at, &call).await.map(|_| ()),
                    )
                }
            };
            match &sent {
                Ok(()) => *done.entry(name).or_default() += 1,
                Err(data) => assert!(data.len() >= 4, "{name} failed without a reason"),
            }
            market.adds_up().await;
            assert_eq!(everything().await, whole, "after {name}");
            // A month and more in 220 steps, with a price that walks and now and then is not told.
            let open = stage.node.now().await < market.expiry;
            if open && chance.random_bool(0.6) {
                let step = chance.random_range(80..125);
                dollars = (dollars * step / 100).clamp(20, 20_000);
                let seconds = if chance.random_bool(0.9) {
                    chance.random_range(0..4 * HOUR)
                } else {
                    chance.random_range(0..DAY)
                };
                stage.node.travel(seconds).await;
                if chance.random_bool(0.9) {
                    stage.refresh().await;
                    stage.price("ETH", &dollars.to_string()).await;
                }
            } else if round == 160 && open {
                market.at(market.expiry).await;
            } else if round == 190 {
                market.at(market.expiry + WINDOW + 1).await;
            }
        }
        println!("seed {seed}: {done:?}");
        assert!(done.len() >= 8, "{done:?}");
        // At the end everybody leaves with what is theirs, and nothing stays.
        if stage.node.now().await <= market.expiry + WINDOW {
            market.at(market.expiry + WINDOW + 1).await;
        }
        let serve = IOptionMarket::serveCall { most: U256::MAX };
        stage.does(&stage.owner, market.at, &serve).await;
        for actor in actors {
            let shares = market.shares(actor.address()).await;
            let redeem = market.redeeming(actor, shares);
            // Nothing but dust may be refused.
            let sent = stage.tries(actor, market.at, &redeem).await;
            assert!(sent.is_ok() || shares < number(1_000_000), "{shares}");
        }
        market.adds_up().await;
        // But what virtual shares own, where all others left while some cash was theirs.
        let left = market.has(market.at).await;
        assert!(left[0] <= number(1_000) && left[1] <= number(2), "{left:?}");
    });
}
