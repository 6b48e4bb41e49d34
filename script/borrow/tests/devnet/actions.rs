//! Every action does what it says, and says what it did.

use alloy::primitives::U256;
use serde_json::{Value, json};

use crate::stage::test;

fn number(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn a_loan_is_opened_tended_and_repaid_and_leaves_nothing() {
    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "5"), ("USDC", "100")]);
        let at = alice.address();

        let deposit = stage.run(&alice, &["deposit", "ETH", "2", "--json"]).json();
        assert_eq!(deposit["amount"], "2");
        assert_eq!(deposit["health_after"], Value::Null, "no debt");
        assert_eq!(
            stage.position("ETH", at).collateral,
            stage.units("ETH", "2")
        );
        assert_eq!(
            stage.allowance("ETH", at),
            U256::ZERO,
            "nothing is left approved"
        );
        let sent = deposit["transactions"].as_array().unwrap();
        assert_eq!(sent.len(), 1, "a permit, no approval: {deposit}");

        let borrow = stage
            .run(&alice, &["borrow", "usdc", "3000.5", "--json"])
            .json();
        assert_eq!(borrow["asset"], "USDC");
        assert_eq!(borrow["amount"], "3000.5");
        assert_eq!(borrow["sent"], true);
        assert_eq!(borrow["transactions"].as_array().unwrap().len(), 1);
        assert!(number(&borrow["health_after"]) > 1.05);
        assert_eq!(stage.balance("USDC", at), stage.units("USDC", "3100.5"));

        let top_up = stage
            .run(&alice, &["top-up", "ETH", "0.5", "--json"])
            .json();
        assert!(number(&top_up["health_after"]) > number(&top_up["health_before"]));

        let part = stage.run(&alice, &["repay", "USDC", "1000"]);
        assert_eq!(part.code, 0, "{part:?}");
        assert!(part.out.starts_with("repaid 1000 USDC\n"), "{part:?}");

        stage.travel(86_400);
        for (symbol, price) in [("ETH", "3000"), ("USDC", "1"), ("BTC", "60000")] {
            stage.publish(symbol, price);
        }
        let all = stage
            .run(&alice, &["repay", "USDC", "all", "--json"])
            .json();
        assert!(
            number(&all["amount"]) > 2000.5,
            "with a day's interest: {all}"
        );
        assert_eq!(all["health_after"], Value::Null);
        let left = stage.position("USDC", at);
        assert_eq!((left.debt, left.debtShares), (U256::ZERO, U256::ZERO));
        assert!(
            stage.allowance("USDC", at) < stage.units("USDC", "1"),
            "an hour's interest at most stays approved"
        );

        let out = stage
            .run(&alice, &["release", "ETH", "all", "--json"])
            .json();
        assert_eq!(out["amount"], "2.5");
        assert_eq!(stage.balance("ETH", at), stage.units("ETH", "5"));
    });
}

#[test]
fn supply_earns_and_comes_back_whole() {
    test(|stage| {
        let bob = stage.rich("bob", &[("USDC", "500")]);
        let supplied = stage.run(&bob, &["supply", "USDC", "all"]);
        assert!(
            supplied.out.starts_with("supplied 500 USDC\n"),
            "{supplied:?}"
        );
        assert_eq!(stage.balance("USDC", bob.address()), U256::ZERO);
        let part = stage
            .run(&bob, &["withdraw", "USDC", "100", "--json"])
            .json();
        assert_eq!(part["amount"], "100");
        assert_eq!(part["receiver"], json!(bob.address()));
        let rest = stage
            .run(&bob, &["withdraw", "USDC", "all", "--json"])
            .json();
        assert!(number(&rest["amount"]) >= 399.999_999, "{rest}");
        assert_eq!(
            stage.position("USDC", bob.address()).supplyShares,
            U256::ZERO
        );
        stage
            .run(&bob, &["withdraw", "USDC", "all"])
            .fails(1, &["has no USDC to withdraw"]);
    });
}

#[test]
fn assets_are_named_by_address_too_and_tokens_go_where_told() {
    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "2")]);
        let other = stage.stranger("other").address().to_string();
        let (eth, usdc) = (
            stage.token("ETH").to_string(),
            stage.token("USDC").to_string(),
        );
        assert_eq!(stage.run(&alice, &["deposit", &eth, "1"]).code, 0);
        let ran = stage.run(&alice, &["borrow", &usdc, "100", "--to", &other]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let balance = stage.balance("USDC", other.parse().unwrap());
        assert_eq!(balance, stage.units("USDC", "100"));
    });
}

#[test]
fn borrowing_all_stays_within_what_opening_demands() {
    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "1")]);
        stage.run(&alice, &["deposit", "ETH", "all"]);
        let all = stage
            .run(&alice, &["borrow", "USDC", "all", "--json"])
            .json();
        let health = number(&all["health_after"]);
        assert!((1.05..1.0503).contains(&health), "{all}");
        stage.run(&alice, &["release", "ETH", "all"]).fails(
            1,
            &[
                "health would be",
                "at least 1.05",
                "release at most 0.0",
                "or repay debt first",
            ],
        );
    });
}

