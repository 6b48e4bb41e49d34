//! Loans that yield repays, with real tokens and the oracle: every verb, every deadline to the second, oracles and tokens that
//! misbehave, and the value of all loans to the wei.

use alloy::primitives::aliases::{U40, U80};
use alloy::primitives::{Address, Bytes, I256, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::oracle::IOracle::Kind;
use ballast_bindings::yield_loan::IYieldLoan::Terms;
use ballast_bindings::{IOracle, IOwned, IYieldLoan};
use ballast_chain_tests::stage::{IToken, travelling};
use ballast_chain_tests::{Actor, Stage};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

sol! {
    /// `src/zoo/MoodyFeed.sol`, and tokens with moods.
    interface IMoody {
        function become(uint8 mood) external;
        function write(uint80 id, int256 answer, uint256 started, uint256 updated, uint80 answeredIn) external;
        function stEthPerToken() external view returns (uint256);
    }

    /// `src/zoo/ReenteringToken.sol`.
    interface IReentering {
        function arm(address target, bytes calldata data) external;
        function succeeded() external view returns (bool);
        function answer() external view returns (bytes memory);
    }
}

const DAY: u64 = 86_400;
pub(crate) const PATIENCE: u64 = 7 * DAY;
pub(crate) const PERIOD: u64 = 10 * DAY;
const GRACE: u64 = 2 * DAY;
const WAD: u128 = 1_000_000_000_000_000_000;

fn number(value: u128) -> U256 {
    U256::from(value)
}

/// The program, two tokens, the shares' rate, and who lends and borrows.
pub(crate) struct Farm<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) at: Address,
    debt: Address,
    shares: Address,
    /// Tells the rate, and stands for it at the oracle.
    rate: Address,
    sold: bool,
    lender: Actor,
    pub(crate) borrower: Actor,
}

impl<'a> Farm<'a> {
    /// Shares of ETH that owe ETH; plenty of both.
    pub(crate) async fn in_kind(stage: &'a Stage) -> Self {
        let shares = Self::token(stage, "Staked").await;
        let farm = Self::of(stage, stage.token("ETH"), shares, false).await;
        farm.endow("ETH", 1_000 * WAD).await;
        farm
    }

    /// Shares of ETH that owe USDC, at 3,000 dollars for an ETH.
    async fn sold(stage: &'a Stage) -> Self {
        let shares = Self::token(stage, "Staked").await;
        let farm = Self::of(stage, stage.token("USDC"), shares, true).await;
        farm.endow("USDC", 10_000_000_000_000).await;
        stage.settle_at("ETH", "3000").await;
        farm
    }

    async fn token(stage: &Stage, name: &str) -> Address {
        let arguments = (name.to_owned(), name.to_owned(), U256::from(18)).abi_encode_params();
        stage.create(&stage.owner, "DevToken", &arguments).await
    }

    /// With these tokens, of which nobody has any.
    async fn of(stage: &'a Stage, debt: Address, shares: Address, sold: bool) -> Self {
        let at = stage
            .construct("yield-loan", &[])
            .await
            .expect("yield loans");
        let (lender, borrower) = (stage.actor("lender").await, stage.actor("borrower").await);
        for actor in [&lender, &borrower] {
            for token in [debt, shares] {
                stage.approve_at(token, actor, at).await;
            }
        }
        let places = (U256::from(18),).abi_encode_params();
        let rate = stage.create(&stage.owner, "MoodyFeed", &places).await;
        let farm = Self {
            stage,
            at,
            debt,
            shares,
            rate,
            sold,
            lender,
            borrower,
        };
        farm.tell(WAD).await;
        farm.set_feeds().await;
        farm
    }

    /// A feed of the rate, which may double in a year, and one of the shares' price; both read live.
    async fn set_feeds(&self) {
        let (stage, oracle) = (self.stage, self.stage.oracle());
        stage.refresh().await;
        let source = IOracle::RateSource {
            target: self.rate,
            selector: IMoody::stEthPerTokenCall::SELECTOR.into(),
            shareDecimals: 18,
            rateDecimals: 18,
            growthBps: 10_000,
            toleranceBps: 5_000,
            anchor: 0,
        };
        let call = IOracle::setRateFeedCall {
            asset: self.rate,
            source,
            varianceFloor: 0,
            varianceCap: 0,
        };
        let rate = stage.does(&stage.owner, oracle, &call).await.returned;
        let call = IOracle::setDerivedFeedCall {
            asset: self.shares,
            kind: Kind::Product,
            first: rate,
            second: stage.at.feeds["ETH"].id,
            toleranceBps: 0,
            varianceFloor: 0,
            varianceCap: WAD as u64,
        };
        let price = stage.does(&stage.owner, oracle, &call).await.returned;
        for feed in [rate, price] {
            let call = IOracle::setStoredAgeCall { feed, storedAge: 0 };
            stage.does(&stage.owner, oracle, &call).await;
        }
    }

    /// Mints both tokens to lender and borrower.
    async fn endow(&self, debt: &str, amount: u128) {
        for account in [self.lender.address(), self.borrower.address()] {
            self.stage.mint(debt, account, number(amount)).await;
            self.mint(self.shares, account, 1_000 * WAD).await;
        }
    }

    async fn mint(&self, token: Address, account: Address, amount: u128) {
        let amount = number(amount);
        let call = IToken::mintCall { account, amount };
        self.stage.does(&self.stage.owner, token, &call).await;
    }

    async fn mint_debt(&self, account: Address, amount: u128) {
        self.mint(self.debt, account, amount).await;
    }

    /// Tells a rate.
    async fn tell(&self, rate: u128) {
        let call = IMoody::writeCall {
            id: U80::ZERO,
            answer: I256::from_raw(number(rate)),
            started: U256::ZERO,
            updated: U256::ZERO,
            answeredIn: U80::ZERO,
        };
        self.stage.does(&self.stage.owner, self.rate, &call).await;
    }

    async fn become_moody(&self, at: Address, mood: u8) {
        let call = IMoody::becomeCall { mood };
        self.stage.does(&self.stage.owner, at, &call).await;
    }

    /// 2% a year of 2.5% that are counted on, nine tenths of the value; a week's patience; then three dates ten days apart,
    /// with two days of grace.
    pub(crate) async fn terms(&self) -> Terms {
        Terms {
            debtAsset: self.debt,
            collateralAsset: self.shares,
            size: 500 * WAD,
            least: 1,
            oracle: self.stage.oracle(),
            rateAsset: self.rate,
            rate: (WAD / 50) as u64,
            yieldFloor: (WAD / 40) as u64,
            margin: 2_000,
            loanToValue: 9_000,
            growthCap: 10_000,
            discount: if self.sold { 200 } else { 0 },
            patience: PATIENCE as u32,
            longest: 0,
            termRate: (WAD / 10) as u64,
            count: 3,
            period: PERIOD as u32,
            grace: GRACE as u32,
            expiry: U40::from(self.stage.node.now().await + 300 * DAY),
            allowed: Address::ZERO,
        }
    }

