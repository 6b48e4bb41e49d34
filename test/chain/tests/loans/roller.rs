//! Standing orders that roll protection: what an order says is done for anyone, to the wei, and nothing else is; and nothing stays.

use alloy::primitives::aliases::U40;
use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::SolError;
use ballast_bindings::roller::IRoller::Order;
use ballast_bindings::{IOptionMarket, IOwned, IPool, IProtected, IRoller};
use ballast_chain_tests::stage::{IToken, travelling};
use ballast_chain_tests::{Actor, Stage};

use crate::protected::{
    Cover, DAY, DOLLAR, IAllowance, WAD, lend_on, number, protect, status, terms,
};

/// Two protected underlyings that the pool lists, and an account that has ten of the first, and owes.
struct Rolling<'a> {
    stage: &'a Stage,
    from: Cover<'a>,
    to: Cover<'a>,
    at: Address,
    executor: Actor,
}

impl<'a> Rolling<'a> {
    async fn new(stage: &'a Stage) -> Self {
        let from = Cover::new(stage).await;
        let expiry = from.expiry + 60 * DAY;
        let to = Cover::until(stage, from.underlying, from.debt, expiry).await;
        lend_on(stage, from.at, 200).await;
        lend_on(stage, to.at, 201).await;
        let lender = stage.rich("lender", &[("USDC", "1000000")]).await;
        stage.supply(&lender, "USDC", "1000000").await;
        from.cover(10 * WAD).await;
        stage.approve_at(from.at, &from.holder, stage.pool()).await;
        let deposit = IPool::depositCollateralCall {
            asset: from.at,
            amount: number(10 * WAD),
            onBehalf: from.holder.address(),
        };
        stage.does(&from.holder, stage.pool(), &deposit).await;
        stage.borrow(&from.holder, "USDC", "8000").await;
        let rolling = Self {
            stage,
            at: stage.at.loans["roller"],
            executor: stage.actor("executor").await,
            from,
            to,
        };
        rolling.authorise(true).await;
        stage
            .approve_at(rolling.from.debt, &rolling.from.holder, rolling.at)
            .await;
        rolling
    }

    fn account(&self) -> Address {
        self.from.holder.address()
    }

    async fn authorise(&self, authorised: bool) {
        let call = IPool::setAuthorizationCall {
            manager: self.at,
            authorised,
        };
        let pool = self.stage.pool();
        self.stage.does(&self.from.holder, pool, &call).await;
    }

    /// A week before the expiry, into a month at least, at the strike and seven tenths of the price, for 400 and 2 dollars.
    async fn order(&self) -> Order {
        Order {
            expires: U40::from(self.stage.node.now().await + 365 * DAY),
            lead: 7 * DAY as u32,
            tenor: 30 * DAY as u32,
            ofStrike: 10_000,
            ofPrice: 7_000,
            premium: 400 * DOLLAR,
            fee: 2 * DOLLAR,
        }
    }

    async fn set(&self, order: &Order) {
        let call = IRoller::setCall {
            pool: self.stage.pool(),
            from: self.from.at,
            order: order.clone(),
        };
        let done = self.stage.does(&self.from.holder, self.at, &call).await;
        let event: IRoller::OrderSet = done.event(self.at);
        assert_eq!((event.pool, event.account), (call.pool, self.account()));
        assert_eq!(event.order, call.order);
        let view = IRoller::orderCall {
            pool: call.pool,
            account: self.account(),
            from: self.from.at,
        };
        assert_eq!(self.stage.read(self.at, &view).await, call.order);
    }

    fn cancelling(&self) -> IRoller::cancelCall {
        IRoller::cancelCall {
            pool: self.stage.pool(),
            from: self.from.at,
        }
    }

    fn rolling(&self, amount: U256) -> IRoller::rollCall {
        IRoller::rollCall {
            pool: self.stage.pool(),
            account: self.account(),
            from: self.from.at,
            to: self.to.at,
            amount,
        }
    }

    async fn refused<E: SolError>(&self, call: &IRoller::rollCall, error: E) {
        self.stage
            .refuses(&self.executor, self.at, call, error)
            .await;
    }

    /// Refused by the pool that the roller calls, or by what it calls when the pool calls back: its first four bytes.
    async fn refused_by(&self, call: &IRoller::rollCall, selector: [u8; 4]) {
        let mut error: IRoller::CallFailed =
            self.stage.refuses_as(&self.executor, self.at, call).await;
        assert_eq!(error.target, self.stage.pool());
        if let Ok(inner) = IRoller::CallFailed::abi_decode_validate(&error.reason) {
            error = inner;
        }
        assert_eq!(error.reason[..4], selector, "{}", error.reason);
    }

