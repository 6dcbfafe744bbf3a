//! Tests of `schemas/` and `testdata/admission` without a cluster: the recorded answers of a real API server against a stand-in
//! that judges by the files, against our reader, and against the JSON Schemas.

mod stand_in;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use smi_types::bounds::{self, BOUNDS, Keyword};
use smi_types::catalog::Entry;
use smi_types::{CATALOG, schema};

use crate::cluster_test::relabelled::{self, Table, interchangeable};
use crate::cluster_test::{definitions, schema as schema_of, single_version, verdicts};
use crate::fixture::{self, Class, Fixture, Suite};
use crate::mutation::{mutants, objections};
use crate::record::{self, Record};
use stand_in::StandIn;

fn suites() -> Vec<Suite> {
    fixture::suites().unwrap_or_else(|error| panic!("{error}"))
}

/// The suites of kinds that are custom resources.
fn served() -> impl Iterator<Item = Suite> {
    suites().into_iter().filter(Suite::is_served)
}

/// The structural schema of a suite, as it stands in `schemas/`.
fn schema_in_files(suite: &Suite) -> Value {
    let definition = single_version(suite.entry, suite.form);
    schema_of(&definition.unwrap_or_else(|error| panic!("{error}"))).clone()
}

fn recorded(suite: &Suite) -> Record {
    let path = suite.folder.join(verdicts::RECORD);
    let record = record::read(&path).unwrap_or_else(|error| panic!("{error}"));
    record.unwrap_or_else(|| panic!("{}: run `cargo xtask cluster-test --record`", path.display()))
}

