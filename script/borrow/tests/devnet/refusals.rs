//! Whatever goes wrong is said in words, with the right exit code, and nothing is sent.

use std::net::TcpListener;

use alloy::primitives::U256;
use ballast_bindings::IPool;

use crate::stage::{run, test};

#[test]
fn wrong_flags_and_amounts_are_wrong_usage() {
    for arguments in [
        &["borrow"][..],
        &["borrow", "USDC"],
        &["borrow", "USDC", "ten"],
        &["borrow", "USDC", "-1"],
        &["borrow", "USDC", "1e6"],
        &["lend", "USDC", "1"],
        &["show", "--account", "0x12"],
        &[
            "repay",
            "USDC",
            "1",
            "--to",
            "0x0000000000000000000000000000000000000001",
        ],
        &["quote", "USDC", "--collateral", "ETH=lots"],
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?} {ran:?}");
        assert!(!ran.err.is_empty());
    }
    test(|stage| {
        let alice = stage.rich("alice", &[("USDC", "10")]);
        let block = stage.height();
        let act = |arguments: &[&str]| stage.run(&alice, arguments);
        act(&["supply", "USDC", "0"]).fails(2, &["zero"]);
        act(&["supply", "USDC", "1.0000001"]).fails(2, &["7 decimals", "only 6"]);
        act(&["borrow", "USDC", &format!("1{}", "0".repeat(60))])
            .fails(2, &["more than a pool counts"]);
        act(&["supply", "DOGE", "1"]).fails(2, &["no reserve of DOGE", "USDC"]);
        act(&["borrow", "USDC", "enough"]).fails(2, &["only top-up"]);
        act(&["quote", "USDC", "--collateral", "ETH"]).fails(2, &["ASSET=AMOUNT"]);
        act(&[
            "quote",
            "USDC",
            "1",
            "--collateral",
            "ETH=1",
            "--collateral",
            "eth=2",
        ])
        .fails(2, &["named twice"]);
        assert_eq!(stage.height(), block, "nothing was sent");
    });
}

#[test]
fn missing_files_and_keys_are_named() {
    test(|stage| {
        let alice = stage.actor("alice");
        let missing = stage.folder.path().join("none.json").display().to_string();
        run(&["show", "--deployments", &missing]).fails(2, &["none.json", "--deployments"]);
        stage
            .run_with(&["borrow", "USDC", "1", "--private-key-file", &missing])
            .fails(2, &["none.json"]);
        stage
            .run_with(&["borrow", "USDC", "1"])
            .fails(2, &["--private-key-file", "BALLAST_PRIVATE_KEY"]);
        stage.run_with(&["show"]).fails(2, &["--account"]);
        let bad = stage.folder.path().join("bad");
        std::fs::write(&bad, "hunter2-is-secret").unwrap();
        let ran = stage.run_with(&[
            "borrow",
            "USDC",
            "1",
            "--private-key-file",
            &bad.display().to_string(),
        ]);
        ran.fails(2, &["no private key in hex"]);
        assert!(!ran.err.contains("hunter2"), "the key is not repeated");
        // Neither does any output name a key that works.
        let secret = alice.to_bytes().to_string();
        let ran = stage.run(&alice, &["show"]);
        assert!(!ran.out.contains(&secret[2..]) && !ran.err.contains(&secret[2..]));
    });
}

#[test]
fn a_node_that_is_down_or_another_chain_is_told() {
    test(|stage| {
        let alice = stage.actor("alice");
        // A port that was free a moment ago.
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let url = format!("http://127.0.0.1:{port}");
        let path = stage.folder.path().join("deployments.json");
        let (at, file) = (alice.address().to_string(), path.display().to_string());
        run(&[
            "show",
            "--account",
            &at,
            "--deployments",
            &file,
            "--rpc-url",
            &url,
        ])
        .fails(1, &["does not answer", &url]);
        run(&[
            "show",
            "--account",
            &at,
            "--deployments",
            &file,
            "--rpc-url",
            "nonsense",
        ])
        .fails(2, &["--rpc-url nonsense"]);
        let other = stage.folder.path().join("other.json");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&other, text.replace("412346", "42161")).unwrap();
        let other = other.display().to_string();
        run(&[
            "show",
            "--account",
            &at,
            "--deployments",
            &other,
            "--rpc-url",
            &stage.url,
        ])
        .fails(1, &["42161", "412346", "--rpc-url"]);
        std::fs::write(&other, "{}").unwrap();
        run(&[
            "show",
            "--account",
            &at,
            "--deployments",
            &other,
            "--rpc-url",
            &stage.url,
        ])
        .fails(2, &["other.json"]);
    });
}

