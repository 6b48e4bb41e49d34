//! Margin calls and standing orders: what waits, what may be done then, by whom and for how much.

use alloy::primitives::{Address, U256};
use ballast_bindings::IOrders::Order;
use ballast_bindings::{IDebtBook, IOrders, IPool};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::{IToken, test, travelling};

use crate::scene::{Scene, scene, scene_at, wad};

/// `parts` hundredths, in WAD.
fn percent(parts: u64) -> U256 {
    wad() * U256::from(parts) / U256::from(100)
}

/// Under health 1.05 to 1.08: two ether at a time, three in all, from spot to 1% under it in ten minutes.
async fn deleverage(stage: &Stage) -> Order {
    Order {
        kind: 1,
        collateralAsset: stage.token("ETH"),
        debtAsset: stage.token("USDC"),
        source: Address::ZERO,
        expires: stage.node.now().await + 86_400 * 30,
        interval: 300,
        decay: 600,
        discount: 10_000_000_000_000_000,
        trigger: percent(105),
        target: percent(108),
        worstPrice: U256::ZERO,
        perExecution: stage.amount("ETH", "2"),
        total: stage.amount("ETH", "3"),
        fee: stage.amount("ETH", "0.001"),
    }
}

/// The same under health 1.05 for tokens of `source`, 200 at a time and 500 in all.
async fn payment(stage: &Stage, kind: u8, symbol: &str, source: Address) -> Order {
    let asset = |used: bool| {
        if used {
            stage.token(symbol)
        } else {
            Address::ZERO
        }
    };
    Order {
        kind,
        collateralAsset: asset(kind == 2),
        debtAsset: asset(kind == 3),
        source,
        decay: 0,
        discount: 0,
        target: U256::ZERO,
        perExecution: stage.amount(symbol, "200"),
        total: stage.amount(symbol, "500"),
        fee: stage.amount(symbol, "1"),
        ..deleverage(stage).await
    }
}

/// The order number 1 of the scene's borrower.
struct Standing<'a> {
    stage: &'a Stage,
    loan: Scene,
}

impl<'a> Standing<'a> {
    /// At $3,000, with the keeper's tokens allowed to the program and the program authorised at the pool.
    async fn new(stage: &'a Stage) -> Self {
        let loan = scene(stage).await;
        let standing = Self { stage, loan };
        standing.authorise(true).await;
        let orders = stage.at.orders;
        stage
            .approve_at(stage.token("USDC"), &standing.loan.keeper, orders)
            .await;
        standing
    }

    fn at(&self) -> Address {
        self.stage.at.orders
    }

    async fn authorise(&self, authorised: bool) {
        let call = IPool::setAuthorizationCall {
            manager: self.at(),
            authorised,
        };
        self.stage
            .does(&self.loan.borrower, self.stage.pool(), &call)
            .await;
    }

    async fn set(&self, order: Order) -> u32 {
        let call = IOrders::setCall {
            book: self.stage.pool(),
            id: 1,
            order,
        };
        self.stage
            .does(&self.loan.borrower, self.at(), &call)
            .await
            .returned
    }

    fn arming(&self) -> IOrders::armCall {
        IOrders::armCall {
            book: self.stage.pool(),
            account: self.loan.account(),
            id: 1,
        }
    }

    fn watching(&self) -> IOrders::watchCall {
        IOrders::watchCall {
            book: self.stage.pool(),
            account: self.loan.account(),
        }
    }

    fn executing(&self, nonce: u32, amount: U256) -> IOrders::executeCall {
        IOrders::executeCall {
            book: self.stage.pool(),
            account: self.loan.account(),
            id: 1,
            nonce,
            amount,
            limit: U256::MAX,
            receiver: self.loan.keeper.address(),
        }
    }

    fn asked(&self) -> IOrders::quoteCall {
        IOrders::quoteCall {
            book: self.stage.pool(),
            account: self.loan.account(),
            id: 1,
        }
    }

    async fn quote(&self) -> IOrders::Quote {
        self.stage.read(self.at(), &self.asked()).await
    }

    async fn health(&self) -> U256 {
        self.loan.status(self.stage).await.smoothedHealth
    }

