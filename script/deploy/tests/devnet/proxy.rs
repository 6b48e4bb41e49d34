//! A node that fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use alloy::transports::http::reqwest::Client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What becomes of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Refused by something before the node.
    Refused,
    /// The connection ends before it is passed on.
    Dropped,
    /// The node does it, and the answer is lost.
    Lost,
    /// The answer is no JSON.
    Garbled,
}

impl Fault {
    pub const ALL: [Self; 4] = [Self::Refused, Self::Dropped, Self::Lost, Self::Garbled];
}

/// Stands before a node and passes on what `healthy` requests ask; all after them fail.
pub struct Proxy {
    pub url: String,
    healthy: Arc<AtomicU64>,
    fault: Arc<AtomicU64>,
}

impl Proxy {
    pub async fn before(node: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let healthy = Arc::new(AtomicU64::new(u64::MAX));
        let fault = Arc::new(AtomicU64::new(0));
        let (node, client) = (node.to_owned(), Client::new());
        let (left, kind) = (Arc::clone(&healthy), Arc::clone(&fault));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (node, client) = (node.clone(), client.clone());
                let (left, kind) = (Arc::clone(&left), Arc::clone(&kind));
                tokio::spawn(async move {
                    let fault = || {
                        let passes = left
                            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
                        let kind = usize::try_from(kind.load(Ordering::SeqCst)).unwrap();
                        passes.is_err().then(|| Fault::ALL[kind])
                    };
                    // A caller that is gone needs no answer.
                    let _gone = serve(stream, &node, &client, fault).await;
                });
            }
        });
        Self {
            url,
            healthy,
            fault,
        }
    }

    /// Lets so many requests through from now on, then fails so.
    pub fn fail_after(&self, requests: u64, fault: Fault) {
        let kind = Fault::ALL.iter().position(|known| *known == fault).unwrap();
        self.fault.store(kind as u64, Ordering::SeqCst);
        self.healthy.store(requests, Ordering::SeqCst);
    }
}

/// One request and its answer.
async fn serve(
    mut stream: TcpStream,
    node: &str,
    client: &Client,
    fault: impl FnOnce() -> Option<Fault>,
) -> std::io::Result<()> {
    let mut read = Vec::new();
    let body = loop {
        let mut part = [0; 65_536];
        let count = stream.read(&mut part).await?;
        if count == 0 {
            return Ok(());
        }
        read.extend_from_slice(&part[..count]);
        let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&read[..end]).to_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.unwrap().trim().parse().unwrap();
        if read.len() >= end + 4 + length {
            break read[end + 4..].to_vec();
        }
    };
    let fault = fault();
    let (status, answer) = match fault {
        Some(Fault::Refused) => ("502 Bad Gateway", b"the node is away".to_vec()),
        Some(Fault::Dropped) => return Ok(()),
        None | Some(Fault::Lost | Fault::Garbled) => {
            let request = client.post(node).header("content-type", "application/json");
            let answer = request.body(body).send().await.unwrap();
            let answer = answer.bytes().await.unwrap().to_vec();
            match fault {
                Some(Fault::Lost) => return Ok(()),
                Some(_) => ("200 OK", answer[..answer.len() / 2].to_vec()),
                None => ("200 OK", answer),
            }
        }
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        answer.len()
    );
    stream.write_all(&[head.as_bytes(), &answer].concat()).await
}
