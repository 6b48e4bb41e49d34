//! Several keepers at once.

use crate::{
    gate::{Ask, Gate, Verdict, drive},
    scene::{config, gated_keeper, loans, purse},
};
use ballast_chain_tests::stage;
use tokio::sync::mpsc::unbounded_channel;

const SEND: &str = "eth_sendRawTransaction";

#[test]
fn who_comes_second_loses_once_and_no_more() {
    stage::travelling(async |stage| {
        loans(stage, &["23000"]).await;
        stage.settle_at("ETH", "2700").await;
        let (sender, mut asks) = unbounded_channel();
        let mut keepers = Vec::new();
        for (id, name) in ["first", "second"].into_iter().enumerate() {
            let purse = purse(stage, name).await;
            let gate = Gate::Asks(id, sender.clone());
            keepers.push(gated_keeper(stage, &purse, config(stage), gate));
        }
        // Both have simulated before either sends.
        let mut sends = [0_usize; 2];
        let mut choose = |open: &[&Ask]| {
            let reading = open.iter().find(|ask| ask.method != SEND);
            let ask = reading.unwrap_or(&open[0]);
            sends[ask.keeper] += usize::from(ask.method == SEND);
            (ask.keeper, Some(Verdict::Pass))
        };
        let mut reports = Vec::new();
        let mut keepers_left = Vec::new();
        for ended in drive(keepers, &mut asks, &mut choose).await {
            let (keeper, report) = ended.unwrap();
            keepers_left.push(keeper);
            reports.push(report.unwrap());
        }
        let opened: usize = reports.iter().map(|report| report.opened.len()).sum();
        assert_eq!(opened, 1, "{reports:?}");
        let loser = reports
            .iter()
            .find(|report| report.opened.is_empty())
            .unwrap();
        let lost = loser
            .skipped
            .iter()
            .filter(|skipped| skipped.action == "open")
            .count();
        assert_eq!((lost, loser.errors.len()), (1, 0), "{loser:?}");
        let before = sends;
        for ended in drive(keepers_left, &mut asks, |open| {
            sends[open[0].keeper] += usize::from(open[0].method == SEND);
            (open[0].keeper, Some(Verdict::Pass))
        })
        .await
        {
            assert!(ended.unwrap().1.unwrap().opened.is_empty());
        }
        assert_eq!(sends, before, "nothing is left to do");
    });
}
