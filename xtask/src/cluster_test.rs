//! `cluster-test`: asks a real API server what it makes of our definitions and fixtures, and holds its answers against the
//! record.
//!
//! Every definition file is applied. Each version's schema alone, cut out of the files, judges its fixtures by server-side
//! dry-run. At last all versions are served without a webhook, to see which of them read back equal.

mod columns;
mod mutants;
pub(crate) mod relabelled;
mod server;
pub(crate) mod verdicts;
mod webhook;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use smi_types::catalog::{Entry, Status};
use smi_types::headers::HeaderForm;

use crate::cluster_test::server::Server;
use crate::cluster_test::webhook::Found;
use crate::fixture::Suite;
use crate::{Outcome, files_in, fixture, schemas};

/// Whether answers are compared with the record, or recorded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Compare,
    Record,
}

/// The step of CI: leaves itself out where there is no cluster.
#[expect(clippy::print_stdout, reason = "CI reads this")]
pub(crate) fn run_if_possible() -> Outcome {
    if std::env::var_os("KUBECONFIG").is_some() {
        return run(Mode::Compare);
    }
    println!(
        "left out: KUBECONFIG is not set, so there is no API server to ask; the recorded answers were compared by the tests"
    );
    Ok(())
}

pub(crate) fn run(mode: Mode) -> Outcome {
    if std::env::var_os("KUBECONFIG").is_none() {
        return Err("cluster-test needs KUBECONFIG: the configuration of a cluster for tests, without SMI's CRDs".to_owned());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| error.to_string())?.block_on(async {
        let server = Server::connect().await?;
        server.prepare().await?;
        let outcome = steps(&server, mode).await;
        // What the test made goes, also when it failed.
        outcome.and(server.clean_up().await)
    })
}

#[expect(clippy::print_stdout, reason = "this is where the command speaks")]
async fn steps(server: &Server, mode: Mode) -> Outcome {
    let mut wrong = Vec::new();
    for folder in ["crd", "crd/header-map", "crd-webhook", "crd-webhook/header-map", "crd/draft"] {
        let definitions = definitions(folder)?;
        server.install(&definitions).await?;
        println!("schemas/{folder}: {} definitions applied", definitions.len());
        if folder == "crd" {
            wrong.extend(columns::check(server, mode).await?);
        }
        server.remove(&definitions).await?;
    }
    let mut suites = fixture::suites()?;
    suites.retain(Suite::is_served);
    for round in verdicts::rounds(&suites) {
        let cut = round.iter().map(|suite| single_version(suite.entry, suite.form));
        let definitions = cut.collect::<Result<Vec<_>, _>>()?;
        server.install(&definitions).await?;
        for (suite, definition) in round.iter().zip(&definitions) {
            let (count, differences) = verdicts::check(server, suite, definition, mode).await?;
            println!("{}: {count} fixtures, {} differences", suite.name(), differences.len());
            wrong.extend(differences);
            let (count, disagreements) = mutants::check(server, suite, definition).await?;
            println!("{}: {count} mutants, {} disagreements", suite.name(), disagreements.len());
            wrong.extend(disagreements);
        }
        server.remove(&definitions).await?;
    }
    match relabelled::check(server, &suites, mode).await {
        Ok(differences) => wrong.extend(differences),
        Err(error) => wrong.push(error),
    }
    match webhook::check(server, &suites).await {
        Ok(Found::LeftOut(reason)) => println!("conversion by webhook: left out: {reason}"),
        Ok(Found::Differences { objects, put_back, differences }) => {
            println!(
                "conversion by webhook: {objects} objects, put back {put_back} times, {} differences",
                differences.len()
            );
            wrong.extend(differences);
        }
        Err(error) => wrong.push(error),
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// The definitions in a folder of `schemas/`, not below it.
pub(crate) fn definitions(folder: &str) -> Result<Vec<Value>, String> {
    let folder = schemas::folder().join(folder);
    let files = files_in(&folder)?;
    files
        .iter()
        .filter(|path| path.parent() == Some(&folder))
        .map(|path| definition(path))
        .collect()
}

/// The definition of one version alone, cut out of the file that has all of them.
pub(crate) fn single_version(entry: &Entry, form: HeaderForm) -> Result<Value, String> {
    let folder = match (entry.status, form) {
        (Status::Draft, _) => "crd/draft",
        (_, HeaderForm::List) => "crd-webhook",
        (_, HeaderForm::Map) => "crd-webhook/header-map",
    };
    let file = format!("{}.{}.yaml", entry.plural, entry.group);
    let mut definition = definition(&schemas::folder().join(folder).join(file))?;
    let versions = definition["spec"]["versions"].as_array().into_iter().flatten();
    let only = versions.filter(|version| version["name"] == entry.version).cloned();
    let mut only: Vec<Value> = only.collect();
    only.iter_mut().for_each(|version| version["storage"] = true.into());
    definition["spec"]["versions"] = only.into();
    definition["spec"]["conversion"] = json!({ "strategy": "None" });
    Ok(definition)
}

/// The schema of the first version of a definition.
pub(crate) fn schema(definition: &Value) -> &Value {
    &definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
}

fn definition(path: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_yaml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}
