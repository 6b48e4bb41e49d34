//! Connections that are many, slow, silent, or gone.

use crate::{
    support::{GENESIS_TIME, devnet},
    witness::while_served,
};
use ballast_devnet::{Handle, Options, node::ClockMode, spawn};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::{connect_async, tungstenite::Message};

const MANY: usize = 1_000;
const REQUEST: &str = r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}"#;

/// Both ends of every connection are files of this process.
fn allow_files() {
    rlimit::increase_nofile_limit(u64::MAX).expect("more files");
}

async fn connect(devnet: &Handle) -> TcpStream {
    TcpStream::connect(devnet.address())
        .await
        .expect("connected")
}

async fn impatient() -> Arc<Handle> {
    let options = Options {
        timestamp: Some(GENESIS_TIME),
        clock: ClockMode::Manual,
        idle_timeout: Duration::from_secs(1),
        ..Options::default()
    };
    Arc::new(spawn(options).await.expect("starts"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_silent_connections_are_no_burden() {
    allow_files();
    let devnet = Arc::new(devnet().await);
    while_served(&devnet, async {
        let mut held = Vec::new();
        for _ in 0..MANY {
            held.push(connect(&devnet).await);
        }
        // They are served when they speak at last.
        for stream in held.iter_mut().step_by(100) {
            let request = format!(
                "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{REQUEST}",
                REQUEST.len()
            );
            stream.write_all(request.as_bytes()).await.expect("sent");
            let mut answer = [0; 12];
            stream.read_exact(&mut answer).await.expect("answer");
            assert_eq!(&answer, b"HTTP/1.1 200");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_never_finish_are_closed() {
    allow_files();
    let devnet = impatient().await;
    while_served(&devnet, async {
        let tasks: Vec<_> = (0..300)
            .map(|index| {
                let devnet = devnet.clone();
                tokio::spawn(async move {
                    let mut stream = connect(&devnet).await;
                    let head = b"POST / HTTP/1.1\r\nhost: x\r\nx-slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
                    for byte in head.iter().take(index % 60) {
                        if stream.write_all(&[*byte]).await.is_err() {
                            return;
                        }
                        if index % 3 == 0 {
                            tokio::time::sleep(Duration::from_millis(40)).await;
                        }
                    }
                    let mut rest = Vec::new();
                    // The end, or a reset where bytes were on their way: not a wait without end.
                    let _ = stream.read_to_end(&mut rest).await;
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("closed by the server");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_said_everything_still_gets_the_answer() {
    let devnet = Arc::new(devnet().await);
    let mut stream = connect(&devnet).await;
    let request = format!(
        "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{REQUEST}",
        REQUEST.len()
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    stream.shutdown().await.expect("half closed");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answer");
    assert!(answer.ends_with(r#""result":"0x64aba"}"#), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_in_the_middle_is_forgotten() {
    allow_files();
    let devnet = Arc::new(devnet().await);
    while_served(&devnet, async {
        for index in 0..400_usize {
            let mut stream = connect(&devnet).await;
            let parts = [
                "POST / HTT".to_owned(),
                "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 60000000\r\n\r\n[[[[".to_owned(),
                "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nff\r\n[".to_owned(),
                format!("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{REQUEST}", REQUEST.len()),
                "GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".to_owned(),
                "\0\x16\x03\x01\x02".to_owned(),
                format!("POST / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(500)),
            ];
            stream.write_all(parts[index % parts.len()].as_bytes()).await.expect("sent");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_subscribers_hear_of_a_block() {
    allow_files();
    let devnet = Arc::new(devnet().await);
    let mut sockets = Vec::new();
    let subscribe = r#"{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}"#;
    for _ in 0..MANY {
        let (mut socket, _) = connect_async(devnet.ws_url()).await.expect("connected");
        socket.send(Message::text(subscribe)).await.expect("sent");
        socket.next().await.expect("open").expect("subscribed");
        sockets.push(socket);
    }
    devnet.node().mine(1, None).expect("mined");
    let head = serde_json::json!(devnet.node().head().hash());
    for socket in &mut sockets {
        let message = socket.next().await.expect("open").expect("notice");
        let notice: Value = serde_json::from_str(message.to_text().expect("text")).expect("json");
        assert_eq!(notice["params"]["result"]["hash"], head);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_who_does_not_listen_is_cut_off_without_a_gap() {
    let devnet = Arc::new(devnet().await);
    let (mut socket, _) = connect_async(devnet.ws_url()).await.expect("connected");
    let subscribe = r#"{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}"#;
    socket.send(Message::text(subscribe)).await.expect("sent");
    socket.next().await.expect("open").expect("subscribed");
    let node = devnet.node().clone();
    while_served(
        &devnet,
        tokio::task::spawn_blocking(move || node.mine(30_000, None)),
    )
    .await
    .expect("mined")
    .expect("mined");
    let mut last = 0_u64;
    while let Some(Ok(message)) = socket.next().await {
        let Ok(text) = message.to_text() else { break };
        let Ok(notice) = serde_json::from_str::<Value>(text) else {
            break;
        };
        let number = notice["params"]["result"]["number"]
            .as_str()
            .expect("number");
        let number = u64::from_str_radix(number.trim_start_matches("0x"), 16).expect("hex");
        assert!(
            last == 0 || number == last + 1,
            "a gap after {last}: {number}"
        );
        last = number;
        if number >= 30_000 {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_over_websocket_may_be_anything() {
    let devnet = Arc::new(devnet().await);
    while_served(&devnet, async {
        for message in [
            Message::text("{"),
            Message::binary(vec![0xff; 1_000]),
            Message::text("[".repeat(100_000)),
            Message::text(r#"{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["nonsense"]}"#),
            Message::text(r#"{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":[7]}"#),
            Message::text(r#"{"jsonrpc":"2.0","id":1,"method":"eth_unsubscribe","params":["0x99999999999999999999"]}"#),
        ] {
            let (mut socket, _) = connect_async(devnet.ws_url()).await.expect("connected");
            socket.send(message).await.expect("sent");
            let answer = socket.next().await.expect("open").expect("answer");
            let answer: Value = serde_json::from_str(answer.to_text().expect("text")).expect("json");
            assert!(answer["error"]["code"].is_i64(), "{answer}");
            socket.send(Message::text(REQUEST)).await.expect("sent");
            let answer = socket.next().await.expect("open").expect("answer");
            assert!(answer.to_text().expect("text").contains("0x64aba"));
        }
        let (mut socket, _) = connect_async(devnet.ws_url()).await.expect("connected");
        // Larger than any message may be: the connection ends, nothing else.
        let _ = socket.send(Message::binary(vec![b' '; 17 << 20])).await;
        while let Some(Ok(_)) = socket.next().await {}
        let (mut socket, _) = connect_async(devnet.ws_url()).await.expect("connected");
        for _ in 0..1_024 {
            let subscribe = r#"{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newPendingTransactions"]}"#;
            socket.send(Message::text(subscribe)).await.expect("sent");
        }
        let one_more = r#"{"jsonrpc":"2.0","id":"last","method":"eth_subscribe","params":["newHeads"]}"#;
        socket.send(Message::text(one_more)).await.expect("sent");
        loop {
            let answer = socket.next().await.expect("open").expect("answer");
            let answer: Value = serde_json::from_str(answer.to_text().expect("text")).expect("json");
            if answer["id"] == "last" {
                assert_eq!(answer["error"]["message"], "too many subscriptions");
                break;
            }
        }
    })
    .await;
}
