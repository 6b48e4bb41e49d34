//! What a single keeper does.

use crate::scene::{config, keeper, loans, purse, status, wad};
use alloy::primitives::U256;
use ballast_bindings::{IOracle, IUnwinder};
use ballast_chain_tests::stage;
use ballast_keeper::alerts::{Kind, Stage as Told};

#[test]
fn opens_fills_and_closes_until_nothing_is_due() {
    stage::travelling(async |stage| {
        let borrowers = loans(stage, &["23000", "15000"]).await;
        let purse = purse(stage, "keeper").await;
        let mut keeper = keeper(stage, &purse, config(stage));
        let report = keeper.tick().await.unwrap();
        assert_eq!(
            (report.accounts, report.transactions()),
            (2, report.pokes.len())
        );
        assert_eq!(report.lowest_health, None, "both are well");

        stage.settle_at("ETH", "2700").await;
        let report = keeper.tick().await.unwrap();
        assert_eq!(report.opened.len(), 1, "{report:?}");
        assert_eq!(report.opened[0].account, borrowers[0].address());
        assert_eq!(report.errors.len(), 0, "{report:?}");
        // Prices of slices fall with time.
        let mut fills = 0;
        for _ in 0..48 {
            stage.advance(900).await;
            let report = keeper.tick().await.unwrap();
            assert_eq!(report.errors.len(), 0, "{report:?}");
            fills += report.fills.len();
            for fill in &report.fills {
                assert!(
                    fill.price < fill.spot,
                    "bought at {} under {}",
                    fill.price,
                    fill.spot
                );
            }
            if !report.closed.is_empty() {
                break;
            }
        }
        assert!(fills > 0);
        assert!(status(stage, borrowers[0].address()).await.health >= wad());
        assert!(
            keeper
                .book()
                .accounts()
                .values()
                .all(|account| !account.open)
                || {
                    keeper.tick().await.unwrap();
                    keeper
                        .book()
                        .accounts()
                        .values()
                        .all(|account| !account.open)
                }
        );
        let quiet = keeper.tick().await.unwrap();
        assert!(quiet.is_quiet(), "{quiet:?}");
    });
}

#[test]
fn a_dry_run_plans_and_sends_nothing() {
    stage::travelling(async |stage| {
        let borrowers = loans(stage, &["23000"]).await;
        stage.settle_at("ETH", "2700").await;
        let purse = purse(stage, "keeper").await;
        let mut config = config(stage);
        config.dry_run = true;
        let height = stage.node.height().await;
        let report = keeper(stage, &purse, config).tick().await.unwrap();
        let opens: Vec<_> = report
            .planned
            .iter()
            .filter(|p| p.action == "open")
            .collect();
        assert_eq!(opens.len(), 1, "{report:?}");
        assert_eq!(opens[0].account, Some(borrowers[0].address()));
        assert_eq!(stage.node.height().await, height);
    });
}

#[test]
fn a_fill_pays_for_its_gas_or_is_left() {
    stage::travelling(async |stage| {
        loans(stage, &["23000"]).await;
        stage.settle_at("ETH", "2700").await;
        let purse = purse(stage, "keeper").await;
        let mut dear = config(stage);
        dear.gas_asset = Some(stage.token("ETH"));
        // At 0.1 gwei and $2,700 an ether, $270 a fill.
        dear.fill_gas = 1_000_000_000;
        let mut dear = keeper(stage, &purse, dear);
        let mut cheap = config(stage);
        cheap.gas_asset = Some(stage.token("ETH"));
        let mut cheap = keeper(stage, &purse, cheap);
        dear.tick().await.unwrap();
        let mut held = 0;
        for _ in 0..8 {
            stage.advance(290).await;
            let report = dear.tick().await.unwrap();
            assert_eq!(report.fills.len(), 0, "{report:?}");
            held += report
                .skipped
                .iter()
                .filter(|s| s.reason.contains("with gas at"))
                .count();
            if held > 0 {
                break;
            }
        }
        assert!(held > 0, "the profit without gas would do");
        assert_eq!(cheap.tick().await.unwrap().fills.len(), 1);
    });
}