    /// What is left in the program.
    async fn holds_nothing(&self) {
        for symbol in ["ETH", "USDC"] {
            assert_eq!(
                self.stage.balance(symbol, self.at()).await,
                U256::ZERO,
                "{symbol} stays"
            );
        }
    }
}

#[test]
fn a_margin_call_is_told_once_per_episode() {
    travelling(async |stage| {
        let standing = Standing::new(stage).await;
        let (keeper, at, watch) = (&standing.loan.keeper, standing.at(), standing.watching());
        let silent = |health, called| IOrders::NothingToTell {
            health,
            calledAt: called,
        };
        let health = standing.health().await;
        stage.refuses(keeper, at, &watch, silent(health, 0)).await;
        for _ in 0..2 {
            stage.settle_at("ETH", "2850").await;
            let health = standing.health().await;
            let told = stage
                .does(keeper, at, &watch)
                .await
                .event::<IOrders::MarginCall>(at);
            assert_eq!(
                (told.book, told.account),
                (stage.pool(), standing.loan.account())
            );
            assert_eq!((told.health, told.required), (health, percent(105)));
            let called = stage.node.now().await;
            let since = IOrders::calledAtCall {
                book: stage.pool(),
                account: standing.loan.account(),
            };
            assert_eq!(stage.read(at, &since).await, called);
            stage
                .refuses(keeper, at, &watch, silent(health, called))
                .await;
            // Under one an unwind is due, and the episode goes on.
            stage.settle_at("ETH", "2700").await;
            let _: IOrders::NothingToTell = stage.refuses_as(keeper, at, &watch).await;
            stage.settle_at("ETH", "2850").await;
            let _: IOrders::NothingToTell = stage.refuses_as(keeper, at, &watch).await;
            stage.settle_at("ETH", "3100").await;
            let told = stage
                .does(keeper, at, &watch)
                .await
                .event::<IOrders::MarginCallEnded>(at);
            assert_eq!(
                (told.account, told.health),
                (standing.loan.account(), standing.health().await)
            );
            assert_eq!(stage.read(at, &since).await, 0);
        }
        stage.node.travel(86_400 * 3).await;
        let _: IOrders::PriceUnavailable = stage.refuses_as(keeper, at, &watch).await;
        let nobody = IOrders::watchCall {
            book: keeper.address(),
            account: standing.loan.account(),
        };
        let _: IOrders::BookCallFailed = stage.refuses_as(keeper, at, &nobody).await;
    });
}

