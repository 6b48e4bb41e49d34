//! The insurance fund: stakes, cooldown, premiums, claims.

use alloy::primitives::{Address, U256};
use ballast_bindings::{IDebtBook, IInsurance, IOwned, IUnwinder};
use ballast_chain_tests::stage::{IToken, test, travelling};
use ballast_chain_tests::{Actor, Stage};

use crate::scene::scene;

/// Another fund whose debt book is an ordinary account, so that it may claim and send premium.
async fn with_book(stage: &Stage) -> (Stage, Actor) {
    let book = stage.rich("book", &[("USDC", "1000000")]).await;
    (stage.with_fund_of(book.address()).await, book)
}

fn deposit(stage: &Stage, whole: &str, receiver: Address) -> IInsurance::depositCall {
    IInsurance::depositCall {
        assets: stage.amount("USDC", whole),
        receiver,
    }
}

async fn premium(stage: &Stage, book: &Actor, whole: &str) {
    let amount = stage.amount("USDC", whole);
    stage
        .does(
            book,
            stage.token("USDC"),
            &IToken::transferCall {
                to: stage.fund(),
                amount,
            },
        )
        .await;
    stage
        .does(
            book,
            stage.fund(),
            &IInsurance::notifyPremiumCall { amount },
        )
        .await;
}

async fn assets(stage: &Stage, shares: U256) -> U256 {
    stage
        .read(stage.fund(), &IInsurance::convertToAssetsCall { shares })
        .await
}

#[test]
fn stakes_for_whom_it_is_told() {
    test(async |stage| {
        let (fund, staker) = (
            stage.fund(),
            stage.rich("staker", &[("USDC", "1000")]).await,
        );
        let friend = stage.actor("friend").await.address();
        let call = deposit(stage, "400", friend);
        let quoted = stage
            .read(
                fund,
                &IInsurance::convertToSharesCall {
                    assets: call.assets,
                },
            )
            .await;
        let done = stage.does(&staker, fund, &call).await;
        assert_eq!(
            (done.returned, quoted),
            (quoted, call.assets * U256::from(1_000_000))
        );
        let event = done.event::<IInsurance::Deposit>(fund);
        assert_eq!((event.sender, event.owner), (staker.address(), friend));
        assert_eq!((event.assets, event.shares), (call.assets, quoted));
        assert_eq!(
            stage
                .read(fund, &IInsurance::balanceOfCall { account: friend })
                .await,
            quoted
        );
        assert_eq!(
            stage.read(fund, &IInsurance::totalSupplyCall {}).await,
            quoted
        );
        assert_eq!(
            stage.read(fund, &IInsurance::totalAssetsCall {}).await,
            call.assets
        );
        assert_eq!(
            stage.read(fund, &IInsurance::assetCall {}).await,
            stage.token("USDC")
        );
        assert_eq!(assets(stage, quoted).await, call.assets);

        stage
            .refuses(
                &staker,
                fund,
                &deposit(stage, "0", friend),
                IInsurance::ZeroAmount {},
            )
            .await;
        stage
            .refuses(
                &staker,
                fund,
                &deposit(stage, "1", Address::ZERO),
                IOwned::ZeroAddress {},
            )
            .await;
        let token = stage.token("USDC");
        stage
            .refuses(
                &staker,
                fund,
                &deposit(stage, "601", friend),
                IInsurance::TransferFailed { token },
            )
            .await;
    });
}

