//! `multicall`.

use alloy::primitives::{Bytes, U256};
use alloy::sol_types::{SolCall, SolError};
use ballast_bindings::{IOwned, IPool, IUnwinder};
use ballast_chain_tests::stage::test;
use ballast_chain_tests::{Actor, Stage};

use crate::script::{answer, attempt, data, run, scripted, step};

/// A pool that has USDC to lend, and somebody with 10 ETH.
async fn borrower(stage: &Stage) -> Actor {
    let lender = stage.rich("lender", &[("USDC", "100000")]).await;
    stage.supply(&lender, "USDC", "100000").await;
    stage
        .rich("borrower", &[("ETH", "10"), ("USDC", "100")])
        .await
}

struct Calls {
    deposit: IPool::depositCollateralCall,
    borrow: IPool::borrowCall,
}

fn calls(stage: &Stage, by: &Actor, usdc: &str) -> Calls {
    let account = by.address();
    Calls {
        deposit: IPool::depositCollateralCall {
            asset: stage.token("ETH"),
            amount: U256::MAX,
            onBehalf: account,
        },
        borrow: IPool::borrowCall {
            asset: stage.token("USDC"),
            assets: stage.amount("USDC", usdc),
            account,
            receiver: account,
        },
    }
}

fn together(calls: &[Vec<u8>]) -> IPool::multicallCall {
    IPool::multicallCall {
        calls: calls.iter().map(|call| call.clone().into()).collect(),
    }
}

#[test]
fn health_is_judged_once_at_the_end() {
    test(async |stage| {
        let (borrower, pool) = (borrower(stage).await, stage.pool());
        let me = borrower.address();
        let Calls { deposit, borrow } = calls(stage, &borrower, "10000");
        let _: IPool::Unhealthy = stage.refuses_as(&borrower, pool, &borrow).await;
        // The debt comes before its collateral; views are answered; and the extension's functions are there.
        let asset = stage.token("USDC");
        let position = IPool::positionCall { asset, account: me };
        let authorise = IPool::setAuthorizationCall {
            manager: stage.owner.address(),
            authorised: true,
        };
        let all = together(&[
            borrow.abi_encode(),
            borrow.abi_encode(),
            position.abi_encode(),
            authorise.abi_encode(),
            deposit.abi_encode(),
        ]);
        let done = stage.does(&borrower, pool, &all).await;
        let results = &done.returned;
        assert_eq!(results.len(), 5);
        let shares = IPool::borrowCall::abi_decode_returns_validate(&results[0]).expect("shares");
        assert_eq!(shares, borrow.assets * U256::from(1_000_000));
        let seen = IPool::positionCall::abi_decode_returns_validate(&results[2]).expect("position");
        assert_eq!(seen.debt, borrow.assets * U256::from(2));
        assert_eq!((&results[3], &results[4]), (&Bytes::new(), &Bytes::new()));
        assert_eq!(stage.balance("ETH", me).await, U256::ZERO);
        assert_eq!(
            stage.position("ETH", me).await.collateral,
            stage.amount("ETH", "10")
        );
        let events = done.events::<IPool::Borrowed>(pool);
        assert!(events.len() == 2 && events.iter().all(|event| event.account == me));
        // No call is none.
        let none = stage.does(&borrower, pool, &together(&[])).await;
        assert!(none.returned.is_empty());
    });
}

#[test]
fn every_account_that_borrowed_is_judged() {
    test(async |stage| {
        let (borrower, pool) = (borrower(stage).await, stage.pool());
        let client = stage.rich("client", &[("ETH", "1")]).await;
        let authorise = IPool::setAuthorizationCall {
            manager: borrower.address(),
            authorised: true,
        };
        stage.does(&client, pool, &authorise).await;
        let mine = calls(stage, &borrower, "1000");
        let Calls { borrow: theirs, .. } = calls(stage, &client, "1000");
        let both = together(&[
            theirs.abi_encode(),
            mine.borrow.abi_encode(),
            mine.deposit.abi_encode(),
        ]);
        let refusal: IPool::Unhealthy = stage.refuses_as(&borrower, pool, &both).await;
        assert_eq!(refusal.health, U256::ZERO);
        stage.deposit(&client, "ETH", "1").await;
        stage.does(&borrower, pool, &both).await;
        let debt = stage.position("USDC", client.address()).await.debt;
        assert_eq!(debt, theirs.assets);
        // Withdrawing is judged too, and repaying makes up for it.
        let out = IPool::withdrawCollateralCall {
            asset: stage.token("ETH"),
            amount: U256::MAX,
            account: borrower.address(),
            receiver: borrower.address(),
        };
        let alone = together(&[out.abi_encode()]);
        let _: IPool::Unhealthy = stage.refuses_as(&borrower, pool, &alone).await;
        let repay = IPool::repayCall {
            asset: stage.token("USDC"),
            assets: U256::MAX,
            onBehalf: borrower.address(),
        };
        let paid = together(&[out.abi_encode(), repay.abi_encode()]);
        stage.does(&borrower, pool, &paid).await;
        let left = stage.position("USDC", borrower.address()).await;
        assert_eq!(left.debtShares, U256::ZERO);
    });
}