#[test]
fn pool_2_a_deleverage_sells_what_the_order_says_and_no_more() {
    travelling(async |stage| {
        let standing = Standing::new(stage).await;
        let (keeper, borrower, at) = (
            &standing.loan.keeper,
            &standing.loan.borrower,
            standing.at(),
        );
        let wanted = deleverage(stage).await;
        let nonce = standing.set(wanted.clone()).await;
        assert_eq!(nonce, 1);
        let not: IOrders::NotDue = stage.refuses_as(keeper, at, &standing.arming()).await;
        assert_eq!(
            (not.value, not.trigger),
            (standing.health().await, wanted.trigger)
        );

        stage.settle_at("ETH", "2850").await;
        let execute = standing.executing(nonce, U256::MAX);
        stage
            .refuses(keeper, at, &execute, IOrders::NotArmed { armedAt: 0 })
            .await;
        let armed = stage
            .does(keeper, at, &standing.arming())
            .await
            .event::<IOrders::OrderArmed>(at);
        let spot = U256::from(2_850) * wad();
        assert_eq!(
            (armed.id, armed.health, armed.spot),
            (1, standing.health().await, spot)
        );
        let since = stage.node.now().await;
        stage
            .refuses(
                keeper,
                at,
                &standing.arming(),
                IOrders::AlreadyArmed { armedAt: since },
            )
            .await;
        stage.advance(300).await;

        let quote = standing.quote().await;
        let elapsed = stage.node.now().await - since;
        let fallen = spot / U256::from(100) * U256::from(elapsed) / U256::from(600);
        assert!(quote.price + fallen - spot <= U256::from(1), "{quote:?}");
        assert_eq!(quote.floor, spot / U256::from(100) * U256::from(99));
        assert!(quote.most < wanted.perExecution && quote.fee == wanted.fee);
        // The fee is all that it ends under the target by.
        assert!(
            quote.healthAfter >= wanted.target - percent(1) / U256::from(10),
            "{quote:?}"
        );
        assert!(
            quote.healthAfter < wanted.target + percent(1) / U256::from(100),
            "no more than needed"
        );
        // Specks, another order, and more than the executor allows.
        let speck = IOrders::executeCall {
            amount: quote.least - U256::from(1),
            ..execute.clone()
        };
        let little = IOrders::TooLittle {
            moved: quote.least - U256::from(1),
            least: quote.least,
        };
        stage.refuses(keeper, at, &speck, little).await;
        let other = IOrders::executeCall {
            nonce: 2,
            ..execute.clone()
        };
        stage
            .refuses(keeper, at, &other, IOrders::OrderChanged { nonce: 1 })
            .await;
        let limit = quote.paid - U256::from(1);
        let dear = IOrders::executeCall {
            limit,
            ..execute.clone()
        };
        stage
            .refuses(
                keeper,
                at,
                &dear,
                IOrders::CostsTooMuch {
                    paid: quote.paid,
                    limit,
                },
            )
            .await;
        // POOL-2: the owner's word, given and taken back, is what sells.
        standing.authorise(false).await;
        let refused: IOrders::BookCallFailed = stage.refuses_as(keeper, at, &execute).await;
        use alloy::sol_types::SolError;
        let stranger = IPool::NotAuthorised {
            account: borrower.address(),
            caller: at,
        };
        assert_eq!(refused.reason, stranger.abi_encode(), "POOL-2");
        standing.authorise(true).await;

        let before = (
            stage.position("ETH", borrower.address()).await,
            stage.position("USDC", borrower.address()).await,
        );
        let (eth, usdc) = (
            stage.balance("ETH", keeper.address()).await,
            stage.balance("USDC", keeper.address()).await,
        );
        let (health, quote) = (standing.health().await, standing.quote().await);
        let done = stage.does(keeper, at, &execute).await;
        let event = done.event::<IOrders::OrderExecuted>(at);
        let moved = quote.most;
        assert_eq!(
            (done.returned.moved, done.returned.paid),
            (moved, quote.paid)
        );
        assert_eq!(
            (event.moved, event.paid, event.fee),
            (moved, quote.paid, wanted.fee)
        );
        assert_eq!(
            (event.executor, event.kind, event.price),
            (keeper.address(), 1, quote.price)
        );
        assert_eq!(
            (event.health, event.healthAfter),
            (health, quote.healthAfter)
        );
        assert_eq!(event.left, wanted.total - moved);
        let after = (
            stage.position("ETH", borrower.address()).await,
            stage.position("USDC", borrower.address()).await,
        );
        assert_eq!(before.0.collateral - after.0.collateral, moved, "POOL-2");
        assert!(
            before.1.debt - after.1.debt <= quote.paid
                && before.1.debt - after.1.debt + U256::from(1) >= quote.paid
        );
        assert_eq!(stage.balance("ETH", keeper.address()).await - eth, moved);
        assert_eq!(
            usdc - stage.balance("USDC", keeper.address()).await,
            quote.paid
        );
        assert_eq!(standing.health().await, quote.healthAfter, "as quoted");
        standing.holds_nothing().await;

        let next = stage.node.now().await + 300;
        stage
            .refuses(keeper, at, &execute, IOrders::TooSoon { next })
            .await;
        stage.advance(300).await;
        let _: IOrders::NotDue = stage.refuses_as(keeper, at, &execute).await;

        // Changing it makes what was read of it worthless; cancelling ends it.
        assert_eq!(standing.set(wanted.clone()).await, 2);
        stage
            .refuses(keeper, at, &execute, IOrders::OrderChanged { nonce: 2 })
            .await;
        let cancel = IOrders::cancelCall {
            book: stage.pool(),
            id: 1,
        };
        let none = |account| IOrders::NoOrder { account, id: 1 };
        stage
            .refuses(keeper, at, &cancel, none(keeper.address()))
            .await;
        let done = stage.does(borrower, at, &cancel).await;
        assert_eq!(done.event::<IOrders::OrderCancelled>(at).nonce, 3);
        stage
            .refuses(keeper, at, &execute, none(borrower.address()))
            .await;
        stage
            .denies(at, &standing.asked(), none(borrower.address()))
            .await;
    });
}

