//! `matrix`: requirements, the scenarios that cite them and the faults that these notice.

use std::io::{self, Write};
use std::process::ExitCode;

use super::{CliError, Source, to_stdout};
use crate::coverage::{Row, coverage, summary};
use crate::requirement::RequirementClass;
use crate::self_test::KillTable;

pub(super) fn execute(source: &Source, only_summary: bool) -> Result<ExitCode, CliError> {
    let catalogue = source.catalogue()?;
    let table = KillTable::embedded()?;
    let mut out = io::stdout().lock();
    if !only_summary {
        for row in coverage(&catalogue, &table) {
            print(&mut out, &row).map_err(to_stdout)?;
        }
    }
    write!(out, "{}", summary(&catalogue, &table)).map_err(to_stdout)?;
    Ok(ExitCode::SUCCESS)
}

fn print(out: &mut dyn Write, row: &Row<'_>) -> io::Result<()> {
    let requirement = row.requirement;
    writeln!(out, "{} {}", requirement.id, requirement.text)?;
    let list =
        |items: Vec<String>| if items.is_empty() { "none".to_owned() } else { items.join(", ") };
    if requirement.class == RequirementClass::Behaviour {
        let scenarios = row.scenarios.iter().map(ToString::to_string).collect();
        writeln!(out, "  scenarios: {}", list(scenarios))?;
        writeln!(
            out,
            "  faults:    {}",
            list(row.faults.iter().map(ToString::to_string).collect())
        )?;
    }
    if !requirement.rules.is_empty() {
        writeln!(out, "  rules:     {}", requirement.rules.join(", "))?;
    }
    for reason in requirement.uncovered.iter().chain(&requirement.unchecked) {
        writeln!(out, "  not covered: {reason}")?;
    }
    writeln!(out)
}