#[test]
fn leaving_takes_a_cooldown() {
    travelling(async |stage| {
        let (fund, staker) = (
            stage.fund(),
            stage.rich("staker", &[("USDC", "1000")]).await,
        );
        let me = staker.address();
        stage.stake(&staker, "1000").await;
        let all = stage
            .read(fund, &IInsurance::balanceOfCall { account: me })
            .await;
        let (half, one) = (all / U256::from(2), U256::from(1));
        let request = |shares| IInsurance::requestRedeemCall { shares };
        let redeem = |shares, receiver| IInsurance::redeemCall {
            shares,
            receiver,
            owner: me,
        };
        let short = |available, wanted| IInsurance::InsufficientShares { available, wanted };
        stage
            .refuses(&staker, fund, &request(all + one), short(all, all + one))
            .await;
        stage
            .refuses(
                &staker,
                fund,
                &request(U256::ZERO),
                IInsurance::ZeroAmount {},
            )
            .await;
        stage
            .refuses(&staker, fund, &redeem(one, me), short(U256::ZERO, one))
            .await;

        let done = stage.does(&staker, fund, &request(half)).await;
        let event = done.event::<IInsurance::RedeemRequested>(fund);
        assert_eq!((event.account, event.shares), (me, half));
        let cooling = stage
            .read(fund, &IInsurance::cooldownOfCall { account: me })
            .await;
        assert_eq!((cooling.shares, cooling.matureAt), (half, event.matureAt));
        assert_eq!(
            stage
                .read(fund, &IInsurance::balanceOfCall { account: me })
                .await,
            all,
            "those in cooldown are its own too"
        );
        let matures = event.matureAt;
        stage
            .refuses(
                &staker,
                fund,
                &redeem(half, me),
                IInsurance::CoolingDown { matureAt: matures },
            )
            .await;
        // A second request starts the cooldown again for both.
        stage.node.travel(300_000).await;
        let done = stage.does(&staker, fund, &request(all - half)).await;
        let matures = done.event::<IInsurance::RedeemRequested>(fund).matureAt;
        stage.node.travel(400_000).await;
        stage
            .refuses(
                &staker,
                fund,
                &redeem(half, me),
                IInsurance::CoolingDown { matureAt: matures },
            )
            .await;
        stage.node.travel(204_800).await;
        stage
            .refuses(&staker, fund, &redeem(all + one, me), short(all, all + one))
            .await;
        stage
            .refuses(
                &staker,
                fund,
                &redeem(all, Address::ZERO),
                IOwned::ZeroAddress {},
            )
            .await;
        // A single share is worth less than a unit.
        stage
            .refuses(&staker, fund, &redeem(one, me), IInsurance::ZeroAmount {})
            .await;
        let done = stage.does(&staker, fund, &redeem(all, me)).await;
        assert_eq!(done.returned, stage.amount("USDC", "1000"));
        let event = done.event::<IInsurance::Withdraw>(fund);
        assert_eq!(
            (event.owner, event.receiver, event.assets, event.shares),
            (me, me, done.returned, all)
        );
        let ended = done.event::<IInsurance::Transfer>(fund);
        assert_eq!(
            (ended.from, ended.to, ended.value),
            (me, Address::ZERO, all)
        );
        assert_eq!(
            stage.balance("USDC", me).await,
            stage.amount("USDC", "1000")
        );
    });
}

#[test]
fn an_exit_is_open_for_two_days_only() {
    travelling(async |stage| {
        let (fund, staker) = (
            stage.fund(),
            stage.rich("staker", &[("USDC", "1000")]).await,
        );
        let me = staker.address();
        stage.stake(&staker, "1000").await;
        let shares = stage
            .read(fund, &IInsurance::balanceOfCall { account: me })
            .await;
        let done = stage
            .does(&staker, fund, &IInsurance::requestRedeemCall { shares })
            .await;
        let matures = done.event::<IInsurance::RedeemRequested>(fund).matureAt;
        stage.node.travel(604_800 + 172_800 + 1).await;
        let redeem = IInsurance::redeemCall {
            shares,
            receiver: me,
            owner: me,
        };
        let expected = IInsurance::RequestExpired {
            expiredAt: matures + 172_800,
        };
        stage.refuses(&staker, fund, &redeem, expected).await;
        // The cooldown can be started again without more shares.
        stage
            .does(
                &staker,
                fund,
                &IInsurance::requestRedeemCall { shares: U256::ZERO },
            )
            .await;
        stage.node.travel(604_801).await;
        assert_eq!(
            stage.does(&staker, fund, &redeem).await.returned,
            stage.amount("USDC", "1000")
        );
    });
}

#[test]
fn premiums_are_shared_and_only_the_books() {
    test(async |stage| {
        let (stage, book) = with_book(stage).await;
        let (stage, fund) = (&stage, stage.fund());
        let staker = stage.rich("staker", &[("USDC", "1000")]).await;
        stage.stake(&staker, "1000").await;
        let amount = stage.amount("USDC", "100");
        let call = IInsurance::notifyPremiumCall { amount };
        let caller = staker.address();
        stage
            .refuses(&staker, fund, &call, IOwned::Unauthorised { caller })
            .await;
        stage
            .refuses(
                &book,
                fund,
                &IInsurance::notifyPremiumCall { amount: U256::ZERO },
                IInsurance::ZeroAmount {},
            )
            .await;
        // Told but not sent.
        let (token, received) = (stage.token("USDC"), stage.amount("USDC", "1000"));
        let expected = IInsurance::TransferMismatch {
            token,
            expected: received + amount,
            received,
        };
        stage.refuses(&book, fund, &call, expected).await;
        premium(stage, &book, "100").await;
        let shares = stage
            .read(fund, &IInsurance::balanceOfCall { account: caller })
            .await;
        let worth = assets(stage, shares).await;
        assert!(
            worth <= stage.amount("USDC", "1100") && worth >= stage.amount("USDC", "1099.99"),
            "{worth}"
        );
        assert_eq!(
            stage.read(fund, &IInsurance::totalAssetsCall {}).await,
            stage.amount("USDC", "1100")
        );
    });
}