    async fn due(&self) {
        let wait = self.from.expiry - 7 * DAY - self.stage.node.now().await;
        self.stage.advance(wait).await;
    }

    async fn collateral(&self, asset: Address) -> U256 {
        let call = IPool::positionCall {
            asset,
            account: self.account(),
        };
        self.stage.read(self.stage.pool(), &call).await.collateral
    }

    async fn balance(&self, token: Address, account: Address) -> U256 {
        let call = IToken::balanceOfCall { account };
        self.stage.read(token, &call).await
    }

    /// Nothing is in the roller, and nobody may pull anything of it.
    async fn holds_nothing(&self) {
        let [cash, underlying, puts] = self.from.has(self.at).await;
        assert_eq!(
            (cash, underlying, puts),
            (U256::ZERO, U256::ZERO, U256::ZERO)
        );
        assert_eq!(self.to.has(self.at).await[2], U256::ZERO);
        for token in [self.from.at, self.to.at] {
            assert_eq!(self.balance(token, self.at).await, U256::ZERO);
        }
        for token in [
            self.from.debt,
            self.from.underlying,
            self.from.at,
            self.to.at,
        ] {
            for spender in [self.stage.pool(), self.from.at, self.to.at, self.to.market] {
                let call = IAllowance::allowanceCall {
                    owner: self.at,
                    spender,
                };
                assert_eq!(self.stage.read(token, &call).await, U256::ZERO);
            }
        }
    }
}

#[test]
fn an_order_is_rolled_by_anyone_to_the_wei() {
    travelling(async |stage| {
        let rolling = Rolling::new(stage).await;
        rolling.set(&rolling.order().await).await;
        rolling.due().await;
        let account = rolling.account();
        for (amount, rolled) in [(number(4 * WAD + 1), 4 * WAD + 1), (U256::MAX, 6 * WAD - 1)] {
            let quote = IOptionMarket::quoteCall {
                strike: U256::ZERO,
                amount: number(rolled),
            };
            let premium = stage.read(rolling.to.market, &quote).await.premium;
            let fee = number(rolled * 2 * DOLLAR / WAD);
            let before = rolling.from.has(account).await;
            let paid = rolling
                .balance(rolling.from.debt, rolling.executor.address())
                .await;
            let held = [
                rolling.collateral(rolling.from.at).await,
                rolling.collateral(rolling.to.at).await,
            ];
            let done = stage
                .does(&rolling.executor, rolling.at, &rolling.rolling(amount))
                .await;
            assert_eq!((done.returned.premium, done.returned.fee), (premium, fee));
            let event: IRoller::Rolled = done.event(rolling.at);
            assert_eq!(
                (event.account, event.from, event.to),
                (account, rolling.from.at, rolling.to.at)
            );
            assert_eq!(event.executor, rolling.executor.address());
            assert_eq!(
                (event.amount, event.premium, event.fee),
                (number(rolled), premium, fee)
            );
            // The account paid both, and has the old puts and as much collateral as before.
            let rolled = number(rolled);
            assert_eq!(
                rolling.from.has(account).await,
                [before[0] - premium - fee, before[1], before[2] + rolled]
            );
            let now = rolling
                .balance(rolling.from.debt, rolling.executor.address())
                .await;
            assert_eq!(now, paid + fee);
            assert_eq!(rolling.collateral(rolling.from.at).await, held[0] - rolled);
            assert_eq!(rolling.collateral(rolling.to.at).await, held[1] + rolled);
            rolling.holds_nothing().await;
        }
        assert_eq!(rolling.collateral(rolling.to.at).await, number(10 * WAD));
        assert!(status(stage, account).await.health > number(WAD));
        // There is nothing left to roll.
        rolling
            .refused(&rolling.rolling(U256::MAX), IRoller::ZeroAmount {})
            .await;
    });
}