    pub(crate) async fn offer(&self, terms: Terms) -> U256 {
        let call = IYieldLoan::makeOfferCall { terms };
        self.stage.does(&self.lender, self.at, &call).await.returned
    }

    fn taking(&self, offer: U256, amount: u128) -> IYieldLoan::takeCall {
        IYieldLoan::takeCall {
            offer,
            amount: number(amount),
            most: U256::MAX,
            receiver: self.borrower.address(),
        }
    }

    pub(crate) async fn take(&self, offer: U256, amount: u128) -> U256 {
        let call = self.taking(offer, amount);
        self.stage
            .does(&self.borrower, self.at, &call)
            .await
            .returned
    }

    pub(crate) fn repaying(&self, loan: U256, amount: U256) -> IYieldLoan::repayCall {
        IYieldLoan::repayCall {
            loan,
            amount,
            receiver: self.borrower.address(),
        }
    }

    fn buying(&self, loan: U256, shares: U256, receiver: Address) -> IYieldLoan::buyYieldCall {
        IYieldLoan::buyYieldCall {
            loan,
            shares,
            most: U256::MAX,
            receiver,
        }
    }

    fn claiming(&self, loan: U256, receiver: Address) -> IYieldLoan::claimCall {
        IYieldLoan::claimCall {
            loan,
            cash: U256::MAX,
            shares: U256::MAX,
            receiver,
        }
    }

    pub(crate) async fn loan(&self, loan: U256) -> IYieldLoan::Loan {
        let call = IYieldLoan::loanAtCall { loan };
        self.stage.read(self.at, &call).await
    }

    pub(crate) async fn owed(&self, loan: U256) -> IYieldLoan::owedReturn {
        let call = IYieldLoan::owedCall { loan };
        self.stage.read(self.at, &call).await
    }

    async fn growth(&self, loan: U256) -> IYieldLoan::growthReturn {
        let call = IYieldLoan::growthCall { loan };
        self.stage.read(self.at, &call).await
    }

    async fn balances(&self, account: Address) -> [U256; 2] {
        let of = |token| async move {
            let call = IToken::balanceOfCall { account };
            self.stage.read(token, &call).await
        };
        [of(self.debt).await, of(self.shares).await]
    }

    /// POOL-5 for this program: it has exactly what its loans lock and owe.
    async fn adds_up(&self) {
        let counts = self.stage.read(self.at, &IYieldLoan::countsCall {}).await;
        let (mut cash, mut shares) = (U256::ZERO, U256::ZERO);
        for loan in 1..=counts.loans.to::<u64>() {
            let loan = self.loan(U256::from(loan)).await;
            cash += number(loan.cash);
            shares += number(loan.collateral) + number(loan.shares) + number(loan.withheld);
        }
        assert_eq!(self.balances(self.at).await, [cash, shares]);
    }

    /// Goes to a second.
    pub(crate) async fn at(&self, time: u64) {
        let wait = time - self.stage.node.now().await;
        self.stage.node.travel(wait).await;
    }

    /// What an account has and is owed, less what it owes, by its wallet and one loan: in debt units, at the oracle's prices.
    async fn wealth(&self, account: Address, loan: U256) -> I256 {
        let asset = self.rate;
        let call = IOracle::priceCall { asset };
        let rate = self.stage.read(self.stage.oracle(), &call).await.spot;
        // An ETH is a unit of ETH, or 3,000 dollars.
        let unit = number(if self.sold { 3_000_000_000 } else { WAD });
        let worth = |shares: U256| shares * rate * unit / number(WAD) / number(WAD);
        let [mut debt, mut shares] = self.balances(account).await;
        let mut owes = U256::ZERO;
        if !loan.is_zero() {
            let (state, owed) = (self.loan(loan).await, self.owed(loan).await);
            let sum = owed.principal + owed.interest;
            if state.borrower == account {
                shares += number(state.collateral) - owed.forfeits + number(state.withheld);
                owes = sum;
            }
            if self.lender.address() == account {
                shares += number(state.shares) + owed.forfeits;
                debt += number(state.cash) + sum;
            }
        }
        I256::from_raw(debt + worth(shares)) - I256::from_raw(owes)
    }

    fn no_price(&self) -> IYieldLoan::NoPrice {
        IYieldLoan::NoPrice {
            oracle: self.stage.oracle(),
        }
    }
}

fn harvest(loan: U256) -> IYieldLoan::harvestCall {
    IYieldLoan::harvestCall { loan }
}

pub(crate) fn turn(loan: U256) -> IYieldLoan::turnCall {
    IYieldLoan::turnCall { loan }
}