#[test]
fn an_inner_refusal_undoes_all_and_comes_through() {
    test(async |stage| {
        let (borrower, pool) = (borrower(stage).await, stage.pool());
        let me = borrower.address();
        let Calls { deposit, borrow } = calls(stage, &borrower, "100001");
        let all = together(&[deposit.abi_encode(), borrow.abi_encode()]);
        let refusal = IPool::InsufficientCash {
            asset: borrow.asset,
            available: stage.amount("USDC", "100000"),
            wanted: borrow.assets,
        };
        stage.refuses(&borrower, pool, &all, refusal).await;
        assert_eq!(stage.position("ETH", me).await.collateral, U256::ZERO);
        // Out of the extension.
        let setting = IPool::setInsuranceCall {
            asset: borrow.asset,
            insurance: me,
        };
        let setting = together(&[deposit.abi_encode(), setting.abi_encode()]);
        let refusal = IOwned::Unauthorised { caller: me };
        stage.refuses(&borrower, pool, &setting, refusal).await;
        // What no function is, and multicalls of multicalls, are refused without data.
        for bad in [
            vec![],
            vec![1, 2, 3],
            vec![0xde, 0xad, 0xbe, 0xef],
            together(&[]).abi_encode(),
            deposit.abi_encode()[..40].to_vec(),
        ] {
            let call = together(&[deposit.abi_encode(), bad.clone()]);
            let refused = stage.refused(&borrower, pool, &call).await;
            assert_eq!(refused, Bytes::new(), "{bad:02x?}");
        }
        let whole = together(&[deposit.abi_encode(), deposit.abi_encode()]).abi_encode();
        for length in (4..whole.len()).step_by(9) {
            let cut = whole[..length].to_vec();
            let answer = stage.node.call(me, pool, cut.into(), U256::ZERO).await;
            assert!(answer.is_err(), "{length} bytes");
        }
        assert_eq!(stage.position("ETH", me).await.collateral, U256::ZERO);
    });
}

/// An account whose health is yet to be judged can be shown to others, by a callback. Nobody can sell it then, nor have
/// its debt written off.
#[test]
fn an_account_that_is_yet_to_be_judged_is_nobodys_to_unwind() {
    test(async |stage| {
        borrower(stage).await;
        let (pool, asset) = (stage.pool(), stage.token("USDC"));
        let account = scripted(stage, &[("ETH", "10")]).await;
        let (book, unwinder) = (pool, stage.unwinder());
        let open = IUnwinder::openCall { book, account };
        let resolve = IUnwinder::resolveCall { book, account };
        let steps = [attempt(unwinder, &open), attempt(unwinder, &resolve)];
        let calls = [
            IPool::borrowCall {
                asset,
                assets: stage.amount("USDC", "1000"),
                account,
                receiver: account,
            }
            .abi_encode(),
            IPool::supplyAndCallCall {
                asset,
                assets: U256::from(1),
                onBehalf: account,
                data: data(&steps),
            }
            .abi_encode(),
            IPool::depositCollateralCall {
                asset: stage.token("ETH"),
                amount: stage.amount("ETH", "1"),
                onBehalf: account,
            }
            .abi_encode(),
        ];
        let call = run(vec![step(pool, &together(&calls))]);
        stage.does(&stage.owner, account, &call).await;
        // A schedule may be opened, which ends by itself; the pool is locked to what would follow.
        let refused = answer(stage, account, 1).await;
        let mut words = refused.windows(4);
        assert!(
            words.any(|bytes| bytes == IOwned::Reentered::SELECTOR),
            "{refused}"
        );
        let debt = stage.position("USDC", account).await.debt;
        assert_eq!(debt, stage.amount("USDC", "1000"));
        let escrow = stage.position("ETH", account).await.collateral;
        assert_eq!(escrow, stage.amount("ETH", "1"));
    });
}
