//! kubeconform with our JSON Schemas as its schema location, on every fixture.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::fixture::{self, Class, Fixture, Suite};
use crate::{Outcome, run as command, schemas};

const MODULE: &str = "github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0";
const LOCATION: &str = "json/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json";

pub(super) fn install() -> Outcome {
    if program().exists() {
        return Ok(());
    }
    let folder = super::folder().join("bin");
    command(Command::new("go").args(["install", MODULE]).env("GOBIN", folder))
}

fn program() -> PathBuf {
    super::folder().join("bin/kubeconform")
}

pub(super) fn run() -> Result<String, String> {
    let folder = super::folder().join("fixtures");
    let expected = write(&folder, &fixture::suites()?)?;
    let found = judge(&program(), &folder)?;
    let differs = |(name, valid): (&String, &bool)| {
        let found = found.get(name).copied();
        (found != Some(*valid)).then(|| format!("{name}: expected valid: {valid}, found {found:?}"))
    };
    let wrong: Vec<_> = expected.iter().filter_map(differs).collect();
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    let valid = expected.values().filter(|valid| **valid).count();
    Ok(format!("{} fixtures, {valid} valid, all as our reader says", expected.len()))
}

/// Writes every fixture as a file, and returns which of them are valid.
fn write(folder: &Path, suites: &[Suite]) -> Result<BTreeMap<String, bool>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)?;
    let mut expected = BTreeMap::new();
    for suite in suites {
        for fixture in &suite.fixtures {
            let name = format!("{}/{}", suite.name(), fixture.name).replace('/', "_") + ".yaml";
            fs::write(folder.join(&name), &fixture.text).map_err(failed)?;
            expected.insert(name, is_valid(fixture));
        }
    }
    Ok(expected)
}

/// As the tests hold our reader and the schemas to: exceptions are marked in the fixture.
fn is_valid(fixture: &Fixture) -> bool {
    fixture.class == Class::Admitted || fixture.is_exception("json-schema")
}

fn judge(program: &Path, folder: &Path) -> Result<BTreeMap<String, bool>, String> {
    let location = schemas::folder().join(LOCATION);
    let output = Command::new(program)
        .args(["-strict", "-verbose", "-output", "json", "-schema-location"])
        .arg(&location)
        .arg(folder)
        .output()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let report: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{error}: {}", String::from_utf8_lossy(&output.stderr)))?;
    let resources = report["resources"].as_array().into_iter().flatten();
    let verdict = |resource: &Value| {
        let path = Path::new(resource["filename"].as_str()?);
        let name = path.file_name()?.to_string_lossy().into_owned();
        Some((name, resource["status"] == "statusValid"))
    };
    Ok(resources.filter_map(verdict).collect())
}
