//! Writing a report: for people, for programs, for CI systems.

mod human;
mod junit;

use std::io::{self, Write};

use crate::catalogue::Catalogue;
use crate::run::Report;

/// The forms of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Format {
    /// Text for people.
    #[default]
    Human,
    /// The whole report as JSON.
    Json,
    /// JUnit XML.
    Junit,
}

/// Writes a report. `again` are the flags of `run` that name the same mesh; they come last, for they may end with a command.
///
/// # Errors
///
/// What the writer says.
pub fn write(
    out: &mut dyn Write,
    report: &Report,
    catalogue: &Catalogue,
    again: &str,
    format: Format,
) -> io::Result<()> {
    match format {
        Format::Human => human::write(out, report, catalogue, again),
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, report)?;
            writeln!(out)
        }
        Format::Junit => junit::write(out, report),
    }
}
