//! Making a disagreement small: what can go while it stays.

use serde_json::{Value, json};

use super::{Case, Request};
use crate::driver::{HttpRequest, HttpVersion, Payload};

/// Lists inside objects whose items may go one by one, but for the last.
const LISTS: [&str; 4] = ["/spec/matches", "/spec/rules", "/spec/sources", "/spec/backends"];
/// Fields of a match that may go as a whole, or item by item.
const FIELDS: [&str; 3] = ["headers", "methods", "matches"];

/// Every case that is smaller by one thing, the largest steps first.
pub(super) fn smaller(case: &Case) -> Vec<Case> {
    let asking = |request| Case { objects: case.objects.clone(), requests: vec![request] };
    let having = |objects| Case { objects, requests: case.requests.clone() };
    let mut all = Vec::new();
    if case.requests.len() > 1 {
        all.extend(case.requests.iter().cloned().map(asking));
    }
    for index in 0..case.objects.len() {
        let mut objects = case.objects.clone();
        objects.remove(index);
        all.push(having(objects));
    }
    for (index, object) in case.objects.iter().enumerate() {
        for variant in variants(object) {
            let mut objects = case.objects.clone();
            objects[index] = variant;
            all.push(having(objects));
        }
    }
    if let [request] = case.requests.as_slice() {
        all.extend(plainer(request).into_iter().map(asking));
    }
    all
}

/// The same request with one thing less to it.
fn plainer(request: &Request) -> Vec<Request> {
    let Payload::Http(sent) = &request.send else { return Vec::new() };
    let mut all: Vec<_> = (0..sent.headers.len())
        .map(|gone| {
            let mut headers = sent.headers.clone();
            headers.remove(gone);
            HttpRequest { headers, ..sent.clone() }
        })
        .collect();
    all.push(HttpRequest { version: HttpVersion::Http11, ..sent.clone() });
    all.push(HttpRequest { method: "GET".to_owned(), ..sent.clone() });
    all.push(HttpRequest { path: "/".to_owned(), ..sent.clone() });
    all.retain(|plainer| plainer != sent);
    let with = |sent| Request { send: Payload::Http(sent), ..request.clone() };
    all.into_iter().map(with).collect()
}

/// An object with one thing less, or with one thing plainer.
fn variants(object: &Value) -> Vec<Value> {
    let mut variants = Vec::new();
    for pointer in LISTS {
        let items = object.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..items {
            if items > 1 {
                variants.push(edited(object, pointer, |list| drop(list.remove(index))));
            }
            for field in FIELDS {
                variants.extend(without_field(object, pointer, index, field));
            }
            for (field, plain) in
                [("pathRegex", json!(".*")), ("methods", json!(["*"])), ("weight", json!(1))]
            {
                variants.extend(with_plain_field(object, pointer, index, field, plain));
            }
        }
    }
    let limited = object["kind"] == "TrafficSplit" && object["spec"].get("matches").is_some();
    if limited {
        let mut variant = object.clone();
        variant["spec"].as_object_mut().expect("a split has a spec").remove("matches");
        variants.push(variant);
    }
    variants
}

/// An item without one of its fields, or with one entry less of it.
fn without_field(object: &Value, pointer: &str, index: usize, field: &str) -> Vec<Value> {
    let Some(content) = object.pointer(pointer).and_then(|list| list[index].get(field)) else {
        return Vec::new();
    };
    let count = content.as_array().map_or(0, Vec::len);
    let mut variants = vec![edited(object, pointer, |list| {
        list[index].as_object_mut().expect("it has the field").remove(field);
    })];
    if count > 1 {
        variants.extend((0..count).map(|gone| {
            edited(object, pointer, |list| {
                list[index][field].as_array_mut().expect("it is counted").remove(gone);
            })
        }));
    }
    variants
}

/// An item with the plainest content of one of its fields. A weight of zero means something else than any other.
fn with_plain_field(
    object: &Value,
    pointer: &str,
    index: usize,
    field: &str,
    plain: Value,
) -> Option<Value> {
    let content = object.pointer(pointer)?[index].get(field)?;
    (*content != plain && *content != json!(0))
        .then(|| edited(object, pointer, |list| list[index][field] = plain))
}

fn edited(object: &Value, pointer: &str, edit: impl FnOnce(&mut Vec<Value>)) -> Value {
    let mut variant = object.clone();
    let list = variant.pointer_mut(pointer).and_then(Value::as_array_mut);
    edit(list.expect("the list is there"));
    variant
}
