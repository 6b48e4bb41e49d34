//! The HTTP side: POST `/` for requests, GET `/` to upgrade to a WebSocket.

use super::{
    Api, RpcError,
    protocol::{Message, Response as RpcResponse},
    websocket,
};
use axum::{
    Router,
    body::Bytes,
    extract::{
        Request, State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{
        StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::post,
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;
use tower_http::{cors::CorsLayer, limit::RequestBodyLimitLayer, timeout::RequestBodyTimeoutLayer};

/// Most bytes of a request.
const BODY_LIMIT: usize = 64 * 1024 * 1024;
/// Most bytes of a WebSocket message.
const MESSAGE_LIMIT: usize = 16 * 1024 * 1024;
/// Bodies up to this size are taken without waiting, and read on the thread that received them.
const SMALL_BODY: usize = 64 * 1024;
/// Most bytes of larger bodies held at the same time, whoever sends them; the rest waits its turn.
const BODIES_LIMIT: usize = 4 * BODY_LIMIT;
/// How long the sender of a body may pause.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
const KIB: usize = 1024;

/// The routes of a node.
pub fn router(api: Api) -> Router {
    let room = Arc::new(Semaphore::new(BODIES_LIMIT / KIB));
    Router::new()
        .route("/", post(answer).get(upgrade))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT))
        .layer(middleware::from_fn_with_state(room, make_room))
        .layer(CorsLayer::very_permissive())
        .with_state(api)
}

/// Lets large bodies in only as far as there is room for them.
async fn make_room(State(room): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    let length = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    // Who does not say how much it will be may send as much as anyone.
    let chunked = request.method() == axum::http::Method::POST && length.is_none();
    let bytes = if chunked {
        BODY_LIMIT
    } else {
        length.unwrap_or(0).min(BODY_LIMIT)
    };
    if bytes <= SMALL_BODY {
        return next.run(request).await;
    }
    let permits = u32::try_from(bytes.div_ceil(KIB)).unwrap_or(u32::MAX);
    // The semaphore is never closed.
    let _room = room.acquire_many(permits).await;
    next.run(request).await
}

async fn answer(State(api): State<Api>, body: Bytes) -> Response {
    match handle(&api, body, |api, message| api.answer_message(message)).await {
        Ok(Some(answer)) => ([(CONTENT_TYPE, "application/json")], answer).into_response(),
        Ok(None) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => {
            let error = RpcResponse::error(error);
            (StatusCode::INTERNAL_SERVER_ERROR, axum::Json(error)).into_response()
        }
    }
}

/// Reads and answers a message on a thread for that: execution may take long and needs a deep stack.
///
/// # Errors
/// Internal error when the thread ended before the answer.
pub(super) async fn handle(
    api: &Api,
    text: Bytes,
    answer: impl FnOnce(&Api, Message) -> Option<Vec<u8>> + Send + 'static,
) -> Result<Option<Vec<u8>>, RpcError> {
    let unfinished = |_| RpcError::internal("internal error: the request was not finished");
    let message = if text.len() <= SMALL_BODY {
        Message::read(&text)
    } else {
        tokio::task::spawn_blocking(move || Message::read(&text))
            .await
            .map_err(unfinished)?
    };
    let turn = api.turn(&message).await;
    let api = api.clone();
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        answer(&api, message)
    })
    .await
    .map_err(unfinished)
}

async fn upgrade(
    State(api): State<Api>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    match upgrade {
        Ok(upgrade) => upgrade
            .max_message_size(MESSAGE_LIMIT)
            .max_frame_size(MESSAGE_LIMIT)
            .on_upgrade(move |socket| websocket::serve(api, socket)),
        Err(_) => "ballast-devnet: Ethereum JSON-RPC by POST to this address, or by WebSocket\n"
            .into_response(),
    }
}