#[test]
fn orders_survive_jumps_and_never_lower_health() {
    travelling(async |stage| {
        let standing = Standing::new(stage).await;
        let (keeper, at) = (&standing.loan.keeper, standing.at());
        let wanted = Order {
            decay: 0,
            ..deleverage(stage).await
        };
        let nonce = standing.set(wanted.clone()).await;
        let execute = standing.executing(nonce, U256::MAX);
        // One low round starts nothing: the average decides.
        stage.price("ETH", "2000").await;
        let _: IOrders::NotDue = stage.refuses_as(keeper, at, &execute).await;
        // Half an hour on, the average stands far above spot: what is sold would count for more than what it repays.
        stage.advance(1_800).await;
        let before = standing.loan.status(stage).await;
        let quoted = standing.quote_or_refusal().await;
        match quoted {
            Ok(_) => {
                stage.does(keeper, at, &execute).await;
                let after = standing.loan.status(stage).await;
                assert!(
                    after.smoothedHealth >= before.smoothedHealth
                        && after.spotHealth >= before.spotHealth
                );
            }
            Err(refused) => assert!(refused.healthAfter < refused.health, "{refused:?}"),
        }
        // Once it has come down the order goes on, at the price of now, and stops where the owner says.
        stage.advance(36_000).await;
        let worst = Order {
            worstPrice: U256::from(2_001) * wad(),
            ..wanted.clone()
        };
        let nonce = standing.set(worst.clone()).await;
        let low = IOrders::PriceTooLow {
            price: U256::from(2_000) * wad(),
            worstPrice: worst.worstPrice,
        };
        stage
            .refuses(keeper, at, &standing.executing(nonce, U256::MAX), low)
            .await;
        let nonce = standing.set(wanted.clone()).await;
        let (before, sold) = (
            standing.loan.status(stage).await,
            stage.position("ETH", standing.loan.account()).await,
        );
        if before.smoothedHealth > U256::ZERO && standing.quote_or_refusal().await.is_ok() {
            let done = stage
                .does(keeper, at, &standing.executing(nonce, U256::MAX))
                .await;
            assert_eq!(
                done.returned.moved, wanted.perExecution,
                "never more than the order says"
            );
            let after = standing.loan.status(stage).await;
            assert!(after.smoothedHealth >= before.smoothedHealth);
            let left = stage.position("ETH", standing.loan.account()).await;
            assert_eq!(
                sold.collateral - left.collateral,
                wanted.perExecution,
                "POOL-2"
            );
        }
        // A dead feed refuses, and so does the end.
        stage.node.travel(86_400 * 3).await;
        let execute = standing.executing(nonce, U256::MAX);
        let dead: IOrders::PriceUnavailable = stage.refuses_as(keeper, at, &execute).await;
        assert_ne!(dead.flags, 0);
        stage.node.travel(86_400 * 30).await;
        stage.refresh().await;
        let expires = wanted.expires;
        stage
            .refuses(keeper, at, &execute, IOrders::OrderExpired { expires })
            .await;
    });
}

impl Standing<'_> {
    /// The quote, or that the sale would lower health.
    async fn quote_or_refusal(&self) -> Result<IOrders::Quote, IOrders::LowersHealth> {
        use alloy::sol_types::{SolCall, SolError};
        let data = self.asked().abi_encode().into();
        let from = self.loan.keeper.address();
        match self
            .stage
            .node
            .call(from, self.at(), data, U256::ZERO)
            .await
        {
            Ok(answer) => {
                Ok(IOrders::quoteCall::abi_decode_returns_validate(&answer).expect("quote"))
            }
            Err(data) => {
                Err(IOrders::LowersHealth::abi_decode_validate(&data).expect("LowersHealth"))
            }
        }
    }
}