#[test]
fn growth_in_kind_pays_the_lender_and_the_borrower_leaves_at_will() {
    travelling(async |stage| {
        let farm = Farm::in_kind(stage).await;
        let (lender, borrower) = (farm.lender.address(), farm.borrower.address());
        let offer = farm.offer(farm.terms().await).await;
        let [had, shares] = farm.balances(borrower).await;
        let taken = stage
            .does(&farm.borrower, farm.at, &farm.taking(offer, 90 * WAD))
            .await;
        let opened: IYieldLoan::Opened = taken.event(farm.at);
        assert_eq!(
            (opened.principal, opened.collateral, opened.rate),
            (number(90 * WAD), number(100 * WAD), number(WAD))
        );
        let left = [had + number(90 * WAD), shares - number(100 * WAD)];
        assert_eq!(farm.balances(borrower).await, left);
        let (loan, start) = (taken.returned, stage.node.now().await);
        let nothing = IYieldLoan::NothingToHarvest { shares: U256::ZERO };
        let friend = stage.actor("friend").await;
        stage
            .refuses(&friend, farm.at, &harvest(loan), nothing.clone())
            .await;

        // A hundred days later the shares are worth 1% more: whoever says so, the lender gets the growth at that rate.
        farm.at(start + 100 * DAY).await;
        farm.tell(WAD / 100 * 101).await;
        let told = farm.growth(loan).await;
        let interest = farm.owed(loan).await.interest;
        let done = stage.does(&friend, farm.at, &harvest(loan)).await;
        let event: IYieldLoan::Harvested = done.event(farm.at);
        assert_eq!(
            (done.returned.shares, done.returned.paid),
            (told.shares, told.value)
        );
        assert_eq!((event.shares, event.interest), (told.shares, interest));
        assert_eq!(event.interest + event.principal, told.value);
        assert_eq!(
            told.shares,
            number(100 * WAD - (100 * WAD * 100).div_ceil(101))
        );
        let state = farm.loan(loan).await;
        assert_eq!(number(state.principal), number(90 * WAD) - event.principal);
        assert_eq!(number(state.shares), told.shares);
        assert!(state.collateral / 100 * 101 >= 99_999 * WAD / 1_000);
        stage
            .refuses(&friend, farm.at, &harvest(loan), nothing)
            .await;
        farm.adds_up().await;

        // A third by hand, then all of it, by the friend and by the borrower.
        farm.mint_debt(friend.address(), 100 * WAD).await;
        stage.approve_at(farm.debt, &friend, farm.at).await;
        let before = farm.balances(borrower).await;
        let part = state.principal / 3;
        let paid = stage
            .does(&friend, farm.at, &farm.repaying(loan, number(part)))
            .await;
        let event: IYieldLoan::Repaid = paid.event(farm.at);
        assert_eq!(
            (event.interest, event.principal),
            (U256::ZERO, number(part))
        );
        assert_eq!(farm.balances(borrower).await[1], before[1] + event.unlocked);
        farm.adds_up().await;
        farm.at(start + 120 * DAY).await;
        let owed = farm.owed(loan).await;
        let repaid = stage
            .does(&farm.borrower, farm.at, &farm.repaying(loan, U256::MAX))
            .await;
        assert_eq!(repaid.returned.paid, owed.principal + owed.interest);
        let ended = IYieldLoan::UnknownLoan { loan };
        let again = farm.repaying(loan, U256::ONE);
        stage
            .refuses(&farm.borrower, farm.at, &again, ended.clone())
            .await;
        stage
            .refuses(&friend, farm.at, &harvest(loan), ended.clone())
            .await;
        stage.refuses(&friend, farm.at, &turn(loan), ended).await;

        // What the lender gets is all that was paid and handed over; nothing stays.
        let state = farm.loan(loan).await;
        let [cash, kind] = farm.balances(lender).await;
        let claimed = stage
            .does(&farm.lender, farm.at, &farm.claiming(loan, lender))
            .await;
        let event: IYieldLoan::Claimed = claimed.event(farm.at);
        assert_eq!(
            (event.cash, event.shares),
            (number(state.cash), told.shares)
        );
        let now = [cash + event.cash, kind + event.shares];
        assert_eq!(farm.balances(lender).await, now);
        assert_eq!(farm.balances(farm.at).await, [U256::ZERO; 2]);
        let receipts = [
            &taken.receipt,
            &done.receipt,
            &paid.receipt,
            &repaid.receipt,
            &claimed.receipt,
        ];
        let gas = receipts.map(|receipt| receipt.gas_used);
        println!("gas, uncached: take, harvest, repay part, repay all, claim: {gas:?}");
    });
}

#[test]
fn growth_repays_a_loan_whole_and_frees_the_shares() {
    travelling(async |stage| {
        let farm = Farm::in_kind(stage).await;
        let terms = Terms {
            loanToValue: 500,
            ..farm.terms().await
        };
        let offer = farm.offer(terms).await;
        let loan = farm.take(offer, 5 * WAD).await;
        assert_eq!(farm.loan(loan).await.collateral, 100 * WAD);
        let [_, before] = farm.balances(farm.borrower.address()).await;
        farm.at(stage.node.now().await + 60 * DAY).await;
        farm.tell(WAD / 10 * 11).await;
        let owed = farm.owed(loan).await;
        let done = stage.does(&farm.lender, farm.at, &harvest(loan)).await;
        let event: IYieldLoan::Harvested = done.event(farm.at);
        assert_eq!(done.returned.paid, owed.principal + owed.interest);
        assert_eq!(event.shares + event.unlocked, number(100 * WAD));
        let [_, after] = farm.balances(farm.borrower.address()).await;
        assert_eq!(after, before + event.unlocked);
        let state = farm.loan(loan).await;
        assert_eq!((state.principal, state.collateral), (0, 0));
        farm.adds_up().await;
    });
}

#[test]
fn a_loan_is_limited_by_cash_flow_and_by_the_rate_not_by_a_price() {
    travelling(async |stage| {
        let farm = Farm::in_kind(stage).await;
        let ask = |offer, amount| IYieldLoan::collateralForCall {
            offer,
            amount: number(amount),
        };
        // 2% with a fifth on top of 1.2% that are counted on: twice the debt.
        let lean = Terms {
            yieldFloor: (WAD / 1_000 * 12) as u64,
            ..farm.terms().await
        };
        let offer = farm.offer(lean).await;
        assert_eq!(
            stage.read(farm.at, &ask(offer, 90 * WAD)).await,
            number(180 * WAD)
        );
        // No price of ETH has any part in it.
        stage.settle_at("ETH", "1").await;
        assert_eq!(
            stage.read(farm.at, &ask(offer, 90 * WAD)).await,
            number(180 * WAD)
        );
        farm.tell(WAD / 10 * 12).await;
        farm.at(stage.node.now().await + 100 * DAY).await;
        assert_eq!(
            stage.read(farm.at, &ask(offer, 90 * WAD)).await,
            number(150 * WAD)
        );
        let (needed, limit) = (number(150 * WAD), number(150 * WAD - 1));
        let dear = IYieldLoan::takeCall {
            most: limit,
            ..farm.taking(offer, 90 * WAD)
        };
        let error = IYieldLoan::CollateralAboveLimit { needed, limit };
        stage.refuses(&farm.borrower, farm.at, &dear, error).await;
        // Nothing is opened on a rate that is not to be trusted: it fell by more than is tolerated, or nobody tells it.
        let caught = farm.taking(offer, 90 * WAD);
        farm.tell(WAD / 10 * 4).await;
        stage
            .refuses(&farm.borrower, farm.at, &caught, farm.no_price())
            .await;
        farm.tell(WAD / 10 * 12).await;
        farm.become_moody(farm.rate, 1).await;
        stage
            .refuses(&farm.borrower, farm.at, &caught, farm.no_price())
            .await;
        farm.become_moody(farm.rate, 0).await;
        farm.take(offer, 90 * WAD).await;
        let other = Terms {
            oracle: farm.debt,
            ..farm.terms().await
        };
        let blind = farm.offer(other).await;
        let error = IYieldLoan::NoPrice { oracle: farm.debt };
        stage
            .refuses(&farm.borrower, farm.at, &farm.taking(blind, WAD), error)
            .await;
        farm.adds_up().await;
    });
}

