//! The keeper as people run it.

use crate::scene::{loans, purse};
use alloy::hex;
use ballast_chain_tests::{Actor, Stage, stage};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Files for the process, and its key.
struct Desk {
    folder: TempDir,
    url: String,
    key: String,
}

impl Desk {
    fn new(stage: &Stage, actor: &Actor) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut record = serde_json::to_value(&stage.at).unwrap();
        let more = json!({
            "anchor": { "number": 0, "hash": alloy::primitives::B256::ZERO },
            "salt": alloy::primitives::B256::ZERO,
            "complete": true,
            "pending": {},
        });
        for (name, value) in more.as_object().unwrap() {
            record[name] = value.clone();
        }
        fs::write(folder.path().join("deployments.json"), record.to_string()).unwrap();
        let key = hex::encode(actor.signer().to_bytes());
        let desk = Self {
            folder,
            url: stage.url().to_owned(),
            key,
        };
        fs::write(desk.path("key"), format!("0x{}\n", desk.key)).unwrap();
        desk.allow("key", 0o600);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn allow(&self, name: &str, mode: u32) {
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ballast-keeper"));
        command
            .args(arguments)
            .args(["--rpc-url", &self.url])
            .arg("--deployments")
            .arg(self.path("deployments.json"))
            .arg("--private-key-file")
            .arg(self.path("key"))
            .env_remove("BALLAST_PRIVATE_KEY")
            .env_remove("BALLAST_WEBHOOK")
            .env("RUST_LOG", "trace")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn conceals(&self, what: &str, text: &[u8]) {
        let text = String::from_utf8_lossy(text).to_lowercase();
        assert!(!text.contains(&self.key), "{what} shows the private key");
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn one_tick_reports_as_json_and_keeps_its_key_to_itself() {
    stage::travelling(async |stage| {
        loans(stage, &["23000"]).await;
        stage.settle_at("ETH", "2700").await;
        let desk = Desk::new(stage, &purse(stage, "keeper").await);
        let state = desk.path("state.json").display().to_string();
        let dry = desk.run(&["run", "--once", "--json", "--dry-run"]);
        assert_eq!(code(&dry), 0, "{}", errors(&dry));
        let report: Value = serde_json::from_slice(&dry.stdout).unwrap();
        assert_eq!(
            report["planned"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|p| p["action"] == "open")
                .count(),
            1
        );
        let done = desk.run(&[
            "run",
            "--once",
            "--json",
            "--state",
            &state,
            "--log-format",
            "json",
        ]);
        assert_eq!(code(&done), 0, "{}", errors(&done));
        let report: Value = serde_json::from_slice(&done.stdout).unwrap();
        assert_eq!(report["opened"].as_array().unwrap().len(), 1);
        for output in [&dry, &done] {
            assert!(
                !output.stderr.is_empty(),
                "the log is at its most talkative"
            );
            desk.conceals("standard output", &output.stdout);
            desk.conceals("the log", &output.stderr);
        }
        for line in errors(&done).lines().filter(|line| line.starts_with('{')) {
            serde_json::from_str::<Value>(line).unwrap();
        }
        let alive = desk.run(&["keep-alive", "--json", "--dry-run", "--under-days", "1000"]);
        assert_eq!(code(&alive), 0, "{}", errors(&alive));
        assert!(String::from_utf8_lossy(&alive.stdout).contains("\"planned\":true"));
    });
}

#[test]
fn wrong_usage_is_2_and_says_what_to_do() {
    stage::travelling(async |stage| {
        let desk = Desk::new(stage, &purse(stage, "keeper").await);
        let refused = |arguments: &[&str], word: &str| {
            let output = desk.run(arguments);
            let errors = errors(&output);
            assert_eq!(code(&output), 2, "{errors}");
            assert!(errors.contains(word), "{word} is not in {errors}");
            desk.conceals("the error", &output.stderr);
        };
        refused(
            &["run", "--once", "--market", "nowhere"],
            "no market nowhere",
        );
        refused(&["run", "--once", "--metrics", "nowhere"], "no address");
        fs::write(desk.path("keeper.toml"), "intervall = 3").unwrap();
        let config = desk.path("keeper.toml").display().to_string();
        refused(&["run", "--once", "--config", &config], "intervall");
        desk.allow("key", 0o644);
        refused(&["run", "--once"], "chmod 600");
        desk.allow("key", 0o600);
        fs::write(desk.path("key"), format!("{}zz", desk.key)).unwrap();
        refused(&["run", "--once"], "no private key");
        let nobody = Command::new(env!("CARGO_BIN_EXE_ballast-keeper"))
            .args(["run", "--once", "--deployments"])
            .arg(desk.path("deployments.json"))
            .env_remove("BALLAST_PRIVATE_KEY")
            .output()
            .unwrap();
        assert_eq!(code(&nobody), 2);
        assert!(errors(&nobody).contains("--private-key-file"));
        let printed = Command::new(env!("CARGO_BIN_EXE_ballast-keeper"))
            .arg("config")
            .output()
            .unwrap();
        assert_eq!(code(&printed), 0);
        assert!(String::from_utf8_lossy(&printed.stdout).contains("[alerts]"));
    });
}

/// Ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// The bodies that are posted to an address.
fn posts() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/secret-path", listener.local_addr().unwrap());
    let (sender, bodies) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut reader = BufReader::new(stream.unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            reader.get_mut().write_all(answer.as_bytes()).unwrap();
            if sender.send(String::from_utf8(body).unwrap()).is_err() {
                return;
            }
        }
    });
    (address, bodies)
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: keeper\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_running_keeper_serves_its_numbers_tells_a_webhook_and_stops_on_request() {
    stage::travelling(async |stage| {
        loans(stage, &["23000"]).await;
        stage.settle_at("ETH", "2700").await;
        let desk = Desk::new(stage, &purse(stage, "keeper").await);
        let (hook, bodies) = posts();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .to_string();
        let state = desk.path("state.json").display().to_string();
        let config = desk.path("keeper.toml");
        fs::write(
            &config,
            "interval = 0.1\nreorg_depth = 1\n[alerts]\nmin_debt = 1.0\n",
        )
        .unwrap();
        let log = fs::File::create(desk.path("log")).unwrap();
        let mut command = desk.command(&["run", "--metrics", &port, "--state", &state]);
        command
            .arg("--config")
            .arg(config)
            .env("BALLAST_WEBHOOK", &hook)
            .stderr(log);
        let mut running = Running(command.stdout(Stdio::null()).spawn().unwrap());

        let told = bodies
            .recv_timeout(Duration::from_secs(60))
            .expect("a notice");
        let told: Value = serde_json::from_str(&told).unwrap();
        assert!(
            told["text"]
                .as_str()
                .unwrap()
                .starts_with("Ballast keeper 0x"),
            "{told}"
        );
        assert_eq!(told["notice"]["stage"], "firing");

        let begun = Instant::now();
        let ticks = |numbers: &str| -> u64 {
            let name = "ballast_keeper_ticks_total{outcome=\"done\"} ";
            let line = numbers.lines().find_map(|line| line.strip_prefix(name));
            line.map_or(0, |count| count.parse().unwrap())
        };
        let numbers = loop {
            let numbers = get(&port, "/metrics");
            if ticks(&numbers) >= 3 || begun.elapsed() > Duration::from_secs(60) {
                break numbers;
            }
            std::thread::sleep(Duration::from_millis(50));
        };
        let healthy = get(&port, "/healthz");
        assert!(
            healthy.starts_with("HTTP/1.1 200") && healthy.contains("\"ok\":true"),
            "{healthy}"
        );
        for line in [
            "ballast_keeper_accounts 1",
            "ballast_keeper_transactions_total{action=\"open\"} 1",
        ] {
            assert!(numbers.contains(line), "{line} is not in {numbers}");
        }
        desk.conceals("metrics", numbers.as_bytes());

        let pid = running.0.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(
            running.0.wait().unwrap().code(),
            Some(0),
            "it stops in order"
        );
        assert!(
            fs::metadata(desk.path("state.json")).is_ok(),
            "its state is saved"
        );
        let log = fs::read(desk.path("log")).unwrap();
        desk.conceals("the log", &log);
    });
}
