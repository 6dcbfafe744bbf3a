//! The page and the types say the same.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    Arrived, Deployed, ErrorAnswer, Message, Nothing, Notification, Request, SelfChecked, Welcome,
    read_result,
};
use crate::driver::DriverError;

/// Every line of the page that is a message.
fn lines() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/plugin-protocol.md");
    let page = std::fs::read_to_string(path).unwrap();
    page.lines().filter(|line| line.starts_with("{\"")).map(str::to_owned).collect()
}

fn again<T: DeserializeOwned + Serialize>(result: &Value) -> Value {
    serde_json::to_value(read_result::<T>(result).unwrap()).unwrap()
}

/// A message, read into the types for it and written again.
fn written_again(message: &Message, methods: &mut BTreeMap<u64, String>) -> Message {
    match message {
        Message::Request { id, method, params } => {
            let id = id.as_u64().unwrap();
            methods.insert(id, method.clone());
            Request::read(method, params).unwrap().message(id)
        }
        Message::Notification { method, params } => {
            Notification::read(method, params).unwrap().unwrap().message()
        }
        Message::Response { id, result } => {
            let result = match methods[&id.as_u64().unwrap()].as_str() {
                "hello" => again::<Welcome>(result),
                "deploy" => again::<Deployed>(result),
                "arrivals" => again::<Arrived>(result),
                "self-check" => again::<SelfChecked>(result),
                _ => again::<Nothing>(result),
            };
            Message::Response { id: id.clone(), result }
        }
        error @ Message::Error { .. } => error.clone(),
    }
}

#[test]
fn every_message_of_the_page_can_be_read_and_is_written_the_same() {
    let (lines, mut methods) = (lines(), BTreeMap::new());
    assert!(lines.len() >= 18, "{lines:#?}");
    for line in &lines {
        let message = Message::parse(line.as_bytes()).unwrap();
        let written = written_again(&message, &mut methods).line();
        assert!(written.ends_with("}\n") && !written.trim_end().contains('\n'));
        let (expected, found): (Value, Value) =
            (serde_json::from_str(line).unwrap(), serde_json::from_str(&written).unwrap());
        assert_eq!(found, expected);
    }
    assert_eq!(methods.len(), 8, "one request of each kind");
}

#[test]
#[cfg(feature = "schema")]
fn every_message_of_the_page_is_of_the_schema_and_broken_ones_are_not() {
    let validator = jsonschema::validator_for(&super::schema()).unwrap();
    for line in lines() {
        let line: Value = serde_json::from_str(&line).unwrap();
        let errors: Vec<_> = validator.iter_errors(&line).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{line}: {errors:?}");
    }
    for wrong in [
        json!({ "jsonrpc": "2.0", "id": 1, "method": "helo", "params": {} }),
        json!({ "jsonrpc": "2.0", "method": "teardown", "params": { "deployment": "d1" } }),
        json!({ "jsonrpc": "1.0", "id": 1, "result": {} }),
        json!({ "jsonrpc": "2.0", "id": 1, "result": null }),
        json!({ "jsonrpc": "2.0", "id": 1, "error": { "code": 1 } }),
        json!({ "jsonrpc": "2.0", "method": "outcome", "params": { "deployment": "d1", "probe": "a", "outcome": "lost" } }),
    ] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
}

#[test]
fn what_is_no_message_is_said_to_be_none() {
    for (line, expected) in [
        (&b"\xff{}"[..], "UTF-8"),
        (b"hello", "JSON"),
        (b"", "JSON"),
        (b"{} {}", "JSON"),
        (b"[]", "an object"),
        (b"{\"id\":1,\"result\":{}}", "jsonrpc"),
        (b"{\"jsonrpc\":\"2.0\",\"result\":{}}", "`id` or `method`"),
        (b"{\"jsonrpc\":\"2.0\",\"id\":1}", "a result or an error"),
        (
            b"{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1,\"error\":{\"code\":1,\"message\":\"\"}}",
            "not both",
        ),
        (b"{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"message\":\"\"}}", "missing field `code`"),
        (b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"result\":1}", "without a result"),
        (b"{\"jsonrpc\":\"2.0\",\"method\":7}", "a string"),
    ] {
        let error = Message::parse(line).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    let deep = "[".repeat(100_000);
    assert!(Message::parse(deep.as_bytes()).is_err());
}

/// A request that arrived without its path did not arrive at `/`.
#[test]
fn a_request_that_arrived_has_all_its_parts() {
    let request =
        json!({ "version": "1.1", "method": "GET", "path": "/", "headers": [], "body": "" });
    for part in ["version", "method", "path", "headers", "body"] {
        let mut request = request.clone();
        request.as_object_mut().unwrap().remove(part);
        let arrival = json!({ "id": "a", "pod": "web-0", "port": 8080, "request": request });
        let outcome =
            json!({ "deployment": "d1", "probe": "a", "outcome": { "served": arrival.clone() } });
        assert!(Notification::read("outcome", &outcome).unwrap_err().contains(part));
        let arrived = read_result::<Arrived>(&json!({ "arrivals": [arrival] }));
        assert!(arrived.unwrap_err().contains(part));
    }
}

#[test]
fn requests_that_cannot_be_read_are_answered_with_the_codes_of_json_rpc() {
    let code = |method, params| Request::read(method, &params).unwrap_err().code;
    assert_eq!(code("helo", json!({})), -32_601);
    assert_eq!(code("deploy", json!({ "deployment": "d1" })), -32_602);
    assert_eq!(code("shutdown", json!([])), -32_602);
}

#[test]
fn errors_of_drivers_have_codes() {
    let refused = DriverError::NotAccepted {
        kind: "TrafficSplit".to_owned(),
        name: "web".to_owned(),
        reason: "no backends".to_owned(),
    };
    let object = json!({ "kind": "TrafficSplit", "namespace": "app", "name": "web" });
    let answer = ErrorAnswer::of(&refused);
    assert_eq!((answer.code, answer.data), (2, Some(object)));
    let unsupported = DriverError::Unsupported { what: "udp".to_owned() };
    assert_eq!(ErrorAnswer::of(&unsupported).to_string(), "udp (error 3, unsupported)");
    let unknown = DriverError::Unknown { what: "pod", name: "web-7".to_owned() };
    assert_eq!(ErrorAnswer::of(&unknown).code, 4);
    let lost = DriverError::Lost { what: "a sidecar".to_owned() };
    assert_eq!(ErrorAnswer::of(&lost).code, 1);
}
