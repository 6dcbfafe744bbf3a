//! The loader refuses what it does not understand, and says where.

use smi_validate::profile::Profile;

const SOUND: &str = "\
name: mine
title: Mine
project: { is: developed, from: code }
documents:
  code: { is: code, project: somebody/mine }
kinds:
  TrafficSplit: { versions: { v1alpha4: stored }, from: code }
paths:
  anchoring: { is: whole, from: code rule.go:5 }
";

#[test]
fn a_profile_of_ones_own_can_be_read() {
    let profile = Profile::parse("mine", SOUND).unwrap();
    assert_eq!(profile.answer("paths.anchoring"), "whole");
    assert_eq!(profile.answer("paths.engine"), "");
    let source = &profile.paths.anchoring.first().unwrap().from[0];
    assert_eq!(profile.cite(source), "somebody/mine, rule.go:5");
}

/// What is replaced, what by, and what the error must say.
const FAULTS: &[(&str, &str, &str)] = &[
    ("title:", "titel: x\ntitle:", "unknown field `titel`"),
    ("{ is: whole,", "{ iz: whole,", "paths.anchoring: unknown field `iz`"),
    ("  anchoring:", "  anchorage:", "paths: unknown field `anchorage`"),
    ("paths:", "path:", "unknown field `path`"),
    ("is: whole", "is: half", "paths.anchoring.is: unknown variant `half`"),
    ("versions: {", "version: {", "kinds.TrafficSplit: unknown field `version`"),
    (", from: code rule.go:5", "", "missing field `from`"),
    ("from: code rule.go:5", "from: []", "paths.anchoring: no source is named"),
    (
        "from: code rule.go:5",
        "from: rule.go:5",
        "paths.anchoring: `rule.go:5` is not one of the documents",
    ),
    ("is: whole, ", "is: whole, when: { before: 1.0 }, ", "unknown field `before`"),
    (
        "is: whole, ",
        "is: whole, when: { versions: [v1alpha1] }, ",
        "paths.anchoring: it is not served",
    ),
    ("name: mine", "name: yours", "name: the name is `yours`"),
    ("TrafficSplit", "TrafficSplits", "kinds.TrafficSplits: SMI has no kind `TrafficSplits`"),
    ("v1alpha4", "v1alpha5", "kinds.TrafficSplit: there is no version `v1alpha5` of it"),
    (
        "kinds:",
        "  book: { is: thread, project: x }\nkinds:",
        "documents.book: nothing is drawn from this document",
    ),
    ("paths:", "fields: { TCPRoute: {} }\npaths:", "fields.TCPRoute: it is not served"),
    (
        "paths:",
        "fields: { TrafficSplit: { spec.service: [] } }\npaths:",
        "fields.TrafficSplit.spec.service: nothing is said",
    ),
    (
        "paths:",
        "constructs: { udp-rule: { is: broken, from: code } }\npaths:",
        "constructs.udp-rule: `broken` needs an effect",
    ),
    (
        "paths:",
        "constructs: { udp: { is: honoured, from: code } }\npaths:",
        "unknown variant `udp`",
    ),
    (
        "paths:",
        "readings: { SPLIT-X: { is: other, from: code } }\npaths:",
        "no interpretation has the id `SPLIT-X`",
    ),
    (
        "{ is: whole, from: code rule.go:5 }",
        "[{ is: whole, from: code }, { is: whole, from: code a }]",
        "paths.anchoring: `whole` is said twice",
    ),
];

#[test]
fn what_is_not_understood_is_an_error_with_its_place() {
    for (what, by, message) in FAULTS {
        let text = SOUND.replacen(what, by, 1);
        assert_ne!(text, SOUND, "{what}");
        let error = Profile::parse("mine", &text).unwrap_err().to_string();
        assert!(error.contains("`mine`") && error.contains(message), "{what}: {error}");
        let place = error.contains("cannot be read") == error.contains(" at line ");
        assert!(place, "{error}");
    }
}
