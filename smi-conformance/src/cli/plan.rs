//! `plan`: what a run would do, and what it would cost.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::process::ExitCode;

use smi_validate::render::yaml;

use super::{CliError, Subject, to_stdout};
use crate::course::Course;
use crate::driver::Mesh;
use crate::ending::Ending;
use crate::judge::Rules;
use crate::plan::budget::{Accountant, Budget};
use crate::scenario::Scenario;

/// Prints the plan, or the policy that it follows from.
pub(super) async fn execute(subject: &Subject, show_policy: bool) -> Result<ExitCode, CliError> {
    let Subject { selection, target, policy } = subject;
    let policy = policy.given()?.unwrap_or_default();
    if show_policy {
        let text = yaml::write(&policy);
        return write!(io::stdout().lock(), "{text}")
            .map(|()| ExitCode::SUCCESS)
            .map_err(to_stdout);
    }
    let catalogue = selection.source.catalogue()?;
    let selected = selection.of(&catalogue)?;
    let target = target.mesh().await?;
    let mesh = target.driver().mesh().clone();
    let ended = target.end().await;
    let rules = Rules::new(policy, catalogue.planned_checks(), &mesh);
    print(&mut io::stdout().lock(), &selected, &mesh, &rules).map_err(to_stdout)?;
    Ok(if ended { ExitCode::SUCCESS } else { Ending::Error.code().into() })
}

fn print(
    out: &mut dyn Write,
    selected: &[&Scenario],
    mesh: &Mesh,
    rules: &Rules,
) -> io::Result<()> {
    let mut accountant = Accountant::new(rules);
    let mut whole = Budget::default();
    writeln!(
        out,
        "{:44} {:11} {:8} {:>5} {:>6} {:>7}",
        "scenario", "profile", "level", "steps", "expect", "probes"
    )?;
    for scenario in selected {
        let (profile, level) = (scenario.profile.to_string(), scenario.level.to_string());
        write!(out, "{:44} {profile:11} {level:8} ", scenario.id)?;
        match Course::plan(scenario, mesh) {
            Ok(course) => {
                let budget = accountant.budget(&course);
                let (steps, expectations) = (course.steps.len(), course.expectations().count());
                writeln!(out, "{steps:>5} {expectations:>6} {:>7}", budget.expected)?;
                whole.add(budget);
            }
            Err(error) => writeln!(out, "not run: {error}")?,
        }
    }
    writeln!(
        out,
        "\n{} scenarios, about {} probes, at most {} while changes are taken up at once",
        selected.len(),
        whole.expected,
        whole.most
    )?;
    print_sizes(out, rules)?;
    let features: BTreeSet<_> = selected.iter().flat_map(|scenario| &scenario.features).collect();
    let features: Vec<_> = features.into_iter().map(String::as_str).collect();
    if !features.is_empty() {
        writeln!(out, "features that a mesh may claim here: {}", features.join(", "))?;
    }
    Ok(())
}

/// Where the numbers come from.
fn print_sizes(out: &mut dyn Write, rules: &Rules) -> io::Result<()> {
    let Rules { policy, planned_checks, .. } = rules;
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let alpha = policy.alpha_suite / *planned_checks as f64;
    writeln!(
        out,
        "a gate, or an expectation that all are served: {} probes; that all are denied: {}; a weight of zero: {}",
        policy.settle_samples(),
        policy.denial_samples(),
        policy.zero_weight_samples(),
    )?;
    writeln!(
        out,
        "shares: {planned_checks} checks in the whole catalogue, each fails a conforming mesh with a chance of at most {alpha:.1e}"
    )
}
