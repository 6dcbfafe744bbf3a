//! Mutants of the admitted fixtures, sent to the API server: it and our reader must agree on each.

use http::Method;
use serde_json::Value;

use super::server::Server;
use crate::fixture::Suite;
use crate::mutation::{has_other_header_form, is_dropped_entry, mutants, objections};

/// Sends the mutants of the full fixture of a suite, and returns how many there were and where the judges disagree.
pub(super) async fn check(
    server: &Server,
    suite: &Suite,
    definition: &Value,
) -> Result<(usize, Vec<String>), String> {
    let mut wrong = Vec::new();
    let mut count = 0;
    let path = format!(
        "{}?dryRun=All&fieldValidation=Strict",
        server.collection(definition, suite.entry.version)
    );
    for fixture in suite.fixtures.iter().filter(|fixture| fixture.name == "admitted/full") {
        for (what, mutant) in mutants(&fixture.value()?) {
            if is_dropped_entry(&what) || has_other_header_form(suite, &mutant) {
                continue;
            }
            count += 1;
            let answer = server.send(Method::POST, &path, &mutant.to_string()).await?;
            let objections = objections(&mutant);
            if (answer.status == 201) != objections.is_empty() {
                let says = answer.content["message"].as_str().unwrap_or("created");
                wrong.push(format!(
                    "{}: {what}: the server says {says}, our reader {objections:?}",
                    suite.name()
                ));
            }
        }
    }
    Ok((count, wrong))
}