#[test]
fn additions_take_what_their_source_has_consented_to() {
    travelling(async |stage| {
        let standing = Standing::new(stage).await;
        let (keeper, borrower, at) = (
            &standing.loan.keeper,
            &standing.loan.borrower,
            standing.at(),
        );
        let friend = stage
            .rich("friend", &[("USDC", "10000"), ("ETH", "5")])
            .await;
        let (usdc, pool, account) = (stage.token("USDC"), stage.pool(), borrower.address());
        let wanted = payment(stage, 3, "USDC", friend.address()).await;
        let nonce = standing.set(wanted.clone()).await;
        let execute = standing.executing(nonce, U256::MAX);
        let _: IOrders::NotDue = stage.refuses_as(keeper, at, &execute).await;
        stage.settle_at("ETH", "2850").await;
        // An allowance to the program is not yet a word to this borrower, nor the other way round.
        stage.approve_at(usdc, &friend, at).await;
        stage
            .refuses(keeper, at, &execute, IOrders::ZeroAmount {})
            .await;
        let amount = stage.amount("USDC", "300");
        let consent = IOrders::consentCall {
            book: pool,
            account,
            asset: usdc,
            amount,
        };
        let event = stage
            .does(&friend, at, &consent)
            .await
            .event::<IOrders::ConsentSet>(at);
        assert_eq!(
            (event.source, event.account, event.amount),
            (friend.address(), account, amount)
        );
        let none = IToken::approveCall {
            spender: at,
            amount: U256::ZERO,
        };
        stage.does(&friend, usdc, &none).await;
        stage
            .refuses(keeper, at, &execute, IOrders::ZeroAmount {})
            .await;
        stage.approve_at(usdc, &friend, at).await;

        let (debt, had) = (
            stage.position("USDC", account).await.debt,
            stage.balance("USDC", keeper.address()).await,
        );
        let health = standing.health().await;
        let done = stage.does(keeper, at, &execute).await;
        assert_eq!(
            (done.returned.moved, done.returned.paid),
            (wanted.perExecution, U256::ZERO)
        );
        let left = stage.position("USDC", account).await.debt;
        let net = wanted.perExecution - wanted.fee;
        assert!(debt - left <= net && debt - left + U256::from(1) >= net);
        assert_eq!(
            stage.balance("USDC", keeper.address()).await - had,
            wanted.fee
        );
        assert!(standing.health().await > health);
        let question = IOrders::consentOfCall {
            book: pool,
            source: friend.address(),
            account,
            asset: usdc,
        };
        assert_eq!(stage.read(at, &question).await, stage.amount("USDC", "100"));
        standing.holds_nothing().await;
        // What is left of the consent, though the order says more.
        stage.advance(300).await;
        stage.does(keeper, at, &execute).await;
        assert_eq!(stage.read(at, &question).await, U256::ZERO);
        stage.advance(300).await;
        stage
            .refuses(keeper, at, &execute, IOrders::ZeroAmount {})
            .await;
        let spent = stage
            .read(
                at,
                &IOrders::orderCall {
                    book: pool,
                    account,
                    id: 1,
                },
            )
            .await;
        assert_eq!(spent.wanted.total, stage.amount("USDC", "200"));

        // Collateral of the owner's own.
        stage.mint("ETH", account, stage.amount("ETH", "1")).await;
        stage.approve_at(stage.token("ETH"), borrower, at).await;
        let wanted = payment(stage, 2, "ETH", account).await;
        let nonce = standing.set(wanted).await;
        let (held, health) = (
            stage.position("ETH", account).await.collateral,
            standing.health().await,
        );
        let balance = stage.balance("ETH", account).await;
        let done = stage
            .does(keeper, at, &standing.executing(nonce, U256::MAX))
            .await;
        assert_eq!(done.returned.moved, balance, "all that the source has");
        let fee = balance / U256::from(100);
        assert_eq!(
            stage.position("ETH", account).await.collateral - held,
            balance - fee
        );
        assert_eq!(
            done.event::<IOrders::OrderExecuted>(at).fee,
            fee,
            "at most a hundredth"
        );
        assert!(standing.health().await > health);
        standing.holds_nothing().await;
    });
}

