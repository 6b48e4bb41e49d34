//! The command `ballast-devnet`: its start line, its exit codes.

use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

fn start(arguments: &[&str]) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ballast-devnet"))
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout"))
        .read_line(&mut line)
        .expect("line");
    (child, line)
}

#[test]
fn it_says_where_it_is_and_stops_when_asked() {
    let (mut child, line) = start(&["--port", "0", "--json", "--accounts", "2"]);
    let line: Value = serde_json::from_str(&line).expect("json");
    assert!(
        line["url"]
            .as_str()
            .expect("url")
            .starts_with("http://127.0.0.1:")
    );
    assert_eq!(line["chainId"], 412_346);
    assert_eq!(line["accounts"].as_array().map(Vec::len), Some(3));

    let port = line["url"]
        .as_str()
        .and_then(|url| url.rsplit(':').next())
        .expect("port");
    let second = Command::new(env!("CARGO_BIN_EXE_ballast-devnet"))
        .args(["--port", port])
        .output()
        .expect("runs");
    assert_eq!(second.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&second.stderr).contains("cannot listen on 127.0.0.1:"));

    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill");
    assert!(killed.success());
    assert_eq!(child.wait().expect("ends").code(), Some(0));
}

#[test]
fn the_plain_start_line_names_the_address() {
    let (mut child, line) = start(&["--port", "0"]);
    assert!(line.contains(" on http://127.0.0.1:"), "{line}");
    child.kill().expect("killed");
    child.wait().expect("ended");
}
