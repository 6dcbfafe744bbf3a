//! What the API server says to each fixture.

use std::collections::BTreeMap;

use http::Method;
use serde_json::Value;
use smi_types::headers::HeaderForm;

use super::Mode;
use super::server::Server;
use crate::fixture::{Class, Fixture, Layer, Suite};
use crate::record::{self, Record, Verdict};

pub(crate) const RECORD: &str = "server.json";

/// Suites that can be installed together: one version, one form of headers.
pub(super) fn rounds(suites: &[Suite]) -> Vec<Vec<&Suite>> {
    let mut rounds: BTreeMap<(&str, bool), Vec<&Suite>> = BTreeMap::new();
    for suite in suites {
        let is_map = suite.form == HeaderForm::Map;
        rounds.entry((suite.entry.version, is_map)).or_default().push(suite);
    }
    rounds.into_values().collect()
}

/// Sends every fixture of a suite, and returns how many there are and what is not as it should be.
pub(super) async fn check(
    server: &Server,
    suite: &Suite,
    definition: &Value,
    mode: Mode,
) -> Result<(usize, Vec<String>), String> {
    let mut verdicts = BTreeMap::new();
    let mut wrong = Vec::new();
    let rules = rules(super::schema(definition));
    for fixture in &suite.fixtures {
        let verdict = ask(server, suite, definition, fixture, &rules).await?;
        wrong.extend(
            difference(fixture, &verdict)
                .map(|text| format!("{}/{}: {text}", suite.name(), fixture.name)),
        );
        verdicts.insert(fixture.name.clone(), verdict);
    }
    let path = suite.folder.join(RECORD);
    let found = Record { kubernetes: server.version.clone(), verdicts };
    if mode == Mode::Record {
        record::write(&path, &found)?;
    } else {
        let recorded: Option<Record> = record::read(&path)?;
        wrong.extend(differences(suite, recorded, &found));
    }
    Ok((suite.fixtures.len(), wrong))
}

async fn ask(
    server: &Server,
    suite: &Suite,
    definition: &Value,
    fixture: &Fixture,
    rules: &[String],
) -> Result<Verdict, String> {
    let collection = server.collection(definition, suite.entry.version);
    let path = format!("{collection}?dryRun=All&fieldValidation=Strict");
    let answer = server.send(Method::POST, &path, &fixture.text).await?;
    let mut verdict = Verdict::of(answer.status, &answer.content, rules);
    if let (201, Ok(sent)) = (answer.status, fixture.value()) {
        pruned(&sent, &answer.content, "", &mut verdict.pruned);
    }
    Ok(verdict)
}

/// What was sent and is not in the answer.
pub(super) fn pruned(sent: &Value, got: &Value, path: &str, missing: &mut Vec<String>) {
    match (sent, got) {
        (Value::Object(sent), Value::Object(got)) => {
            for (name, value) in sent {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                pruned(value, got.get(name).unwrap_or(&Value::Null), &path, missing);
            }
        }
        (Value::Array(sent), Value::Array(got)) if sent.len() == got.len() => {
            for (index, (sent, got)) in sent.iter().zip(got).enumerate() {
                pruned(sent, got, &format!("{path}[{index}]"), missing);
            }
        }
        _ if sent == got || sent.as_f64().is_some() && sent.as_f64() == got.as_f64() => {}
        _ => missing.push(path.to_owned()),
    }
}

/// Where a verdict is not what the fixture says of itself.
pub(crate) fn difference(fixture: &Fixture, verdict: &Verdict) -> Option<String> {
    match (&fixture.class, verdict.refusal()) {
        (Class::Admitted | Class::ReaderOnly(_), _) if verdict.is_admitted() => None,
        (Class::Admitted | Class::ReaderOnly(_), _) => {
            Some(format!("expected to be admitted whole, found {verdict:?}"))
        }
        (Class::Refused(layer, fault), Some((by, at, says)))
            if *layer == by && says.contains(&fault.says) && is_place(by, at, &fault.at) =>
        {
            None
        }
        (Class::Refused(layer, fault), _) => Some(format!(
            "expected {layer:?} at {} saying `{}`, found {verdict:?}",
            fault.at, fault.says
        )),
    }
}

/// A refusal by the decoder names its place only in the message.
fn is_place(layer: Layer, found: &str, expected: &str) -> bool {
    if layer == Layer::Decode { found.contains(expected) } else { found == expected }
}

fn differences(suite: &Suite, recorded: Option<Record>, found: &Record) -> Vec<String> {
    let name = suite.name();
    let Some(recorded) = recorded else {
        return vec![format!(
            "{name}: nothing is recorded; run `cargo xtask cluster-test --record`"
        )];
    };
    // Words change between minor versions of Kubernetes; what is refused must not.
    let minor = |version: &str| version.split('.').take(2).map(str::to_owned).collect::<Vec<_>>();
    let exact = minor(&recorded.kubernetes) == minor(&found.kubernetes);
    let same = |one: &Verdict, other: &Verdict| {
        if exact {
            one == other
        } else {
            one.status == other.status && one.causes.len() == other.causes.len()
        }
    };
    let mut wrong = Vec::new();
    for (fixture, verdict) in &found.verdicts {
        match recorded.verdicts.get(fixture) {
            Some(before) if same(before, verdict) => {}
            before => wrong.push(format!(
                "{name}/{fixture}: recorded with {} was {before:?}, but {} answers {verdict:?}",
                recorded.kubernetes, found.kubernetes
            )),
        }
    }
    let gone = recorded.verdicts.keys().filter(|fixture| !found.verdicts.contains_key(*fixture));
    wrong.extend(
        gone.map(|fixture| format!("{name}/{fixture}: recorded, but there is no such fixture")),
    );
    wrong
}

/// The messages of all rules in CEL.
pub(crate) fn rules(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    match schema {
        Value::Object(fields) => {
            for rule in fields
                .get("x-kubernetes-validations")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                found.extend(rule["message"].as_str().map(str::to_owned));
            }
            found.extend(fields.values().flat_map(rules));
        }
        Value::Array(items) => found.extend(items.iter().flat_map(rules)),
        _ => {}
    }
    found
}