#[test]
fn every_term_of_an_order_is_kept() {
    travelling(async |stage| {
        let rolling = Rolling::new(stage).await;
        let (roll, order) = (rolling.rolling(number(WAD)), rolling.order().await);
        let (account, from) = (rolling.account(), rolling.from.at);
        let none = IRoller::NoOrder {
            pool: stage.pool(),
            account,
            from,
        };
        rolling.refused(&roll, none.clone()).await;
        rolling.set(&order).await;
        let early = IRoller::TooEarly {
            from: U256::from(rolling.from.expiry - 7 * DAY),
        };
        rolling.refused(&roll, early).await;
        rolling.due().await;
        // What is no protection of the same, or the same one.
        for to in [from, rolling.from.underlying, stage.oracle(), account] {
            let roll = IRoller::rollCall { to, ..roll.clone() };
            rolling.refused(&roll, IRoller::Unfit { to }).await;
        }
        // Nor what ends no later: two that are both due could be rolled into each other for their fees.
        let Cover {
            underlying,
            debt,
            expiry,
            ..
        } = rolling.from;
        let same = Cover::until(stage, underlying, debt, expiry).await;
        let back = IRoller::rollCall {
            to: same.at,
            ..roll.clone()
        };
        rolling.refused(&back, IRoller::Unfit { to: same.at }).await;
        let now = stage.node.now().await;
        let long = Order {
            tenor: (rolling.to.expiry - now + 100) as u32,
            ..order.clone()
        };
        rolling.set(&long).await;
        let _: IRoller::TenorTooShort =
            stage.refuses_as(&rolling.executor, rolling.at, &roll).await;
        let strike = |least: u128| IRoller::StrikeTooLow {
            strike: number(1_600 * WAD),
            least: number(least * WAD),
        };
        rolling
            .set(&Order {
                ofStrike: 10_001,
                ..order.clone()
            })
            .await;
        let error: IRoller::StrikeTooLow =
            stage.refuses_as(&rolling.executor, rolling.at, &roll).await;
        assert_eq!(error.least, number(1_600_160_000_000_000_000_000));
        rolling
            .set(&Order {
                ofPrice: 9_000,
                ..order.clone()
            })
            .await;
        rolling.refused(&roll, strike(1_800)).await;
        rolling
            .set(&Order {
                premium: DOLLAR,
                ..order.clone()
            })
            .await;
        let error: IRoller::PremiumAboveLimit =
            stage.refuses_as(&rolling.executor, rolling.at, &roll).await;
        assert_eq!(error.limit, number(DOLLAR));
        assert!(error.premium > error.limit);
        rolling.set(&order).await;
        rolling
            .refused(&rolling.rolling(U256::ZERO), IRoller::ZeroAmount {})
            .await;
        // More than there is.
        let much = rolling.rolling(number(11 * WAD));
        rolling
            .refused_by(&much, IPool::InsufficientBalance::SELECTOR)
            .await;
        // The account's authorisation and allowance, each alone.
        rolling.authorise(false).await;
        rolling
            .refused_by(&roll, IPool::NotAuthorised::SELECTOR)
            .await;
        rolling.authorise(true).await;
        let allow = |amount| IToken::approveCall {
            spender: rolling.at,
            amount,
        };
        let debt = rolling.from.debt;
        stage
            .does(&rolling.from.holder, debt, &allow(U256::ONE))
            .await;
        rolling
            .refused(&roll, IRoller::TransferFailed { token: debt })
            .await;
        stage
            .does(&rolling.from.holder, debt, &allow(U256::MAX))
            .await;
        // A price that is stale is none.
        stage.node.travel(7 * DAY - 1).await;
        stage.publish("USDC", "1").await;
        let error: IRoller::PriceUnavailable =
            stage.refuses_as(&rolling.executor, rolling.at, &roll).await;
        assert_eq!(error.asset, rolling.from.underlying);
        stage.refresh().await;
        rolling.holds_nothing().await;
        // In the window it is not rolled, nor once exercised.
        stage.advance(3_600).await;
        rolling.refused(&roll, IRoller::Exercisable { from }).await;
        stage.settle_at("ETH", "1000").await;
        let exercise = IProtected::exerciseCall {};
        stage.does(&rolling.executor, from, &exercise).await;
        rolling.refused(&roll, IRoller::Exercised { from }).await;
        // Over, and ended by its owner alone.
        let brief = Order {
            expires: U40::from(stage.node.now().await),
            ..order
        };
        rolling.set(&brief).await;
        stage.node.travel(1).await;
        let over = IRoller::OrderExpired {
            expires: U256::from(brief.expires),
        };
        rolling.refused(&roll, over).await;
        let others = IRoller::NoOrder {
            account: rolling.executor.address(),
            ..none.clone()
        };
        let cancel = rolling.cancelling();
        stage
            .refuses(&rolling.executor, rolling.at, &cancel, others)
            .await;
        let done = stage.does(&rolling.from.holder, rolling.at, &cancel).await;
        let event: IRoller::OrderCancelled = done.event(rolling.at);
        assert_eq!((event.account, event.from), (account, from));
        rolling.refused(&roll, none).await;
    });
}

