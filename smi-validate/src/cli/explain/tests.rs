//! What is known about real texts.

use super::*;

/// The wording or message that is explained first.
fn first(text: &str) -> String {
    let mut found = explanations(text);
    found.sort_by_key(|found| std::cmp::Reverse(found.score));
    let first = found.first().unwrap_or_else(|| panic!("nothing is known of {text}"));
    match &first.what {
        What::Known(known) => known.says[0].clone(),
        What::Message(said) => said[0].1.text.clone(),
    }
}

/// Texts as people paste them, and how the wording or message begins that explains them.
const PASTED: &[(&str, &str)] = &[
    (
        "error: resource mapping not found for name: \"cart\" namespace: \"shop\" from \"a.yaml\": no matches for kind \
             \"TrafficSplit\" in version \"split.smi-spec.io/v1alpha4\"\nensure CRDs are installed first",
        "no matches for kind",
    ),
    (
        "Error from server (BadRequest): error when creating \"a.yaml\": TrafficSplit in version \"v1alpha4\" cannot be \
             handled as a TrafficSplit: strict decoding error: unknown field \"spec.backends[1].wieght\"",
        "strict decoding error: unknown field",
    ),
    (
        "The TrafficSplit \"cart\" is invalid: spec.backends[0].weight: Invalid value: \"string\": \
             spec.backends[0].weight in body must be of type integer: \"string\"",
        "… in body must be of type",
    ),
    (
        "spec.matches[0].methods[0]: Unsupported value: \"get\": supported values: \"*\", \"GET\"",
        "Unsupported value",
    ),
    ("spec.backends[1].weight in body should be greater than or equal to 0", "… should be greater"),
    ("spec.matches[1]: Duplicate value: {\"name\":\"a\"}", "Duplicate value"),
    ("* metadata.name: Required value: name or generateName is required", "Required value: name"),
    ("spec.service: Required value", "Required value"),
    (
        "error: error parsing a.yaml: error converting YAML to JSON: yaml: line 4: did not find expected key",
        "error converting YAML to JSON: yaml: line …: did not find expected key",
    ),
    ("yaml: line 7: mapping values are not allowed in this context", "mapping values"),
    ("yaml: line 2: found character that cannot start any token", "found character"),
    (
        "Error from server: error when creating \"t.yaml\": admission webhook \"other.example.com\" denied the request: no",
        "admission webhook",
    ),
    (
        "admission webhook \"osm-validator.k8s.io\" denied the request: The traffic target namespace (shop) must match \
             spec.Destination.Namespace (far)",
        "The traffic target namespace",
    ),
    (
        "conversion webhook for split.smi-spec.io/v1alpha2, Kind=TrafficSplit failed: Post \"https://x\": EOF",
        "conversion webhook",
    ),
    (
        "time=\"2026-11-25T00:00:00Z\" level=error msg=\"unable to find backend Service \\\"cart-v2\\\"\"",
        "unable to find backend",
    ),
    (
        "yaml: invalid map key: map[interface {}]interface {}{\".Values.name\":interface {}(nil)}",
        "invalid map key",
    ),
];

#[test]
fn texts_as_people_paste_them_are_known() {
    for (text, wording) in PASTED {
        let found = first(text);
        assert!(found.starts_with(wording), "{text}\nis taken for: {found}");
    }
}

#[test]
fn what_is_unknown_shows_a_way_on() {
    for text in ["", "missing-rout", "the quick brown fox jumps over the lazy dog", "a: b"] {
        assert!(answer(text).is_none(), "{text}: {}", answer(text).unwrap_or_default());
        assert!(no_answer(text).contains("smi-validate rules"));
    }
}

#[test]
fn every_wording_is_taken_for_its_own_entry() {
    for known in Known::all() {
        for says in &known.says {
            assert!(known.says.contains(&first(says)) || first(says) == known.says[0], "{says}");
        }
        assert!(!known.means.is_empty() && !known.mend.is_empty() && !known.by.is_empty());
    }
}

#[test]
fn every_message_of_a_mesh_is_known() {
    for (profile, message) in messages() {
        let text = message.text.replace("%s", "cart").replace("%q", "\"cart\"").replace("%d", "80");
        let text = text.replace(['[', ']'], "");
        let explained = answer(&text).unwrap_or_default();
        assert!(
            explained.contains(&message.effect[..20.min(message.effect.len())])
                || explained.contains(&profile.title),
            "{text}\n{explained}"
        );
    }
}

#[test]
fn every_rule_that_is_named_exists() {
    let named = Known::all().iter().flat_map(|known| &known.rules);
    let missing: Vec<_> = named.filter(|name| rules::find(name).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
