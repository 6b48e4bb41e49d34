//! Term loans from the command line: what is quoted is what happens, to the unit.

use alloy::primitives::aliases::{U40, U96};
use alloy::primitives::{Address, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolValue;
use ballast_bindings::option_market::IOptionMarket as M;
use ballast_bindings::term_loan::ITermLoan::{Kind, Terms};
use ballast_bindings::{IOptionMarket, ITermLoan};
use ballast_deploy::chain::interfaces::IDevToken;
use serde_json::{Value, json};

use crate::stage::{Stage, test};

const DAY: u64 = 86_400;
const MONTH: u64 = 30 * DAY;

fn number(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

fn program(stage: &Stage) -> Address {
    stage.at.loans["term-loan"]
}

/// Three months of equal principal at 12% a year, two days of grace, 1,500 USDC for an ETH.
fn terms(stage: &Stage) -> Terms {
    Terms {
        debtAsset: stage.token("USDC"),
        collateralAsset: stage.token("ETH"),
        size: 50_000_000_000,
        least: 1_000_000,
        loanPerCollateral: 1_500_000_000,
        loanToValue: 0,
        oracle: Address::ZERO,
        rate: 120_000_000_000_000_000,
        kind: Kind::EqualPrincipal,
        count: 3,
        period: MONTH as u32,
        grace: 2 * DAY as u32,
        expiry: U40::from(stage.now() + 10 * MONTH),
        allowed: Address::ZERO,
    }
}

/// A lender with cash that the program may pull, and offers 1 and 2: as above, and one that hangs on the price.
fn lender(stage: &Stage) -> PrivateKeySigner {
    let lender = stage.rich("term lender", &[("USDC", "100000")]);
    let call = IDevToken::approveCall {
        spender: program(stage),
        amount: U256::MAX,
    };
    stage.does(&lender, stage.token("USDC"), &call);
    let second = Terms {
        loanPerCollateral: 0,
        loanToValue: 5_000,
        oracle: stage.at.oracle,
        kind: Kind::Bullet,
        count: 1,
        rate: 60_000_000_000_000_000,
        ..terms(stage)
    };
    for terms in [terms(stage), second] {
        let call = ITermLoan::makeOfferCall {
            terms,
            steps: Vec::new(),
        };
        stage.does(&lender, program(stage), &call);
    }
    lender
}

#[test]
fn offers_are_listed_and_quoted_with_their_plan_and_fair_rate() {
    test(|stage| {
        let lender = lender(stage);
        let listed = stage.run_with(&["term", "offers", "--json"]).json();
        let offers = listed["offers"].as_array().unwrap();
        assert_eq!(offers.len(), 2, "{listed}");
        assert_eq!(offers[0]["lender"], json!(lender.address()));
        assert_eq!(offers[0]["left"], "50000");
        assert_eq!(offers[0]["loan_per_collateral"], "1500");
        assert_eq!(offers[0]["rate"], "0.12");
        assert_eq!(offers[0]["plan"]["kind"], "equal_principal");
        assert_eq!(offers[1]["loan_to_value"], 0.5);
        let none = ["term", "offers", "--asset", "ETH", "--json"];
        assert_eq!(stage.run_with(&none).json()["offers"], json!([]));
        let text = stage.run_with(&["term", "offers", "--collateral", "eth"]);
        for word in [
            "1500 USDC a ETH",
            "50% of its value",
            "12.00%",
            "every 30 d",
            "anyone",
        ] {
            assert!(text.out.contains(word), "{word} is not in {}", text.out);
        }

        let quote = stage
            .run_with(&["term", "quote", "1", "30000", "--json"])
            .json();
        assert_eq!(
            (&quote["collateral"], &quote["possible"]),
            (&json!("20"), &json!(true))
        );
        let plan = quote["instalments"].as_array().unwrap();
        assert_eq!(plan.len(), 3);
        assert_eq!(plan[0]["principal"], "10000");
        assert_eq!(plan[0]["due"], stage.now() + MONTH);
        assert_eq!(plan[0]["until"], stage.now() + MONTH + 2 * DAY);
        let unlocks: f64 = plan.iter().map(|p| number(&p["unlocks"])).sum();
        assert!((unlocks - 20.0).abs() < 1e-9, "{plan:?}");
        assert_eq!(quote["worst_case"]["still_owed"], "0");
        // Puts at half of the price for three months are worth something.
        let fair = number(&quote["fair_rate"]);
        assert!(fair > 0.0 && fair < 1.0, "{quote}");
        let thin = stage
            .run_with(&["term", "quote", "2", "30000", "--json"])
            .json();
        assert_eq!(thin["instalments"].as_array().unwrap().len(), 1);
        assert!(
            (20.0..20.001).contains(&number(&thin["collateral"])),
            "{thin}"
        );
        let text = stage.run_with(&["term", "quote", "1", "all"]);
        for word in ["no price can take the collateral", "fair rate", "unlocks"] {
            assert!(text.out.contains(word), "{word} is not in {}", text.out);
        }

        let obstacle = |amount: &str| {
            let quote = stage
                .run_with(&["term", "quote", "1", amount, "--json"])
                .json();
            assert_eq!(quote["possible"], false);
            quote["obstacle"].as_str().unwrap().to_owned()
        };
        assert!(obstacle("50001").contains("50000 USDC is left"));
        assert!(obstacle("0.5").contains("at least 1 USDC"));
        let call = IDevToken::approveCall {
            spender: program(stage),
            amount: U256::from(7_000_000),
        };
        stage.does(&lender, stage.token("USDC"), &call);
        assert!(obstacle("8").contains("only 7 USDC"));
        stage
            .run_with(&["term", "quote", "9", "1"])
            .fails(1, &["no offer 9", "term offers"]);
    });
}

#[test]
fn a_loan_is_taken_paid_shown_and_repaid_to_the_unit() {
    test(|stage| {
        let lender = lender(stage);
        let alice = stage.rich("alice", &[("ETH", "30"), ("USDC", "5000")]);
        let at = alice.address();
        let quote = stage
            .run_with(&["term", "quote", "1", "30000", "--json"])
            .json();

        let height = stage.height();
        let dry = stage
            .run(
                &alice,
                &["term", "take", "1", "30000", "--dry-run", "--json"],
            )
            .json();
        assert_eq!(
            (&dry["locked"], &dry["sent"]),
            (&json!("20"), &json!(false))
        );
        assert_eq!(stage.height(), height, "nothing was sent");
        let taken = stage
            .run(&alice, &["term", "take", "1", "30000", "--json"])
            .json();
        assert_eq!(
            (&taken["opened"], &taken["borrowed"], &taken["locked"]),
            (&json!("1"), &json!("30000"), &json!("20"))
        );
        assert_eq!(
            taken["transactions"].as_array().unwrap().len(),
            2,
            "an approval before it"
        );
        assert_eq!(stage.balance("USDC", at), stage.units("USDC", "35000"));
        assert_eq!(stage.balance("ETH", at), stage.units("ETH", "10"));

        // What was quoted is what is owed, and what is shown.
        let shown = stage.run(&alice, &["term", "show", "--json"]).json();
        let loan = &shown["loans"][0];
        assert_eq!(
            (&loan["role"], &loan["locked"]),
            (&json!("borrower"), &json!("20"))
        );
        assert_eq!(loan["instalments"], quote["instalments"]);
        let call = ITermLoan::owedCall { loan: U256::ONE };
        let owed = stage.read(program(stage), &call);
        assert_eq!(
            stage.units("USDC", loan["instalments"][0]["interest"].as_str().unwrap()),
            U256::from(owed.next.interest)
        );

        // A little before its date, all of it is fixed.
        stage.travel(MONTH - 100);
        let paid = stage.run(&alice, &["term", "pay", "1", "--json"]).json();
        assert_eq!(paid["principal"], "10000");
        assert_eq!(paid["interest"], loan["instalments"][0]["interest"]);
        assert_eq!(paid["unlocked"], loan["instalments"][0]["unlocks"]);

        // The second is missed: what it would have unlocked is the lender's, and the rest goes on.
        stage.travel(MONTH + 2 * DAY + 101);
        let both = stage.run_with(&["term", "show", "1", "--json"]).json();
        let loan = &both["loans"][0];
        assert_eq!(loan["principal"], "10000");
        assert_eq!(loan["instalments"].as_array().unwrap().len(), 1);
        assert!(
            (number(&loan["claimable"]["collateral"]) - 6.666_666).abs() < 1e-5,
            "{loan}"
        );
        let text = stage.run(&lender, &["term", "show"]);
        for word in [
            "term loan 1 (lender)",
            "lender can claim",
            "at the worst",
            "risk",
        ] {
            assert!(text.out.contains(word), "{word} is not in {}", text.out);
        }
        let part = stage
            .run(&alice, &["term", "repay", "1", "4000", "--json"])
            .json();
        assert_eq!(part["principal"], "4000");
        assert!(number(&part["forfeited"]) > 6.6, "settled by it: {part}");
        let all = stage.run(&alice, &["term", "repay", "1", "all"]);
        assert!(
            all.code == 0 && all.out.starts_with("repaid of loan 1\n"),
            "{all:?}"
        );
        assert_eq!(
            stage.run(&alice, &["term", "show", "--json"]).json()["loans"],
            json!([])
        );
        stage
            .run(&alice, &["term", "repay", "1", "all"])
            .fails(1, &["owed any longer"]);

        let before = stage.balance("USDC", lender.address());
        let claimed = stage.run(&lender, &["term", "claim", "1", "--json"]).json();
        assert!(number(&claimed["cash"]) > 20_000.0 && number(&claimed["collateral"]) > 6.6);
        assert_eq!(
            stage.balance("USDC", lender.address()) - before,
            stage.units("USDC", claimed["cash"].as_str().unwrap())
        );
        stage
            .run(&lender, &["term", "claim", "1"])
            .fails(1, &["can be claimed"]);
        stage
            .run(&alice, &["term", "claim", "1"])
            .fails(1, &["can be claimed"]);
    });
}

#[test]
fn a_loan_is_refinanced_in_one_step_and_stands_beside_the_pools() {
    test(|stage| {
        lender(stage);
        let alice = stage.rich("alice", &[("ETH", "40"), ("USDC", "5000")]);
        stage
            .run(&alice, &["term", "take", "1", "15000", "--json"])
            .json();
        stage.run(&alice, &["deposit", "ETH", "2", "--json"]).json();
        stage
            .run(&alice, &["borrow", "USDC", "1000", "--json"])
            .json();
        stage.travel(10 * DAY);
        for (symbol, price) in [("ETH", "3000"), ("USDC", "1"), ("BTC", "60000")] {
            stage.publish(symbol, price);
        }
        let done = stage
            .run(&alice, &["term", "refinance", "1", "2", "15000", "--json"])
            .json();
        assert_eq!(
            (&done["opened"], &done["borrowed"]),
            (&json!("2"), &json!("15000"))
        );
        assert_eq!(done["principal"], "15000");
        assert!(number(&done["interest"]) > 49.0, "{done}");

        // One view of all that the account owes.
        let all = stage.run(&alice, &["show", "--json"]).json();
        let loans = all["loans"].as_array().unwrap();
        assert_eq!(loans.len(), 1, "{all}");
        assert_eq!(
            (&loans[0]["loan"], &loans[0]["kind"]),
            (&json!("2"), &json!("term"))
        );
        assert_eq!(loans[0]["worst_case"]["still_owed"], "0");
        assert_eq!(loans[0]["price_risk"], "lender");
        assert_eq!(loans[0]["ends"], stage.now() + MONTH);
        let usdc = all["assets"]
            .as_array()
            .unwrap()
            .iter()
            .find(|a| a["asset"] == "USDC");
        assert!(number(&usdc.unwrap()["debt"]) >= 1_000.0);
        let text = stage.run(&alice, &["show"]);
        assert!(text.out.contains("term loan 2 (borrower)"), "{}", text.out);
        let bob = stage.rich("bob", &[]);
        stage
            .run(&bob, &["term", "take", "1", "1500"])
            .fails(1, &["has 0 ETH, and 1 ETH"]);
        stage
            .run(
                &bob,
                &[
                    "term",
                    "take",
                    "1",
                    "1500",
                    "--account",
                    &alice.address().to_string(),
                ],
            )
            .fails(2, &["leave --account out"]);
    });
}

/// A market of puts at these dollars for an ether at $3,000, whose window is a day.
fn puts(stage: &Stage, strikes: &[u128], expiry: u64) -> Address {
    let terms = M::Terms {
        underlying: stage.token("ETH"),
        debtAsset: stage.token("USDC"),
        oracle: stage.at.oracle,
        expiry: U40::from(expiry),
        window: DAY as u32,
        staleness: 3_600,
        skew: 0,
        spread: 500,
        edge: 50,
        depth: 100_000_000_000_000_000_000,
    };
    let strike = |dollars: &u128| M::Strike {
        price: U96::from(dollars * 1_000_000_000_000_000_000),
        volatility: 6_000,
    };
    let strikes: Vec<_> = strikes.iter().map(strike).collect();
    let extension = stage.at.loans["option-market-extension"];
    let arguments = (terms, strikes, extension).abi_encode_params();
    let market = stage.construct("option-market", &arguments);
    let writer = stage.rich("writer", &[("USDC", "500000")]);
    let call = IDevToken::approveCall {
        spender: market,
        amount: U256::MAX,
    };
    stage.does(&writer, stage.token("USDC"), &call);
    let call = IOptionMarket::depositCall {
        assets: stage.units("USDC", "500000"),
        receiver: writer.address(),
    };
    stage.does(&writer, market, &call);
    market
}

#[test]
fn a_lenders_cover_is_told_of_offers_and_loans() {
    test(|stage| {
        lender(stage);
        let alice = stage.rich("alice", &[("ETH", "30")]);
        // Past the grace of the second of three dates.
        let market = puts(
            stage,
            &[1_000, 1_600, 2_400],
            stage.now() + 2 * MONTH + 2 * DAY,
        );
        let at = market.to_string();
        let asked = ["term", "quote", "1", "30000", "--cover", &at, "--json"];
        let cover = stage.run_with(&asked).json()["cover"].clone();
        let rows = cover["instalments"].as_array().unwrap();
        let fits: Vec<_> = rows
            .iter()
            .map(|row| row["fit"].as_str().unwrap())
            .collect();
        assert_eq!(fits, ["covered", "covered", "late"], "{cover}");
        assert_eq!(
            (&rows[0]["strike"], &rows[0]["strike_number"]),
            (&json!("1600"), &json!(1))
        );
        let premium = number(&rows[0]["premium"]) + number(&rows[1]["premium"]);
        assert!((number(&cover["premium"]) - premium).abs() < 1e-9 && premium > 0.0);
        assert!(number(&cover["rate"]) > 0.0, "{cover}");
        let text = stage.run_with(&["term", "quote", "1", "30000", "--cover", &at]);
        for word in [
            "cover by puts",
            "reserve",
            "its window ends too soon",
            "1600",
        ] {
            assert!(text.out.contains(word), "{word} is not in {}", text.out);
        }
        let none = stage.run_with(&["term", "quote", "1", "30000", "--json"]);
        assert_eq!(none.json()["cover"], Value::Null);

        stage
            .run(&alice, &["term", "take", "1", "30000", "--json"])
            .json();
        let shown = [
            "term",
            "show",
            "1",
            "--cover",
            &at,
            "--reserve",
            "90000",
            "--json",
        ];
        let loan = stage.run_with(&shown).json()["loans"][0].clone();
        let fits = |number: usize| loan["cover"]["instalments"][number]["fit"].clone();
        assert_eq!((fits(0), fits(1)), (json!("covered"), json!("late")));
        let text = stage.run_with(&["term", "show", "1", "--cover", &at]);
        assert!(text.out.contains("cover by puts"), "{}", text.out);
        let account = alice.address().to_string();
        stage
            .run_with(&["term", "show", "--cover", &at, "--account", &account])
            .fails(2, &["name the loan"]);
        let pool = stage.at.pool.to_string();
        stage
            .run_with(&["term", "show", "1", "--cover", &pool])
            .fails(1, &["is it a market of puts?"]);
    });
}
