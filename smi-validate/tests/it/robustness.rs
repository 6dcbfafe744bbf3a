//! What fuzzers look for – panics, and laws that do not hold – with inputs that every `cargo test` makes up anew.
//!
//! `fuzz/` has the same bodies for a fuzzer, and the README how to run one.

#[path = "../../fuzz/bodies.rs"]
mod bodies;

use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use serde::Deserialize as _;
use serde_json::{Value, json};

/// One object of every kind in every version.
static MANIFESTS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let mut manifests = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/manifests"), &mut manifests);
    assert!(manifests.len() > 20);
    manifests
});

fn read(folder: &Path, manifests: &mut Vec<Value>) {
    let mut entries: Vec<_> =
        folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            read(&path, manifests);
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            for document in serde_yaml::Deserializer::from_str(&text) {
                manifests.push(Value::deserialize(document).unwrap());
            }
        }
    }
}

/// What stands where something else belongs.
fn wrong() -> impl Strategy<Value = Value> {
    let words = [
        "",
        "*",
        "/",
        "GET",
        "web",
        "a b",
        ".*",
        "/(",
        "(?i:x)",
        "500m",
        "1e99999",
        "8080",
        "\u{0}",
        "HTTPRouteGroup",
        "UDPRoute",
        "v1",
        "日本",
    ];
    prop_oneof![
        3 => proptest::sample::select(words.to_vec()).prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => (0..100_u64).prop_map(Value::from),
        1 => proptest::sample::select(vec![
            json!(null), json!(true), json!([]), json!({}), json!([{}]), json!([null]), json!({ "a": "b" }),
            json!([{ "a": "b" }, { "a": "c" }]), json!(i64::MIN), json!(u64::MAX), json!(-0.0), json!(1e300),
        ]),
    ]
}

/// A number of manifests, each with some parts replaced, as JSON documents.
fn changed() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<proptest::sample::Index>(), wrong());
    let changes = proptest::collection::vec(change, 0..4);
    let one = (any::<proptest::sample::Index>(), changes).prop_map(|(which, changes)| {
        let mut manifest = which.get(&MANIFESTS).clone();
        for (place, value) in changes {
            let count = count(&manifest);
            replace(&mut manifest, &mut place.index(count), &value);
        }
        format!("---\n{manifest}\n")
    });
    proptest::collection::vec(one, 1..4).prop_map(|documents| documents.concat().into_bytes())
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Object(fields) => fields.values().map(count).sum(),
        Value::Array(items) => items.iter().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// Replaces the part with a number, counted in the order of the text.
fn replace(value: &mut Value, number: &mut usize, by: &Value) {
    if *number == 0 {
        *value = by.clone();
    }
    *number = number.wrapping_sub(1);
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|value| replace(value, number, by)),
        Value::Array(items) => items.iter_mut().for_each(|value| replace(value, number, by)),
        _ => {}
    }
}

/// Bytes that look like text in YAML, more or less.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = "[a-c0-9]{1,3}|[-?:,\\[\\]{}#&*!|>'\"%@` \n]|: |- |\n  |\n---\n|<<: |\\*a|&a |é|\u{0}|\u{feff}|\r";
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..60),
        proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat().into_bytes()),
    ]
}

fn scalar() -> impl Strategy<Value = Vec<u8>> {
    "[-+]?[0-9_.eExXoOabcdfinNaytruslfoTZ:~]{0,12}|[ -~]{0,8}|[0-9]{1,25}"
        .prop_map(String::into_bytes)
}

fn patterns() -> impl Strategy<Value = Vec<u8>> {
    r"([a-c()|*+?\[\]{}^$.:<>=!,0-9-]|\\[a-zA-Z0-9{]|\(\?[imsUP<:-]|\[:[a-z]|\\p\{|é){0,16}(\n[a-c.*+|()]{0,8})?"
        .prop_map(String::into_bytes)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_can_be_read(bytes in prop_oneof![text(), changed()]) {
        bodies::reader(&bytes);
    }

    #[test]
    fn scalars_are_resolved_as_documents_have_them(bytes in scalar()) {
        bodies::resolver(&bytes);
    }

    #[test]
    fn any_pattern_can_be_judged_and_compared(bytes in patterns()) {
        bodies::regex(&bytes);
    }

    #[test]
    fn any_objects_can_be_decided_by(bytes in changed()) {
        bodies::lower(&bytes);
    }

    #[test]
    fn any_object_can_be_converted(bytes in changed()) {
        bodies::convert(&bytes);
    }

    #[test]
    fn any_text_can_be_checked(bytes in prop_oneof![text(), changed()]) {
        bodies::check(&bytes);
    }
}
