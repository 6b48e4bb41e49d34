//! Collars from the command line: what is quoted is what happens, to the unit.

use alloy::primitives::aliases::{U40, U96};
use alloy::primitives::{Address, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolValue;
use ballast_bindings::collar::ICollar::Bid;
use ballast_bindings::option_loan::IOptionLoan::Terms;
use ballast_bindings::option_market::IOptionMarket as M;
use ballast_bindings::{ICollar, IOptionLoan, IOptionMarket};
use ballast_deploy::chain::interfaces::IDevToken;
use serde_json::{Value, json};

use crate::stage::{Stage, test};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const LIFE: u64 = 30 * DAY;
const WAD: u128 = 1_000_000_000_000_000_000;

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

/// Puts at $2,400 with an ether at $3,000; a lender's offer 1 against them; a buyer's bid 1 of $200 for calls at $3,600, which can be
/// exercised for three hours of the offer's six of grace. The buyer.
fn buyer(stage: &Stage) -> PrivateKeySigner {
    let expiry = stage.now() + LIFE;
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
        depth: 100 * WAD,
    };
    let strikes = vec![M::Strike {
        price: U96::from(2_400 * WAD),
        volatility: 6_000,
    }];
    let extension = stage.at.loans["option-market-extension"];
    let arguments = (terms, strikes, extension).abi_encode_params();
    let market = stage.construct("option-market", &arguments);
    let rich = |name| stage.rich(name, &[("USDC", "500000")]);
    let [writer, lender, buyer] = ["writer", "put lender", "buyer"].map(rich);
    approve(stage, &writer, "USDC", market);
    let call = IOptionMarket::depositCall {
        assets: stage.units("USDC", "500000"),
        receiver: writer.address(),
    };
    stage.does(&writer, market, &call);
    let loans = stage.at.loans["option-loan"];
    approve(stage, &lender, "USDC", loans);
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
    stage.does(&lender, loans, &IOptionLoan::makeOfferCall { terms });
    let collars = stage.at.loans["collar"];
    approve(stage, &buyer, "USDC", collars);
    let terms = Bid {
        market,
        strike: 3_600 * WAD,
        price: 200 * WAD,
        size: 15 * WAD,
        least: 1,
        window: 3 * HOUR as u32,
        expiry: U40::from(expiry),
        allowed: Address::ZERO,
    };
    stage.does(&buyer, collars, &ICollar::makeBidCall { terms });
    buyer
}

#[test]
fn a_collar_is_quoted_opened_shown_and_its_call_exercised_to_the_unit() {
    test(|stage| {
        let buyer = buyer(stage);
        let alice = stage.rich("alice", &[("ETH", "30"), ("USDC", "100")]);
        let bids = stage.run_with(&["collar", "bids", "--json"]).json();
        let bid = &bids["bids"][0];
        assert_eq!(
            (&bid["strike"], &bid["price"], &bid["left"]),
            (&json!("3600"), &json!("200"), &json!("15"))
        );
        let none = ["collar", "bids", "--asset", "ETH", "--json"];
        assert_eq!(stage.run_with(&none).json()["bids"], json!([]));
        let text = stage.run_with(&["collar", "bids"]);
        for word in ["3600 USDC a ETH", "200 USDC a ETH", "3 h", "anyone"] {
            assert!(text.out.contains(word), "{word} is not in {}", text.out);
        }

        let asked = ["collar", "quote", "1", "24000", "1", "--json"];
        let quote = stage.run_with(&asked).json();
        assert_eq!(
            (&quote["possible"], &quote["costs_nothing"]),
            (&json!(true), &json!(true))
        );
        let received = 24_000.0 - number(&quote["put_premium"]) + number(&quote["call_premium"]);
        assert!(
            (number(&quote["received"]) - received).abs() < 1e-5,
            "{quote}"
        );
        let text = stage.run_with(&["collar", "quote", "1", "24000", "1"]);
        for word in ["the collar costs nothing", "your time", "call's holder's"] {
            assert!(text.out.contains(word), "{word} is not in {}", text.out);
        }
        let much = stage.run_with(&["collar", "quote", "1", "48000", "1", "--json"]);
        let obstacle = much.json()["obstacle"].clone();
        assert!(
            obstacle.as_str().unwrap().contains("15 ETH more"),
            "{obstacle}"
        );

        let height = stage.height();
        let dry = ["collar", "open", "1", "24000", "1", "--dry-run", "--json"];
        let dry = stage.run(&alice, &dry).json();
        assert_eq!(
            (&dry["locked"], &dry["paid_out"], &dry["earned"]),
            (
                &quote["collateral"],
                &quote["received"],
                &quote["call_premium"]
            )
        );
        assert_eq!(stage.height(), height, "nothing was sent");
        let before = stage.balance("USDC", alice.address());
        let opened = stage
            .run(&alice, &["collar", "open", "1", "24000", "1", "--json"])
            .json();
        for name in ["locked", "paid_out", "earned", "premium", "borrowed"] {
            assert_eq!(opened[name], dry[name], "{name} of {opened}");
        }
        assert_eq!(opened["opened"], "1");
        assert_eq!(
            stage.balance("USDC", alice.address()) - before,
            stage.units("USDC", quote["received"].as_str().unwrap())
        );

        // The view of everything has it, and the buyer's too.
        let all = stage.run(&alice, &["show", "--json"]).json();
        let collar = &all["loans"][0];
        assert_eq!(
            (&collar["kind"], &collar["role"], &collar["phase"]),
            (&json!("collar"), &json!("owner"), &json!("running"))
        );
        assert_eq!(
            (&collar["locked"], &collar["call"]),
            (&quote["collateral"], &json!("open"))
        );
        let held = stage.run(&buyer, &["collar", "show"]);
        for word in [
            "collar 1 (holder of its call)",
            "call's holder",
            "anyone exercises",
        ] {
            assert!(held.out.contains(word), "{word} is not in {}", held.out);
        }
        stage
            .run(&buyer, &["collar", "call", "1"])
            .fails(1, &["no earlier"]);
        stage
            .run(&alice, &["collar", "exercise", "1"])
            .fails(1, &["not its owner's alone before"]);

        // Above the strike the buyer takes the collateral for it; the owner has what is left of that.
        stage.travel(LIFE);
        let called = stage.run(&buyer, &["collar", "call", "1", "--json"]).json();
        assert_eq!(
            (&called["paid"], &called["collateral"]),
            (&quote["call_pays"], &quote["collateral"])
        );
        assert_eq!(called["principal"], "24000");
        let before = stage.balance("USDC", alice.address());
        let left = number(&quote["call_pays"]) - 24_000.0 - number(&called["interest"]);
        let claimed = stage
            .run(&alice, &["collar", "claim", "1", "--json"])
            .json();
        assert!((number(&claimed["cash"]) - left).abs() < 1e-5, "{claimed}");
        assert_eq!(
            stage.balance("USDC", alice.address()) - before,
            stage.units("USDC", claimed["cash"].as_str().unwrap())
        );
        stage
            .run(&alice, &["collar", "claim", "1"])
            .fails(1, &["can be claimed"]);
        stage
            .run_with(&["collar", "show", "9"])
            .fails(1, &["no collar 9"]);
        stage
            .run_with(&["collar", "quote", "1", "10", "9"])
            .fails(1, &["no bid 9"]);
    });
}

