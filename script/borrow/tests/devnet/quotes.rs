//! What quotes and `show` promise, calls deliver.

use serde_json::{Value, json};

use crate::stage::test;

fn number(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn a_quote_tells_the_least_collateral_and_it_is_enough() {
    test(|stage| {
        let quote = stage
            .run_with(&["quote", "USDC", "2000", "--collateral", "ETH", "--json"])
            .json();
        assert_eq!(quote["possible"], true, "{quote}");
        let needed = quote["collateral_added"][0]["amount"].as_str().unwrap();
        let alice = stage.rich("alice", &[("ETH", needed)]);
        stage.run(&alice, &["deposit", "ETH", "all"]);
        let borrow = stage
            .run(&alice, &["borrow", "USDC", "2000", "--json"])
            .json();
        let (told, real) = (
            number(&quote["health"]["opening"]),
            number(&borrow["health_after"]),
        );
        assert!((told - real).abs() < 1e-6, "{quote} {borrow}");
        let show = stage.run(&alice, &["show", "--json"]).json();
        for rate in ["borrow_rate", "utilisation"] {
            let (told, real) = (number(&quote[rate]), number(&show["assets"][0][rate]));
            assert!(
                real > 0.0 && (told - real).abs() < 1e-9,
                "{rate}: {told}, {real}"
            );
        }
        assert_eq!(quote["unwind_terms"]["target"], "1.02");
        let fall = number(&quote["fall_to_unwind"]);
        assert!((0.03..0.1).contains(&fall), "{fall}");
    });
}

#[test]
fn the_fall_that_a_quote_names_is_the_one_that_begins_unwinding() {
    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "1")]);
        stage.run(&alice, &["deposit", "ETH", "1"]);
        let quote = stage
            .run(&alice, &["quote", "USDC", "2000", "--json"])
            .json();
        let fall = number(&quote["fall_to_unwind"]);
        stage.run(&alice, &["borrow", "USDC", "2000"]);
        for (part, calm) in [(fall - 0.005, true), (fall + 0.005, false)] {
            stage.publish("ETH", &format!("{:.8}", 3000.0 * (1.0 - part)));
            let spot = &stage.run(&alice, &["show", "--json"]).json()["health"]["spot"];
            assert_eq!(number(spot) >= 1.0, calm, "{fall} {part} {spot}");
        }
    });
}

#[test]
fn a_quote_without_amount_tells_the_most() {
    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "2")]);
        stage.run(&alice, &["deposit", "ETH", "1"]);
        let own = stage.run(&alice, &["quote", "USDC", "--json"]).json();
        let show = stage.run(&alice, &["show", "--json"]).json();
        let usdc = show["assets"]
            .as_array()
            .unwrap()
            .iter()
            .find(|asset| asset["asset"] == "USDC");
        assert_eq!(own["amount"], usdc.unwrap()["limits"]["borrow"]);
        assert_eq!(own["is_most"], true);
        let more = stage
            .run(
                &alice,
                &["quote", "USDC", "--collateral", "ETH=1", "--json"],
            )
            .json();
        let ratio = number(&more["amount"]) / number(&own["amount"]);
        assert!((1.99..2.01).contains(&ratio), "{own} {more}");
        assert_eq!(more["possible"], true);
        // What is found is within 0.01% of the collateral's worth.
        let amount = format!("{:.6}", number(&more["amount"]) + 3000.0 * 2.0 * 0.0002);
        let beyond = stage
            .run(
                &alice,
                &["quote", "USDC", &amount, "--collateral", "ETH=1", "--json"],
            )
            .json();
        assert_eq!(beyond["possible"], false, "{beyond}");
        // The reserve's cash is the end.
        let rich = stage
            .run_with(&["quote", "USDC", "--collateral", "ETH=1000", "--json"])
            .json();
        assert_eq!(rich["amount"], "100000", "{rich}");
    });
}