#[test]
fn a_node_that_hangs_is_given_up() {
    test(|stage| {
        let alice = stage.rich("alice", &[("USDC", "1")]);
        // It takes connections, and never answers.
        let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", hanging.local_addr().unwrap());
        let file = stage.folder.path().join("deployments.json");
        let file = file.display().to_string();
        let at = alice.address().to_string();
        let show = [
            "show",
            "--account",
            &at,
            "--deployments",
            &file,
            "--rpc-url",
            &url,
        ];
        run(&[&show[..], &["--timeout", "1"]].concat()).fails(
            1,
            &["does not answer", &url, "no answer in time", "--timeout"],
        );
        for wrong in ["0", "3601", "soon"] {
            let ran = run(&[&show[..], &["--timeout", wrong]].concat());
            assert_eq!(ran.code, 2, "{ran:?}");
            assert!(ran.err.contains("--timeout"), "{ran:?}");
        }
        let help = run(&["--help"]);
        assert!(
            help.out.contains("[default: 30]") && help.out.contains("Exit codes:"),
            "{help:?}"
        );
    });
}

#[test]
fn closed_assets_tokens_that_refuse_and_too_large_amounts_are_explained() {
    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "10"), ("USDC", "5")]);
        assert_eq!(stage.run(&alice, &["deposit", "ETH", "5"]).code, 0);
        let block = stage.height();
        stage.run(&alice, &["borrow", "SOL", "1"]).fails(
            1,
            &["SOL is closed to new borrowing", "choose another asset"],
        );
        stage
            .run(&alice, &["borrow", "USDC", "99999999"])
            .fails(1, &["100000 USDC in cash, not 99999999 USDC"]);
        stage
            .run(&alice, &["repay", "USDC", "1"])
            .fails(1, &["owes no USDC"]);
        let zero = "0x0000000000000000000000000000000000000000";
        stage
            .run(&alice, &["borrow", "USDC", "1", "--to", zero])
            .fails(1, &["zero address"]);
        assert_eq!(stage.height(), block, "nothing was sent");
    });
}

#[test]
fn an_account_without_money_is_told_what_it_lacks() {
    test(|stage| {
        let (poor, alice) = (stage.stranger("poor"), stage.rich("alice", &[("ETH", "1")]));
        stage
            .run(&poor, &["supply", "USDC", "1"])
            .fails(1, &["has 0 USDC", "1 USDC is needed"]);
        stage
            .run(&poor, &["supply", "USDC", "all"])
            .fails(1, &["has 0 USDC"]);
        stage.mint("USDC", poor.address(), "1");
        stage
            .run(&poor, &["supply", "USDC", "1"])
            .fails(1, &["send it ether"]);
        stage
            .run(&alice, &["repay", "USDC", "1"])
            .fails(1, &["owes no USDC"]);
        stage
            .run(&alice, &["deposit", "ETH", "2"])
            .fails(1, &["has 1 ETH", "2 ETH is needed"]);
        stage
            .run(&alice, &["withdraw", "ETH", "1"])
            .fails(1, &["account has 0 ETH there, not 1 ETH"]);
        stage
            .run(&alice, &["release", "ETH", "all"])
            .fails(1, &["no ETH to release"]);
        stage
            .run(&alice, &["borrow", "USDC", "all"])
            .fails(1, &["quote USDC"]);
    });
}

#[test]
fn an_unhealthy_borrow_says_what_would_be_enough() {
    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "3")]);
        stage.run(&alice, &["deposit", "ETH", "1"]);
        let block = stage.height();
        let ran = stage.run(&alice, &["borrow", "USDC", "2900"]);
        ran.fails(
            1,
            &[
                "health would be 0.8",
                "at least 1.05",
                "borrow at most 23",
                "deposit 0.2",
            ],
        );
        assert_eq!(stage.height(), block, "nothing was sent");
        // Both ways out work.
        let word = |after: &str| {
            let tail = ran.err.split(after).nth(1).unwrap();
            tail.split(' ').next().unwrap().to_owned()
        };
        let (most, more) = (word("borrow at most "), word("deposit "));
        let dry = stage.run(&alice, &["borrow", "USDC", &most, "--dry-run"]);
        assert_eq!(dry.code, 0, "{dry:?}");
        assert_eq!(stage.run(&alice, &["deposit", "ETH", &more]).code, 0);
        let ran = stage.run(&alice, &["borrow", "USDC", "2900"]);
        assert_eq!(ran.code, 0, "{ran:?}");
    });
}