#[test]
fn claims_are_the_books_and_at_most_the_cap_of_any_week() {
    travelling(async |stage| {
        let (stage, book) = with_book(stage).await;
        let (stage, fund) = (&stage, stage.fund());
        let staker = stage.rich("staker", &[("USDC", "2000")]).await;
        stage.stake(&staker, "1000").await;
        let cover = |whole: &str| IInsurance::coverCall {
            wanted: stage.amount("USDC", whole),
        };
        let amount = |whole: &str| stage.amount("USDC", whole);
        let claimable = IInsurance::claimableCall {
            book: book.address(),
        };
        let caller = staker.address();
        stage
            .refuses(&staker, fund, &cover("1"), IOwned::Unauthorised { caller })
            .await;
        assert_eq!(stage.read(fund, &claimable).await, amount("500"));
        let done = stage.does(&book, fund, &cover("400")).await;
        let event = done.event::<IInsurance::Covered>(fund);
        let (wanted, left) = (amount("400"), amount("600"));
        assert_eq!(
            (event.book, event.wanted, event.paid, done.returned),
            (book.address(), wanted, wanted, wanted)
        );
        assert_eq!(
            stage.read(fund, &IInsurance::totalAssetsCall {}).await,
            left
        );
        // INS-1: half of the 1,000 within any week, however often.
        let done = stage.does(&book, fund, &cover("5000")).await;
        assert_eq!(done.returned, amount("100"));
        for _ in 0..3 {
            stage.node.travel(200_000).await;
            let done = stage.does(&book, fund, &cover("1")).await;
            assert_eq!(done.returned, U256::ZERO);
        }
        assert_eq!(stage.balance("USDC", fund).await, amount("500"));
        // Two weeks on, half of what is left.
        stage.node.travel(2 * 604_800 - 600_000).await;
        assert_eq!(stage.read(fund, &claimable).await, amount("250"));
        let done = stage.does(&book, fund, &cover("5000")).await;
        assert_eq!(done.returned, amount("250"));
    });
}

#[test]
fn an_empty_fund_pays_nothing_and_a_premium_reopens_it() {
    test(async |stage| {
        let (stage, book) = with_book(stage).await;
        let (stage, fund) = (&stage, stage.fund());
        let staker = stage.rich("staker", &[("USDC", "2000")]).await;
        let all = IInsurance::Terms {
            claimShare: 10_000,
            ..stage.config.insurance.terms()
        };
        let set = IInsurance::setTermsCall { terms: all };
        stage.does(&stage.owner, fund, &set).await;
        stage.stake(&staker, "1000").await;
        let wanted = stage.amount("USDC", "5000");
        let call = IInsurance::coverCall { wanted };
        let done = stage.does(&book, fund, &call).await;
        assert_eq!(done.returned, stage.amount("USDC", "1000"));
        let done = stage.does(&book, fund, &call).await;
        assert_eq!(done.returned, U256::ZERO);
        assert_eq!(stage.balance("USDC", fund).await, U256::ZERO);
        // Shares without capital have no price.
        let caller = staker.address();
        stage
            .refuses(
                &staker,
                fund,
                &deposit(stage, "1", caller),
                IInsurance::FundExhausted {},
            )
            .await;
        assert_eq!(
            stage
                .read(fund, &IInsurance::convertToSharesCall { assets: wanted })
                .await,
            U256::ZERO
        );
        premium(stage, &book, "10").await;
        stage
            .does(&staker, fund, &deposit(stage, "1", caller))
            .await;
    });
}

