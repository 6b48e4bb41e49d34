//! Stage 5: debt without collateral, and who bears it.

use alloy::primitives::U256;
use ballast_bindings::{IDebtBook, IInsurance, IOwned, IPool, IUnwinder};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::{test, travelling};

use crate::scene::{Scene, scene};

/// ETH falls to $1,500 before anybody sells: 15,000 of collateral against 23,000 of debt, all sold.
async fn shortfall(stage: &Stage) -> Scene {
    let loan = scene(stage).await;
    stage.price("ETH", "1500").await;
    stage.advance(3_600).await;
    loan.open(stage).await;
    stage.advance(61).await;
    loan.observe(stage)
        .await
        .event::<IUnwinder::AuctionStarted>(stage.unwinder());
    for _ in 0..24 {
        if stage
            .position("ETH", loan.account())
            .await
            .collateral
            .is_zero()
        {
            break;
        }
        stage.advance(300).await;
        if loan.quote(stage).await.collateralAmount > U256::ZERO {
            loan.fill(stage, U256::MAX).await;
        }
    }
    let (eth, usdc) = (
        stage.position("ETH", loan.account()).await,
        stage.position("USDC", loan.account()).await,
    );
    assert!(eth.collateral.is_zero(), "{} ETH left", eth.collateral);
    assert!(
        usdc.debt > stage.amount("USDC", "5000") && usdc.debt < stage.amount("USDC", "10000"),
        "{}",
        usdc.debt
    );
    assert_eq!(loan.status(stage).await.stage, 5);
    loan
}

fn resolving(stage: &Stage, loan: &Scene) -> IUnwinder::resolveCall {
    IUnwinder::resolveCall {
        book: stage.pool(),
        account: loan.account(),
    }
}

#[test]
fn the_fund_covers_it() {
    travelling(async |stage| {
        let staker = stage.rich("staker", &[("USDC", "20000")]).await;
        stage.stake(&staker, "20000").await;
        let loan = shortfall(stage).await;
        let lender = stage.position("USDC", loan.lender.address()).await.supplied;
        let capital = stage
            .read(stage.fund(), &IInsurance::totalAssetsCall {})
            .await;
        let done = stage
            .does(&loan.keeper, stage.unwinder(), &resolving(stage, &loan))
            .await;
        let written = done.event::<IPool::WrittenOff>(stage.pool());
        assert_eq!(
            (written.account, written.asset),
            (loan.account(), stage.token("USDC"))
        );
        assert_eq!(
            (written.covered, written.reserves, written.lost),
            (written.debt, U256::ZERO, U256::ZERO)
        );
        let covered = done.event::<IInsurance::Covered>(stage.fund());
        assert_eq!(
            (covered.book, covered.wanted, covered.paid),
            (stage.pool(), written.debt, written.debt)
        );
        let resolved = done.event::<IUnwinder::Resolved>(stage.unwinder());
        assert_eq!(
            (resolved.book, resolved.account, resolved.debtAsset),
            (stage.pool(), loan.account(), written.asset)
        );
        assert_eq!(
            (resolved.covered, resolved.lost),
            (written.debt, U256::ZERO)
        );
        assert_eq!(
            stage
                .read(stage.fund(), &IInsurance::totalAssetsCall {})
                .await,
            capital - written.debt
        );
        let position = stage.position("USDC", loan.account()).await;
        assert_eq!(
            (position.debt, position.debtShares),
            (U256::ZERO, U256::ZERO)
        );
        // Nobody who lent has lost anything.
        assert!(
            stage.position("USDC", loan.lender.address()).await.supplied + U256::from(1) >= lender
        );
        if let [closed] = done
            .events::<IUnwinder::Closed>(stage.unwinder())
            .as_slice()
        {
            assert_eq!(closed.account, loan.account());
        }
        assert!(loan.schedule(stage).await.closedAt > 0);
        let nothing = IUnwinder::NoShortfall {
            account: loan.account(),
        };
        stage
            .refuses(
                &loan.keeper,
                stage.unwinder(),
                &resolving(stage, &loan),
                nothing,
            )
            .await;
        solvent(stage).await;
    });
}

#[test]
fn what_the_fund_lacks_reserves_bear_then_suppliers() {
    travelling(async |stage| {
        let staker = stage.rich("staker", &[("USDC", "1000")]).await;
        stage.stake(&staker, "1000").await;
        let loan = shortfall(stage).await;
        let (before, earned) = (
            stage.position("USDC", loan.lender.address()).await.supplied,
            stage.reserve("USDC").await,
        );
        let done = stage
            .does(&loan.keeper, stage.unwinder(), &resolving(stage, &loan))
            .await;
        let written = done.event::<IPool::WrittenOff>(stage.pool());
        // Premium that the fund has earned and not got yet covers too.
        assert_eq!(
            written.covered,
            stage.amount("USDC", "500") + earned.premium,
            "half of the capital within a week"
        );
        assert!(written.reserves >= earned.reserves && written.reserves > U256::ZERO);
        assert_eq!(
            written.debt,
            written.covered + written.reserves + written.lost
        );
        let resolved = done.event::<IUnwinder::Resolved>(stage.unwinder());
        assert_eq!(
            (resolved.covered, resolved.lost),
            (written.covered, written.lost)
        );
        let after = stage.position("USDC", loan.lender.address()).await.supplied;
        let loss = before - after;
        assert!(
            loss.abs_diff(written.lost) <= U256::from(2),
            "{loss} is not {}",
            written.lost
        );
        assert_eq!(stage.reserve("USDC").await.reserves, U256::ZERO);
        solvent(stage).await;
        // The others go on as before.
        stage
            .supply(
                &stage.rich("newcomer", &[("USDC", "500")]).await,
                "USDC",
                "500",
            )
            .await;
        let call = IPool::withdrawCall {
            asset: stage.token("USDC"),
            assets: U256::MAX,
            account: loan.lender.address(),
            receiver: loan.lender.address(),
        };
        stage.does(&loan.lender, stage.pool(), &call).await;
        solvent(stage).await;
    });
}

