//! Gas of loans without liquidation, verb by verb.

use alloy::primitives::aliases::{U40, U96};
use alloy::primitives::{Address, B256, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolValue};
use ballast_bindings::oracle::IOracle::Kind as FeedKind;
use ballast_bindings::term_loan::ITermLoan::{Kind, Step, Terms};
use ballast_bindings::{
    ICollar, ILoanLens, IOptionLoan, IOptionMarket, IOracle, ITermLoan, ITermPool, IYieldLoan,
    collar, loan_lens, option_loan, option_market, yield_loan,
};
use ballast_chain_tests::Actor;
use ballast_chain_tests::stage::IToken;

use crate::gas::{Run, cache_program};

sol! {
    /// `src/StakingVault.sol`.
    interface IStaking {
        function deposit(uint256 assets, address receiver) external returns (uint256 shares);
        function convertToAssets(uint256 shares) external view returns (uint256 assets);
    }
}

const DAY: u64 = 86_400;
const WAD: u128 = 1_000_000_000_000_000_000;

impl Run<'_> {
    /// Loans of three instalments.
    pub async fn lending_for_terms(&mut self) {
        let stage = self.stage;
        let at = stage.at.loans["term-loan"];
        let lens = stage.at.loans["loan-lens"];
        let (usdc, eth) = (stage.token("USDC"), stage.token("ETH"));
        let lender = stage.rich("gas lender", &[("USDC", "1000000")]).await;
        let borrower = stage
            .rich("gas borrower", &[("ETH", "100"), ("USDC", "100000")])
            .await;
        for actor in [&lender, &borrower] {
            for token in [usdc, eth] {
                stage.approve_at(token, actor, at).await;
            }
        }
        let (period, grace) = (86_400, 3_600);
        let now = stage.node.now().await;
        let make = ITermLoan::makeOfferCall {
            terms: Terms {
                debtAsset: usdc,
                collateralAsset: eth,
                size: 100_000_000_000,
                least: 1,
                loanPerCollateral: 1_500_000_000,
                loanToValue: 0,
                oracle: Address::ZERO,
                rate: 120_000_000_000_000_000,
                kind: Kind::EqualPrincipal,
                count: 3,
                period,
                grace,
                expiry: U40::from(now + 100 * u64::from(period)),
                allowed: Address::ZERO,
            },
            steps: vec![],
        };
        self.step("term make offer", &lender, at, &make).await;
        let receiver = borrower.address();
        let take = ITermLoan::takeCall {
            offer: U256::ONE,
            amount: stage.amount("USDC", "10000"),
            most: U256::MAX,
            receiver,
        };
        self.step("term take first", &borrower, at, &take).await;
        self.step("term take again", &borrower, at, &take).await;
        let pay = |loan: u64| ITermLoan::payInstalmentCall {
            loan: U256::from(loan),
            most: U256::MAX,
            receiver,
        };
        self.step("term pay instalment", &borrower, at, &pay(1))
            .await;
        let repay = |principal| ITermLoan::repayCall {
            loan: U256::ONE,
            principal,
            most: U256::MAX,
            receiver,
        };
        let some = stage.amount("USDC", "100");
        self.step("term repay part", &borrower, at, &repay(some))
            .await;
        let refinance = ITermLoan::refinanceCall {
            loan: U256::ONE,
            offer: U256::ONE,
            amount: stage.amount("USDC", "6000"),
            mostCollateral: U256::MAX,
            mostPaid: U256::MAX,
            receiver,
        };
        self.step("term refinance", &borrower, at, &refinance).await;
        let which = vec![loan_lens::ILoanLens::Which {
            program: at,
            kind: loan_lens::ILoanLens::Kind::Term,
            loan: U256::from(2),
        }];
        let outlooks = ILoanLens::outlooksCall { which };
        self.step("loan lens outlook", &borrower, lens, &outlooks)
            .await;
        let fair = ILoanLens::fairRateCall {
            program: at,
            offer: U256::ONE,
            amount: some,
            oracle: stage.oracle(),
            base: U256::ZERO,
        };
        self.step("loan lens fair rate", &borrower, lens, &fair)
            .await;
        stage.advance(u64::from(period + grace)).await;
        let loan = U256::from(2);
        self.step(
            "term settle missed",
            &lender,
            at,
            &ITermLoan::settleCall { loan },
        )
        .await;
        let claim = ITermLoan::claimCall {
            loan,
            cash: U256::MAX,
            collateral: U256::MAX,
            receiver: lender.address(),
        };
        self.step("term claim", &lender, at, &claim).await;
        let all = ITermLoan::repayCall {
            loan,
            ..repay(U256::MAX)
        };
        self.step("term repay all", &borrower, at, &all).await;
    }

    /// A market of puts, and loans that they protect.
    pub async fn protecting(&mut self) {
        let stage = self.stage;
        let at = stage.at.loans["option-loan"];
        let (usdc, eth) = (stage.token("USDC"), stage.token("ETH"));
        let lender = stage.rich("gas lender", &[("USDC", "1000000")]).await;
        let writer = stage.rich("gas writer", &[("USDC", "1000000")]).await;
        let borrower = stage
            .rich("gas borrower", &[("ETH", "100"), ("USDC", "100000")])
            .await;
        let expiry = stage.node.now().await + 30 * DAY;
        let terms = option_market::IOptionMarket::Terms {
            underlying: eth,
            debtAsset: usdc,
            oracle: stage.oracle(),
            expiry: U40::from(expiry),
            window: 2 * DAY as u32,
            staleness: 7_200,
            skew: WAD as u64 / 2,
            spread: 500,
            edge: 50,
            depth: 100 * WAD,
        };
        let strikes = [1_800_u128, 2_200].map(|dollars| option_market::IOptionMarket::Strike {
            price: U96::from(dollars * WAD),
            volatility: 6_000,
        });
        let extension = stage.at.loans["option-market-extension"];
        let arguments = (terms, strikes.to_vec(), extension).abi_encode_params();
        let market = stage.construct("option-market", &arguments).await;
        let market = market.expect("a market");
        if self.column == 1 {
            cache_program(stage, market).await;
        }
        for actor in [&lender, &writer, &borrower] {
            for spender in [at, market] {
                for token in [usdc, eth] {
                    stage.approve_at(token, actor, spender).await;
                }
            }
        }
        let (me, them) = (writer.address(), borrower.address());
        let deposit = IOptionMarket::depositCall {
            assets: stage.amount("USDC", "100000"),
            receiver: me,
        };
        self.step("put write first", &writer, market, &deposit)
            .await;
        self.step("put write again", &writer, market, &deposit)
            .await;
        let amount = stage.amount("ETH", "1");
        let quote = IOptionMarket::quoteCall {
            strike: U256::ZERO,
            amount,
        };
        self.step("put quote with delta", &borrower, market, &quote)
            .await;
        let buy = IOptionMarket::buyCall {
            strike: U256::ZERO,
            amount,
            most: U256::MAX,
            receiver: them,
        };
        self.step("put buy first", &borrower, market, &buy).await;
        self.step("put buy again", &borrower, market, &buy).await;
        let close = IOptionMarket::closeCall {
            strike: U256::ZERO,
            amount: amount / U256::from(2),
            least: U256::ZERO,
            receiver: them,
        };
        self.step("put close", &borrower, market, &close).await;
        let redeem = IOptionMarket::redeemCall {
            shares: stage.amount("USDC", "1000"),
            receiver: me,
            owner: me,
        };
        self.step("put redeem part", &writer, market, &redeem).await;
        let make = IOptionLoan::makeOfferCall {
            terms: option_loan::IOptionLoan::Terms {
                market,
                strike: 0,
                size: 100_000_000_000,
                least: 1,
                rate: 120_000_000_000_000_000,
                grace: DAY as u32,
                expiry: U40::from(expiry),
                allowed: Address::ZERO,
            },
        };
        self.step("protected make offer", &lender, at, &make).await;
        let take = IOptionLoan::takeCall {
            offer: U256::ONE,
            amount: stage.amount("USDC", "5000"),
            mostCollateral: U256::MAX,
            mostPremium: U256::MAX,
            upFront: false,
            receiver: them,
        };
        self.step("protected take first", &borrower, at, &take)
            .await;
        self.step("protected take again", &borrower, at, &take)
            .await;
        let repay = |loan: u64, principal| IOptionLoan::repayCall {
            loan: U256::from(loan),
            principal,
            most: U256::MAX,
            receiver: them,
        };
        let some = stage.amount("USDC", "100");
        self.step("protected repay part", &borrower, at, &repay(1, some))
            .await;
        let roll = IOptionLoan::rollCall {
            loan: U256::ONE,
            offer: U256::ONE,
            amount: stage.amount("USDC", "6000"),
            mostCollateral: U256::MAX,
            mostPremium: U256::MAX,
            mostPaid: U256::MAX,
            receiver: them,
        };
        self.step("protected roll", &borrower, at, &roll).await;
        self.step("protected repay all", &borrower, at, &repay(3, U256::MAX))
            .await;
        self.collaring(&lender, &borrower, market, expiry).await;
        let wait = expiry + DAY - stage.node.now().await;
        stage.advance(wait).await;
        let loan = U256::from(2);
        let exercise = IOptionLoan::exerciseCall { loan };
        self.step("protected exercise", &lender, at, &exercise)
            .await;
        let claim = IOptionLoan::claimCall {
            loan,
            cash: U256::MAX,
            collateral: U256::MAX,
            receiver: lender.address(),
        };
        self.step("protected claim", &lender, at, &claim).await;
        let exercise = IOptionMarket::exerciseCall {
            strike: U256::ZERO,
            amount: amount / U256::from(2),
            receiver: them,
        };
        self.step("put exercise", &borrower, market, &exercise)
            .await;
    }

    /// Collars of the offer of protected loans, until their calls can be exercised.
    async fn collaring(&mut self, buyer: &Actor, owner: &Actor, market: Address, expiry: u64) {
        let stage = self.stage;
        let at = stage.at.loans["collar"];
        for actor in [buyer, owner] {
            for token in [stage.token("USDC"), stage.token("ETH")] {
                stage.approve_at(token, actor, at).await;
            }
        }
        let bid = ICollar::makeBidCall {
            terms: collar::ICollar::Bid {
                market,
                strike: 2_400 * WAD,
                price: 160 * WAD,
                size: 50 * WAD,
                least: 1,
                window: 3 * 3_600,
                expiry: U40::from(expiry),
                allowed: Address::ZERO,
            },
        };
        self.step("collar make bid", buyer, at, &bid).await;
        let open = ICollar::openCall {
            offer: U256::ONE,
            amount: stage.amount("USDC", "5000"),
            bid: U256::ONE,
            mostCollateral: U256::MAX,
            leastPaid: U256::ZERO,
            receiver: owner.address(),
        };
        self.step("collar open first", owner, at, &open).await;
        self.step("collar open again", owner, at, &open).await;
        let repay = |collar: u64, principal| ICollar::repayCall {
            collar: U256::from(collar),
            principal,
            most: U256::MAX,
            receiver: owner.address(),
        };
        let some = stage.amount("USDC", "100");
        self.step("collar repay part", owner, at, &repay(1, some))
            .await;
        self.step("collar repay all", owner, at, &repay(1, U256::MAX))
            .await;
        let wait = expiry + 60 - stage.node.now().await;
        stage.advance(wait).await;
        let exercise = ICollar::exerciseCallCall {
            collar: U256::from(2),
            receiver: buyer.address(),
        };
        self.step("collar exercise call", buyer, at, &exercise)
            .await;
        let claim = ICollar::claimCall {
            collar: U256::from(2),
            receiver: owner.address(),
        };
        self.step("collar claim", owner, at, &claim).await;
    }

    /// A series of term lenders, of whom one withdraws and all is lent.
    pub async fn pooling(&mut self) {
        let stage = self.stage;
        let (usdc, eth) = (stage.token("USDC"), stage.token("ETH"));
        let loans = stage.at.loans["term-loan"];
        let lender = stage.rich("gas lender", &[("USDC", "1000000")]).await;
        let borrower = stage
            .rich("gas borrower", &[("ETH", "100"), ("USDC", "100000")])
            .await;
        let start = stage.node.now().await + DAY;
        let terms = Terms {
            debtAsset: usdc,
            collateralAsset: eth,
            size: 100_000_000_000,
            least: 1,
            loanPerCollateral: 1_500_000_000,
            loanToValue: 0,
            oracle: Address::ZERO,
            rate: 120_000_000_000_000_000,
            kind: Kind::Bullet,
            count: 1,
            period: 10 * DAY as u32,
            grace: 3_600,
            expiry: U40::from(start + DAY),
            allowed: Address::ZERO,
        };
        let text = |text: &str| B256::right_padding_from(text.as_bytes());
        let (name, symbol, steps) = (text("Series"), text("SER"), Vec::<Step>::new());
        let arguments = (loans, U256::from(start), name, symbol, terms, steps).abi_encode_params();
        let pool = stage.construct("term-pool", &arguments).await;
        let pool = pool.expect("a series");
        if self.column == 1 {
            cache_program(stage, pool).await;
        }
        stage.approve_at(usdc, &lender, pool).await;
        for token in [usdc, eth] {
            stage.approve_at(token, &borrower, loans).await;
        }
        let me = lender.address();
        let assets = stage.amount("USDC", "10000");
        let deposit = ITermPool::depositCall {
            assets,
            receiver: me,
        };
        self.step("series deposit first", &lender, pool, &deposit)
            .await;
        self.step("series deposit again", &lender, pool, &deposit)
            .await;
        let withdraw = ITermPool::withdrawCall {
            assets,
            receiver: me,
            owner: me,
        };
        self.step("series withdraw", &lender, pool, &withdraw).await;
        let wait = start - stage.node.now().await;
        stage.advance(wait).await;
        let publish = ITermPool::publishCall {};
        stage.advance(60).await;
        let done = stage.does(&lender, pool, &publish).await;
        self.table.entry("series publish".to_owned()).or_default()[self.column] =
            done.receipt.gas_used;
        let take = ITermLoan::takeCall {
            offer: done.returned,
            amount: assets,
            most: U256::MAX,
            receiver: borrower.address(),
        };
        let loan = stage.does(&borrower, loans, &take).await.returned;
        let repay = ITermLoan::repayCall {
            loan,
            principal: U256::MAX,
            most: U256::MAX,
            receiver: borrower.address(),
        };
        stage.does(&borrower, loans, &repay).await;
        let collect = ITermPool::collectCall { loans: vec![loan] };
        self.step("series collect one", &lender, pool, &collect)
            .await;
        let claim = ITermPool::claimCall {
            cash: U256::MAX,
            collateral: U256::MAX,
            receiver: me,
        };
        self.step("series claim", &lender, pool, &claim).await;
    }

    /// Loans in ETH against shares of staked ETH, whose growth repays them.
    pub async fn growing(&mut self) {
        let stage = self.stage;
        let (at, eth) = (stage.at.loans["yield-loan"], stage.token("ETH"));
        let arguments = (eth, "Staked Ether", "LST").abi_encode_params();
        let shares = stage.create(&stage.owner, "StakingVault", &arguments).await;
        let source = IOracle::RateSource {
            target: shares,
            selector: IStaking::convertToAssetsCall::SELECTOR.into(),
            shareDecimals: 18,
            rateDecimals: 18,
            growthBps: 10_000,
            toleranceBps: 5_000,
            anchor: 0,
        };
        let rate_asset = Address::with_last_byte(0x57);
        let call = IOracle::setRateFeedCall {
            asset: rate_asset,
            source,
            varianceFloor: 0,
            varianceCap: 0,
        };
        let rate = stage.does(&stage.owner, stage.oracle(), &call).await;
        let call = IOracle::setDerivedFeedCall {
            asset: shares,
            kind: FeedKind::Product,
            first: rate.returned,
            second: stage.at.feeds["ETH"].id,
            toleranceBps: 0,
            varianceFloor: 0,
            varianceCap: WAD as u64,
        };
        stage.does(&stage.owner, stage.oracle(), &call).await;
        let lender = stage.rich("gas lender", &[("ETH", "1000")]).await;
        let borrower = stage.rich("gas borrower", &[("ETH", "1000")]).await;
        let them = borrower.address();
        stage.approve_at(eth, &borrower, shares).await;
        let stake = IStaking::depositCall {
            assets: stage.amount("ETH", "500"),
            receiver: them,
        };
        stage.does(&borrower, shares, &stake).await;
        for actor in [&lender, &borrower] {
            for token in [eth, shares] {
                stage.approve_at(token, actor, at).await;
            }
        }
        let now = stage.node.now().await;
        let make = IYieldLoan::makeOfferCall {
            terms: yield_loan::IYieldLoan::Terms {
                debtAsset: eth,
                collateralAsset: shares,
                size: 500 * WAD,
                least: 1,
                oracle: stage.oracle(),
                rateAsset: rate_asset,
                rate: WAD as u64 / 50,
                yieldFloor: WAD as u64 / 40,
                margin: 2_000,
                loanToValue: 8_000,
                growthCap: 10_000,
                discount: 0,
                patience: 7 * DAY as u32,
                longest: 0,
                termRate: WAD as u64 / 10,
                count: 3,
                period: 10 * DAY as u32,
                grace: 2 * DAY as u32,
                expiry: U40::from(now + 300 * DAY),
                allowed: Address::ZERO,
            },
        };
        self.step("yield make offer", &lender, at, &make).await;
        let take = IYieldLoan::takeCall {
            offer: U256::ONE,
            amount: stage.amount("ETH", "10"),
            most: U256::MAX,
            receiver: them,
        };
        self.step("yield take first", &borrower, at, &take).await;
        self.step("yield take again", &borrower, at, &take).await;
        // A tenth of a percent of growth in four days.
        let reward = IToken::mintCall {
            account: shares,
            amount: stage.amount("ETH", "0.5"),
        };
        stage.does(&stage.owner, eth, &reward).await;
        stage.advance(4 * DAY).await;
        let loan = U256::ONE;
        let harvest = IYieldLoan::harvestCall { loan };
        self.step("yield harvest", &borrower, at, &harvest).await;
        let repay = |loan: u64, amount| IYieldLoan::repayCall {
            loan: U256::from(loan),
            amount,
            receiver: them,
        };
        let some = stage.amount("ETH", "1");
        self.step("yield repay part", &borrower, at, &repay(1, some))
            .await;
        let claim = IYieldLoan::claimCall {
            loan,
            cash: U256::MAX,
            shares: U256::MAX,
            receiver: lender.address(),
        };
        self.step("yield claim", &lender, at, &claim).await;
        self.step("yield repay all", &borrower, at, &repay(1, U256::MAX))
            .await;
        stage.advance(40 * DAY).await;
        let loan = U256::from(2);
        let turn = IYieldLoan::turnCall { loan };
        self.step("yield turn", &lender, at, &turn).await;
        stage.advance(12 * DAY).await;
        let settle = IYieldLoan::settleCall { loan };
        self.step("yield settle missed", &lender, at, &settle).await;
    }
}
