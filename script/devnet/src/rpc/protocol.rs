//! JSON-RPC 2.0: requests, batches, responses and errors.

use crate::node::{NodeError, Rejection};
use serde::Serialize;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Most requests in one batch.
pub(crate) const BATCH_LIMIT: usize = 1_000;
/// A batch that has taken this long is cut short.
const BATCH_TIME: Duration = Duration::from_secs(30);
/// A batch whose answers have this many bytes is cut short.
const BATCH_RESPONSE: usize = 25_000_000;

/// The error object of a response.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RpcError {
    /// Code: JSON-RPC's own, 3 for a revert, -32000 for other refusals.
    pub code: i64,
    /// One sentence.
    pub message: String,
    /// Return data of a revert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

impl RpcError {
    pub(crate) fn new(code: i64, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: None,
        }
    }

    pub(crate) fn parse() -> Self {
        Self::new(-32700, "parse error")
    }

    pub(crate) fn invalid_request(message: &str) -> Self {
        Self::new(-32600, message)
    }

    pub(crate) fn unknown_method(method: &str) -> Self {
        Self::new(
            -32601,
            format!("the method {method} does not exist/is not available"),
        )
    }

    pub(crate) fn invalid_params(message: impl Into<String>) -> Self {
        Self::new(-32602, message)
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(-32603, message)
    }

    /// A refusal that is no fault of the request's form.
    pub(crate) fn server(message: impl Into<String>) -> Self {
        Self::new(-32000, message)
    }
}

impl From<NodeError> for RpcError {
    fn from(error: NodeError) -> Self {
        let message = error.to_string();
        match error {
            NodeError::Reverted { data, .. } => Self {
                code: 3,
                message,
                data: Some(json!(data)),
            },
            NodeError::InvalidInput(_) => Self::invalid_params(message),
            NodeError::Engine(_) => Self::internal(message),
            _ => Self::server(message),
        }
    }
}

impl From<Rejection> for RpcError {
    fn from(error: Rejection) -> Self {
        NodeError::from(error).into()
    }
}

impl From<serde_json::Error> for RpcError {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error.to_string())
    }
}

/// A well-formed request.
#[derive(Debug)]
pub(crate) struct Request {
    /// Absent in a notification, which gets no response.
    pub id: Option<Value>,
    pub method: String,
    pub params: Vec<Value>,
}

impl Request {
    /// Reads one request; on failure also says under which id to answer.
    pub fn read(value: Value) -> Result<Self, (Value, RpcError)> {
        let Value::Object(mut fields) = value else {
            return Err((Value::Null, RpcError::invalid_request("invalid request")));
        };
        let id = fields.remove("id");
        if let Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) = id {
            return Err((
                Value::Null,
                RpcError::invalid_request("invalid request: id must be a string or a number"),
            ));
        }
        let answer_to = id.clone().unwrap_or_default();
        if fields
            .get("jsonrpc")
            .is_some_and(|version| version != "2.0")
        {
            return Err((
                answer_to,
                RpcError::invalid_request("invalid request: jsonrpc must be \"2.0\""),
            ));
        }
        let Some(Value::String(method)) = fields.remove("method") else {
            return Err((
                answer_to,
                RpcError::invalid_request("invalid request: no method"),
            ));
        };
        let params = match fields.remove("params") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(params)) => params,
            Some(_) => return Err((answer_to, RpcError::invalid_params("non-array args"))),
        };
        Ok(Self { id, method, params })
    }
}

/// A response.
#[derive(Debug, Serialize)]
pub(crate) struct Response {
    jsonrpc: &'static str,
    id: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<RpcError>,
}

impl Response {
    pub fn new(id: Value, outcome: Result<Value, RpcError>) -> Self {
        let (result, error) = match outcome {
            Ok(result) => (Some(result), None),
            Err(error) => (None, Some(error)),
        };
        Self {
            jsonrpc: "2.0",
            id,
            result,
            error,
        }
    }

    pub fn error(error: RpcError) -> Self {
        Self::new(Value::Null, Err(error))
    }

    pub fn encode(&self) -> Option<Vec<u8>> {
        encode(self)
    }
}

/// A message as it came: one request, a batch, or neither.
#[derive(Debug)]
pub(crate) enum Message {
    One(Value),
    Batch(Vec<Value>),
    Refused(RpcError),
}

