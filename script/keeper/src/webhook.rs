//! Posts notices to a webhook, beside the keeper's work.

use ballast_keeper::alerts::Notice;
use reqwest::{Client, Url};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    sync::mpsc::{self, Sender},
    task::JoinHandle,
};

/// Notices that wait at most; more are in the log only.
const QUEUE: usize = 1_000;
/// Attempts to post one.
const ATTEMPTS: u32 = 4;

/// Where to put notices, and the task that posts them, which ends when no one can put any more.
#[derive(Debug)]
pub struct Webhook {
    queue: Sender<Value>,
    task: JoinHandle<()>,
    keeper: String,
}

impl Webhook {
    /// Begins to post to `url`, which no message repeats.
    ///
    /// # Errors
    /// Of the HTTP client.
    pub fn start(url: Url, keeper: String) -> Result<Self, reqwest::Error> {
        let client = Client::builder().timeout(Duration::from_secs(10)).build()?;
        let (queue, mut waiting) = mpsc::channel::<Value>(QUEUE);
        let task = tokio::spawn(async move {
            while let Some(body) = waiting.recv().await {
                post(&client, &url, &body).await;
            }
        });
        Ok(Self {
            queue,
            task,
            keeper,
        })
    }

    /// Puts notices into the queue.
    pub fn tell(&self, notices: &[Notice]) {
        for notice in notices {
            // `text` is what chat services show.
            let body = json!({
                "text": format!("Ballast keeper {}: {notice}", self.keeper),
                "keeper": self.keeper,
                "notice": notice,
            });
            if self.queue.try_send(body).is_err() {
                tracing::error!(%notice, "the webhook's queue is full: in the log only");
            }
        }
    }

    /// Waits until everything in the queue is posted, but not for long.
    pub async fn finish(self) {
        drop(self.queue);
        if tokio::time::timeout(Duration::from_secs(10), self.task)
            .await
            .is_err()
        {
            tracing::error!("notices were left unposted");
        }
    }
}

async fn post(client: &Client, url: &Url, body: &Value) {
    let mut pause = Duration::from_millis(500);
    for attempt in 1..=ATTEMPTS {
        let answer = client.post(url.clone()).json(body).send().await;
        let answer = answer.and_then(reqwest::Response::error_for_status);
        let Err(error) = answer else {
            return;
        };
        let error = error.without_url();
        tracing::warn!(%error, attempt, "notice not posted");
        if attempt < ATTEMPTS {
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(3);
        }
    }
    tracing::error!(notice = %body, "given up: in the log only");
}