#[test]
fn anyone_pays_premiums_and_shares_stay_where_they_are() {
    test(async |stage| {
        let fund = stage.fund();
        let staker = stage.rich("staker", &[("USDC", "1000")]).await;
        let payer = stage.rich("payer", &[("USDC", "100")]).await;
        stage.stake(&staker, "1000").await;
        let amount = stage.amount("USDC", "100");
        let done = stage
            .does(&payer, fund, &IInsurance::payPremiumCall { amount })
            .await;
        let event = done.event::<IInsurance::PremiumReceived>(fund);
        assert_eq!((event.payer, event.amount), (payer.address(), amount));
        assert_eq!(
            stage.read(fund, &IInsurance::totalAssetsCall {}).await,
            stage.amount("USDC", "1100")
        );
        let (to, value) = (payer.address(), U256::from(1));
        let refused = IInsurance::NotTransferable {};
        stage
            .refuses(
                &staker,
                fund,
                &IInsurance::transferCall { to, value },
                refused.clone(),
            )
            .await;
        let others = IInsurance::redeemCall {
            shares: value,
            receiver: to,
            owner: staker.address(),
        };
        stage.refuses(&payer, fund, &others, refused).await;
        assert_eq!(stage.read(fund, &IInsurance::decimalsCall {}).await, 12);
        assert_eq!(
            stage.read(fund, &IInsurance::nameCall {}).await,
            "Ballast insurance"
        );
    });
}

#[test]
fn stake_in_cooldown_still_pays() {
    travelling(async |stage| {
        let (stage, book) = with_book(stage).await;
        let (stage, fund) = (&stage, stage.fund());
        let (leaver, stayer) = (
            stage.rich("leaver", &[("USDC", "500")]).await,
            stage.rich("stayer", &[("USDC", "500")]).await,
        );
        stage.stake(&leaver, "500").await;
        stage.stake(&stayer, "500").await;
        let shares = stage
            .read(
                fund,
                &IInsurance::balanceOfCall {
                    account: leaver.address(),
                },
            )
            .await;
        stage
            .does(&leaver, fund, &IInsurance::requestRedeemCall { shares })
            .await;
        stage
            .does(
                &book,
                fund,
                &IInsurance::coverCall {
                    wanted: stage.amount("USDC", "500"),
                },
            )
            .await;
        stage.node.travel(604_801).await;
        let redeem = IInsurance::redeemCall {
            shares,
            receiver: leaver.address(),
            owner: leaver.address(),
        };
        let paid = stage.does(&leaver, fund, &redeem).await.returned;
        assert!(
            paid <= stage.amount("USDC", "250") && paid >= stage.amount("USDC", "249.999"),
            "{paid}"
        );
    });
}

#[test]
fn donations_are_not_counted() {
    test(async |stage| {
        let (fund, staker) = (
            stage.fund(),
            stage.rich("staker", &[("USDC", "2000")]).await,
        );
        stage.stake(&staker, "1000").await;
        let amount = stage.amount("USDC", "1000");
        stage
            .does(
                &staker,
                stage.token("USDC"),
                &IToken::transferCall { to: fund, amount },
            )
            .await;
        assert_eq!(
            stage.read(fund, &IInsurance::totalAssetsCall {}).await,
            amount
        );
        let shares = stage
            .read(
                fund,
                &IInsurance::balanceOfCall {
                    account: staker.address(),
                },
            )
            .await;
        assert_eq!(assets(stage, shares).await, amount);
    });
}

