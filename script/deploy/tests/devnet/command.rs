//! The command line as people run it: exit codes, what it prints, and a process that is killed.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use ballast_bindings::IPool;
use ballast_deploy::{Deployment, Record};

use crate::stage::{KEY, devnet};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ballast-deploy"));
    command
        .args(arguments)
        .env_remove("BALLAST_PRIVATE_KEY")
        .env_remove("BALLAST_RPC_URL")
        .stdin(Stdio::null());
    command
}

/// Exit code, stdout, stderr.
fn ran(arguments: &[&str]) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

/// Runs until the record says so, then kills.
fn killed(arguments: &[&str], path: &Path, far_enough: impl Fn(&Record) -> bool) {
    let mut child = command(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while !Record::load(path)
        .unwrap()
        .as_ref()
        .is_some_and(&far_enough)
    {
        assert!(
            child.try_wait().unwrap().is_none(),
            "it ended before it could be killed"
        );
        assert!(
            start.elapsed() < Duration::from_secs(580),
            "never gets that far"
        );
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_goes_on_and_verify_tells_by_exit_code_and_json() {
    let folder = tempfile::tempdir().unwrap();
    let (devnet, chain) = devnet().await;
    let path = folder.path().join("deployments.json");
    let key = folder.path().join("key");
    std::fs::write(&key, KEY).unwrap();
    let (out, key) = (path.display().to_string(), key.display().to_string());
    let node = ["--rpc-url", devnet.url(), "--out", &out];
    let run = [&["run", "--json", "--private-key-file", &key][..], &node].concat();
    let verify = [&["verify"][..], &node].concat();
    tokio::task::block_in_place(|| {
        let (code, _, error) = ran(&verify);
        assert_eq!(code, 1, "{error}");
        assert!(error.contains("no such file; deploy first"), "{error}");
        killed(&run, &path, |record| !record.tokens.is_empty());
        let (code, _, error) = ran(&verify);
        assert_eq!(code, 1, "{error}");
        assert!(
            error.contains("not finished; run `ballast-deploy run` again"),
            "{error}"
        );
        killed(&run, &path, |record| record.oracle.is_some());
        killed(&run, &path, |record| record.unwinder.is_some());
        let (code, text, error) = ran(&run);
        assert_eq!(code, 0, "{error}");
        let printed: Deployment = serde_json::from_str(&text).unwrap();
        assert_eq!(printed, Deployment::load(&path).unwrap());
        // No key is needed to look.
        let (code, text, error) = ran(&verify);
        assert_eq!(
            (code, text.trim()),
            (0, "everything is as configured"),
            "{error}"
        );
    });

    let at = Deployment::load(&path).unwrap();
    let asset = at.tokens["ETH"].address;
    let pause = IPool::pauseCall { asset, what: 2 };
    chain.transact("pausing", at.pool, &pause).await.unwrap();
    let fee = IPool::setFlashFeeCall { asset, fee: 7 };
    chain.transact("setting", at.pool, &fee).await.unwrap();
    tokio::task::block_in_place(|| {
        let (code, text, _) = ran(&verify);
        assert_eq!(code, 1);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "pool.reserve.ETH.flashFee: configured 0, on chain 7",
                "pool.reserve.ETH.paused: configured nothing, on chain borrow",
                "2 differences, 0 programs whose ownership waits to be accepted",
            ]
        );
        let (code, text, _) = ran(&[&["--json"][..], &verify].concat());
        assert_eq!(code, 1);
        let verdict: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            verdict["differences"][0]["setting"],
            "pool.reserve.ETH.flashFee"
        );
        assert_eq!(verdict["differences"][0]["found"], "7");
        assert_eq!(verdict["differences"].as_array().unwrap().len(), 2);
        assert_eq!(verdict["pending"].as_array().unwrap().len(), 0);
    });
}

#[test]
fn wrong_usage_is_told_by_file_key_value_and_advice() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (code, toml, _) = ran(&["config"]);
    assert_eq!(code, 0);
    let config = |name: &str, from: &str, to: &str| {
        assert!(toml.contains(from), "{from}");
        file(name, &toml.replacen(from, to, 1))
    };
    let out = folder.path().join("none.json").display().to_string();
    let bounds = config("bounds.toml", "kink = 9000", "kink = 10001");
    let unknown = config("unknown.toml", "smoothing = 10800", "smothing = 10800");
    let kind = config("kind.toml", "kind = \"mock\"", "kind = \"oracle\"");
    let key = file("key", "0x12");
    for (arguments, words) in [
        (
            &["run", "--config", &bounds][..],
            &[
                "bounds.toml",
                "assets.USDC.reserve.kink = 10001",
                "write 0 to 10000 bps",
            ][..],
        ),
        (
            &["run", "--config", &unknown],
            &["unknown.toml", "smothing", "line"],
        ),
        (
            &["run", "--config", &kind],
            &["kind.toml", "oracle", "aggregator"],
        ),
        (&["run", "--config", "/no/such/file"], &["/no/such/file"]),
        (
            &["run", "--private-key-file", &key],
            &["no private key in hex"],
        ),
        (&["run"], &["--private-key-file", "BALLAST_PRIVATE_KEY"]),
        (&["run", "--timeout", "0"], &["--timeout"]),
        (
            &["verify", "--private-key-file", &key],
            &["--private-key-file"],
        ),
    ] {
        let (code, text, error) = ran(&[arguments, &["--out", &out]].concat());
        assert_eq!(code, 2, "{arguments:?}: {error}");
        assert_eq!(text, "");
        for word in words {
            assert!(error.contains(word), "{word}: {error}");
        }
    }
    let (code, _, error) = ran(&[
        "run",
        "--private-key-file",
        &file("good", KEY),
        "--rpc-url",
        "http://127.0.0.1:9",
        "--out",
        &out,
    ]);
    assert_eq!(code, 1);
    assert!(
        error.contains("http://127.0.0.1:9 does not answer; is the node running?"),
        "{error}"
    );
}