#[test]
fn a_reserve_without_a_fund_bears_it_alone() {
    travelling(async |stage| {
        let staker = stage.rich("staker", &[("USDC", "20000")]).await;
        stage.stake(&staker, "20000").await;
        let loan = shortfall(stage).await;
        let (asset, owner) = (stage.token("USDC"), &stage.owner);
        let none = IPool::setInsuranceCall {
            asset,
            insurance: alloy::primitives::Address::ZERO,
        };
        stage.does(owner, stage.pool(), &none).await;
        let premium = stage.reserve("USDC").await.premium;
        let done = stage
            .does(&loan.keeper, stage.unwinder(), &resolving(stage, &loan))
            .await;
        let written = done.event::<IPool::WrittenOff>(stage.pool());
        assert_eq!(written.covered, premium, "nothing but what it had earned");
        assert_eq!(
            written.debt,
            written.covered + written.reserves + written.lost
        );
        assert!(done.events::<IInsurance::Covered>(stage.fund()).is_empty());
        solvent(stage).await;
    });
}

/// POOL-1 and POOL-5 of the USDC reserve.
async fn solvent(stage: &Stage) {
    let reserve = stage.reserve("USDC").await;
    assert!(
        reserve.cash + reserve.debt >= reserve.reserves + reserve.premium,
        "POOL-1"
    );
    assert!(
        stage.balance("USDC", stage.pool()).await >= reserve.cash + reserve.collateral,
        "POOL-5"
    );
}

#[test]
fn only_debt_without_collateral_is_a_shortfall() {
    travelling(async |stage| {
        let (loan, unwinder) = (scene(stage).await, stage.unwinder());
        let expected = IUnwinder::NoShortfall {
            account: loan.account(),
        };
        stage
            .refuses(
                &loan.keeper,
                unwinder,
                &resolving(stage, &loan),
                expected.clone(),
            )
            .await;
        stage.price("ETH", "1500").await;
        stage
            .refuses(&loan.keeper, unwinder, &resolving(stage, &loan), expected)
            .await;
        let nobody = IUnwinder::resolveCall {
            book: stage.pool(),
            account: stage.owner.address(),
        };
        let expected = IUnwinder::NoShortfall {
            account: stage.owner.address(),
        };
        stage
            .refuses(&loan.keeper, unwinder, &nobody, expected)
            .await;
    });
}

#[test]
fn the_debt_book_obeys_its_unwinder_alone() {
    test(async |stage| {
        let (loan, pool) = (scene(stage).await, stage.pool());
        let caller = loan.keeper.address();
        let settle = IDebtBook::settleCall {
            account: loan.account(),
            collateralAsset: stage.token("ETH"),
            collateralAmount: U256::from(1),
            debtAsset: stage.token("USDC"),
            repayAmount: U256::from(1),
            payer: caller,
            receiver: caller,
        };
        let stranger = IPool::NotAuthorised {
            account: loan.account(),
            caller,
        };
        stage.refuses(&loan.keeper, pool, &settle, stranger).await;
        let write_off = IDebtBook::writeOffCall {
            account: loan.account(),
            debtAsset: stage.token("USDC"),
        };
        stage
            .refuses(
                &loan.keeper,
                pool,
                &write_off,
                IOwned::Unauthorised { caller },
            )
            .await;
        // Its unwinder sells nothing that is not there, and repays nothing that is not owed.
        let stage = &stage.with_pool_under(caller).await;
        let (loan, pool) = (scene(stage).await, stage.pool());
        let wanted = stage.amount("ETH", "11");
        let available = stage.amount("ETH", "10");
        let more = IDebtBook::settleCall {
            collateralAmount: wanted,
            ..settle.clone()
        };
        let expected = IPool::InsufficientBalance {
            asset: stage.token("ETH"),
            available,
            wanted,
        };
        stage.refuses(&loan.keeper, pool, &more, expected).await;
        let free = IDebtBook::settleCall {
            repayAmount: U256::ZERO,
            ..settle.clone()
        };
        stage
            .refuses(&loan.keeper, pool, &free, IPool::ZeroAmount {})
            .await;
        let none = IDebtBook::writeOffCall {
            account: caller,
            debtAsset: stage.token("USDC"),
        };
        stage
            .refuses(&loan.keeper, pool, &none, IPool::ZeroAmount {})
            .await;
        let done = stage.does(&loan.keeper, pool, &settle).await;
        assert_eq!(done.returned, U256::from(1));
    });
}
