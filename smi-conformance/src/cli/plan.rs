//! `plan`: what a run would do, and what it would cost.

use std::io::{self, Write};
use std::process::ExitCode;

use super::{CliError, Selection, Target, to_stdout};
use crate::catalogue::Catalogue;
use crate::course::Course;
use crate::driver::Driver as _;
use crate::reference::ReferenceDriver;
use crate::scenario::Scenario;
use crate::statistics::{Policy, ShareDesign};

pub(super) fn execute(selection: &Selection, target: &Target) -> Result<ExitCode, CliError> {
    let catalogue = selection.source.catalogue()?;
    let selected = selection.of(&catalogue)?;
    let driver = target.driver()?;
    print(&mut io::stdout().lock(), &catalogue, &selected, &driver).map_err(to_stdout)?;
    Ok(ExitCode::SUCCESS)
}

fn print(
    out: &mut dyn Write,
    catalogue: &Catalogue,
    selected: &[&Scenario],
    driver: &ReferenceDriver,
) -> io::Result<()> {
    let policy = Policy::default();
    for scenario in selected {
        let planned = match Course::plan(scenario, driver.mesh()) {
            Ok(course) => format!(
                "{} steps, {} expectations",
                course.steps.len(),
                course.expectations().count()
            ),
            Err(error) => format!("not run: {error}"),
        };
        writeln!(
            out,
            "{:44} {:11} {:8} {planned}",
            scenario.id,
            scenario.profile.to_string(),
            scenario.level.to_string()
        )?;
    }
    let checks = catalogue.planned_checks();
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let alpha = policy.alpha_suite / checks as f64;
    let design = ShareDesign::new(&policy, 0.9, alpha / 2.0, driver.mesh().schedulers);
    writeln!(out, "\n{} scenarios; {checks} share checks in the whole catalogue", selected.len())?;
    writeln!(
        out,
        "a gate: {} clean samples in the quiet window; allowed: {} samples; denied: {}; a weight of zero: {}",
        policy.settle_samples(),
        policy.settle_samples(),
        policy.denial_samples(),
        policy.zero_weight_samples(),
    )?;
    writeln!(
        out,
        "a share of 90 %: a conforming mesh fails with a chance of at most {alpha:.1e}; looks every {} requests, at most {}",
        design.batch, design.cap,
    )
}
