//! Renderers: findings as people, programs and services read them.

pub mod github;
pub mod json;
pub mod output;
pub mod yaml;

mod human;
#[cfg(test)]
pub(crate) mod sample;
mod sarif;

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::str::FromStr;

use thiserror::Error;

use crate::check::Checked;
use crate::finding::{Finding, Input, Label};
use crate::rule::Rule;
use crate::source::Position;

/// Writes findings, and what else a format says of a check.
///
/// # Errors
///
/// When it cannot be written.
///
/// # Panics
///
/// When the findings are not about these inputs.
pub fn write(
    out: &mut dyn Write,
    format: Format,
    checked: &Checked,
    inputs: &[Input],
    style: &Style,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    match format {
        Format::Human => human::write(&mut out, checked, inputs, style)?,
        Format::Json => json::write(&mut out, checked, inputs)?,
        Format::Sarif => sarif::write(&mut out, checked, inputs)?,
        Format::Github => github::write(&mut out, checked, inputs)?,
    }
    out.flush()
}

/// The address of the page of a rule.
#[must_use]
pub fn page(rule: &Rule) -> String {
    const RULES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/smi-validate/RULES.md#");
    RULES.to_owned() + &rule.code.to_lowercase()
}

/// How findings are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people at a terminal.
    Human,
    /// For programs: one object, whose schema is `schemas/findings.json`.
    Json,
    /// For code scanning: the Static Analysis Results Interchange Format, version 2.1.0.
    Sarif,
    /// For logs of GitHub Actions: commands that become annotations.
    Github,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Human, Self::Json, Self::Sarif, Self::Github];

    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
        }
    }
}

impl output::Named for Format {
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

/// No format has this name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("expected a format (human, json, sarif or github), found `{name}`")]
pub struct UnknownFormat {
    /// The name.
    pub name: String,
}

/// How the human format looks. The other formats look the same always.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to use colours.
    pub color: bool,
    /// Whether to draw with more than ASCII. Quoted text stays as it is.
    pub unicode: bool,
    /// How many columns there are.
    pub width: usize,
    /// Whether the codes of rules link to their pages.
    pub links: bool,
    /// Whether to say nothing but findings.
    pub quiet: bool,
    /// Whether to say what was read, and how often each rule found something.
    pub statistics: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            color: false,
            unicode: true,
            width: 100,
            links: false,
            quiet: false,
            statistics: false,
        }
    }
}

/// Where a label is, as people and programs count.
struct Place<'i> {
    input: &'i Input,
    start: Position,
    end: Position,
}

impl<'i> Place<'i> {
    fn of(label: &Label, inputs: &'i [Input]) -> Self {
        let input = &inputs[label.input];
        let position = |offset| input.text.position(offset);
        Self { input, start: position(label.span.start), end: position(label.span.end) }
    }
}

/// The labels of a finding besides the main one.
fn other_labels(finding: &Finding) -> &[Label] {
    finding.labels.get(1..).unwrap_or_default()
}

/// A sentence with a full stop, unless it ends with a sign of its own.
fn sentence(text: &str) -> String {
    let text = text.trim_end();
    let is_closed = text.is_empty() || text.ends_with(['.', '!', '?', ':']);
    format!("{text}{}", if is_closed { "" } else { "." })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_as_they_are_written() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
        let error = "xml".parse::<Format>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected a format (human, json, sarif or github), found `xml`"
        );
    }

    #[test]
    fn pages_are_found_by_code() {
        let page = page(&sample::MISSING);
        assert!(page.ends_with("/smi-toolkit/blob/main/smi-validate/RULES.md#smi901"), "{page}");
    }

    #[test]
    fn sentences_end_once() {
        assert_eq!(["a", "a.", ""].map(sentence), ["a.", "a.", ""]);
    }
}