#[test]
fn nothing_is_sent_while_gas_is_too_dear() {
    stage::travelling(async |stage| {
        loans(stage, &["23000"]).await;
        stage.settle_at("ETH", "2700").await;
        let purse = purse(stage, "keeper").await;
        let mut config = config(stage);
        config.max_gas_price = Some(1);
        let height = stage.node.height().await;
        let report = keeper(stage, &purse, config).tick().await.unwrap();
        assert!(
            report
                .skipped
                .iter()
                .any(|s| s.reason.contains("gas costs")),
            "{report:?}"
        );
        assert_eq!(
            (report.errors.len(), stage.node.height().await),
            (0, height)
        );
    });
}

#[test]
fn stored_prices_are_renewed_where_that_is_asked_for() {
    stage::travelling(async |stage| {
        loans(stage, &["15000"]).await;
        let purse = purse(stage, "keeper").await;
        let feed = stage.at.feeds["ETH"].id;
        let source = stage
            .read(stage.oracle(), &IOracle::sourceAtCall { feed })
            .await;
        assert!(source.storedAge > 0, "the deployment stores prices");
        let mut renewing = config(stage);
        renewing.renew_prices = true;
        let mut renewing = keeper(stage, &purse, renewing);
        let mut plain = keeper(stage, &purse, config(stage));
        plain.tick().await.unwrap();
        renewing.tick().await.unwrap();
        assert!(
            renewing.tick().await.unwrap().pokes.is_empty(),
            "just renewed"
        );
        stage.node.travel(u64::from(source.storedAge)).await;
        assert!(
            plain.tick().await.unwrap().pokes.is_empty(),
            "no round is new"
        );
        let renewed = renewing.tick().await.unwrap();
        assert_eq!(renewed.pokes.len(), 1, "{renewed:?}");
        assert!(renewed.pokes[0].feeds.contains(&feed));
        assert!(renewing.tick().await.unwrap().pokes.is_empty());
    });
}

#[test]
fn people_are_told_of_what_is_wrong_and_of_changes() {
    stage::travelling(async |stage| {
        let borrowers = loans(stage, &["23000"]).await;
        let purse = purse(stage, "keeper").await;
        let mut config = config(stage);
        config.dry_run = true;
        config.names.insert(stage.token("ETH"), "ETH".to_owned());
        config.alerts.fund_coverage = 0.001;
        let mut keeper = keeper(stage, &purse, config);
        keeper.tick().await.unwrap();
        stage.price("ETH", "2600").await;
        let report = keeper.tick().await.unwrap();
        let told = |kind| report.notices.iter().find(|notice| notice.kind == kind);
        assert!(
            told(Kind::PriceDrop)
                .unwrap()
                .text
                .contains("ETH fell by 13.3%"),
            "{report:?}"
        );
        stage.advance(7_200).await;
        let report = keeper.tick().await.unwrap();
        let health = report
            .notices
            .iter()
            .find(|notice| notice.kind == Kind::Health)
            .unwrap();
        assert!(
            health.text.contains(&borrowers[0].address().to_string()),
            "{health:?}"
        );

        let mut parameters = stage
            .read(stage.unwinder(), &IUnwinder::parametersCall {})
            .await;
        parameters.dust = U256::from(30) * wad();
        stage
            .does(
                &stage.owner,
                stage.unwinder(),
                &IUnwinder::setParametersCall { parameters },
            )
            .await;
        let report = keeper.tick().await.unwrap();
        let change = report
            .notices
            .iter()
            .find(|notice| notice.kind == Kind::ParameterChange);
        let change = change.unwrap();
        assert!(
            change.stage == Told::Happened && change.text.contains("unwinder: ParametersSet"),
            "{change:?}"
        );
        let again = keeper.tick().await.unwrap().notices;
        assert!(
            again
                .iter()
                .all(|notice| notice.kind != Kind::ParameterChange),
            "once"
        );
    });
}
