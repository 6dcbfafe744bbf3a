//! The messages of the plug-in protocol, as `docs/plugin-protocol.md` has them.
//!
//! A line is a [`Message`]: a request, a response, an error or a notification of JSON-RPC, whatever it is about. What a
//! request asks for is a [`Request`], what a plug-in tells unasked a [`Notification`]; each has a form to be written in and
//! is read with unknown members passed over. Results have a type for each request.

mod content;
mod error;
#[cfg(feature = "schema")]
mod schema;
#[cfg(test)]
mod tests;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::lenient;

pub use content::{
    Apply, Arrivals, Arrived, Cancel, Deploy, Deployed, Hello, Nothing, OutcomeOf, Probe, Program,
    SelfCheck, SelfChecked, Teardown, Welcome,
};
pub use error::{Code, ErrorAnswer};
#[cfg(feature = "schema")]
pub use schema::schema;

/// The versions of the protocol that are spoken.
pub const PROTOCOLS: [u32; 1] = [1];
/// How long a line of a plug-in may be, in bytes.
pub const LONGEST_LINE: usize = 16 << 20;
/// How long a line of the suite may be, in bytes.
pub const LONGEST_REQUEST: usize = 4 << 20;

/// A message of JSON-RPC.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Wants a response.
    Request {
        /// Whose response it will be.
        id: Value,
        /// What is asked for.
        method: String,
        /// With what.
        params: Value,
    },
    /// Wants none.
    Notification {
        /// What is told.
        method: String,
        /// With what.
        params: Value,
    },
    /// What came of a request.
    Response {
        /// The id of the request.
        id: Value,
        /// What came of it.
        result: Value,
    },
    /// Why nothing came of a request.
    Error {
        /// The id of the request.
        id: Value,
        /// Why.
        error: ErrorAnswer,
    },
}

impl Message {
    /// Reads a line, with or without its end.
    ///
    /// # Errors
    ///
    /// [`NoMessage`] when it is none.
    pub fn parse(line: &[u8]) -> Result<Self, NoMessage> {
        let text = std::str::from_utf8(line).map_err(|source| NoMessage::NotUtf8 { source })?;
        let value = serde_json::from_str(text).map_err(|source| NoMessage::NotJson { source })?;
        let form = |expected: &str| NoMessage::Form { expected: expected.to_owned() };
        let Value::Object(mut members) = value else { return Err(form("an object")) };
        if members.get("jsonrpc") != Some(&json!("2.0")) {
            return Err(form("a member `jsonrpc` that is \"2.0\""));
        }
        let params = members.remove("params").unwrap_or_else(|| json!({}));
        let (id, method) = (members.remove("id"), members.remove("method"));
        match (method, id, members.remove("result"), members.remove("error")) {
            (Some(Value::String(method)), None, None, None) => {
                Ok(Self::Notification { method, params })
            }
            (Some(Value::String(method)), Some(id), None, None) => {
                Ok(Self::Request { id, method, params })
            }
            (Some(_), ..) => Err(form("a member `method` that is a string, without a result")),
            (None, Some(id), Some(result), None) => Ok(Self::Response { id, result }),
            (None, Some(id), None, Some(error)) => match lenient::read(&error) {
                Ok(error) => Ok(Self::Error { id, error }),
                Err(reason) => {
                    let expected = format!("an error with a code and a message ({reason})");
                    Err(NoMessage::Form { expected })
                }
            },
            (None, None, ..) => Err(form("a member `id` or `method`")),
            (None, Some(_), ..) => Err(form("a result or an error, and not both")),
        }
    }

    /// The message as a line, with its end.
    #[must_use]
    pub fn line(&self) -> String {
        let value = match self {
            Self::Request { id, method, params } => {
                json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })
            }
            Self::Notification { method, params } => {
                json!({ "jsonrpc": "2.0", "method": method, "params": params })
            }
            Self::Response { id, result } => {
                json!({ "jsonrpc": "2.0", "id": id, "result": result })
            }
            Self::Error { id, error } => json!({ "jsonrpc": "2.0", "id": id, "error": error }),
        };
        format!("{value}\n")
    }
}

/// A line is no message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoMessage {
    /// It is no text.
    #[error("expected UTF-8: {source}")]
    NotUtf8 {
        /// Where not.
        source: std::str::Utf8Error,
    },
    /// It is no JSON.
    #[error("expected JSON: {source}")]
    NotJson {
        /// Where not.
        source: serde_json::Error,
    },
    /// It is JSON, but not JSON-RPC.
    #[error("expected {expected}")]
    Form {
        /// What a message has.
        expected: String,
    },
}

/// What the suite asks for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "method", content = "params", rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Request {
    /// Who are you?
    Hello(Hello),
    /// Start workloads and Services.
    Deploy(Deploy),
    /// Change objects.
    Apply(Apply),
    /// Send probes.
    Probe(Probe),
    /// Say which probes arrived.
    Arrivals(Arrivals),
    /// Say which applications are well.
    SelfCheck(SelfCheck),
    /// Remove a deployment.
    Teardown(Teardown),
    /// End.
    Shutdown(Nothing),
}

