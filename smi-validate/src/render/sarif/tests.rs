//! Recorded output, the official schema, and fingerprints.

use serde_json::Value;

use super::*;
use crate::render::sample;

const RULES: &[&Rule] = &[&sample::MISSING, &sample::ODD];

#[test]
fn findings_are_as_recorded() {
    let (inputs, checked) = sample::checked();
    let mut value = serde_json::to_value(log(RULES, &checked.findings, &inputs)).unwrap();
    value["runs"][0]["tool"]["driver"]["version"] = "VERSION".into();
    sample::compare("sarif.json", &(serde_json::to_string_pretty(&value).unwrap() + "\n"));
}

#[test]
fn logs_are_of_the_official_schema() {
    let mut schema: Value = sample::read("testdata/sarif/sarif-schema-2.1.0.json");
    // Its pattern has a bracket too many, which strict readers refuse. No language is written.
    for holder in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][holder]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern");
    }
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let (inputs, checked) = sample::checked();
    let real = {
        let mut text = Vec::new();
        write(&mut text, &checked, &inputs).unwrap();
        serde_json::from_slice::<Value>(&text).unwrap()
    };
    let clean = serde_json::to_value(log(RULES, &[], &[])).unwrap();
    assert_eq!(clean["runs"][0]["results"], serde_json::json!([]), "absent says something else");
    let sample = serde_json::to_value(log(RULES, &checked.findings, &inputs)).unwrap();
    for log in [&real, &clean, &sample] {
        let errors: Vec<_> = validator.iter_errors(log).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut broken = sample;
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] =
        0.into();
    assert!(!validator.is_valid(&broken));
}

#[test]
fn columns_are_in_utf16() {
    let (inputs, checked) = sample::checked();
    let region = |label: &Label| location(label, &inputs).physical_location.region;
    let emoji = region(checked.findings[2].primary());
    assert_eq!((emoji.start_line, emoji.start_column, emoji.end_column), (12, 25, 27));
    let behind = region(&sample::label(&inputs, 0, "read", "", ""));
    assert_eq!((behind.start_column, behind.end_column), (30, 34));
}

#[test]
fn fingerprints_stay_when_lines_move() {
    let (_, checked) = sample::checked();
    let prints = |move_by| {
        let mut prints = Prints::default();
        let of = |finding: &Finding| {
            let mut finding = finding.clone();
            finding.labels[0].span = crate::source::Span::new(move_by, move_by + 1);
            prints.of(&finding)
        };
        checked.findings.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(prints(0), prints(7));
    let mut different = prints(0);
    different.sort();
    different.dedup();
    assert_eq!(different.len(), checked.findings.len());

    let mut again = Prints::default();
    let finding = &checked.findings[0];
    let (first, second) = (again.of(finding), again.of(finding));
    assert_eq!(first.strip_suffix(":1"), second.strip_suffix(":2"));
}

#[test]
fn the_hash_is_the_known_one() {
    // FNV-1a of `a` alone, by its authors: what is hashed here is `a` and the byte that ends a part.
    let one = 0xaf63_dc4c_8601_ec8c_u64;
    assert_eq!(hash(&["a"]), (one ^ 0xff).wrapping_mul(0x0000_0100_0000_01b3));
    assert_ne!(hash(&["a", "bc"]), hash(&["ab", "c"]));
}