fn all(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_recorded_answers_are_what_the_fixtures_say() {
    let mut wrong = Vec::new();
    for suite in served() {
        let record = recorded(&suite);
        let names: BTreeSet<_> = suite.fixtures.iter().map(|one| one.name.clone()).collect();
        assert_eq!(names, record.verdicts.keys().cloned().collect(), "{}", suite.name());
        for fixture in &suite.fixtures {
            let difference = verdicts::difference(fixture, &record.verdicts[&fixture.name]);
            wrong.extend(
                difference.map(|text| format!("{}/{}: {text}", suite.name(), fixture.name)),
            );
        }
    }
    all(wrong);
}

/// Layer, place, and for rules in CEL also the words, are those of the real server.
#[test]
fn the_files_judge_every_fixture_as_the_real_server_did() {
    let mut wrong = Vec::new();
    for suite in served() {
        let record = recorded(&suite);
        let stand_in = StandIn::new(&schema_in_files(&suite));
        for fixture in &suite.fixtures {
            let verdict = &record.verdicts[&fixture.name];
            let found = stand_in.judge(fixture);
            if !stand_in::agree(found.as_ref(), verdict) {
                wrong.push(format!(
                    "{}/{}: the server said {verdict:?}, the files say {found:?}",
                    suite.name(),
                    fixture.name
                ));
            }
        }
    }
    all(wrong);
}

/// What our reader says against a fixture, also where it is not even YAML.
fn read(fixture: &Fixture) -> Vec<String> {
    fixture.value().map_or_else(|error| vec![error], |value| objections(&value))
}

#[test]
fn our_reader_agrees_with_the_real_server() {
    let mut wrong = Vec::new();
    for suite in suites() {
        for fixture in &suite.fixtures {
            let found = read(fixture);
            let expected = fixture.class != Class::Admitted && !fixture.is_exception("reader");
            let text = found.join("; ");
            if found.is_empty() == expected {
                wrong.push(format!("{}/{}: {text}", suite.name(), fixture.name));
            }
            if let Class::ReaderOnly(fault) = &fixture.class
                && !(text.contains(&fault.at) && text.contains(&fault.says))
            {
                wrong.push(format!(
                    "{}/{}: expected `{}` at {}, found {text}",
                    suite.name(),
                    fixture.name,
                    fault.says,
                    fault.at
                ));
            }
        }
    }
    all(wrong);
}

#[test]
fn our_json_schemas_agree_with_our_reader() {
    let mut wrong = Vec::new();
    for suite in suites() {
        let schema = schema::json_schema(suite.entry);
        let validator = jsonschema::draft7::new(&schema).unwrap_or_else(|error| panic!("{error}"));
        for fixture in &suite.fixtures {
            let valid = fixture.value().is_ok_and(|value| validator.is_valid(&value));
            let agree = valid == read(fixture).is_empty();
            let excused = fixture.is_exception("json-schema") != fixture.is_exception("reader");
            if agree == excused {
                wrong.push(format!(
                    "{}/{}: valid: {valid}, our reader says {:?}",
                    suite.name(),
                    fixture.name,
                    read(fixture)
                ));
            }
        }
    }
    all(wrong);
}

/// The same for manifests that nobody judged by hand. (A real server's word on them is asked by `cluster-test`.)
#[test]
fn our_json_schemas_agree_with_our_reader_on_mutants() {
    let (mut count, mut wrong) = (0, Vec::new());
    for suite in suites() {
        let schema = schema::json_schema(suite.entry);
        let validator = jsonschema::draft7::new(&schema).unwrap_or_else(|error| panic!("{error}"));
        for fixture in suite.fixtures.iter().filter(|one| one.class == Class::Admitted) {
            for (what, mutant) in fixture.value().map(|value| mutants(&value)).unwrap_or_default() {
                let objections = objections(&mutant);
                let only_repeats =
                    objections.iter().all(|text| text.contains("items that differ in"));
                count += 1;
                if validator.is_valid(&mutant) != only_repeats {
                    wrong.push(format!("{}/{} {what}: {objections:?}", suite.name(), fixture.name));
                }
            }
        }
    }
    assert!(count > 10_000, "{count}");
    all(wrong);
}

#[test]
fn a_refused_fixture_differs_from_its_twin_by_one_fault() {
    let mut wrong = Vec::new();
    for suite in suites() {
        for fixture in &suite.fixtures {
            let (Class::Refused(_, fault) | Class::ReaderOnly(fault)) = &fixture.class else {
                continue;
            };
            let name = format!("{}/{}", suite.name(), fixture.name);
            let twin = format!("admitted/{}", fault.twin);
            let Some(twin) = suite.fixtures.iter().find(|one| one.name == twin) else {
                wrong.push(format!("{name}: there is no {twin}"));
                continue;
            };
            // What is no YAML can only be compared line by line.
            let count = match (fixture.value(), twin.value()) {
                (Ok(one), Ok(other)) => differences(&one, &other),
                _ => fixture.text.lines().count().abs_diff(twin.text.lines().count()),
            };
            if count != 1 {
                wrong.push(format!("{name}: {count} differences from {}", twin.name));
            }
        }
    }
    all(wrong);
}

/// The places where two values differ. A field that changed its name is one place, and so is an item that came or went.
fn differences(one: &Value, other: &Value) -> usize {
    let only = |one: &Map<String, Value>, other: &Map<String, Value>| {
        one.keys().filter(|key| !other.contains_key(*key)).count()
    };
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let shared =
                one.iter().filter_map(|(key, value)| Some(differences(value, other.get(key)?)));
            shared.sum::<usize>() + only(one, other).max(only(other, one))
        }
        (Value::Array(one), Value::Array(other)) if !one.is_empty() && !other.is_empty() => {
            let shared = one.iter().zip(other).map(|(one, other)| differences(one, other));
            shared.sum::<usize>() + one.len().abs_diff(other.len())
        }
        _ => usize::from(one != other),
    }
}

/// Whatever somebody takes out of a schema, some fixture notices: types and descriptions aside, which [`full`] covers.
#[test]
fn every_keyword_of_every_schema_is_held_by_a_fixture() {
    let mut unnoticed = Vec::new();
    for suite in served() {
        let schema = schema_in_files(&suite);
        let before = judgements(&suite, &schema);
        for (place, mutant) in stand_in::mutants(&schema) {
            if judgements(&suite, &mutant) == before {
                unnoticed.push(format!("{}: without {place}", suite.name()));
            }
        }
    }
    all(unnoticed);
}

fn judgements(suite: &Suite, schema: &Value) -> Vec<bool> {
    let stand_in = StandIn::new(schema);
    suite.fixtures.iter().map(|fixture| stand_in.judge(fixture).is_none()).collect()
}

/// [`full`]: every field of every schema occurs in an admitted fixture, so that a field that goes is noticed.
#[test]
fn every_field_of_every_schema_occurs_in_an_admitted_fixture() {
    let mut missing = Vec::new();
    for suite in served() {
        let admitted = suite.fixtures.iter().filter(|fixture| fixture.class == Class::Admitted);
        let values: Vec<Value> = admitted.filter_map(|fixture| fixture.value().ok()).collect();
        let values: Vec<&Value> = values.iter().collect();
        stand_in::fields_not_in(&schema_in_files(&suite), &values, &suite.name(), &mut missing);
    }
    all(missing);
}