#[test]
fn growth_is_sold_at_a_price_that_falls_within_bounds() {
    travelling(async |stage| {
        let farm = Farm::sold(stage).await;
        let terms = Terms {
            size: 1_000_000_000_000,
            ..farm.terms().await
        };
        let offer = farm.offer(terms).await;
        let loan = farm.take(offer, 90_000_000_000).await;
        let start = stage.node.now().await;
        // 100,000 dollars of ETH at 3,000, and what roundings ask for.
        let locked = farm.loan(loan).await.collateral;
        assert!(
            locked.abs_diff(33_333_333_333_333_333_333) < 1_000_000_000_000_000,
            "{locked}"
        );
        farm.at(start + 50 * DAY).await;
        farm.tell(WAD / 100 * 101).await;
        stage.settle_at("ETH", "3000").await;
        let buyer = stage.actor("buyer").await;
        farm.mint_debt(buyer.address(), 1_000_000_000_000).await;
        stage.approve_at(farm.debt, &buyer, farm.at).await;
        let me = buyer.address();
        let error = IYieldLoan::OtherHarvest { sold: true };
        stage.refuses(&buyer, farm.at, &harvest(loan), error).await;

        // Long after the opening the price is at its floor: 2% under spot.
        let told = farm.growth(loan).await;
        let worth = told.shares.to::<u128>() as f64 / 1e18 * 3_030.0 * 0.98 * 1e6;
        assert!(
            (told.value.to::<u128>() as f64 - worth).abs() < 3.0,
            "{worth}"
        );
        let needed = told.value;
        let limit = needed - U256::ONE;
        let cheap = IYieldLoan::buyYieldCall {
            most: limit,
            ..farm.buying(loan, U256::MAX, me)
        };
        let error = IYieldLoan::PaymentAboveLimit { needed, limit };
        stage.refuses(&buyer, farm.at, &cheap, error).await;
        let none = farm.buying(loan, U256::ZERO, me);
        stage
            .refuses(&buyer, farm.at, &none, IYieldLoan::ZeroAmount {})
            .await;
        // Half of it brings the price half of its fall back up.
        let owed = farm.owed(loan).await;
        let half = farm.buying(loan, told.shares / number(2), me);
        let done = stage.does(&buyer, farm.at, &half).await;
        let event: IYieldLoan::YieldSold = done.event(farm.at);
        assert_eq!(event.shares, told.shares / number(2));
        assert_eq!(event.interest + event.principal, done.returned.paid);
        assert_eq!(event.interest, owed.interest.min(done.returned.paid));
        assert_eq!(farm.balances(me).await[1], event.shares);
        let state = farm.loan(loan).await;
        assert_eq!(number(state.cash), done.returned.paid);
        let now = stage.node.now().await;
        assert!((10_800..=10_801).contains(&(now - state.saleFrom.to::<u64>())));
        let rest = farm.growth(loan).await;
        let each = |cost: U256, shares: U256| cost.to::<u128>() as f64 / shares.to::<u128>() as f64;
        let dearer = each(rest.value, rest.shares) / each(told.value, told.shares);
        assert!((dearer - 0.9925 / 0.98).abs() < 1e-5, "{dearer}");
        farm.adds_up().await;
        // All of it: at the premium again, for growth to come.
        stage
            .does(&buyer, farm.at, &farm.buying(loan, U256::MAX, me))
            .await;
        let error = IYieldLoan::NothingToHarvest { shares: U256::ZERO };
        stage
            .refuses(&buyer, farm.at, &farm.buying(loan, U256::MAX, me), error)
            .await;
        assert_eq!(
            farm.loan(loan).await.saleFrom.to::<u64>(),
            stage.node.now().await
        );
        // A price that is not current sells nothing.
        farm.at(stage.node.now().await + 20 * DAY).await;
        farm.tell(WAD / 100 * 102).await;
        stage
            .refuses(
                &buyer,
                farm.at,
                &farm.buying(loan, U256::MAX, me),
                farm.no_price(),
            )
            .await;
        farm.adds_up().await;
        // YLD-2: at a price of a dollar it is not sold below the debt that it stands for, to the unit.
        stage.settle_at("ETH", "1").await;
        let owes = async || {
            let owed = farm.owed(loan).await;
            owed.principal + owed.interest
        };
        let (earlier, told, later) = (owes().await, farm.growth(loan).await, owes().await);
        let locked = number(farm.loan(loan).await.collateral);
        assert!(told.shares > U256::ZERO);
        assert!(told.value >= (earlier * told.shares).div_ceil(locked));
        assert!(told.value <= (later * told.shares).div_ceil(locked));
        let gas = done.receipt.gas_used;
        println!("gas, uncached: buy yield: {gas}");
    });
}

#[test]
fn interest_that_yield_does_not_cover_turns_the_loan_to_the_second() {
    travelling(async |stage| {
        let farm = Farm::in_kind(stage).await;
        let offer = farm.offer(farm.terms().await).await;
        let loan = farm.take(offer, 90 * WAD).await;
        let start = stage.node.now().await;
        let keeper = stage.actor("keeper").await;
        let early = IYieldLoan::NotLapsed { loan };
        farm.at(start + PATIENCE).await;
        assert!(!farm.owed(loan).await.lapsed);
        stage
            .refuses(&keeper, farm.at, &turn(loan), early.clone())
            .await;
        farm.at(start + PATIENCE + 1).await;
        assert!(farm.owed(loan).await.lapsed);
        // Growth that covers it counts, harvested or not; harvested at this very second it saves the loan.
        farm.tell(WAD + WAD / 1_000).await;
        stage
            .refuses(&keeper, farm.at, &turn(loan), early.clone())
            .await;
        let snapshot = stage.node.snapshot().await;
        stage.does(&keeper, farm.at, &harvest(loan)).await;
        assert!(!farm.owed(loan).await.lapsed);
        assert_eq!(farm.owed(loan).await.interest, U256::ZERO);
        stage.refuses(&keeper, farm.at, &turn(loan), early).await;
        stage.node.revert(&snapshot).await;
        // Growth that does not is harvested, and the loan turned all the same.
        farm.at(start + PATIENCE + 1 + DAY).await;
        farm.tell(WAD + WAD / 50_000).await;
        let done = stage.does(&keeper, farm.at, &turn(loan)).await;
        let harvested: IYieldLoan::Harvested = done.event(farm.at);
        let event: IYieldLoan::Turned = done.event(farm.at);
        assert!(harvested.shares > U256::ZERO && harvested.principal.is_zero());
        assert_eq!(
            (event.principal, event.unlocked),
            (number(90 * WAD), U256::ZERO)
        );
        let error = IYieldLoan::AlreadyTurned { loan };
        stage
            .refuses(&keeper, farm.at, &turn(loan), error.clone())
            .await;
        stage.refuses(&keeper, farm.at, &harvest(loan), error).await;
        farm.adds_up().await;

        // The first date is met with the last second of its grace, the second is missed by one.
        let turned = stage.node.now().await;
        farm.at(turned + PERIOD + GRACE).await;
        let owed = farm.owed(loan).await;
        assert_eq!(
            (owed.due, owed.part),
            (U256::from(turned + PERIOD), number(30 * WAD))
        );
        assert_eq!(owed.forfeits, U256::ZERO);
        let part = owed.interest + owed.part;
        stage
            .does(&farm.borrower, farm.at, &farm.repaying(loan, part))
            .await;
        farm.at(turned + PERIOD + GRACE + 1).await;
        assert_eq!(farm.owed(loan).await.forfeits, U256::ZERO);
        farm.at(turned + 2 * PERIOD + GRACE).await;
        assert_eq!(farm.owed(loan).await.forfeits, U256::ZERO);
        farm.at(turned + 2 * PERIOD + GRACE + 1).await;
        let forfeits = farm.owed(loan).await.forfeits;
        let settled = stage
            .does(&keeper, farm.at, &IYieldLoan::settleCall { loan })
            .await;
        let event: IYieldLoan::Forfeited = settled.event(farm.at);
        assert_eq!(
            (event.principal, event.collateral),
            (number(30 * WAD), forfeits)
        );
        assert_eq!(settled.returned, forfeits);
        let locked = number(farm.loan(loan).await.collateral);
        assert!(
            forfeits.abs_diff(locked) <= U256::ONE,
            "half of what was left"
        );
        // The rest is paid; both have what is theirs.
        stage
            .does(&farm.borrower, farm.at, &farm.repaying(loan, U256::MAX))
            .await;
        let lender = farm.lender.address();
        stage
            .does(&farm.lender, farm.at, &farm.claiming(loan, lender))
            .await;
        assert_eq!(farm.balances(farm.at).await, [U256::ZERO; 2]);
        println!(
            "gas, uncached: turn, settle: {:?}",
            [done.receipt.gas_used, settled.receipt.gas_used]
        );
    });
}