/// Who could leave when a loss is expected and not yet booked leaves the loss behind, as those who stay.
#[test]
fn leaving_before_a_loss_is_booked_gains_nothing() {
    travelling(async |stage| {
        let (fund, unwinder) = (stage.fund(), stage.unwinder());
        let (leaver, stayer) = (
            stage.rich("leaver", &[("USDC", "10000")]).await,
            stage.rich("stayer", &[("USDC", "10000")]).await,
        );
        stage.stake(&leaver, "10000").await;
        stage.stake(&stayer, "10000").await;
        let shares = stage
            .read(
                fund,
                &IInsurance::balanceOfCall {
                    account: leaver.address(),
                },
            )
            .await;
        stage
            .does(&leaver, fund, &IInsurance::requestRedeemCall { shares })
            .await;
        stage.node.travel(604_800 + 60).await;
        stage.refresh().await;
        let loan = scene(stage).await;
        let expect = IUnwinder::expectShortfallCall {
            book: stage.pool(),
            account: loan.account(),
        };
        let coverage = IInsurance::coverageCall {};
        let done = stage.does(&loan.keeper, unwinder, &expect).await;
        assert_eq!(done.returned, U256::ZERO, "a sound loan");
        let before = stage.read(fund, &coverage).await;
        assert_eq!(before.expected, U256::ZERO);
        assert!(before.ratio > U256::ZERO && before.debt >= stage.amount("USDC", "23000"));

        // 15,000 of collateral less a tenth against 23,000.
        stage.price("ETH", "1500").await;
        let worth = assets(stage, shares).await;
        let done = stage.does(&loan.keeper, unwinder, &expect).await;
        let noted = done.event::<IDebtBook::ShortfallExpected>(stage.pool());
        assert_eq!((noted.account, noted.expected), (loan.account(), noted.all));
        assert!(
            noted.all >= stage.amount("USDC", "9500") && noted.all < stage.amount("USDC", "9600"),
            "{}",
            noted.all
        );
        assert_eq!(stage.read(fund, &coverage).await.expected, noted.all);
        let exit = IInsurance::redeemCall {
            shares,
            receiver: leaver.address(),
            owner: leaver.address(),
        };
        let paid = stage.does(&leaver, fund, &exit).await.returned;
        let half = worth - noted.all / U256::from(2);
        assert!(
            paid.abs_diff(half) <= U256::from(2),
            "{paid} of {worth}, {half} of which is not expected to be claimed"
        );
        // Who comes pays the full price: nobody gains where the loss does not come true.
        let one = stage.amount("USDC", "1");
        let minted = stage
            .read(fund, &IInsurance::previewDepositCall { assets: one })
            .await;
        assert!(minted < one * U256::from(1_000_000), "{minted}");
        // The price comes back, and so does what is expected.
        stage.price("ETH", "3000").await;
        let done = stage.does(&loan.keeper, unwinder, &expect).await;
        let noted = done.event::<IDebtBook::ShortfallExpected>(stage.pool());
        assert_eq!((noted.expected, noted.all), (U256::ZERO, U256::ZERO));
        // Others tell nothing: they have what was repaid taken off.
        stage.price("ETH", "1500").await;
        stage.does(&loan.keeper, unwinder, &expect).await;
        let told = IDebtBook::expectShortfallCall {
            account: loan.account(),
            debtAsset: stage.token("USDC"),
            expected: U256::MAX,
        };
        let same = stage.does(&leaver, stage.pool(), &told).await;
        assert!(
            same.events::<IDebtBook::ShortfallExpected>(stage.pool())
                .is_empty()
        );
        let repay = ballast_bindings::IPool::repayCall {
            asset: stage.token("USDC"),
            assets: stage.amount("USDC", "22000"),
            onBehalf: loan.account(),
        };
        stage.does(&loan.keeper, stage.pool(), &repay).await;
        let done = stage.does(&leaver, stage.pool(), &told).await;
        let left = stage.position("USDC", loan.account()).await.debt;
        let noted = done.event::<IDebtBook::ShortfallExpected>(stage.pool());
        assert!(
            noted.expected.abs_diff(left) <= U256::from(1_000),
            "{}",
            noted.expected
        );
        // With the whole debt the note is worth nothing any more, though others owe: whoever leaves has it ended first, and is
        // priced by what holds.
        let other = stage.rich("other", &[("ETH", "20")]).await;
        stage.deposit(&other, "ETH", "20").await;
        stage.borrow(&other, "USDC", "1500").await;
        let rest = ballast_bindings::IPool::repayCall {
            asset: stage.token("USDC"),
            assets: U256::MAX,
            onBehalf: loan.account(),
        };
        stage.does(&loan.keeper, stage.pool(), &rest).await;
        let exit = IInsurance::previewRedeemCall { shares };
        let short = stage.read(fund, &exit).await;
        let done = stage.does(&stayer, stage.pool(), &told).await;
        assert_eq!(done.returned, U256::ZERO);
        let ended = done.event::<IDebtBook::ShortfallExpected>(stage.pool());
        assert_eq!(
            (ended.account, ended.expected, ended.all),
            (loan.account(), U256::ZERO, U256::ZERO)
        );
        assert_eq!(stage.read(fund, &coverage).await.expected, U256::ZERO);
        let whole = stage.read(fund, &exit).await;
        let gained = whole - short;
        assert!(
            gained.abs_diff(noted.expected) <= U256::from(2),
            "{gained} of {}",
            noted.expected
        );
        // A debt that comes after it begins without a note.
        stage.price("ETH", "3000").await;
        stage.borrow(&loan.borrower, "USDC", "100").await;
        assert_eq!(stage.read(fund, &coverage).await.expected, U256::ZERO);
    });
}

/// Above nine tenths of its collateral, where the backstop's discount would end.
#[test]
fn nothing_is_expected_of_a_loan_that_can_be_carried() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let looped = stage.rich("loop", &[("USDC", "10000")]).await;
        stage.deposit(&looped, "USDC", "10000").await;
        stage.borrow(&looped, "USDC", "9300").await;
        let expect = IUnwinder::expectShortfallCall {
            book: stage.pool(),
            account: looped.address(),
        };
        let done = stage.does(&loan.keeper, stage.unwinder(), &expect).await;
        assert_eq!(done.returned, U256::ZERO);
    });
}
