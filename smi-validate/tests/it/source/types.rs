//! Documents as types: what is refused where, and what is not known.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use smi_types::Manifest;
use smi_types::split::v1alpha4::TrafficSplit;
use smi_validate::source::Source;

use super::document;

fn split(spec: &str) -> String {
    format!(
        "apiVersion: split.smi-spec.io/v1alpha4\nkind: TrafficSplit\nmetadata: {{name: cart}}\nspec:\n{spec}"
    )
}

/// The error of a split with its place and its advice.
fn refusal(spec: &str) -> (String, String, String) {
    let document = document(&split(spec));
    let error = document.deserialize::<TrafficSplit>().unwrap_err();
    let place = document.text().position(error.span.start).to_string();
    (place, error.to_string(), error.help.unwrap_or_default())
}

#[test]
fn scalars_that_are_no_texts_are_refused_where_they_stand() {
    for (spec, place, words, help) in [
        (
            "  service: 12\n",
            "5:12",
            "spec.service: expected a string, found the number 12",
            "write `\"12\"` if the text is meant",
        ),
        (
            "  service: on\n",
            "5:12",
            "spec.service: expected a string, found the boolean true",
            "write `\"on\"`: without quotes, it is true for kubectl",
        ),
        (
            "  service: 1.10\n",
            "5:12",
            "spec.service: expected a string, found the number 1.1",
            "write `\"1.10\"` if the text is meant",
        ),
        (
            "  service: a\n  backends: [{service: 010, weight: 1}]\n",
            "6:24",
            "spec.backends[0].service: expected a string, found the number 8",
            "write `\"010\"` if the text is meant",
        ),
        ("  service: [a]\n", "5:12", "spec.service: expected a string, found a list", ""),
        (
            "  service: a\n  backends: {}\n",
            "6:13",
            "spec.backends: expected a list, found an object",
            "",
        ),
    ] {
        assert_eq!(refusal(spec), (place.to_owned(), words.to_owned(), help.to_owned()), "{spec}");
    }
}

#[test]
fn unknown_fields_come_with_their_places() {
    let text = split(
        "  service: a\n  servcie: b\n  backends:\n  - {service: b, weight: 1, wieght: {x: 1}}\nstatus: {}\n",
    );
    let document = document(&text);
    let read = document.deserialize::<TrafficSplit>().unwrap();
    let unknown = read.unknown.iter().map(|field| {
        (field.path.to_string(), &text[field.key.range()], &text[field.value.range()])
    });
    assert_eq!(
        unknown.collect::<Vec<_>>(),
        [
            ("spec.servcie".to_owned(), "servcie", "b"),
            ("spec.backends[0].wieght".to_owned(), "wieght", "{x: 1}"),
            ("status".to_owned(), "status", "{}"),
        ]
    );
    assert_eq!(read.value.spec.service, "a");
}

#[test]
fn aliases_and_merges_are_followed_and_errors_in_them_point_at_the_use() {
    let text = split(
        "  service: &s cart\n  backends:\n  - &b {service: *s, weight: 1}\n  - {<<: *b, weight: 2}\n",
    );
    let document = document(&text);
    let read = document.deserialize::<TrafficSplit>().unwrap();
    let backends = read.value.spec.backends.iter().map(|backend| backend.service.clone());
    assert_eq!(backends.collect::<Vec<_>>(), ["cart", "cart"]);
    let (place, words, _) = refusal("  service: &s [x]\n");
    assert_eq!(
        (place.as_str(), words.as_str()),
        ("5:15", "spec.service: expected a string, found a list")
    );
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Everything<'d> {
    borrowed: &'d str,
    optional: Option<u8>,
    missing: Option<i64>,
    float: f64,
    unit: Kind,
    newtype: Kind,
    structure: Kind,
    pair: (bool, String),
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
enum Kind {
    Unit,
    Newtype(u16),
    Structure { x: i8 },
}

#[test]
fn every_shape_of_types_is_read() {
    let text = "borrowed: 'it''s'\noptional: ~\nfloat: 1e3\nunit: unit\nnewtype: {newtype: 50.0}\nstructure: {structure: {x: -1}}\npair: [yes, \"yes\"]\n";
    let document = document(text);
    let read = document.deserialize::<Everything<'_>>().unwrap();
    assert_eq!(
        read.value,
        Everything {
            borrowed: "it's",
            optional: None,
            missing: None,
            float: 1000.0,
            unit: Kind::Unit,
            newtype: Kind::Newtype(50),
            structure: Kind::Structure { x: -1 },
            pair: (true, "yes".to_owned()),
        }
    );
    for (change, words) in [
        (("float: 1e3", "flaot: 1"), "flaot: expected one of borrowed, optional"),
        (
            ("unit: unit", "unit: units"),
            "unit: expected one of unit, newtype, structure, found `units`",
        ),
        (
            ("x: -1", "x: 300"),
            "structure.structure.x: expected a whole number (i8), found the number 300",
        ),
        (("float: 1e3\n", ""), "at the top level: expected a field `float`, found none"),
    ] {
        let text = text.replace(change.0, change.1);
        let document = super::document(&text);
        let error = document.deserialize::<Everything<'_>>().unwrap_err();
        assert!(error.to_string().starts_with(words), "{error}");
    }
}

/// What the types' own reader says of a JSON value, our reader says of the document.
#[test]
fn fixtures_are_the_same_objects_with_the_same_unknown_fields() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../testdata/admission/split/trafficsplit/v1alpha4");
    let mut seen = 0;
    for entry in ["admitted", "refused"]
        .map(|verdict| std::fs::read_dir(folder.join(verdict)).unwrap())
        .into_iter()
        .flatten()
    {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let source = Source::read(text.as_str());
        let document = source.documents().next().unwrap();
        let value: Value = document.to_value().unwrap();
        let ours = document.deserialize::<TrafficSplit>();
        match (Manifest::parse(&value), ours) {
            (Ok(parsed), Ok(read)) => {
                assert_eq!(parsed.manifest, Manifest::from(read.value), "{}", path.display());
                let mut unknown: Vec<_> =
                    read.unknown.iter().map(|field| field.path.to_string()).collect();
                let mut expected = parsed.unknown;
                unknown.sort();
                expected.sort();
                assert_eq!(unknown, expected, "{}", path.display());
                seen += 1;
            }
            (Err(_), Err(_)) => seen += 1,
            (parsed, ours) => panic!("{}: {parsed:?} {ours:?}", path.display()),
        }
    }
    assert!(seen > 20, "{seen} fixtures");
}
