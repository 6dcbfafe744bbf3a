//! What the tests of answers share: the demo, and sets from texts.

use std::fs;
use std::path::PathBuf;

use crate::check::{Checked, check_all};
use crate::config::Config;
use crate::finding::Input;
use crate::set::Set;

/// A file of the folder `testdata`.
pub(super) fn testdata(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata").join(path)
}

/// The demo that the README shows.
pub(super) fn demo() -> Vec<Input> {
    let read = |name: &str| {
        let text = fs::read_to_string(testdata("demo").join(name)).unwrap();
        Input::new(format!("demo/{name}"), text, 0)
    };
    ["access.yaml", "shop.yaml", "split.yaml"].map(read).to_vec()
}

/// The set of some inputs.
pub(super) fn checked(inputs: &[Input]) -> Checked {
    check_all(inputs, &Config::default())
}

/// The set of a text.
pub(super) fn set(text: &str) -> Set {
    checked(&[Input::new("a.yaml", text, 0)]).sets.remove(&0).unwrap_or_default()
}

/// Compares a text with a golden file, or writes it anew.
pub(super) fn compare(path: &str, found: &str) {
    let path = testdata(path);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{}", path.display());
}

/// Says in what a value is not of a schema in `schemas/`; that this is up to date is checked there.
pub(super) fn violations(schema: &str, value: &serde_json::Value) -> Vec<String> {
    let schema = crate::render::sample::read(&format!("schemas/{schema}"));
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_demo_is_clean_and_complete() {
    let config = Config { complete: true, ..Config::default() };
    let checked = check_all(&demo(), &config);
    let messages: Vec<_> = checked.findings.iter().map(|finding| &finding.message).collect();
    assert!(messages.is_empty(), "{messages:#?}");
    assert!(checked.sets[&0].is_complete());
}
