//! Tests of the public interface, with the files in `testdata/`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bounds;
mod conversions;
mod errors;
mod laws;
mod manifests;
mod review;

use std::path::PathBuf;

use serde_json::Value;
use smi_types::Manifest;

/// A file or folder in `testdata/`.
fn testdata(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata").join(path)
}

/// The documents of a YAML text.
fn documents(text: &str) -> Vec<Value> {
    use serde::Deserialize as _;
    serde_yaml::Deserializer::from_str(text)
        .map(|document| {
            Value::deserialize(document).unwrap_or_else(|error| panic!("{error}\n{text}"))
        })
        .collect()
}

/// Reads a document that has no unknown fields.
fn parse(document: &Value) -> Manifest {
    let parsed = Manifest::parse(document).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(parsed.unknown, [""; 0]);
    parsed.manifest
}
