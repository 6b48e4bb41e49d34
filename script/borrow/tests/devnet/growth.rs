//! Loans that yield repays from the command line: what is quoted is what happens, to the unit.

use alloy::primitives::aliases::{U40, U80};
use alloy::primitives::{Address, I256, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol;
use alloy::sol_types::{SolCall, SolValue};
use ballast_bindings::yield_loan::IYieldLoan::Terms;
use ballast_bindings::{IOracle, IYieldLoan};
use ballast_deploy::chain::interfaces::IDevToken;
use serde_json::{Value, json};

use crate::stage::{Stage, test};

sol! {
    /// `src/zoo/MoodyFeed.sol`, which tells a rate.
    interface IMoody {
        function write(uint80 id, int256 answer, uint256 started, uint256 updated, uint80 answeredIn) external;
        function stEthPerToken() external view returns (uint256);
    }
}

const DAY: u64 = 86_400;
const WAD: u128 = 1_000_000_000_000_000_000;

fn number(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

/// Shares of an ETH each and what tells their rate; a lender of ETH with offer 1, and a borrower with a hundred shares.
struct Farm {
    rate: Address,
    shares: Address,
    lender: PrivateKeySigner,
    borrower: PrivateKeySigner,
}

impl Farm {
    fn new(stage: &Stage) -> Self {
        let program = stage.at.loans["yield-loan"];
        let arguments = ("Staked".to_owned(), "STK".to_owned(), U256::from(18)).abi_encode_params();
        let shares = stage.create("DevToken", &arguments);
        let rate = stage.create("MoodyFeed", &(U256::from(18),).abi_encode_params());
        let farm = Self {
            rate,
            shares,
            lender: stage.rich("yield lender", &[("ETH", "100")]),
            borrower: stage.rich("alice", &[("ETH", "10")]),
        };
        let call = IDevToken::mintCall {
            account: farm.borrower.address(),
            amount: U256::from(100 * WAD),
        };
        stage.owns(shares, &call);
        farm.tell(stage, WAD);
        let source = IOracle::RateSource {
            target: rate,
            selector: IMoody::stEthPerTokenCall::SELECTOR.into(),
            shareDecimals: 18,
            rateDecimals: 18,
            growthBps: 10_000,
            toleranceBps: 5_000,
            anchor: 0,
        };
        let call = IOracle::setRateFeedCall {
            asset: rate,
            source,
            varianceFloor: 0,
            varianceCap: 0,
        };
        let oracle = stage.at.oracle;
        let feed = stage.read(oracle, &IOracle::feedCountCall {});
        stage.owns(oracle, &call);
        let call = IOracle::setStoredAgeCall {
            feed: feed.to(),
            storedAge: 0,
        };
        stage.owns(oracle, &call);
        let call = IDevToken::approveCall {
            spender: program,
            amount: U256::MAX,
        };
        stage.does(&farm.lender, stage.token("ETH"), &call);
        let terms = Terms {
            debtAsset: stage.token("ETH"),
            collateralAsset: shares,
            size: 50 * WAD,
            least: WAD,
            oracle,
            rateAsset: rate,
            rate: (WAD / 50) as u64,
            yieldFloor: (WAD / 40) as u64,
            margin: 2_000,
            loanToValue: 9_000,
            growthCap: 10_000,
            discount: 0,
            patience: 7 * DAY as u32,
            longest: 0,
            termRate: (WAD / 10) as u64,
            count: 3,
            period: 10 * DAY as u32,
            grace: 2 * DAY as u32,
            expiry: U40::from(stage.now() + 300 * DAY),
            allowed: Address::ZERO,
        };
        stage.does(&farm.lender, program, &IYieldLoan::makeOfferCall { terms });
        farm
    }

    fn tell(&self, stage: &Stage, rate: u128) {
        let call = IMoody::writeCall {
            id: U80::ZERO,
            answer: I256::from_raw(U256::from(rate)),
            started: U256::ZERO,
            updated: U256::ZERO,
            answeredIn: U80::ZERO,
        };
        stage.owns(self.rate, &call);
    }

    fn held(&self, stage: &Stage, account: Address) -> U256 {
        stage.read(self.shares, &IDevToken::balanceOfCall { account })
    }
}

#[test]
fn a_loan_is_quoted_taken_harvested_given_dates_and_repaid_to_the_unit() {
    test(|stage| {
        let farm = Farm::new(stage);
        let (alice, at) = (&farm.borrower, farm.borrower.address());
        let listed = stage.run_with(&["growth", "offers", "--json"]).json();
        let offer = &listed["offers"][0];
        assert_eq!(
            (&offer["rate"], &offer["left"]),
            (&json!("0.02"), &json!("50"))
        );
        assert_eq!(offer["sold_at_discount"], Value::Null);
        let text = stage.run_with(&["growth", "offers"]);
        for word in ["2.00%", "90%", "handed over", "anyone"] {
            assert!(text.out.contains(word), "{word} is not in {}", text.out);
        }
        let quote = stage
            .run_with(&["growth", "quote", "1", "45", "--json"])
            .json();
        assert_eq!(
            (&quote["collateral"], &quote["possible"]),
            (&json!("50"), &json!(true))
        );
        assert_eq!(quote["interest_of_a_year"], "0.9");
        let text = stage.run_with(&["growth", "quote", "1", "45"]);
        for word in [
            "no price can take the collateral",
            "3 equal parts",
            "handed over",
        ] {
            assert!(text.out.contains(word), "{word} is not in {}", text.out);
        }
        let height = stage.height();
        let dry = stage
            .run(alice, &["growth", "take", "1", "45", "--dry-run", "--json"])
            .json();
        assert_eq!(
            (&dry["locked"], &dry["sent"]),
            (&json!("50"), &json!(false))
        );
        assert_eq!(stage.height(), height, "nothing was sent");
        let taken = stage
            .run(alice, &["growth", "take", "1", "45", "--json"])
            .json();
        assert_eq!(
            (&taken["opened"], &taken["locked"]),
            (&json!("1"), &json!("50"))
        );
        assert_eq!(stage.balance("ETH", at), stage.units("ETH", "55"));
        assert_eq!(farm.held(stage, at), U256::from(50 * WAD));
        stage
            .run(alice, &["growth", "harvest", "1"])
            .fails(1, &["no growth"]);

        // A hundredth more after a hundred days.
        stage.travel(100 * DAY);
        farm.tell(stage, WAD / 100 * 101);
        let shown = stage.run(alice, &["growth", "show", "--json"]).json();
        let loan = &shown["loans"][0];
        assert_eq!(
            (&loan["role"], &loan["has_dates"]),
            (&json!("borrower"), &json!(false))
        );
        let bob = stage.rich("bob", &[]);
        let done = stage
            .run(&bob, &["growth", "harvest", "1", "--json"])
            .json();
        assert_eq!(done["harvested"], loan["growth"]["shares"]);
        let paid = number(&done["principal"]) + number(&done["interest"]);
        assert!(
            (paid - number(&loan["growth"]["value"])).abs() < 1e-12,
            "{done}"
        );
        let text = stage.run(&farm.lender, &["growth", "show"]);
        for word in ["growth loan 1 (lender)", "lender can claim", "risk"] {
            assert!(text.out.contains(word), "{word} is not in {}", text.out);
        }
        let claimed = stage
            .run(&farm.lender, &["growth", "claim", "1", "--json"])
            .json();
        assert_eq!(claimed["collateral"], done["harvested"]);

        // Nothing grows for long: whoever says so gives it dates. The view of everything has it too.
        stage.travel(8 * DAY);
        let call = IYieldLoan::turnCall { loan: U256::ONE };
        stage.does(&bob, stage.at.loans["yield-loan"], &call);
        let all = stage.run(alice, &["show", "--json"]).json();
        let loan = &all["loans"][0];
        assert_eq!(
            (&loan["kind"], &loan["has_dates"]),
            (&json!("growth"), &json!(true))
        );
        assert_eq!(loan["next_date"]["due"], stage.now() + 10 * DAY);
        let part = stage
            .run(alice, &["growth", "repay", "1", "15", "--json"])
            .json();
        assert!((number(&part["principal"]) + number(&part["interest"]) - 15.0).abs() < 1e-12);
        let before = farm.held(stage, at);
        let rest = stage
            .run(alice, &["growth", "repay", "1", "all", "--json"])
            .json();
        let unlocked = stage.units("ETH", rest["unlocked"].as_str().unwrap());
        assert_eq!(farm.held(stage, at) - before, unlocked);
        stage
            .run(alice, &["growth", "repay", "1", "all"])
            .fails(1, &["owed any longer"]);
        let text = stage.run(alice, &["growth", "show"]);
        assert!(
            text.out.contains("no loans that yield repays"),
            "{}",
            text.out
        );
        stage
            .run_with(&["growth", "quote", "9", "1"])
            .fails(1, &["no offer 9", "growth offers"]);
    });
}
