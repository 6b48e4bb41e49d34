//! The HTTP side: POST `/` for requests, GET `/` to upgrade to a WebSocket.

use super::{Api, RpcError, protocol::Response as RpcResponse, websocket};
use axum::{
    Router,
    body::Bytes,
    extract::{
        State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::post,
};
use tower_http::{cors::CorsLayer, limit::RequestBodyLimitLayer};

/// Most bytes of a request.
pub(super) const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// The routes of a node.
pub fn router(api: Api) -> Router {
    Router::new()
        .route("/", post(answer).get(upgrade))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(CorsLayer::very_permissive())
        .with_state(api)
}

async fn answer(State(api): State<Api>, body: Bytes) -> Response {
    // Execution may take long and needs a deep stack: it has threads of its own.
    match tokio::task::spawn_blocking(move || api.answer(&body)).await {
        Ok(Some(answer)) => ([(CONTENT_TYPE, "application/json")], answer).into_response(),
        Ok(None) => StatusCode::NO_CONTENT.into_response(),
        Err(_) => {
            let error = RpcResponse::error(RpcError::internal(
                "internal error: the request was not finished",
            ));
            (StatusCode::INTERNAL_SERVER_ERROR, axum::Json(error)).into_response()
        }
    }
}

async fn upgrade(
    State(api): State<Api>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    match upgrade {
        Ok(upgrade) => upgrade
            .max_message_size(BODY_LIMIT)
            .on_upgrade(move |socket| websocket::serve(api, socket)),
        Err(_) => "ballast-devnet: Ethereum JSON-RPC by POST to this address, or by WebSocket\n"
            .into_response(),
    }
}
