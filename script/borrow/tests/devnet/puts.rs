//! Loans that puts protect from the command line: what is quoted is what happens, to the unit.

use alloy::primitives::aliases::{U40, U96};
use alloy::primitives::{Address, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolValue;
use ballast_bindings::option_loan::IOptionLoan::Terms;
use ballast_bindings::option_market::IOptionMarket as M;
use ballast_bindings::{IOptionLoan, IOptionMarket};
use ballast_deploy::chain::interfaces::IDevToken;
use serde_json::{Value, json};

use crate::stage::{Stage, test};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const LIFE: u64 = 30 * DAY;

fn number(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

fn approve(stage: &Stage, actor: &PrivateKeySigner, symbol: &str, spender: Address) {
    let call = IDevToken::approveCall {
        spender,
        amount: U256::MAX,
    };
    stage.does(actor, stage.token(symbol), &call);
}

/// A market of puts at $2,400, with an ether at $3,000, whose window is a day; a lender with offer 1 at that strike, against its
/// puts of `life`.
fn lender(stage: &Stage, life: u64) -> PrivateKeySigner {
    let program = stage.at.loans["option-loan"];
    let expiry = stage.now() + life;
    let terms = M::Terms {
        underlying: stage.token("ETH"),
        debtAsset: stage.token("USDC"),
        oracle: stage.at.oracle,
        expiry: U40::from(expiry),
        window: DAY as u32,
        staleness: HOUR as u32,
        skew: 0,
        spread: 500,
        edge: 50,
        depth: 100_000_000_000_000_000_000,
    };
    let strikes = vec![M::Strike {
        price: U96::from(2_400_000_000_000_000_000_000_u128),
        volatility: 6_000,
    }];
    let extension = stage.at.loans["option-market-extension"];
    let market = stage.construct(
        "option-market",
        &(terms, strikes, extension).abi_encode_params(),
    );
    let writer = stage.rich("writer", &[("USDC", "500000")]);
    approve(stage, &writer, "USDC", market);
    let call = IOptionMarket::depositCall {
        assets: stage.units("USDC", "500000"),
        receiver: writer.address(),
    };
    stage.does(&writer, market, &call);
    let lender = stage.rich("put lender", &[("USDC", "100000")]);
    approve(stage, &lender, "USDC", program);
    let terms = Terms {
        market,
        strike: 0,
        size: 50_000_000_000,
        least: 1_000_000,
        rate: 120_000_000_000_000_000,
        grace: 6 * HOUR as u32,
        expiry: U40::from(expiry),
        allowed: Address::ZERO,
    };
    stage.does(&lender, program, &IOptionLoan::makeOfferCall { terms });
    lender
}

fn refresh(stage: &Stage, ether: &str) {
    for (symbol, price) in [("ETH", ether), ("USDC", "1"), ("BTC", "60000")] {
        stage.publish(symbol, price);
    }
}

#[test]
fn a_protected_loan_is_quoted_taken_shown_and_repaid_to_the_unit() {
    test(|stage| {
        let lender = lender(stage, LIFE);
        let alice = stage.rich("alice", &[("ETH", "30"), ("USDC", "5000")]);
        let listed = stage.run_with(&["put", "offers", "--json"]).json();
        let offer = &listed["offers"][0];
        assert_eq!(
            (&offer["strike"], &offer["left"]),
            (&json!("2400"), &json!("50000"))
        );
        let none = ["put", "offers", "--asset", "ETH", "--json"];
        assert_eq!(stage.run_with(&none).json()["offers"], json!([]));
        let text = stage.run_with(&["put", "offers"]);
        for word in ["2400 USDC a ETH", "12.00%", "anyone"] {
            assert!(text.out.contains(word), "{word} is not in {}", text.out);
        }

        let quote = stage
            .run_with(&["put", "quote", "1", "24000", "--json"])
            .json();
        // 31 days at 12%: a hundredth more than ten ether's puts pay.
        assert!(
            (10.0..10.2).contains(&number(&quote["collateral"])),
            "{quote}"
        );
        assert!(number(&quote["premium"]) > 1.0, "{quote}");
        assert_eq!(quote["worst_case"]["still_owed"], "0");
        let text = stage.run_with(&["put", "quote", "1", "24000"]);
        for word in ["premium", "no price can take the collateral", "--up-front"] {
            assert!(text.out.contains(word), "{word} is not in {}", text.out);
        }
        let height = stage.height();
        let dry = ["put", "take", "1", "24000", "--dry-run", "--json"];
        let dry = stage.run(&alice, &dry).json();
        assert_eq!(
            (&dry["locked"], &dry["premium"]),
            (&quote["collateral"], &quote["premium"])
        );
        assert_eq!(stage.height(), height, "nothing was sent");
        let taken = stage
            .run(&alice, &["put", "take", "1", "24000", "--json"])
            .json();
        assert_eq!(
            (&taken["opened"], &taken["borrowed"]),
            (&json!("1"), &json!("24000"))
        );
        assert_eq!(
            (&taken["locked"], &taken["premium"]),
            (&quote["collateral"], &quote["premium"])
        );
        let got =
            stage.units("USDC", "29000") - stage.units("USDC", quote["premium"].as_str().unwrap());
        assert_eq!(stage.balance("USDC", alice.address()), got);

        // Half is repaid after ten days; the view of everything has the loan too.
        stage.travel(10 * DAY);
        refresh(stage, "3000");
        let shown = stage.run(&alice, &["put", "show", "--json"]).json();
        let loan = &shown["loans"][0];
        assert_eq!(
            (&loan["role"], &loan["phase"]),
            (&json!("borrower"), &json!("running"))
        );
        assert_eq!(loan["price_risk"], "writers of the puts");
        let half = stage
            .run(&alice, &["put", "repay", "1", "12000", "--json"])
            .json();
        assert_eq!(half["principal"], "12000");
        assert!((number(&half["interest"]) - 39.5).abs() < 0.5, "{half}");
        let left = number(&quote["collateral"]) - number(&half["unlocked"]);
        let all = stage.run(&alice, &["show", "--json"]).json();
        let loan = &all["loans"][0];
        assert_eq!(
            (&loan["kind"], &loan["principal"]),
            (&json!("put"), &json!("12000"))
        );
        assert!((number(&loan["locked"]) - left).abs() < 1e-9, "{loan}");
        let text = stage.run(&lender, &["put", "show"]);
        for word in [
            "put loan 1 (lender)",
            "lender can claim",
            "at the worst",
            "risk",
        ] {
            assert!(text.out.contains(word), "{word} is not in {}", text.out);
        }
        stage
            .run(&alice, &["put", "exercise", "1"])
            .fails(1, &["no earlier"]);
        let all = stage.run(&alice, &["put", "repay", "1", "all"]);
        assert!(
            all.code == 0 && all.out.starts_with("repaid of loan 1\n"),
            "{all:?}"
        );
        stage
            .run(&alice, &["put", "repay", "1", "all"])
            .fails(1, &["owed any longer"]);
        let before = stage.balance("USDC", lender.address());
        let claimed = stage.run(&lender, &["put", "claim", "1", "--json"]).json();
        assert!(number(&claimed["cash"]) > 24_000.0, "{claimed}");
        assert_eq!(
            stage.balance("USDC", lender.address()) - before,
            stage.units("USDC", claimed["cash"].as_str().unwrap())
        );
        stage
            .run(&lender, &["put", "claim", "1"])
            .fails(1, &["can be claimed"]);
        stage
            .run_with(&["put", "quote", "9", "1"])
            .fails(1, &["no offer 9", "put offers"]);
    });
}

#[test]
fn a_protected_loan_is_rolled_and_its_puts_are_exercised_after_a_crash() {
    test(|stage| {
        lender(stage, LIFE);
        let alice = stage.rich("alice", &[("ETH", "30"), ("USDC", "5000")]);
        let up_front = ["put", "take", "1", "24000", "--up-front", "--json"];
        stage.run(&alice, &up_front).json();
        stage.travel(20 * DAY);
        refresh(stage, "3000");
        // Offer 2, of another market with as long a life from here on.
        lender(stage, LIFE);
        let rolled = stage
            .run(&alice, &["put", "roll", "1", "2", "24000", "--json"])
            .json();
        assert_eq!(
            (&rolled["opened"], &rolled["principal"]),
            (&json!("2"), &json!("24000"))
        );
        stage.travel(LIFE);
        refresh(stage, "1000");
        let status = stage.run_with(&["put", "show", "2", "--json"]).json();
        let loan = &status["loans"][0];
        assert_eq!(loan["phase"], "grace");
        let bob = stage.rich("bob", &[]);
        stage
            .run(&bob, &["put", "exercise", "2"])
            .fails(1, &["no earlier"]);
        let before = stage.balance("USDC", alice.address());
        let done = stage
            .run(&alice, &["put", "exercise", "2", "--json"])
            .json();
        assert_eq!(done["exercised"], loan["floor"]);
        let back = number(&done["exercised"]) - number(&done["to_lender"]);
        let got = stage.balance("USDC", alice.address()) - before;
        assert!((got.to::<u64>() as f64 / 1e6 - back).abs() < 1e-5, "{done}");
        let account = alice.address().to_string();
        let foreign = ["put", "take", "2", "10", "--account", &account];
        stage.run(&bob, &foreign).fails(2, &["leave --account out"]);
    });
}
