//! Recorded output.

use super::*;
use crate::render::sample;

fn text(checked: &Checked, inputs: &[Input]) -> String {
    let mut text = Vec::new();
    write(&mut text, checked, inputs).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn findings_are_as_recorded() {
    let (inputs, checked) = sample::checked();
    sample::compare("json.json", &text(&checked, &inputs));
}

/// The schema as it lies in `schemas/`; that it is up to date is checked there.
#[test]
fn findings_are_of_their_schema() {
    let validator = jsonschema::validator_for(&sample::read("schemas/findings.json")).unwrap();
    let (inputs, checked) = sample::checked();
    for checked in [checked, Checked::default()] {
        let value: serde_json::Value = serde_json::from_str(&text(&checked, &inputs)).unwrap();
        let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut broken = serde_json::to_value(Report::of(&Checked::default(), &[])).unwrap();
    broken["findings"] = serde_json::json!([{ "code": 1 }]);
    assert!(!validator.is_valid(&broken));
}
