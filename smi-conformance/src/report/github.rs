//! Commands in the logs of GitHub Actions, which become annotations: an error for what fails the run, a warning for what
//! leaves it without a verdict or the known failures out of date.

use std::fmt::Write as _;
use std::io::{self, Write};

use smi_validate::render::github::command;

use super::ConformanceReport;
use super::known::stale;
use crate::catalogue::Catalogue;
use crate::ending::{Why, counts};
use crate::result::{ExpectationResult, ScenarioResult, Verdict};

pub(super) fn write(
    out: &mut dyn Write,
    report: &ConformanceReport,
    catalogue: &Catalogue,
) -> io::Result<()> {
    for result in &report.scenarios {
        if let Some(word) = word(result) {
            let title = format!("{}: {}", result.id, result.verdict);
            let line = command(word, &[("title", title)], &message(result, catalogue));
            writeln!(out, "{line}")?;
        }
    }
    if let Some(baseline) = &report.known_failures {
        for (subject, advice) in stale(baseline) {
            let title = format!("{}: {subject}", baseline.file);
            writeln!(out, "{}", command("warning", &[("title", title)], &advice))?;
        }
    }
    for reason in &report.run.reasons {
        let (word, title) = match reason.why {
            Why::Lost => ("error", "lost"),
            // What was not run can be very much: one annotation is enough.
            Why::NotRun | Why::LeftOut => ("warning", "incomplete"),
            _ => continue,
        };
        writeln!(out, "{}", command(word, &[("title", title.to_owned())], &reason.to_string()))?;
    }
    Ok(())
}

/// How loudly a result is told; nothing for what is well, and for what is told otherwise.
fn word(result: &ScenarioResult) -> Option<&'static str> {
    match result.verdict {
        Verdict::Fail | Verdict::Error if counts(result) => Some("error"),
        Verdict::Inconclusive if counts(result) => Some("warning"),
        Verdict::Fail | Verdict::Error | Verdict::Inconclusive => Some("notice"),
        Verdict::Pass
        | Verdict::ExpectedFailure
        | Verdict::UnexpectedPass
        | Verdict::Unsupported
        | Verdict::NotApplicable
        | Verdict::NotRun => None,
    }
}

fn message(result: &ScenarioResult, catalogue: &Catalogue) -> String {
    let mut text = result.title.clone();
    // Writing to a string cannot fail.
    if !counts(result) {
        let _ = write!(text, "\n({}: reported, not counted)", result.level);
    }
    if let Some(reason) = &result.reason {
        let _ = write!(text, "\n{reason}");
    }
    let of_this = |one: &&ExpectationResult| one.verdict == result.verdict;
    for one in result.expectations.iter().filter(of_this) {
        let _ = write!(text, "\n{}\n  expected: {}\n  found: {}", one.id, one.expected, one.found);
        for id in &one.requirements {
            if let Some(requirement) = catalogue.requirements.get(id) {
                let _ = write!(text, "\n  {id}: {}", requirement.text);
            }
        }
    }
    text
}