#[test]
fn a_manager_acts_for_the_account_once_it_is_authorised() {
    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "2")]);
        let manager = stage.actor("manager");
        let (at, may) = (alice.address().to_string(), manager.address().to_string());
        stage.run(&alice, &["deposit", "ETH", "2"]);
        let borrow = ["borrow", "USDC", "100", "--account", &at];
        stage
            .run(&manager, &borrow)
            .fails(1, &["may not act for", &format!("authorise {may}")]);
        let dry = stage.run(&alice, &["authorise", &may, "--dry-run"]);
        assert!(dry.out.contains("would have the right"), "{dry:?}");
        stage.run(&manager, &borrow).fails(1, &["may not act for"]);
        let named = stage.run(&alice, &["authorise", &may, "--json"]).json();
        assert_eq!(named["authorised"], true);
        let ran = stage.run(&manager, &borrow);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(
            stage.balance("USDC", alice.address()),
            stage.units("USDC", "100"),
            "what is borrowed goes to the account, not to the manager"
        );
        // Anyone may pay for it, from the own balance.
        stage.mint("USDC", manager.address(), "50");
        let ran = stage.run(&manager, &["repay", "USDC", "50", "--account", &at]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(stage.balance("USDC", manager.address()), U256::ZERO);
        let revoked = stage.run(&alice, &["authorise", &may, "--revoke"]);
        assert!(revoked.out.contains("may no longer act"), "{revoked:?}");
        stage.run(&manager, &borrow).fails(1, &["may not act for"]);
    });
}

#[test]
fn a_dry_run_tells_health_and_sends_nothing() {
    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "2")]);
        stage.run(&alice, &["deposit", "ETH", "1"]);
        let block = stage.height();
        let dry = stage
            .run(&alice, &["borrow", "USDC", "1000", "--dry-run", "--json"])
            .json();
        assert_eq!(
            (&dry["sent"], &dry["transactions"]),
            (&json!(false), &json!([]))
        );
        let told = number(&dry["health_after"]);
        let text = stage.run(&alice, &["deposit", "ETH", "1", "--dry-run"]);
        assert!(text.out.starts_with("would deposit 1 ETH\n"), "{text:?}");
        assert_eq!(stage.height(), block, "nothing was sent");
        let real = stage
            .run(&alice, &["borrow", "USDC", "1000", "--json"])
            .json();
        assert!(
            (number(&real["health_after"]) - told).abs() < 1e-6,
            "{dry} {real}"
        );
    });
}

#[test]
fn topping_up_with_enough_makes_borrowing_possible_again() {
    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "3")]);
        stage
            .run(&alice, &["top-up", "ETH", "1"])
            .fails(1, &["owes nothing", "use deposit"]);
        stage.run(&alice, &["deposit", "ETH", "1"]);
        stage.run(&alice, &["borrow", "USDC", "2200"]);
        let none = stage
            .run(&alice, &["top-up", "ETH", "enough", "--json"])
            .json();
        assert_eq!(
            (&none["amount"], &none["sent"]),
            (&json!("0"), &json!(false))
        );
        stage.publish("ETH", "2700");
        let show = stage.run(&alice, &["show", "--json"]).json();
        assert!(number(&show["health"]["opening"]) < 1.05, "{show}");
        let done = stage
            .run(&alice, &["top-up", "ETH", "enough", "--json"])
            .json();
        let health = number(&done["health_after"]);
        assert!((1.05..1.0501).contains(&health), "{done}");
        let borrow = stage.run(&alice, &["borrow", "USDC", "0.000001"]);
        assert_eq!(borrow.code, 0, "the account can borrow again: {borrow:?}");
    });
}

#[test]
fn tokens_without_permits_are_approved_exactly() {
    test(|stage| {
        let (alice, bob) = (stage.rich("alice", &[("SOL", "100")]), stage.actor("bob"));
        let (at, to) = (alice.address(), bob.address().to_string());
        let steps = |ran: &Value| {
            let sent = ran["transactions"].as_array().unwrap().clone();
            let what = |sent: &Value| sent["what"].as_str().unwrap().to_owned();
            sent.iter().map(what).collect::<Vec<_>>()
        };
        let done = stage
            .run(&alice, &["supply", "SOL", "20", "--account", &to, "--json"])
            .json();
        assert_eq!(steps(&done), ["approve", "supply"]);
        assert_eq!(stage.allowance("SOL", at), U256::ZERO);
        let supplied = stage.position("SOL", bob.address()).supplied;
        assert!(supplied + U256::ONE >= stage.units("SOL", "20"));
        // One that is too small goes to zero first, as some tokens demand; one that is large enough is used.
        stage.approve(&alice, "SOL", "5");
        let done = stage
            .run(&alice, &["deposit", "SOL", "20", "--json"])
            .json();
        assert_eq!(steps(&done), ["approve", "approve", "deposit"]);
        assert_eq!(stage.allowance("SOL", at), U256::ZERO);
        stage.approve(&alice, "SOL", "60");
        let done = stage
            .run(&alice, &["supply", "SOL", "all", "--json"])
            .json();
        assert_eq!(steps(&done), ["supply"]);
        assert_eq!(done["amount"], "60");
    });
}

#[test]
fn an_isolated_market_is_another_pool() {
    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "1")]);
        let ran = stage.run(&alice, &["deposit", "ETH", "1", "--market", "eth-usdc"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let show = stage
            .run(&alice, &["show", "--market", "eth-usdc", "--json"])
            .json();
        assert_eq!(show["pool"], json!(stage.at.markets["eth-usdc"].pool));
        assert_eq!(show["assets"][0]["collateral"], "1");
        let large = stage.run(&alice, &["show", "--json"]).json();
        assert!(
            large["assets"]
                .as_array()
                .unwrap()
                .iter()
                .all(|a| a["collateral"] == "0"),
            "{large}"
        );
        stage
            .run(&alice, &["deposit", "USDC", "1", "--market", "btc-usdc"])
            .fails(2, &["no market btc-usdc", "eth-usdc"]);
    });
}