impl Message {
    pub fn read(text: &[u8]) -> Self {
        match serde_json::from_slice(text) {
            Err(_) => Self::Refused(RpcError::parse()),
            Ok(Value::Array(requests)) if requests.is_empty() => {
                Self::Refused(RpcError::invalid_request("empty batch"))
            }
            Ok(Value::Array(requests)) if requests.len() > BATCH_LIMIT => {
                Self::Refused(RpcError::invalid_request("batch too large"))
            }
            Ok(Value::Array(requests)) => Self::Batch(requests),
            Ok(request) => Self::One(request),
        }
    }

    /// The methods that it asks for.
    pub fn methods(&self) -> impl Iterator<Item = &str> {
        let requests = match self {
            Self::One(request) => std::slice::from_ref(request),
            Self::Batch(requests) => requests,
            Self::Refused(_) => &[],
        };
        requests
            .iter()
            .filter_map(|request| request.get("method").and_then(Value::as_str))
    }

    /// Answers it; nothing when all of it is notifications. A batch that takes too long or says too much is cut short:
    /// the rest of its requests get errors.
    pub fn answer(
        self,
        mut handle: impl FnMut(String, Vec<Value>) -> Result<Value, RpcError>,
    ) -> Option<Vec<u8>> {
        match self {
            Self::Refused(error) => encode(&Response::error(error)),
            Self::One(request) => answer_one(request, &mut handle),
            Self::Batch(requests) => answer_batch(requests, &mut handle),
        }
    }
}

fn answer_one(
    request: Value,
    handle: &mut impl FnMut(String, Vec<Value>) -> Result<Value, RpcError>,
) -> Option<Vec<u8>> {
    let response = match Request::read(request) {
        Ok(request) => {
            let outcome = handle(request.method, request.params);
            Response::new(request.id?, outcome)
        }
        Err((id, error)) => Response::new(id, Err(error)),
    };
    encode(&response)
}

fn answer_batch(
    requests: Vec<Value>,
    handle: &mut impl FnMut(String, Vec<Value>) -> Result<Value, RpcError>,
) -> Option<Vec<u8>> {
    let start = Instant::now();
    let mut answers = Vec::new();
    for request in requests {
        let answer = if start.elapsed() > BATCH_TIME {
            let timed_out = RpcError::new(-32002, "request timed out");
            answer_one(request, &mut |_, _| Err(timed_out.clone()))
        } else if answers.len() > BATCH_RESPONSE {
            let too_large = RpcError::new(-32003, "response too large");
            answer_one(request, &mut |_, _| Err(too_large.clone()))
        } else {
            answer_one(request, handle)
        };
        if let Some(answer) = answer {
            answers.push(if answers.is_empty() { b'[' } else { b',' });
            answers.extend_from_slice(&answer);
        }
    }
    if answers.is_empty() {
        return None;
    }
    answers.push(b']');
    Some(answers)
}

fn encode(value: &impl Serialize) -> Option<Vec<u8>> {
    serde_json::to_vec(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(message: &str) -> Option<String> {
        Message::read(message.as_bytes())
            .answer(|method, params| match method.as_str() {
                "echo" => Ok(Value::Array(params)),
                _ => Err(RpcError::unknown_method(&method)),
            })
            .map(|bytes| String::from_utf8(bytes).expect("utf-8"))
    }

    #[test]
    fn malformed_messages_get_error_objects() {
        for (message, code) in [
            ("{", -32700),
            ("[]", -32600),
            ("1", -32600),
            (r#"{"id":1}"#, -32600),
            (r#"{"id":1,"jsonrpc":"1.0","method":"echo"}"#, -32600),
            (r#"{"id":{},"method":"echo"}"#, -32600),
            (r#"{"id":1,"method":"echo","params":{}}"#, -32602),
            (r#"{"id":1,"method":"nope"}"#, -32601),
        ] {
            let response: Value =
                serde_json::from_str(&text(message).expect("answer")).expect("json");
            assert_eq!(response["error"]["code"], code, "{message}");
        }
    }

    #[test]
    fn batches_keep_order_and_drop_notifications() {
        let batch = r#"[{"jsonrpc":"2.0","id":1,"method":"echo","params":[1]},{"method":"echo"},{"id":"b","method":"x"}]"#;
        let responses: Value = serde_json::from_str(&text(batch).expect("answer")).expect("json");
        assert_eq!(responses.as_array().map(Vec::len), Some(2));
        assert_eq!(responses[0]["result"], json!([1]));
        assert_eq!(responses[1]["id"], "b");
        assert_eq!(text(r#"{"method":"echo"}"#), None);
    }
}