#[test]
fn a_collar_is_repaid_its_puts_exercised_and_its_loan_released() {
    test(|stage| {
        buyer(stage);
        let alice = stage.rich("alice", &[("ETH", "30"), ("USDC", "30000")]);
        for _ in 0..3 {
            let open = ["collar", "open", "1", "7200", "1", "--json"];
            stage.run(&alice, &open).json();
        }
        stage.travel(10 * DAY);
        let half = stage
            .run(&alice, &["collar", "repay", "1", "3600", "--json"])
            .json();
        assert_eq!(half["principal"], "3600");
        assert!((number(&half["interest"]) - 11.8).abs() < 0.2, "{half}");
        assert!(number(&half["puts"]) > 1.4, "freed with it: {half}");
        let all = stage.run(&alice, &["collar", "repay", "1", "all"]);
        assert!(
            all.code == 0 && all.out.starts_with("repaid of collar 1\n"),
            "{all:?}"
        );
        stage
            .run(&alice, &["collar", "repay", "1", "all"])
            .fails(1, &["owed any longer"]);
        // The collateral stays the call's until that is over.
        let shown = stage.run_with(&["collar", "show", "1", "--json"]).json();
        let collar = shown["collars"][0].clone();
        let kept = collar["claimable"]["collateral"].clone();
        assert_eq!(
            (&kept, &collar["principal"]),
            (&collar["amount"], &json!("0"))
        );
        stage
            .run(&alice, &["collar", "claim", "1"])
            .fails(1, &["rounds to nothing"]);
        stage.travel(20 * DAY + 3 * HOUR + 60);
        let before = stage.balance("ETH", alice.address());
        let claimed = stage
            .run(&alice, &["collar", "claim", "1", "--json"])
            .json();
        assert_eq!(claimed["collateral"], kept);
        assert_eq!(
            stage.balance("ETH", alice.address()) - before,
            stage.units("ETH", kept.as_str().unwrap())
        );
        // Of one the puts are exercised, another's loan is taken out.
        let done = stage
            .run(&alice, &["collar", "exercise", "2", "--json"])
            .json();
        let rest = number(&done["exercised"]) - number(&done["to_lender"]);
        assert!((number(&done["cash"]) - rest).abs() < 1e-5, "{done}");
        let released = stage.run(&alice, &["collar", "release", "3"]);
        assert!(released.out.starts_with("took the loan out of collar 3"));
        let shown = stage.run(&alice, &["put", "show", "--json"]).json();
        assert_eq!(shown["loans"][0]["role"], "borrower", "{shown}");
        let none = stage.run(&alice, &["collar", "show", "--json"]).json();
        assert_eq!(none["collars"], json!([]));
    });
}
