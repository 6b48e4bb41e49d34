//! Following the chain.

use crate::scene::{borrower, config, keeper, loans, purse, status};
use alloy::primitives::U256;
use ballast_chain_tests::{Stage, stage};
use ballast_keeper::{Keeper, KeeperConfig, book::Book};

/// A keeper that only looks, and judges everybody exactly.
async fn watcher(stage: &Stage, adjust: impl FnOnce(&mut KeeperConfig)) -> Keeper {
    let mut config = config(stage);
    config.dry_run = true;
    config.alerts.health = 1_000.0;
    adjust(&mut config);
    keeper(stage, &purse(stage, "watcher").await, config)
}

/// The book as events alone make it.
fn told(book: &Book) -> Book {
    let mut book = book.clone();
    for account in book.accounts_mut().values_mut() {
        account.look = None;
    }
    book
}

#[test]
fn memory_agrees_with_the_chain() {
    stage::travelling(async |stage| {
        let borrowers = loans(stage, &["22000", "15000", "3000"]).await;
        stage
            .deposit(&stage.rich("hedger", &[("BTC", "1")]).await, "BTC", "1")
            .await;
        let mut keeper = watcher(stage, |_| {}).await;
        for (price, seconds) in [
            ("3000", 60),
            ("2800", 60),
            ("2800", 1_800),
            ("2400", 12),
            ("3100", 86_400),
        ] {
            stage.advance(seconds).await;
            stage.price("ETH", price).await;
            // Between two rounds averages move on.
            stage.node.travel(20).await;
            keeper.tick().await.unwrap();
            for borrower in &borrowers {
                let look = keeper.book().accounts()[&borrower.address()]
                    .look
                    .clone()
                    .unwrap();
                let status = status(stage, borrower.address()).await;
                let close = |memory: u128, chain: U256| {
                    let chain = u128::try_from(chain).unwrap();
                    assert!(
                        memory.abs_diff(chain) <= chain / 1_000_000_000,
                        "{memory} in memory, {chain} on the chain, at {price}: {status:?}"
                    );
                };
                close(look.health, status.health);
                close(look.lowest, status.smoothedHealth.min(status.spotHealth));
                close(look.debt, status.debt);
                close(look.collateral, status.collateral);
                assert_eq!(look.flags, status.flags);
            }
        }
    });
}

#[test]
fn a_rewound_chain_is_followed_back_and_replayed() {
    stage::travelling(async |stage| {
        loans(stage, &["15000"]).await;
        let mut keeper = watcher(stage, |_| {}).await;
        keeper.tick().await.unwrap();
        let fork = stage.node.snapshot().await;
        let first = borrower(stage, "first", "10000").await;
        keeper.tick().await.unwrap();
        assert!(keeper.book().accounts().contains_key(&first.address()));
        stage.node.revert(&fork).await;
        let second = borrower(stage, "second", "5000").await;
        let third = borrower(stage, "third", "6000").await;
        let report = keeper.tick().await.unwrap();
        assert_eq!(report.reorganisations, 1);
        assert!(
            !keeper.book().accounts().contains_key(&first.address()),
            "it never borrowed"
        );
        for account in [second, third] {
            assert!(keeper.book().accounts().contains_key(&account.address()));
        }
        let mut fresh = watcher(stage, |_| {}).await;
        fresh.tick().await.unwrap();
        assert_eq!(told(keeper.book()), told(fresh.book()));
    });
}

#[test]
fn a_chain_that_lost_blocks_is_followed_too() {
    stage::travelling(async |stage| {
        loans(stage, &["15000"]).await;
        let mut keeper = watcher(stage, |config| config.reorg_depth = 2).await;
        let fork = stage.node.snapshot().await;
        for _ in 0..5 {
            stage.node.travel(60).await;
            keeper.tick().await.unwrap();
        }
        stage.node.revert(&fork).await;
        let report = keeper.tick().await.unwrap();
        assert_eq!(report.reorganisations, 1);
        assert_eq!(
            (report.block, report.accounts),
            (stage.node.height().await, 1)
        );
    });
}

#[test]
fn a_restart_from_any_block_knows_the_same() {
    stage::travelling(async |stage| {
        let borrowers = loans(stage, &["15000", "16000"]).await;
        let mut keeper = watcher(stage, |config| config.reorg_depth = 3).await;
        let mut snapshots = Vec::new();
        for (number, price) in ["2990", "2980", "2970"].into_iter().enumerate() {
            keeper.tick().await.unwrap();
            snapshots.extend(keeper.snapshot());
            stage.price("ETH", price).await;
            borrower(stage, &format!("later {number}"), "1000").await;
        }
        stage.borrow(&borrowers[0], "USDC", "100").await;
        keeper.tick().await.unwrap();
        snapshots.extend(keeper.snapshot());
        assert!(snapshots.len() > 2, "something was final");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        for snapshot in snapshots {
            ballast_keeper::state::save(&path, &snapshot).unwrap();
            let mut resumed = watcher(stage, |config| config.from_block = u64::MAX).await;
            resumed.resume(ballast_keeper::state::load(&path).unwrap().unwrap());
            resumed.tick().await.unwrap();
            keeper.tick().await.unwrap();
            assert_eq!(told(resumed.book()), told(keeper.book()));
        }
    });
}

#[test]
fn a_snapshot_of_another_chain_is_not_believed() {
    stage::travelling(async |stage| {
        loans(stage, &["15000"]).await;
        let mut keeper = watcher(stage, |config| config.reorg_depth = 0).await;
        keeper.tick().await.unwrap();
        let mut snapshot = keeper.snapshot().unwrap();
        snapshot.mark.hash = alloy::primitives::B256::repeat_byte(1);
        snapshot.followed.book = Book::default();
        let mut resumed = watcher(stage, |_| {}).await;
        resumed.resume(snapshot);
        resumed.tick().await.unwrap();
        assert_eq!(told(resumed.book()), told(keeper.book()));
    });
}
