//! The JSON Schema of the protocol.

use schemars::JsonSchema;
use serde_json::{Value, json};

use super::{Arrived, Deployed, ErrorAnswer, Nothing, Notification, Request, SelfChecked, Welcome};

/// The JSON Schema of a line, of either side.
///
/// A line does not say which request it responds to: the definitions `Welcome`, `Deployed`, `Arrived` and `SelfChecked`
/// are for the results of `hello`, `deploy`, `arrivals` and `self-check`.
#[must_use]
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Line).to_value();
    pass_over_unknown(&mut schema);
    // Files may leave parts of a request out, messages never do.
    schema["$defs"]["HttpRequest"]["required"] =
        json!(["version", "method", "path", "headers", "body"]);
    schema
}

/// A line of the plug-in protocol, version 1, of the SMI conformance suite.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is wanted")]
enum Line {
    Request(RequestLine),
    Notification(NotificationLine),
    Response(ResponseLine),
    Error(ErrorLine),
}

/// The suite asks for something.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is wanted")]
struct RequestLine {
    jsonrpc: JsonRpc,
    id: u64,
    #[serde(flatten)]
    request: Request,
}

/// One side tells something.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is wanted")]
struct NotificationLine {
    jsonrpc: JsonRpc,
    #[serde(flatten)]
    notification: Notification,
}

/// What came of a request.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is wanted")]
struct ResponseLine {
    jsonrpc: JsonRpc,
    id: u64,
    result: AnyResult,
}

/// The result of some request.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is wanted")]
enum AnyResult {
    Hello(Welcome),
    Deploy(Deployed),
    Arrivals(Arrived),
    SelfCheck(SelfChecked),
    Other(Nothing),
}

/// Why nothing came of a request.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is wanted")]
struct ErrorLine {
    jsonrpc: JsonRpc,
    /// Null where the id of the request could not be read.
    id: Option<u64>,
    error: ErrorAnswer,
}

/// The version of JSON-RPC.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is wanted")]
enum JsonRpc {
    #[serde(rename = "2.0")]
    Two,
}

/// Unknown members are typing errors in files, and none in messages.
fn pass_over_unknown(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("additionalProperties") == Some(&Value::Bool(false)) {
                members.remove("additionalProperties");
            }
            members.values_mut().for_each(pass_over_unknown);
        }
        Value::Array(items) => items.iter_mut().for_each(pass_over_unknown),
        _ => {}
    }
}