impl Request {
    /// Reads the method and the parameters of a request.
    ///
    /// # Errors
    ///
    /// [`ErrorAnswer`] to send back, when there is no such method or the parameters are wrong.
    pub fn read(method: &str, params: &Value) -> Result<Self, ErrorAnswer> {
        let read = match method {
            "hello" => lenient::read(params).map(Self::Hello),
            "deploy" => lenient::read(params).map(Self::Deploy),
            "apply" => lenient::read(params).map(Self::Apply),
            "probe" => lenient::read(params).map(Self::Probe),
            "arrivals" => lenient::read(params).map(Self::Arrivals),
            "self-check" => lenient::read(params).map(Self::SelfCheck),
            "teardown" => lenient::read(params).map(Self::Teardown),
            "shutdown" => lenient::read(params).map(Self::Shutdown),
            _ => {
                let message = format!("there is no method `{method}`");
                return Err(ErrorAnswer { code: Code::NO_METHOD, message, data: None });
            }
        };
        let wrong =
            |reason| ErrorAnswer { code: Code::WRONG_PARAMETERS, message: reason, data: None };
        read.map_err(wrong)
    }

    /// The name of the method.
    #[must_use]
    pub const fn method(&self) -> &'static str {
        match self {
            Self::Hello(_) => "hello",
            Self::Deploy(_) => "deploy",
            Self::Apply(_) => "apply",
            Self::Probe(_) => "probe",
            Self::Arrivals(_) => "arrivals",
            Self::SelfCheck(_) => "self-check",
            Self::Teardown(_) => "teardown",
            Self::Shutdown(_) => "shutdown",
        }
    }

    /// The deployment that it is about.
    #[must_use]
    pub fn deployment(&self) -> Option<&str> {
        match self {
            Self::Hello(_) | Self::Shutdown(_) => None,
            Self::Deploy(params) => Some(&params.deployment),
            Self::Apply(params) => Some(&params.deployment),
            Self::Probe(params) => Some(&params.deployment),
            Self::Arrivals(params) => Some(&params.deployment),
            Self::SelfCheck(params) => Some(&params.deployment),
            Self::Teardown(params) => Some(&params.deployment),
        }
    }

    /// The message that asks for it.
    #[must_use]
    pub fn message(&self, id: u64) -> Message {
        let (method, params) = parts(self);
        Message::Request { id: id.into(), method, params }
    }
}

/// What is told without being asked, by either side.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "method", content = "params", rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Notification {
    /// The suite: nobody waits for a request any more.
    Cancel(Cancel),
    /// The plug-in: what became of a probe.
    Outcome(OutcomeOf),
    /// The plug-in: it lives.
    Heartbeat(Nothing),
}

impl Notification {
    /// Reads the method and the parameters of a notification; nothing where there is no such method.
    ///
    /// # Errors
    ///
    /// What is wrong with the parameters.
    pub fn read(method: &str, params: &Value) -> Result<Option<Self>, String> {
        match method {
            "cancel" => lenient::read(params).map(Self::Cancel).map(Some),
            "outcome" => {
                whole_requests(params.pointer("/outcome/served"))?;
                lenient::read(params).map(Self::Outcome).map(Some)
            }
            "heartbeat" => lenient::read(params).map(Self::Heartbeat).map(Some),
            _ => Ok(None),
        }
    }

    /// The message that tells it.
    #[must_use]
    pub fn message(&self) -> Message {
        let (method, params) = parts(self);
        Message::Notification { method, params }
    }
}

/// Reads what came of a request: `Deployed` for `deploy`, and so on.
///
/// # Errors
///
/// What is wrong with its form.
pub fn read_result<T: DeserializeOwned>(result: &Value) -> Result<T, String> {
    whole_requests(result.get("arrivals").and_then(Value::as_array).into_iter().flatten())?;
    lenient::read(result)
}

/// The method and the parameters of something that is written with both.
fn parts(of: &impl Serialize) -> (String, Value) {
    let mut value = serde_json::to_value(of).expect("messages are plain data");
    let method = value["method"].as_str().unwrap_or_default().to_owned();
    (method, value["params"].take())
}

/// The parts of a request that arrived are never made up: what is left out of it is not what arrived.
fn whole_requests<'a>(arrivals: impl IntoIterator<Item = &'a Value>) -> Result<(), String> {
    const PARTS: [&str; 5] = ["version", "method", "path", "headers", "body"];
    let requests = arrivals.into_iter().filter_map(|arrival| arrival.get("request"));
    let lacks = |request: &Value| {
        PARTS.into_iter().find(|part| request.is_object() && request.get(part).is_none())
    };
    match requests.into_iter().find_map(lacks) {
        None => Ok(()),
        Some(part) => Err(format!("missing field `{part}` in a request that arrived")),
    }
}
