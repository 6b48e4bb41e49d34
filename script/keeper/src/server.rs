//! `/metrics` and `/healthz`.

use crate::metrics::Metrics;
use anyhow::Context;
use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use ballast_keeper::TickReport;
use serde_json::json;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// What the process shows of itself.
#[derive(Debug)]
pub struct Status {
    metrics: Metrics,
    patience: Duration,
    last: Mutex<Last>,
}

#[derive(Debug)]
struct Last {
    /// When a tick worked last, or the process began.
    good: Instant,
    block: u64,
    failure: Option<String>,
}

impl Status {
    /// A process that has just begun; it is well for so long without a tick that works.
    pub fn new(patience: Duration) -> Self {
        Self {
            metrics: Metrics::new(),
            patience,
            last: Mutex::new(Last {
                good: Instant::now(),
                block: 0,
                failure: None,
            }),
        }
    }

    /// Takes a tick into account.
    pub fn observe(&self, report: &TickReport) {
        self.metrics.observe(report);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.failure.clone_from(&report.failed);
        if report.failed.is_none() {
            last.good = Instant::now();
            last.block = report.block;
        }
    }
}

/// Serves until the process ends.
///
/// # Errors
/// Where the address is taken.
pub async fn serve(address: SocketAddr, status: Arc<Status>) -> Result<SocketAddr, anyhow::Error> {
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("metrics on {address}"))?;
    let address = listener.local_addr().context("metrics")?;
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, routes(status)).await {
            tracing::error!(%error, "metrics are served no longer");
        }
    });
    Ok(address)
}

fn routes(status: Arc<Status>) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(healthz))
        .with_state(status)
}

async fn metrics(State(status): State<Arc<Status>>) -> impl IntoResponse {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], status.metrics.text())
}

async fn healthz(State(status): State<Arc<Status>>) -> impl IntoResponse {
    let last = status.last.lock().unwrap_or_else(PoisonError::into_inner);
    let age = last.good.elapsed();
    let well = age <= status.patience;
    let code = if well {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = json!({
        "ok": well,
        "seconds_since_good_tick": age.as_secs(),
        "block": last.block,
        "failure": last.failure,
    });
    (code, Json(body))
}