#[test]
fn a_quote_says_what_stands_in_the_way() {
    test(|stage| {
        let obstacle = |arguments: &[&str]| {
            let ran = stage.run_with(&[arguments, &["--json"]].concat()).json();
            assert_eq!(ran["possible"], false, "{ran}");
            ran["obstacle"].as_str().unwrap().to_owned()
        };
        assert!(obstacle(&["quote", "USDC"]).contains("add collateral"));
        let text = obstacle(&["quote", "USDC", "2900", "--collateral", "ETH=1"]);
        assert!(
            text.contains("health would be") && text.contains("1.05"),
            "{text}"
        );
        let text = obstacle(&["quote", "USDC", "150000", "--collateral", "ETH=100"]);
        assert!(text.contains("only 100000 USDC in cash"), "{text}");
        let text = obstacle(&["quote", "USDC", "10", "--collateral", "ETH=2000000"]);
        assert!(
            text.contains("at most 999950 ETH can be deposited"),
            "{text}"
        );
        let text = obstacle(&["quote", "BTC", "--collateral", "ETH=100"]);
        assert!(text.contains("only 0 BTC in cash"), "{text}");
        let text = obstacle(&["quote", "SOL", "1", "--collateral", "ETH=100"]);
        assert!(text.contains("closed to new borrowing"), "{text}");
        let text = stage.run_with(&["quote", "USDC", "1000", "--collateral", "ETH=1"]);
        assert_eq!(text.code, 0);
        assert!(
            text.out.contains("possible") && text.out.contains("for at most 12 h"),
            "{text:?}"
        );
    });
}

#[test]
fn show_tells_positions_health_limits_rates_and_stage() {
    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "1"), ("USDC", "10")]);
        let at = alice.address().to_string();
        stage.run(&alice, &["deposit", "ETH", "1"]);
        stage.run(&alice, &["supply", "USDC", "10"]);
        stage.run(&alice, &["borrow", "USDC", "2000"]);
        // Without a key, by name.
        let show = stage.run_with(&["show", "--account", &at, "--json"]).json();
        assert_eq!(show["account"], json!(alice.address()));
        assert_eq!(show["unwind"]["name"], "calm");
        let asset = |name: &str| {
            let assets = show["assets"].as_array().unwrap().clone();
            assets
                .into_iter()
                .find(|asset| asset["asset"] == name)
                .unwrap()
        };
        assert_eq!(asset("ETH")["collateral"], "1");
        assert_eq!(asset("ETH")["collateral_usd"], "3000");
        assert_eq!(number(&asset("USDC")["debt"]), 2000.0);
        assert_eq!(asset("USDC")["limits"]["repay"], asset("USDC")["debt"]);
        assert!(number(&asset("USDC")["borrow_rate"]) > number(&asset("USDC")["supply_rate"]));
        // Limits are what can be done: of collateral to the last unit, and no unit more.
        let eth = asset("ETH");
        let most = eth["limits"]["release"].as_str().unwrap();
        let dry = stage.run(&alice, &["release", "ETH", most, "--dry-run"]);
        assert_eq!(dry.code, 0, "{dry:?}");
        let beyond = format!("{:.4}", number(&eth["limits"]["release"]) + 0.001);
        stage
            .run(&alice, &["release", "ETH", &beyond])
            .fails(1, &["health would be", most]);
        let text = stage.run(&alice, &["show"]);
        for word in [
            "positions",
            "most that can be done now",
            "rates, a year",
            "calm",
        ] {
            assert!(text.out.contains(word), "{word} is not in {}", text.out);
        }
        // Half a day after a fall, which is four half-lives of the smoothed price, it is sold in slices.
        stage.publish("ETH", "2200");
        let spot = &stage.run(&alice, &["show", "--json"]).json()["health"];
        assert!(number(&spot["spot"]) < number(&spot["smoothed"]), "{spot}");
        stage.travel(43_200);
        stage.publish("ETH", "2200");
        stage.publish("USDC", "1");
        let later = stage.run(&alice, &["show", "--json"]).json();
        assert!(number(&later["health"]["smoothed"]) < 1.0, "{later}");
        assert_eq!(later["unwind"]["name"], "metered", "{later}");
    });
}
