//! The report for people: what is not well, with evidence and a way to see it again, and then the sums.

use std::io::{self, Write};
use std::time::Duration;

use super::{ConformanceReport, known};
use crate::catalogue::Catalogue;
use crate::driver::Deadlines;
use crate::ending::{self, Ending};
use crate::result::{ExpectationResult, ScenarioResult, Verdict};

pub(super) fn write(
    out: &mut dyn Write,
    report: &ConformanceReport,
    catalogue: &Catalogue,
    again: &str,
) -> io::Result<()> {
    for result in report.scenarios.iter().filter(|result| result.verdict != Verdict::Pass) {
        write_scenario(out, result, again, catalogue)?;
    }
    write_stale(out, report)?;
    write_sums(out, report)?;
    write_ending(out, report)
}

fn write_scenario(
    out: &mut dyn Write,
    result: &ScenarioResult,
    again: &str,
    catalogue: &Catalogue,
) -> io::Result<()> {
    writeln!(out, "\n{}: {}", result.verdict.to_string().to_uppercase(), result.id)?;
    writeln!(out, "  {}", result.title)?;
    if let Some(reason) = &result.reason {
        writeln!(out, "  {reason}")?;
    }
    match result.verdict {
        Verdict::UnexpectedPass => {
            writeln!(out, "  passes, although {} says that it does not", known::patterns(result))?;
        }
        _ if !result.known.is_empty() => writeln!(out, "  known:    {}", known::whys(result))?,
        _ => {}
    }
    let notable = |one: &&ExpectationResult| {
        let well = matches!(one.verdict, Verdict::Pass | Verdict::UnexpectedPass);
        !well && Some(&one.found) != result.reason.as_ref()
    };
    for expectation in result.expectations.iter().filter(notable) {
        write_expectation(out, expectation, catalogue)?;
    }
    if result.verdict == Verdict::Fail {
        // Of a log nobody knows on which mesh it was made.
        if !again.is_empty() {
            writeln!(out, "  again:    smi-conformance run --scenario '{}' {again}", result.id)?;
        }
    }
    Ok(())
}

pub(crate) fn write_expectation(
    out: &mut dyn Write,
    expectation: &ExpectationResult,
    catalogue: &Catalogue,
) -> io::Result<()> {
    let place = expectation.id.split_once('#').map_or(expectation.id.as_str(), |(_, place)| place);
    writeln!(out, "  {} at {place}", expectation.verdict)?;
    writeln!(out, "    expected: {}", expectation.expected)?;
    writeln!(out, "    found:    {}", expectation.found)?;
    if let Some(example) = &expectation.evidence.example {
        writeln!(out, "    example:  {example}")?;
    }
    for id in expectation.requirements.iter().filter(|_| expectation.verdict == Verdict::Fail) {
        if let Some(requirement) = catalogue.requirements.get(id) {
            let source = &requirement.source;
            writeln!(out, "    {id}: {}", requirement.text)?;
            writeln!(out, "      ({} {}, {})", source.document, source.since, source.section)?;
        }
    }
    Ok(())
}

/// What is out of date among the known failures, and what to do about it.
fn write_stale(out: &mut dyn Write, report: &ConformanceReport) -> io::Result<()> {
    let Some(baseline) = &report.known_failures else { return Ok(()) };
    let stale = known::stale(baseline);
    if stale.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nOUT OF DATE: {}", baseline.file)?;
    stale.iter().try_for_each(|(pattern, advice)| writeln!(out, "  `{pattern}`: {advice}"))
}

fn write_sums(out: &mut dyn Write, report: &ConformanceReport) -> io::Result<()> {
    let results = &report.scenarios;
    let expectations: usize = results.iter().map(|result| result.expectations.len()).sum();
    let probes: u64 = results.iter().map(probes).sum();
    writeln!(
        out,
        "\n{}, {}, {} in {:.1} s on mesh `{}`",
        counted(results.len(), "scenario"),
        counted(expectations, "expectation"),
        counted(usize::try_from(probes).unwrap_or(usize::MAX), "probe"),
        seconds(report.run.took_millis),
        report.implementation.mesh.name,
    )?;
    let Deadlines { ready, converge, quiet_window, hold, request, teardown } =
        report.policy.deadlines;
    let deadlines = [
        ("ready", ready),
        ("converge", converge),
        ("quiet window", quiet_window),
        ("hold", hold),
        ("request", request),
        ("teardown", teardown),
    ];
    let deadlines = deadlines.map(|(name, limit)| format!("{name} {:?}", Duration::from(limit)));
    writeln!(out, "deadlines: {}", deadlines.join(", "))
}

/// Every reason for the exit code, and the sum.
fn write_ending(out: &mut dyn Write, report: &ConformanceReport) -> io::Result<()> {
    for reason in &report.run.reasons {
        writeln!(out, "exit code {}: {reason}", reason.code)?;
    }
    let counts = Verdict::ALL.iter().map(|verdict| (verdict, report.count(*verdict)));
    let counts = counts.filter(|(verdict, count)| *count > 0 || **verdict == Verdict::Pass);
    let counts: Vec<_> = counts.map(|(verdict, count)| format!("{count} {verdict}")).collect();
    let ending = match report.ending() {
        Ending::Conformant if !report.scenarios.iter().any(ending::counts) => {
            "nothing was run that counts".to_owned()
        }
        Ending::Conformant if report.count(Verdict::ExpectedFailure) > 0 => {
            "conformant but for known failures".to_owned()
        }
        ending => ending.to_string(),
    };
    writeln!(out, "{}: {ending}", counts.join(", "))
}

fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

fn probes(result: &ScenarioResult) -> u64 {
    let sampled: u64 = result.expectations.iter().map(|one| one.evidence.samples).sum();
    sampled + result.convergence.iter().map(|step| step.probes).sum::<u64>()
}

#[expect(clippy::cast_precision_loss, reason = "printed with one digit")]
fn seconds(millis: u64) -> f64 {
    millis as f64 / 1000.0
}