#[test]
fn what_yield_has_repaid_is_unlocked_when_a_loan_is_turned() {
    travelling(async |stage| {
        let farm = Farm::in_kind(stage).await;
        let terms = Terms {
            longest: (30 * DAY) as u32,
            ..farm.terms().await
        };
        let offer = farm.offer(terms).await;
        let loan = farm.take(offer, 90 * WAD).await;
        let start = stage.node.now().await;
        farm.at(start + 30 * DAY).await;
        farm.tell(WAD / 100 * 105).await;
        stage.does(&farm.lender, farm.at, &harvest(loan)).await;
        let error = IYieldLoan::NotLapsed { loan };
        stage
            .refuses(&farm.lender, farm.at, &turn(loan), error)
            .await;
        farm.at(start + 30 * DAY + 1).await;
        let before = farm.loan(loan).await;
        let [_, had] = farm.balances(farm.borrower.address()).await;
        let done = stage.does(&farm.lender, farm.at, &turn(loan)).await;
        let event: IYieldLoan::Turned = done.event(farm.at);
        let repaid = 90 * WAD - before.principal;
        let expected = U256::from(before.collateral) * U256::from(repaid) / U256::from(90 * WAD);
        assert_eq!(event.unlocked, expected);
        assert_eq!(
            farm.balances(farm.borrower.address()).await[1],
            had + expected
        );
        farm.adds_up().await;
        // Missed whole, it is the lender's, who bears that the rate has fallen by then.
        farm.tell(WAD / 100 * 60).await;
        farm.at(start + 30 * DAY + 1 + 3 * PERIOD + GRACE + 1).await;
        let lender = farm.lender.address();
        let claimed = stage
            .does(&farm.lender, farm.at, &farm.claiming(loan, lender))
            .await;
        assert_eq!(claimed.returned.cashPaid, U256::ZERO);
        assert_eq!(farm.balances(farm.at).await, [U256::ZERO; 2]);
    });
}

#[test]
fn without_the_oracle_the_yield_stops_and_everything_else_goes_on() {
    travelling(async |stage| {
        let farm = Farm::in_kind(stage).await;
        let offer = farm.offer(farm.terms().await).await;
        let (loan, paid) = (
            farm.take(offer, 90 * WAD).await,
            farm.take(offer, 9 * WAD).await,
        );
        let start = stage.node.now().await;
        farm.tell(WAD / 10 * 11).await;
        farm.at(start + PATIENCE + 1).await;
        // It burns all gas that it gets, and every caller's, for ever.
        farm.become_moody(farm.rate, 4).await;
        stage
            .refuses(&farm.lender, farm.at, &harvest(loan), farm.no_price())
            .await;
        let growth = IYieldLoan::growthCall { loan };
        stage.denies(farm.at, &growth, farm.no_price()).await;
        stage
            .does(&farm.borrower, farm.at, &farm.repaying(paid, U256::MAX))
            .await;
        // A caller who sends little gas cannot make an oracle fail that would answer, and saves the loan by its growth.
        farm.become_moody(farm.rate, 0).await;
        farm.tell(WAD + WAD / 1_000).await;
        let (mut starved, data) = (0, Bytes::from(turn(loan).abi_encode()).to_string());
        for gas in (60_000..900_000).step_by(20_000) {
            let [from, to] = [farm.lender.address(), farm.at].map(|at| at.to_string());
            let gas = format!("{gas:#x}");
            let call = serde_json::json!({ "from": from, "to": to, "data": data, "gas": gas });
            let answer = stage
                .node
                .request("eth_call", serde_json::json!([call, "latest"]));
            let error = answer.await.expect_err("growth covers the interest");
            let reason = error
                .as_error_resp()
                .and_then(|payload| payload.as_revert_data());
            let selector = IYieldLoan::InsufficientGas::SELECTOR;
            starved += u32::from(reason.is_some_and(|reason| reason.starts_with(&selector)));
        }
        println!("refused for little gas: {starved} of 42");
        farm.become_moody(farm.rate, 1).await;
        let done = stage.does(&farm.lender, farm.at, &turn(loan)).await;
        assert!(done.events::<IYieldLoan::Harvested>(farm.at).is_empty());
        let turned = stage.node.now().await;
        farm.at(turned + PERIOD + GRACE + 1).await;
        let settle = IYieldLoan::settleCall { loan };
        let forfeited = stage.does(&farm.lender, farm.at, &settle).await.returned;
        assert_eq!(forfeited, number((100 * WAD).div_ceil(3)));
        stage
            .does(&farm.borrower, farm.at, &farm.repaying(loan, U256::MAX))
            .await;
        for loan in [loan, paid] {
            let call = farm.claiming(loan, farm.lender.address());
            stage.does(&farm.lender, farm.at, &call).await;
        }
        assert_eq!(farm.balances(farm.at).await, [U256::ZERO; 2]);
    });
}