#[test]
fn orders_at_a_price_reduce_and_close() {
    travelling(async |stage| {
        let standing = Standing::new(stage).await;
        let (keeper, at, account) = (
            &standing.loan.keeper,
            standing.at(),
            standing.loan.account(),
        );
        let take = Order {
            kind: 5,
            trigger: U256::from(3_300) * wad(),
            target: U256::ZERO,
            decay: 0,
            perExecution: stage.amount("ETH", "10"),
            total: stage.amount("ETH", "10"),
            ..deleverage(stage).await
        };
        let nonce = standing.set(take.clone()).await;
        let execute = standing.executing(nonce, U256::MAX);
        let not: IOrders::NotDue = stage.refuses_as(keeper, at, &execute).await;
        assert_eq!(not.value, U256::from(3_000) * wad());
        stage.price("ETH", "3300").await;
        let quote = standing.quote().await;
        assert_eq!(
            quote.price,
            U256::from(3_267) * wad(),
            "1% under spot at once"
        );
        let done = stage.does(keeper, at, &execute).await;
        assert_eq!(
            stage.position("USDC", account).await.debt,
            U256::ZERO,
            "closed"
        );
        assert!(done.returned.moved < stage.amount("ETH", "7.1"));
        let left = stage.position("ETH", account).await.collateral;
        assert_eq!(left, stage.amount("ETH", "10") - done.returned.moved);
        standing.holds_nothing().await;
        // A stop on the next loan.
        stage.borrow(&standing.loan.borrower, "USDC", "4000").await;
        let stop = Order {
            kind: 4,
            trigger: U256::from(2_900) * wad(),
            perExecution: stage.amount("ETH", "0.5"),
            ..take
        };
        let nonce = standing.set(stop).await;
        let execute = standing.executing(nonce, U256::MAX);
        let _: IOrders::NotDue = stage.refuses_as(keeper, at, &execute).await;
        stage.price("ETH", "2900").await;
        let done = stage.does(keeper, at, &execute).await;
        assert_eq!(done.returned.moved, stage.amount("ETH", "0.5"), "reduced");
    });
}

#[test]
fn accounts_and_managers_pay_debt_with_collateral_where_health_does_not_fall() {
    travelling(async |stage| {
        let loan = scene_at(stage, "2800").await;
        let (pool, borrower, account) = (stage.pool(), &loan.borrower, loan.account());
        let thief = stage.actor("thief").await;
        let opening = async || {
            stage
                .read(pool, &IPool::openingHealthCall { account })
                .await
        };
        let health = opening().await;
        assert!(health < percent(105), "under what opening demands");
        let settle = IDebtBook::settleCall {
            account,
            collateralAsset: stage.token("ETH"),
            collateralAmount: stage.amount("ETH", "1"),
            debtAsset: stage.token("USDC"),
            repayAmount: stage.amount("USDC", "2790"),
            payer: loan.keeper.address(),
            receiver: account,
        };
        let stranger = |caller| IPool::NotAuthorised { account, caller };
        stage
            .refuses(&thief, pool, &settle, stranger(thief.address()))
            .await;
        // Who has approved the pool pays for nobody else's sale.
        let (had, keeper) = (
            stage.balance("USDC", account).await,
            stage.balance("USDC", loan.keeper.address()).await,
        );
        stage.does(borrower, pool, &settle).await;
        assert_eq!(
            had - stage.balance("USDC", account).await,
            stage.amount("USDC", "2790")
        );
        assert_eq!(stage.balance("USDC", loan.keeper.address()).await, keeper);
        assert!(
            opening().await >= health,
            "POOL-3 is not judged, but it rises"
        );
        // For too little, health would fall: nothing is done.
        let health = opening().await;
        let cheap = IDebtBook::settleCall {
            repayAmount: U256::from(1),
            ..settle.clone()
        };
        let unhealthy: IPool::Unhealthy = stage.refuses_as(borrower, pool, &cheap).await;
        let one = stage.amount("ETH", "1");
        assert!(unhealthy.health < health && unhealthy.required == health.max(one));
        // A manager, at its own cost.
        let manager = stage.rich("manager", &[("USDC", "3000")]).await;
        stage
            .refuses(&manager, pool, &settle, stranger(manager.address()))
            .await;
        let authorise = IPool::setAuthorizationCall {
            manager: manager.address(),
            authorised: true,
        };
        stage.does(borrower, pool, &authorise).await;
        let before = stage.balance("USDC", manager.address()).await;
        stage.does(&manager, pool, &settle).await;
        assert_eq!(
            before - stage.balance("USDC", manager.address()).await,
            stage.amount("USDC", "2790")
        );
        // Without a price collateral counts for nothing, and may not go for nothing.
        stage.node.travel(86_400 * 3).await;
        stage.publish("USDC", "1").await;
        let dead: IPool::PriceUnavailable = stage.refuses_as(borrower, pool, &cheap).await;
        assert_eq!(dead.asset, stage.token("ETH"));
        // A health of zero says nothing: with ether at a dollar nothing may be taken out for a unit.
        stage.settle_at("ETH", "1").await;
        assert_eq!(opening().await, U256::ZERO);
        let zero: IPool::Unhealthy = stage.refuses_as(borrower, pool, &cheap).await;
        assert_eq!((zero.health, zero.required), (U256::ZERO, one));
    });
}

