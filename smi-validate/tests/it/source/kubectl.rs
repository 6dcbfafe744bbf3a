//! Scalars, merges and repeated keys, held against what kubectl's own reader was recorded to say.

use std::path::Path;

use serde_json::{Value, json};
use smi_validate::source::{Problem, Source};

use super::document;

#[test]
fn scalars_are_what_kubectl_makes_of_them() {
    let record = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/scalars/kubectl.jsonl");
    let record = std::fs::read_to_string(record).unwrap();
    let mut seen = 0;
    for line in record.lines() {
        let (scalar, value, key): (String, Option<String>, Option<String>) =
            serde_json::from_str(line).unwrap();
        let expected = value.map(|json| serde_json::from_str::<Value>(&json).unwrap());
        assert_eq!(as_value(&scalar), expected, "`{scalar}` as a value");
        assert_eq!(as_key(&scalar), key, "`{scalar}` as a key");
        seen += 1;
    }
    assert!(seen > 250, "{seen} scalars");
}

fn as_value(scalar: &str) -> Option<Value> {
    let source = Source::read(format!("v: {scalar}\n"));
    let document = source.documents().next()?;
    let value = document.to_value().ok().filter(|_| document.faults().next().is_none())?;
    Some(value["v"].clone())
}

fn as_key(scalar: &str) -> Option<String> {
    let source = Source::read(format!("? {scalar}\n: 0\n"));
    let document = source.documents().next()?;
    let value = document.to_value().ok().filter(|_| document.faults().next().is_none())?;
    value.as_object()?.keys().next().cloned()
}

#[test]
fn merges_replace_what_stands_above_them() {
    let cases = [
        ("b: &b {x: 1, z: 2}\na:\n  x: 9\n  <<: *b\n", json!({"x": 1, "z": 2})),
        ("b: &b {x: 1, z: 2}\na:\n  <<: *b\n  x: 9\n", json!({"x": 9, "z": 2})),
        ("b: &b {x: 1}\nc: &c {x: 2, z: 3}\na:\n  <<: [*b, *c]\n", json!({"x": 1, "z": 3})),
        ("a:\n  <<: {x: 1}\n  \"<<\": 2\n", json!({"<<": 2, "x": 1})),
        ("b: &b {x: 1}\na:\n  <<: *b\n  <<: {x: 2, z: 3}\n", json!({"x": 2, "z": 3})),
        ("b: &b {x: 1}\nc: &c {<<: *b, z: 1}\na: {<<: *c}", json!({"x": 1, "z": 1})),
        ("a: {!!merge <<: {x: 1}}", json!({"x": 1})),
        ("a: {yes: 1, true: 2}", json!({"true": 2})),
        ("a: {x: 1, x: 2}", json!({"x": 2})),
    ];
    for (text, expected) in cases {
        let value = document(text).to_value().unwrap();
        assert_eq!(value["a"], expected, "{text}");
        assert_eq!(document(text).find("a.x").missing == 0, expected.get("x").is_some(), "{text}");
    }
}

#[test]
fn merges_of_anything_else_are_faults() {
    let list = "b: &b [{x: 1}]\na: {<<: *b}";
    for text in ["a: {<<: }", "a: {<<: 3}", "a: {<<: [1]}", "a: {<<: [{}, x]}", list] {
        let problems: Vec<_> = document(text).faults().map(|fault| fault.problem).collect();
        assert_eq!(problems, [Problem::Merge], "{text}");
    }
}

#[test]
fn repeated_keys_are_told_with_both_places() {
    let many: String = (0..40).map(|n| format!("k{n}: 1\n")).collect();
    for (text, expected) in [
        ("a: 1\nb: 2\na: 3\n".to_owned(), vec![(0, 10)]),
        ("a: 1\n'a': 2\na: 3\n".to_owned(), vec![(0, 5), (0, 12)]),
        ("on: 1\ntrue: 2\n".to_owned(), vec![(0, 6)]),
        ("a: {b: 1}\nc: {b: 1}\n".to_owned(), vec![]),
        (format!("{many}k3: 2\nk39: 2"), vec![(18, many.len()), (many.len() - 7, many.len() + 6)]),
    ] {
        let document = document(&text);
        let places = document.duplicates().map(|twice| (twice.first.start, twice.second.start));
        let places: Vec<_> = places.map(|(one, two)| (one as usize, two as usize)).collect();
        assert_eq!(places, expected, "{text}");
    }
}