#[test]
fn a_sequencer_that_was_down_gives_a_patience_more() {
    travelling(async |stage| {
        let farm = Farm::in_kind(stage).await;
        let offer = farm.offer(farm.terms().await).await;
        let loan = farm.take(offer, 90 * WAD).await;
        let start = stage.node.now().await;
        let places = (U256::ZERO,).abi_encode_params();
        let feed = stage.create(&stage.owner, "MoodyFeed", &places).await;
        let watched = IOracle::setSequencerFeedCall { feed, grace: 3_600 };
        stage.does(&stage.owner, stage.oracle(), &watched).await;
        let write = |down: bool, since: u64| IMoody::writeCall {
            id: U80::from(1),
            answer: if down { I256::ONE } else { I256::ZERO },
            started: U256::from(since),
            updated: U256::from(since),
            answeredIn: U80::from(1),
        };
        stage.does(&stage.owner, feed, &write(true, start)).await;
        let error = IYieldLoan::NotLapsed { loan };
        farm.at(start + 2 * PATIENCE).await;
        assert!(farm.owed(loan).await.lapsed, "by the book alone");
        stage
            .refuses(&farm.lender, farm.at, &harvest(loan), farm.no_price())
            .await;
        stage
            .refuses(&farm.lender, farm.at, &turn(loan), error.clone())
            .await;
        let snapshot = stage.node.snapshot().await;
        // It is back, and its grace over by one second.
        stage
            .does(&stage.owner, feed, &write(false, start + 2 * PATIENCE))
            .await;
        farm.at(start + 2 * PATIENCE + 3_600).await;
        stage.does(&farm.lender, farm.at, &turn(loan)).await;
        stage.node.revert(&snapshot).await;
        // Or it never is: then the patience is over all the same.
        farm.at(start + 2 * PATIENCE + 1).await;
        stage.does(&farm.lender, farm.at, &turn(loan)).await;
        assert!(farm.loan(loan).await.turned);
    });
}

#[test]
fn a_rate_of_nothing_falling_or_without_bounds_takes_nothing_that_was_locked() {
    travelling(async |stage| {
        let farm = Farm::in_kind(stage).await;
        let terms = Terms {
            growthCap: 1_000,
            ..farm.terms().await
        };
        let offer = farm.offer(terms).await;
        let loan = farm.take(offer, 90 * WAD).await;
        farm.at(stage.node.now().await + 73 * DAY).await;
        let none = IYieldLoan::NothingToHarvest { shares: U256::ZERO };
        for rate in [WAD, WAD / 10 * 9, WAD / 2 + 1] {
            farm.tell(rate).await;
            stage
                .refuses(&farm.lender, farm.at, &harvest(loan), none.clone())
                .await;
        }
        for rate in [0, 1, u128::MAX] {
            farm.tell(rate).await;
            let told = stage.refused(&farm.lender, farm.at, &harvest(loan)).await;
            let known = [
                IYieldLoan::NoPrice::SELECTOR,
                IYieldLoan::NothingToHarvest::SELECTOR,
            ];
            assert!(
                known.contains(&told[..4].try_into().unwrap()),
                "{rate}: {told}"
            );
        }
        // A fifth of a year at a tenth: 2%, whatever is told.
        farm.tell(WAD / 10 * 12).await;
        let done = stage.does(&farm.lender, farm.at, &harvest(loan)).await;
        let event: IYieldLoan::Harvested = done.event(farm.at);
        assert_eq!(event.rate, number(WAD / 100 * 102));
        assert_eq!(
            event.shares,
            number(100 * WAD - (100 * WAD * 100).div_ceil(102))
        );
        farm.adds_up().await;
    });
}

#[test]
fn lender_and_borrower_may_be_one_account_and_a_loan_one_unit() {
    travelling(async |stage| {
        let mut farm = Farm::in_kind(stage).await;
        farm.borrower = farm.lender.clone();
        let me = farm.lender.address();
        let before = farm.balances(me).await;
        let offer = farm.offer(farm.terms().await).await;
        let [paid, missed] = [farm.take(offer, 1).await, farm.take(offer, 1).await];
        assert_eq!(farm.loan(paid).await.collateral, 2);
        farm.at(stage.node.now().await + PATIENCE + 1).await;
        let done = stage
            .does(&farm.borrower, farm.at, &farm.repaying(paid, U256::MAX))
            .await
            .returned;
        // The unit and its interest, rounded up.
        assert_eq!((done.paid, done.unlocked), (number(2), number(2)));
        stage.does(&farm.lender, farm.at, &turn(missed)).await;
        farm.at(stage.node.now().await + 3 * PERIOD + GRACE + 1)
            .await;
        for loan in [paid, missed] {
            stage
                .does(&farm.lender, farm.at, &farm.claiming(loan, me))
                .await;
        }
        assert_eq!(farm.balances(me).await, before);
        assert_eq!(farm.balances(farm.at).await, [U256::ZERO; 2]);
    });
}