/// What may lose the most, sold for less than it is worth: health does not fall, and what is left would not cover the debt.
#[test]
fn under_a_health_of_one_no_sale_takes_margin_out() {
    travelling(async |stage| {
        let pool = stage.pool();
        let lender = stage.rich("lender", &[("USDC", "500000")]).await;
        stage.supply(&lender, "USDC", "500000").await;
        let owner = stage
            .rich("owner", &[("ETH", "41"), ("USDC", "160000")])
            .await;
        let account = owner.address();
        stage.deposit(&owner, "ETH", "41").await;
        stage.deposit(&owner, "USDC", "60000").await;
        stage.borrow(&owner, "USDC", "130000").await;
        stage.price("ETH", "2200").await;
        let read = IPool::openingHealthCall { account };
        let health = stage.read(pool, &read).await;
        let one = stage.amount("ETH", "1");
        assert!(health < one && health > U256::ZERO, "{health}");
        // 59,000 of debt per health are left against 60,000 of collateral: more than a tenth of the ether's worth is gained.
        let left = stage.amount("USDC", "59000") * one / health;
        let repaid = stage.amount("USDC", "130000") - left;
        assert!(repaid < stage.amount("USDC", "81000"), "{repaid}");
        let out = IDebtBook::settleCall {
            account,
            collateralAsset: stage.token("ETH"),
            collateralAmount: stage.amount("ETH", "41"),
            debtAsset: stage.token("USDC"),
            repayAmount: repaid,
            payer: account,
            receiver: account,
        };
        let refused: IPool::Unhealthy = stage.refuses_as(&owner, pool, &out).await;
        assert!(
            refused.health >= health && refused.health < one && refused.required == one,
            "ALL-1: {refused:?}"
        );
        // At its price it goes.
        let fair = IDebtBook::settleCall {
            collateralAmount: stage.amount("ETH", "10"),
            repayAmount: stage.amount("USDC", "22000"),
            ..out
        };
        stage.does(&owner, pool, &fair).await;
        assert!(stage.read(pool, &read).await > health);
    });
}

#[test]
fn strangers_change_no_orders() {
    test(async |stage| {
        let standing = Standing::new(stage).await;
        let (at, thief) = (standing.at(), stage.actor("thief").await);
        let wanted = deleverage(stage).await;
        let nonce = standing.set(wanted.clone()).await;
        let question = IOrders::orderCall {
            book: stage.pool(),
            account: standing.loan.account(),
            id: 1,
        };
        let read = stage.read(at, &question).await;
        assert_eq!(
            (read.wanted, read.nonce, read.armedAt, read.next),
            (wanted.clone(), nonce, 0, 0)
        );
        // Whoever sets, sets his own.
        let theirs = Order {
            perExecution: stage.amount("ETH", "10"),
            ..wanted.clone()
        };
        let set = IOrders::setCall {
            book: stage.pool(),
            id: 1,
            order: theirs,
        };
        let done = stage.does(&thief, at, &set).await;
        assert_eq!(done.event::<IOrders::OrderSet>(at).account, thief.address());
        assert_eq!(stage.read(at, &question).await.wanted, wanted);
        let bad = IOrders::setCall {
            book: stage.pool(),
            id: 1,
            order: Order {
                interval: 1,
                ..wanted
            },
        };
        let expected = ballast_bindings::IOwned::ParameterOutOfBounds {
            position: U256::from(5),
            value: U256::from(1),
        };
        stage.refuses(&thief, at, &bad, expected).await;
    });
}