#[test]
fn caps_cash_and_stale_prices_are_explained() {
    test(|stage| {
        let whale = stage.rich("whale", &[("ETH", "1000000"), ("USDC", "1")]);
        stage
            .run(&whale, &["deposit", "ETH", "1000000"])
            .fails(1, &["supply cap is 1000000 ETH", "deposit less"]);
        assert_eq!(
            stage.allowance("ETH", whale.address()),
            U256::ZERO,
            "nothing was approved"
        );
        let ran = stage.run(&whale, &["deposit", "ETH", "100"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        stage
            .run(&whale, &["borrow", "USDC", "100001"])
            .fails(1, &["100000 USDC in cash, not 100001 USDC"]);
        assert_eq!(stage.run(&whale, &["borrow", "USDC", "1000"]).code, 0);
        stage.travel(30 * 86_400);
        stage.run(&whale, &["borrow", "USDC", "1"]).fails(
            1,
            &[
                "price of USDC is stale",
                "repaying and topping up always work",
            ],
        );
        let show = stage.run(&whale, &["show"]);
        assert!(show.out.contains("stale"), "{show:?}");
        let ran = stage.run(&whale, &["repay", "USDC", "500"]);
        assert_eq!(ran.code, 0, "{ran:?}");
    });
}

#[test]
fn pauses_allow_lists_and_outflow_caps_are_explained() {
    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "10"), ("USDC", "10")]);
        let (usdc, eth) = (stage.token("USDC"), stage.token("ETH"));
        assert_eq!(stage.run(&alice, &["deposit", "ETH", "5"]).code, 0);
        let limits = |asset, gated, outflow| IPool::setLimitsCall {
            asset,
            gated,
            outflowCap: outflow,
            window: if outflow == 0 { 0 } else { 3600 },
        };
        stage.govern(&limits(usdc, false, 500));
        let over = ["borrow", "USDC", "600"];
        stage
            .run(&alice, &over)
            .fails(1, &["outflow cap leaves 500 USDC", "not 600 USDC"]);
        let quoted = |amount: &[&str], word: &str| {
            let quote = stage.run(&alice, &[&["quote", "USDC", "--json"], amount].concat());
            let obstacle = &quote.json()["obstacle"];
            assert!(obstacle.as_str().unwrap().contains(word), "{quote:?}");
        };
        quoted(&["600"], "outflow cap leaves 500 USDC");
        let most = stage.run(
            &alice,
            &["quote", "USDC", "--collateral", "ETH=1", "--json"],
        );
        assert_eq!(most.json()["amount"], "500");
        stage.govern(&limits(usdc, true, 0));
        quoted(&["1"], "allow-list");
        stage.govern(&limits(usdc, false, 0));
        stage.govern(&limits(eth, true, 0));
        let at = alice.address().to_string();
        stage
            .run(&alice, &["deposit", "ETH", "1"])
            .fails(1, &["allow-list", &at, "gatekeeper"]);
        // New supply and new borrowing.
        stage.govern(&IPool::pauseCall {
            asset: usdc,
            what: 3,
        });
        quoted(&["1"], "paused");
        for verb in ["supply", "borrow"] {
            stage
                .run(&alice, &[verb, "USDC", "1"])
                .fails(1, &["paused", "USDC", "try again later"]);
        }
    });
}

#[test]
#[cfg(target_os = "linux")]
fn on_a_terminal_it_asks_before_it_sends() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    test(|stage| {
        let alice = stage.rich("alice", &[("ETH", "1")]);
        let answered = |answer: &str, flag: &str| {
            let tool = stage.command_line(&alice, &["deposit", "ETH", "0.1", flag]);
            // Gives the tool a terminal.
            let script = Command::new("script")
                .args(["-qec", &tool, "/dev/null"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn();
            let mut script = script.ok()?;
            let mut input = script.stdin.take().unwrap();
            input.write_all(answer.as_bytes()).unwrap();
            let output = script.wait_with_output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            Some((output.status.code().unwrap(), text))
        };
        let Some((code, text)) = answered("n\n", "--json") else {
            eprintln!("skipped on_a_terminal_it_asks_before_it_sends: there is no `script`");
            return;
        };
        assert_eq!(code, 1, "{text}");
        assert!(
            text.contains("would deposit 0.1 ETH") && text.contains("nothing was sent"),
            "{text}"
        );
        assert_eq!(
            stage.position("ETH", alice.address()).collateral,
            U256::ZERO
        );
        let (code, text) = answered("y\n", "--json").unwrap();
        assert!(code == 0 && text.contains("Send? [y/N]"), "{text}");
        let (code, text) = answered("", "--yes").unwrap();
        assert!(code == 0 && !text.contains("Send?"), "{text}");
        let collateral = stage.position("ETH", alice.address()).collateral;
        assert_eq!(collateral, stage.units("ETH", "0.2"));
    });
}