#[test]
fn every_bound_is_tripped_by_a_fixture() {
    let mut tripped = BTreeSet::new();
    for suite in suites() {
        for value in suite.fixtures.iter().filter_map(|fixture| fixture.value().ok()) {
            let found = bounds::check(&value);
            let row = |violation: &bounds::Violation| {
                BOUNDS.iter().position(|bound| std::ptr::eq(bound, violation.bound))
            };
            tripped.extend(found.iter().filter_map(row));
        }
    }
    let missing: Vec<_> = (0..BOUNDS.len()).filter(|row| !tripped.contains(row)).collect();
    all(missing.iter().map(|row| format!("{:?}", BOUNDS[*row])).collect());
}

/// A form is written twice, as a regular expression and as a function: they agree on every short text.
#[test]
fn regular_expressions_and_functions_of_the_bounds_agree() {
    let letters: Vec<char> = "0169.+-keKmiEaA: /".chars().collect();
    let mut texts = vec![String::new()];
    for start in 0..texts.len() + 3 {
        let longest: Vec<String> =
            texts.iter().filter(|text| text.chars().count() == start).cloned().collect();
        texts.extend(
            longest
                .iter()
                .flat_map(|text| letters.iter().map(move |letter| format!("{text}{letter}"))),
        );
    }
    texts.extend(
        ["65535", "65536", "59999", "99999", "1e99", "1e100", "0.5Gi", "1.5.2", "10Ki", "x-beta-1"]
            .map(str::to_owned),
    );
    assert!(texts.len() > 50_000, "{}", texts.len());
    for bound in BOUNDS {
        let (Keyword::Pattern(pattern) | Keyword::Keys(pattern)) = bound.keyword else { continue };
        let schema = json!({ "pattern": pattern.regex });
        let validator = jsonschema::draft7::new(&schema).unwrap_or_else(|error| panic!("{error}"));
        for text in &texts {
            let matches = validator.is_valid(&Value::from(text.as_str()));
            assert_eq!((pattern.holds)(text), matches, "{} `{text}`", pattern.name);
        }
    }
}

/// What is served without a webhook is what reads back equal, and nothing else.
#[test]
fn versions_served_without_a_webhook_are_those_that_read_back_equal() {
    let path = fixture::folder().join(relabelled::RECORD);
    let table: Table = record::read(&path).ok().flatten().expect("the table is recorded");
    for folder in ["crd", "crd/header-map"] {
        for definition in definitions(folder).unwrap_or_else(|error| panic!("{error}")) {
            let kind = definition["spec"]["names"]["kind"].as_str().expect("it has a kind");
            let versions = definition["spec"]["versions"].as_array().expect("it has versions");
            let name = |version: &Value| version["name"].as_str().unwrap_or_default().to_owned();
            let stored = versions.iter().find(|version| version["storage"] == true).map(name);
            let served: Vec<_> =
                versions.iter().filter(|one| one["served"] == true).map(name).collect();
            assert_eq!(
                served,
                interchangeable(&table, kind, &stored.unwrap_or_default()),
                "{folder} {kind}"
            );
            assert_ne!(definition["spec"]["conversion"]["strategy"], "Webhook", "{folder} {kind}");
        }
    }
}

/// What a webhook makes of every admitted manifest: it is at its own version what it was, whichever version it went through.
#[test]
fn conversion_reviews_bring_every_admitted_fixture_back() {
    let mut count = 0;
    for suite in served() {
        let versions = CATALOG.iter().filter(|entry| entry.kind == suite.entry.kind);
        for version in versions.map(Entry::api_version) {
            for fixture in suite.fixtures.iter().filter(|one| one.class == Class::Admitted) {
                let written = fixture.value().unwrap_or_else(|error| panic!("{error}"));
                let there = reviewed(&written, &version);
                let back = reviewed(&there, &suite.entry.api_version());
                assert_eq!(
                    back.to_string(),
                    written.to_string(),
                    "{}/{} through {version}",
                    suite.name(),
                    fixture.name
                );
                count += 1;
            }
        }
    }
    assert!(count > 200, "{count}");
}

fn reviewed(object: &Value, desired: &str) -> Value {
    let answer = smi_types::review::review(&json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "ConversionReview",
        "request": { "uid": "1", "desiredAPIVersion": desired, "objects": [object] },
    }));
    assert_eq!(answer["response"]["result"]["status"], "Success", "{answer}");
    answer["response"]["convertedObjects"][0].clone()
}
