//! All versions of a kind served without a webhook: the API server only changes `apiVersion`. Which of them read back equal?

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde_json::{Value, json};
use smi_types::convert::set::Target;
use smi_types::headers::HeaderForm;
use smi_types::{CATALOG, Manifest};

use super::{Mode, definitions, server::Server};
use crate::fixture::{self, Class, Fixture, Suite};
use crate::record;

pub(crate) const RECORD: &str = "relabelled.json";

/// By kind, by `written → read`: the fixtures that do not read back as what they mean.
pub(crate) type Table = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// Writes every admitted fixture at its version, reads it at every version, and compares with the record.
pub(super) async fn check(
    server: &Server,
    suites: &[Suite],
    mode: Mode,
) -> Result<Vec<String>, String> {
    let mut table = Table::new();
    let mut definitions = definitions("crd-webhook")?;
    definitions
        .iter_mut()
        .for_each(|one| one["spec"]["conversion"] = json!({ "strategy": "None" }));
    server.install(&definitions).await?;
    for definition in &definitions {
        let kind = definition["spec"]["names"]["kind"].as_str().unwrap_or_default();
        let rows = table.entry(kind.to_owned()).or_default();
        let of_kind = suites
            .iter()
            .filter(|suite| suite.entry.kind == kind && suite.form == HeaderForm::List);
        for suite in
            of_kind.filter(|suite| versions(kind).any(|version| version == suite.entry.version))
        {
            write_and_read(server, definition, suite, rows).await?;
        }
    }
    server.remove(&definitions).await?;
    let path = fixture::folder().join(RECORD);
    if mode == Mode::Record {
        record::write(&path, &table)?;
        return Ok(Vec::new());
    }
    let recorded: Option<Table> = record::read(&path)?;
    let differs = recorded.as_ref() != Some(&table);
    Ok(differs
        .then(|| format!("{RECORD}: recorded {recorded:?}, found {table:?}"))
        .into_iter()
        .collect())
}

async fn write_and_read(
    server: &Server,
    definition: &Value,
    suite: &Suite,
    rows: &mut BTreeMap<String, BTreeSet<String>>,
) -> Result<(), String> {
    let written = suite.entry.version;
    let collection = server.collection(definition, written);
    for fixture in suite.fixtures.iter().filter(|fixture| fixture.class == Class::Admitted) {
        let made = server.send(Method::POST, &collection, &fixture.text).await?;
        made.expect_success(&format!("{}/{}", suite.name(), fixture.name))?;
        let name = made.content["metadata"]["name"].as_str().unwrap_or_default();
        for read in versions(suite.entry.kind) {
            let path = format!("{}/{name}", server.collection(definition, read));
            let found = server.send(Method::GET, &path, "").await?;
            let row = rows.entry(format!("{written} → {read}")).or_default();
            if !is_equal(fixture, &found.content, read)? {
                row.insert(fixture.name.clone());
            }
        }
        server.delete(&format!("{collection}/{name}")).await?;
    }
    Ok(())
}

/// Whether what was read means what was written: the exact conversion, with nothing lost, added or assumed.
fn is_equal(fixture: &Fixture, found: &Value, read: &str) -> Result<bool, String> {
    let parse = |value: &Value| Manifest::parse(value).map(|parsed| parsed.manifest);
    let written = parse(&fixture.value()?).map_err(|error| error.to_string())?;
    let expected =
        written.convert(&Target::Version(read.to_owned())).map_err(|error| error.to_string())?;
    let Ok(mut found) = parse(found) else { return Ok(false) };
    *found.metadata_mut() = expected.value.metadata().clone();
    Ok(expected.is_exact() && found == expected.value)
}

/// The released versions of a kind.
fn versions(kind: &str) -> impl Iterator<Item = &'static str> {
    use smi_types::catalog::Status;
    let kind = kind.to_owned();
    CATALOG
        .iter()
        .filter(move |entry| entry.kind == kind && entry.status == Status::Released)
        .map(|entry| entry.version)
}

/// The versions of a kind that may be served beside the stored one: what is written at either reads back equal at the other.
#[cfg(test)]
pub(crate) fn interchangeable(table: &Table, kind: &str, stored: &str) -> Vec<String> {
    let rows = table.get(kind).cloned().unwrap_or_default();
    let equal = |written: &str, read: &str| {
        rows.get(&format!("{written} → {read}")).is_some_and(BTreeSet::is_empty)
    };
    let both = |version: &&str| {
        equal(version, stored) && equal(stored, version) && equal(version, version)
    };
    versions(kind).filter(both).map(str::to_owned).collect()
}