#[test]
fn tokens_that_fail_stop_nobody_else() {
    travelling(async |stage| {
        // A token that takes a fee is refused.
        let fee = stage.create(&stage.owner, "FeeToken", &[]).await;
        let farm = Farm::of(stage, stage.token("ETH"), fee, false).await;
        farm.endow("ETH", 100 * WAD).await;
        let offer = farm.offer(farm.terms().await).await;
        let refused = stage
            .refused(&farm.borrower, farm.at, &farm.taking(offer, 9 * WAD))
            .await;
        assert_eq!(refused[..4], IYieldLoan::TransferMismatch::SELECTOR);
        assert_eq!(farm.balances(farm.at).await, [U256::ZERO; 2]);

        // Shares that fail midway hold up no payment, neither by hand nor by yield nor by sale.
        let moody = stage.create(&stage.owner, "MoodyToken", &[]).await;
        let farm = Farm::of(stage, stage.token("ETH"), moody, false).await;
        farm.endow("ETH", 100 * WAD).await;
        let terms = Terms {
            loanToValue: 500,
            ..farm.terms().await
        };
        let offer = farm.offer(terms).await;
        let [by_hand, by_yield] = [
            farm.take(offer, 5 * WAD).await,
            farm.take(offer, 5 * WAD).await,
        ];
        farm.at(stage.node.now().await + 60 * DAY).await;
        farm.tell(WAD / 10 * 11).await;
        farm.become_moody(moody, 2).await;
        let paid = stage
            .does(&farm.borrower, farm.at, &farm.repaying(by_hand, U256::MAX))
            .await;
        let event: IYieldLoan::Withheld = paid.event(farm.at);
        assert_eq!(event.shares, number(100 * WAD));
        let done = stage.does(&farm.lender, farm.at, &harvest(by_yield)).await;
        let event: IYieldLoan::Withheld = done.event(farm.at);
        assert_eq!(event.shares + done.returned.shares, number(100 * WAD));
        farm.adds_up().await;
        let (lender, borrower) = (farm.lender.address(), farm.borrower.address());
        let error = IYieldLoan::TransferFailed { token: moody };
        let claim = farm.claiming(by_hand, lender);
        stage.does(&farm.lender, farm.at, &claim).await;
        let kind = farm.claiming(by_yield, lender);
        stage
            .refuses(&farm.lender, farm.at, &kind, error.clone())
            .await;
        let unlocked = |loan| IYieldLoan::claimUnlockedCall {
            loan,
            receiver: borrower,
        };
        stage
            .refuses(&farm.borrower, farm.at, &unlocked(by_hand), error)
            .await;
        let caller = lender;
        stage
            .refuses(
                &farm.lender,
                farm.at,
                &unlocked(by_hand),
                IOwned::Unauthorised { caller },
            )
            .await;
        farm.become_moody(moody, 0).await;
        stage.does(&farm.lender, farm.at, &kind).await;
        for loan in [by_hand, by_yield] {
            let done = stage.does(&farm.borrower, farm.at, &unlocked(loan)).await;
            let event: IYieldLoan::UnlockedClaimed = done.event(farm.at);
            assert_eq!(event.shares, done.returned);
        }
        stage
            .refuses(
                &farm.borrower,
                farm.at,
                &unlocked(by_hand),
                IYieldLoan::ZeroAmount {},
            )
            .await;
        assert_eq!(farm.balances(farm.at).await, [U256::ZERO; 2]);

        // A debt's token that fails changes nothing.
        let debt = stage.create(&stage.owner, "MoodyToken", &[]).await;
        let farm = Farm::of(stage, debt, Farm::token(stage, "Staked").await, false).await;
        for account in [farm.lender.address(), farm.borrower.address()] {
            farm.mint(debt, account, 100 * WAD).await;
            farm.mint(farm.shares, account, 100 * WAD).await;
        }
        let offer = farm.offer(farm.terms().await).await;
        let loan = farm.take(offer, 9 * WAD).await;
        let before = (farm.loan(loan).await, farm.balances(farm.at).await);
        for mood in [1, 2, 4] {
            farm.become_moody(debt, mood).await;
            let error = IYieldLoan::TransferFailed { token: debt };
            let repay = farm.repaying(loan, U256::MAX);
            stage
                .refuses(&farm.borrower, farm.at, &repay, error.clone())
                .await;
            stage
                .refuses(&farm.borrower, farm.at, &farm.taking(offer, WAD), error)
                .await;
            assert_eq!(
                (farm.loan(loan).await, farm.balances(farm.at).await),
                before
            );
        }
    });
}

#[test]
fn a_token_that_calls_back_finds_every_verb_locked() {
    travelling(async |stage| {
        let token = stage.create(&stage.owner, "ReenteringToken", &[]).await;
        let farm = Farm::of(stage, token, Farm::token(stage, "Staked").await, false).await;
        for account in [farm.lender.address(), farm.borrower.address()] {
            farm.mint(token, account, 100 * WAD).await;
            farm.mint(farm.shares, account, 100 * WAD).await;
        }
        let offer = farm.offer(farm.terms().await).await;
        let loan = farm.take(offer, 9 * WAD).await;
        farm.tell(WAD / 100 * 101).await;
        farm.at(stage.node.now().await + 8 * DAY).await;
        let me = farm.borrower.address();
        let inner = [
            farm.taking(offer, 1_000).abi_encode(),
            farm.repaying(loan, number(1)).abi_encode(),
            farm.buying(loan, number(1), me).abi_encode(),
            farm.claiming(loan, me).abi_encode(),
            IYieldLoan::claimUnlockedCall { loan, receiver: me }.abi_encode(),
            harvest(loan).abi_encode(),
            turn(loan).abi_encode(),
        ];
        for data in inner {
            let arm = IReentering::armCall {
                target: farm.at,
                data: data.into(),
            };
            stage.does(&stage.owner, token, &arm).await;
            stage
                .does(
                    &farm.borrower,
                    farm.at,
                    &farm.repaying(loan, number(WAD / 10)),
                )
                .await;
            assert!(!stage.read(token, &IReentering::succeededCall {}).await);
            let answer = stage.read(token, &IReentering::answerCall {}).await;
            assert_eq!(answer, Bytes::from(IOwned::Reentered {}.abi_encode()));
            farm.adds_up().await;
        }
    });
}

#[test]
fn a_position_pays_who_holds_it() {
    travelling(async |stage| {
        let farm = Farm::in_kind(stage).await;
        let offer = farm.offer(farm.terms().await).await;
        let loan = farm.take(offer, 9 * WAD).await;
        let buyer = stage.actor("buyer").await;
        let from = farm.lender.address();
        let give = IYieldLoan::safeTransferFrom_0Call {
            from,
            to: buyer.address(),
            tokenId: loan,
        };
        stage.does(&farm.lender, farm.at, &give).await;
        stage
            .does(&farm.borrower, farm.at, &farm.repaying(loan, U256::MAX))
            .await;
        let operator = from;
        let error = IYieldLoan::ERC721InsufficientApproval {
            operator,
            tokenId: loan,
        };
        stage
            .refuses(&farm.lender, farm.at, &farm.claiming(loan, from), error)
            .await;
        let call = farm.claiming(loan, buyer.address());
        stage.does(&buyer, farm.at, &call).await;
        assert_eq!(
            farm.balances(buyer.address()).await,
            [number(9 * WAD), U256::ZERO]
        );
        let name = stage.read(farm.at, &IYieldLoan::nameCall {}).await;
        let symbol = stage.read(farm.at, &IYieldLoan::symbolCall {}).await;
        assert_eq!(
            (name.as_str(), symbol.as_str()),
            ("Ballast yield loan", "bYIELD")
        );
    });
}

/// Many loans of many offers, any verb by anybody at any time and rate: YLD-1, POOL-5, and ALL-1 by the sum of everything.
#[test]
fn whatever_is_done_principal_never_grows_and_every_wei_is_somebodys() {
    travelling(async |stage| {
        for sold in [false, true] {
            let farm = if sold {
                Farm::sold(stage).await
            } else {
                Farm::in_kind(stage).await
            };
            let seed = std::env::var("BALLAST_SEED")
                .ok()
                .and_then(|seed| seed.parse().ok())
                .unwrap_or(7);
            let actions = std::env::var("BALLAST_ACTIONS")
                .ok()
                .and_then(|count| count.parse().ok())
                .unwrap_or(200);
            random(&farm, seed, actions).await;
        }
    });
}

