//! What a keeper without debt tokens does where nobody buys: it charges, tells, has the fund buy, and passes in kind.

use crate::scene::{config, keeper, loans};
use ballast_bindings::{IDebtBook, IPool};
use ballast_chain_tests::stage;
use ballast_keeper::TickReport;

#[test]
fn what_nobody_buys_the_fund_buys_and_the_rest_passes_in_kind() {
    stage::travelling(async |stage| {
        let borrowers = loans(stage, &["23000"]).await;
        let staker = stage.rich("staker", &[("USDC", "40000")]).await;
        stage.stake(&staker, "40000").await;
        let purse = stage.actor("keeper").await;
        let mut keeper = keeper(stage, &purse, config(stage));
        stage.price("ETH", "2400").await;
        let mut done = TickReport::default();
        // Critical, an auction of ten minutes, a backstop of ten.
        for seconds in [3_600, 61, 601, 601] {
            stage.advance(seconds).await;
            let report = keeper.tick().await.unwrap();
            assert_eq!(report.errors.len(), 0, "{report:?}");
            done.opened.extend(report.opened);
            done.charged.extend(report.charged);
            done.told.extend(report.told);
            done.backstops.extend(report.backstops);
            done.passed.extend(report.passed);
        }
        assert_eq!(done.opened.len(), 1);
        assert!(!done.charged.is_empty(), "distress begins with the opening");
        assert!(!done.told.is_empty(), "nine tenths do not bring the debt");
        assert_eq!(done.backstops.len(), 1, "within the fund's caps");
        assert_eq!(done.passed.len(), 1);

        // What memory holds is what the chain does.
        keeper.tick().await.unwrap();
        let call = IDebtBook::holderInKindCall {
            collateralAsset: stage.token("ETH"),
            debtAsset: stage.token("USDC"),
        };
        let holder = stage.read(stage.pool(), &call).await;
        assert!(keeper.book().accounts()[&holder].holds_in_kind);
        for account in [holder, borrowers[0].address()] {
            let known = keeper.book().accounts().get(&account);
            let held = known.map_or(&[][..], |account| &account.holdings);
            for symbol in ["ETH", "USDC"] {
                let asset = stage.token(symbol);
                let call = IPool::positionCall { account, asset };
                let position = stage.read(stage.pool(), &call).await;
                let held = held.iter().find(|held| held.asset == asset);
                assert_eq!(
                    held.map_or_else(Default::default, |held| (held.collateral, held.shares)),
                    (position.collateral, position.debtShares),
                    "{symbol} of {account}"
                );
            }
        }
        // Of what the account owes no longer, nothing stays noted.
        let left = keeper.book().accounts().get(&borrowers[0].address());
        assert!(left.is_none_or(|left| left.expected.is_empty()), "{left:?}");
        let exposure = IDebtBook::exposureCall {
            asset: stage.token("USDC"),
        };
        let exposure = stage.read(stage.pool(), &exposure).await;
        assert!(exposure.expected.is_zero(), "{}", exposure.expected);
        let quiet = keeper.tick().await.unwrap();
        assert!(quiet.passed.is_empty() && quiet.backstops.is_empty());
    });
}
