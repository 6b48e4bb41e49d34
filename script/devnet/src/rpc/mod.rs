//! Ethereum JSON-RPC over HTTP POST and WebSocket, both on `/`.

mod arguments;
mod debug;
mod developer;
mod dispatch;
mod execution;
mod filters;
mod http;
mod protocol;
mod query;
mod sending;
mod websocket;

pub use dispatch::Api;
pub use http::router;
pub use protocol::RpcError;
