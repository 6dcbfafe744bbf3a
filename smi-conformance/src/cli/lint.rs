//! `lint`: what must hold of scenarios before they are run.

use std::io::{self, Write as _};
use std::process::ExitCode;

use super::{CliError, Source, to_stdout};
use crate::driver::Driver as _;
use crate::lint::lint;
use crate::reference::{Kind, ReferenceDriver};

pub(super) fn execute(source: &Source) -> Result<ExitCode, CliError> {
    let catalogue = source.catalogue()?;
    let driver = ReferenceDriver::new(Kind::Reference(None), 1)
        .map_err(|source| CliError::Mesh { source })?;
    let lints = lint(&catalogue, driver.mesh());
    let mut out = io::stdout().lock();
    lints.iter().try_for_each(|lint| writeln!(out, "{lint}")).map_err(to_stdout)?;
    let count = catalogue.scenarios.len();
    let sum = match lints.len() {
        0 => format!("{count} scenarios: nothing to object to"),
        found => format!("{count} scenarios: {found} objections"),
    };
    writeln!(out, "{sum}").map_err(to_stdout)?;
    Ok(if lints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
