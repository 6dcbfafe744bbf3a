//! Writing a report: for people, for programs, for CI systems.

pub mod conformance;

mod github;
mod human;
mod junit;
mod known;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use smi_validate::render::output::Named;
use smi_validate::render::yaml;

use crate::catalogue::Catalogue;

pub use conformance::ConformanceReport;

#[cfg(feature = "test")]
pub(crate) use human::write_expectation;

/// The forms of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Text for people.
    #[default]
    Human,
    /// The whole report as JSON.
    Json,
    /// The whole report as YAML.
    Yaml,
    /// JUnit XML.
    Junit,
    /// Commands in the logs of GitHub Actions, which become annotations.
    Github,
}

/// No format has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a format (human, json, yaml, junit or github), found `{name}`")]
pub struct UnknownFormat {
    /// The name.
    pub name: String,
}

/// Writes a report. `again` are the flags of `run` that name the same mesh; they come last, for they may end with a command.
///
/// # Errors
///
/// What the writer says.
pub fn write(
    out: &mut dyn Write,
    report: &ConformanceReport,
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
        Format::Yaml => out.write_all(yaml::write(report).as_bytes()),
        Format::Junit => junit::write(out, report),
        Format::Github => github::write(out, report, catalogue),
    }
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Human, Self::Json, Self::Yaml, Self::Junit, Self::Github];

    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Yaml => "yaml",
            Self::Junit => "junit",
            Self::Github => "github",
        }
    }
}

impl Named for Format {
    const ALL: &'static [Self] = &Self::ALL;
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| UnknownFormat { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests;
