//! A contract that has no key as lender and borrower.

use alloy::primitives::{B256, U256};
use ballast_bindings::IPool;
use ballast_chain_tests::stage::travelling;

use super::ITreasury;
use crate::scene::wad;

#[test]
fn a_contract_lends_and_borrows() {
    travelling(async |stage| {
        let (pool, owner) = (stage.pool(), stage.actor("treasurer").await);
        let lender = stage.rich("lender", &[("USDC", "100000")]).await;
        stage.supply(&lender, "USDC", "100000").await;
        let treasury = stage
            .create(
                &owner,
                "Treasury",
                &B256::left_padding_from(pool.as_slice()).0,
            )
            .await;
        stage
            .mint("USDC", treasury, stage.amount("USDC", "50000"))
            .await;
        stage.mint("ETH", treasury, stage.amount("ETH", "10")).await;
        let (usdc, eth) = (stage.token("USDC"), stage.token("ETH"));

        let assets = stage.amount("USDC", "40000");
        let done = stage
            .does(
                &owner,
                treasury,
                &ITreasury::lendCall {
                    asset: usdc,
                    assets,
                },
            )
            .await;
        let supplied = done.event::<IPool::Supplied>(pool);
        assert_eq!(
            (supplied.payer, supplied.account, supplied.shares),
            (treasury, treasury, done.returned)
        );
        let borrow = ITreasury::borrowAgainstCall {
            collateralAsset: eth,
            collateral: stage.amount("ETH", "10"),
            debtAsset: usdc,
            debt: stage.amount("USDC", "20000"),
        };
        stage.does(&owner, treasury, &borrow).await;
        assert_eq!(stage.position("USDC", treasury).await.debt, borrow.debt);
        assert_eq!(
            stage.balance("USDC", treasury).await,
            stage.amount("USDC", "30000")
        );
        let headroom = stage.read(treasury, &ITreasury::headroomCall {}).await;
        assert!(headroom > wad() / U256::from(20));
        // A borrow that health forbids takes the whole transaction back, with the pool's own reason.
        let greedy = ITreasury::borrowAgainstCall {
            collateral: U256::ZERO,
            ..borrow.clone()
        };
        stage
            .refuses(&owner, treasury, &greedy, IPool::ZeroAmount {})
            .await;
        stage.mint("ETH", treasury, U256::from(1)).await;
        let greedy = ITreasury::borrowAgainstCall {
            collateral: U256::from(1),
            ..borrow
        };
        let _: IPool::Unhealthy = stage.refuses_as(&owner, treasury, &greedy).await;

        stage.advance(86_400 * 30).await;
        let call = ITreasury::settleCall {
            collateralAsset: eth,
            debtAsset: usdc,
        };
        let done = stage.does(&owner, treasury, &call).await;
        assert!(done.returned.repaid > stage.amount("USDC", "20000"));
        assert_eq!(done.returned.released, stage.amount("ETH", "10"));
        let done = stage
            .does(
                &owner,
                treasury,
                &ITreasury::unlendCall {
                    asset: usdc,
                    assets: U256::MAX,
                },
            )
            .await;
        assert!(done.returned > assets, "interest was earned");
        let position = stage.position("USDC", treasury).await;
        assert_eq!((position.supplied, position.debt), (U256::ZERO, U256::ZERO));
        let pay = ITreasury::payCall {
            asset: usdc,
            to: owner.address(),
            amount: U256::from(1),
        };
        stage.does(&owner, treasury, &pay).await;
    });
}