#[test]
fn strangers_roll_into_nothing_that_the_pool_does_not_list() {
    travelling(async |stage| {
        let rolling = Rolling::new(stage).await;
        rolling.set(&rolling.order().await).await;
        rolling.due().await;
        let before = rolling.from.has(rolling.account()).await;
        // A market that gives puts for nothing, and a program of it that anyone may make.
        let greedy = (
            rolling.from.underlying,
            rolling.from.debt,
            U256::from(rolling.to.expiry),
        );
        let arguments = alloy::sol_types::SolValue::abi_encode_params(&greedy);
        let greedy = stage.create(&stage.owner, "GreedyMarket", &arguments).await;
        let mut made = terms(stage, greedy);
        let unlisted = protect(stage, &made).await;
        made.market = rolling.to.market;
        let twin = protect(stage, &made).await;
        let order = Order {
            ofStrike: 0,
            ofPrice: 0,
            ..rolling.order().await
        };
        rolling.set(&order).await;
        for to in [unlisted, twin] {
            let roll = IRoller::rollCall {
                to,
                ..rolling.rolling(number(WAD))
            };
            let error: IRoller::CallFailed =
                stage.refuses_as(&rolling.executor, rolling.at, &roll).await;
            assert!(error.target == stage.pool() || error.target == greedy);
        }
        let roll = IRoller::rollCall {
            to: twin,
            ..rolling.rolling(number(WAD))
        };
        rolling
            .refused_by(&roll, IPool::UnknownReserve::SELECTOR)
            .await;
        // Nobody calls back what no pool was told.
        let back = IRoller::onDepositCollateralCall {
            amount: number(WAD),
            data: Bytes::new(),
        };
        let stranger = IOwned::Unauthorised {
            caller: rolling.executor.address(),
        };
        stage
            .refuses(&rolling.executor, rolling.at, &back, stranger)
            .await;
        // A pool that its own account names, and that books nothing, gets nothing.
        let pool = stage.create(&stage.owner, "ForgetfulPool", &[]).await;
        let set = IRoller::setCall {
            pool,
            from: rolling.from.at,
            order,
        };
        stage.does(&rolling.from.holder, rolling.at, &set).await;
        let roll = IRoller::rollCall {
            pool,
            ..rolling.rolling(number(WAD))
        };
        let changed = IRoller::CollateralChanged {
            asset: rolling.from.at,
            expected: number(4 * WAD),
            found: number(5 * WAD),
        };
        rolling.refused(&roll, changed).await;
        assert_eq!(rolling.from.has(rolling.account()).await, before);
        assert_eq!(rolling.collateral(rolling.from.at).await, number(10 * WAD));
        rolling.holds_nothing().await;
    });
}

#[test]
fn an_account_that_may_not_withdraw_is_not_rolled() {
    travelling(async |stage| {
        let rolling = Rolling::new(stage).await;
        let order = Order {
            premium: 2_000 * DOLLAR,
            ofPrice: 0,
            ..rolling.order().await
        };
        rolling.set(&order).await;
        rolling.due().await;
        // It owes as much as it may at the floor.
        stage.settle_at("ETH", "1000").await;
        let required = number(WAD) + U256::from(stage.config.risk.buffer.0);
        let mut dollars = 8_000_u32;
        loop {
            let borrow = IPool::borrowCall {
                asset: rolling.from.debt,
                assets: number(100 * DOLLAR),
                account: rolling.account(),
                receiver: rolling.account(),
            };
            let borrowed = stage
                .tries(&rolling.from.holder, stage.pool(), &borrow)
                .await;
            if borrowed.is_err() {
                break;
            }
            dollars += 100;
            assert!(dollars < 16_000);
        }
        // Two thirds of the fade take it below.
        let wait = rolling.from.expiry - DAY - stage.node.now().await;
        stage.advance(wait).await;
        let roll = rolling.rolling(number(WAD));
        let health = IPool::openingHealthCall {
            account: rolling.account(),
        };
        let before = stage.read(stage.pool(), &health).await;
        assert!(before < required, "{before}");
        rolling.refused_by(&roll, IPool::Unhealthy::SELECTOR).await;
        rolling.holds_nothing().await;
        // Who repays is rolled.
        let repay = IPool::repayCall {
            asset: rolling.from.debt,
            assets: number(4_000 * DOLLAR),
            onBehalf: rolling.account(),
        };
        stage
            .approve_at(rolling.from.debt, &rolling.from.holder, stage.pool())
            .await;
        stage.does(&rolling.from.holder, stage.pool(), &repay).await;
        stage.does(&rolling.executor, rolling.at, &roll).await;
        rolling.holds_nothing().await;
    });
}