async fn random(farm: &Farm<'_>, seed: u64, actions: u32) {
    let stage = farm.stage;
    let mut chance = StdRng::seed_from_u64(seed);
    let (lender, borrower) = (farm.lender.address(), farm.borrower.address());
    let everything = async || {
        let mut sum = [U256::ZERO; 2];
        for account in [lender, borrower, farm.at] {
            let held = farm.balances(account).await;
            sum = [sum[0] + held[0], sum[1] + held[1]];
        }
        sum
    };
    let whole = everything().await;
    let mut offers = vec![];
    for (longest, count, size) in [
        (0, 3, u128::MAX >> 16),
        (20, 1, 1 << 90),
        (0, 120, 1 << 100),
    ] {
        let terms = Terms {
            longest: longest * DAY as u32,
            count,
            size,
            period: if count == 120 { 7_200 } else { PERIOD as u32 },
            loanToValue: chance.random_range(100..9_000),
            patience: DAY as u32,
            ..farm.terms().await
        };
        offers.push(farm.offer(terms).await);
    }
    let mut done = std::collections::BTreeMap::<&str, u32>::new();
    let (mut loans, mut rate) = (0_u64, WAD);
    for _ in 0..actions {
        let actor = if chance.random_bool(0.7) {
            &farm.borrower
        } else {
            &farm.lender
        };
        let loan = U256::from(chance.random_range(0..=loans));
        let before = if loan.is_zero() {
            None
        } else {
            Some((farm.loan(loan).await, farm.owed(loan).await))
        };
        let offer = offers[chance.random_range(0..offers.len())];
        let amount = number(1_u128 << chance.random_range(0..64));
        let receiver = actor.address();
        let whole_of_it = chance.random_bool(0.3);
        let amount = if whole_of_it { U256::MAX } else { amount };
        let opened = amount.min(number(1 << 62));
        let had = farm.wealth(receiver, loan).await;
        let (name, sent) = match chance.random_range(0..11) {
            0..=2 => (
                "take",
                stage
                    .tries(actor, farm.at, &farm.taking(offer, opened.to()))
                    .await
                    .map(|_| ()),
            ),
            3 | 4 if farm.sold => (
                "buy",
                stage
                    .tries(actor, farm.at, &farm.buying(loan, amount, receiver))
                    .await
                    .map(|_| ()),
            ),
            3 | 4 => (
                "harvest",
                stage
                    .tries(actor, farm.at, &harvest(loan))
                    .await
                    .map(|_| ()),
            ),
            5 | 6 => (
                "repay",
                stage
                    .tries(actor, farm.at, &farm.repaying(loan, amount))
                    .await
                    .map(|_| ()),
            ),
            7 => (
                "settle",
                stage
                    .tries(actor, farm.at, &IYieldLoan::settleCall { loan })
                    .await
                    .map(|_| ()),
            ),
            8 => (
                "claim",
                stage
                    .tries(actor, farm.at, &farm.claiming(loan, receiver))
                    .await
                    .map(|_| ()),
            ),
            _ => (
                "turn",
                stage.tries(actor, farm.at, &turn(loan)).await.map(|_| ()),
            ),
        };
        if let Err(data) = &sent {
            assert!(data.len() >= 4, "{name} failed without a reason");
        } else {
            *done.entry(name).or_default() += 1;
        }
        if let Some((was, owed)) = &before {
            let is = farm.loan(loan).await;
            // YLD-1.
            assert!(is.principal <= was.principal, "{name}");
            if sent.is_err() {
                assert_eq!(is, *was, "{name} failed");
            } else if ["settle", "claim"].contains(&name) {
                assert_eq!(
                    number(was.collateral - is.collateral),
                    owed.forfeits,
                    "{name}"
                );
                assert_eq!(number(is.principal), owed.principal, "{name}");
            }
        }
        let known = loans;
        loans = stage
            .read(farm.at, &IYieldLoan::countsCall {})
            .await
            .loans
            .to();
        // ALL-1: at these prices the caller gains no more than growth's discount, and units of rounding.
        let touched = if loans > known {
            U256::from(loans)
        } else {
            loan
        };
        if touched == loan || loan.is_zero() {
            let gained = farm.wealth(receiver, touched).await - had;
            let repaid = match &before {
                Some((_, owed)) if touched == loan => {
                    let left = farm.owed(loan).await;
                    owed.principal + owed.interest - left.principal - left.interest
                }
                _ => U256::ZERO,
            };
            let discount = match &before {
                _ if name == "buy" => repaid / number(48),
                // A rate above what is believed since the last harvest, a doubling in a year, is the lender's.
                Some((was, _)) if !farm.sold && ["harvest", "turn"].contains(&name) => {
                    let since = stage.node.now().await - was.saleFrom.to::<u64>();
                    let mark = number(was.mark);
                    let believed = mark + mark * U256::from(since) / U256::from(366 * DAY);
                    repaid * number(rate).saturating_sub(believed) / believed
                }
                _ => U256::ZERO,
            };
            let most = I256::from_raw(discount + number(16));
            assert!(gained <= most, "{name} gains {gained} of {repaid}");
        }
        farm.adds_up().await;
        assert_eq!(everything().await, whole);
        // Less than a year in all, for which a program stays activated.
        if chance.random_bool(0.4) {
            let wait = chance.random_range(0..2 * DAY);
            if farm.sold {
                stage.advance(wait).await;
            } else {
                stage.node.travel(wait).await;
            }
        }
        if chance.random_bool(0.4) {
            // Mostly up, at times down.
            let step = chance.random_range(0..rate / 200);
            rate = if chance.random_bool(0.8) {
                rate + step
            } else {
                rate - step
            };
            farm.tell(rate).await;
        }
    }
    println!("seed {seed}, sold {}: {loans} loans, {done:?}", farm.sold);
    assert!(done.len() >= 6 && loans > 10, "{done:?}");
    // When all is repaid or missed and claimed, nothing is left.
    for loan in 1..=loans {
        let loan = U256::from(loan);
        let repay = farm.repaying(loan, U256::MAX);
        let _ended = stage.tries(&farm.borrower, farm.at, &repay).await;
        stage
            .does(&farm.lender, farm.at, &farm.claiming(loan, lender))
            .await;
        assert_eq!(farm.loan(loan).await.collateral, 0);
    }
    assert_eq!(farm.balances(farm.at).await, [U256::ZERO; 2]);
}
