//! The report for people: what is not well, with evidence and a way to see it again, and then the sums.

use std::io::{self, Write};

use crate::catalogue::Catalogue;
use crate::result::{ExpectationResult, ScenarioResult, Verdict};
use crate::run::{Ending, Report};

pub(super) fn write(
    out: &mut dyn Write,
    report: &Report,
    catalogue: &Catalogue,
    again: &str,
) -> io::Result<()> {
    for result in report.results.iter().filter(|result| result.verdict != Verdict::Pass) {
        write_scenario(out, result, again, catalogue)?;
    }
    write_sums(out, report)
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
    let notable = |one: &&ExpectationResult| {
        one.verdict != Verdict::Pass && Some(&one.found) != result.reason.as_ref()
    };
    for expectation in result.expectations.iter().filter(notable) {
        write_expectation(out, expectation, catalogue)?;
    }
    if result.verdict == Verdict::Fail {
        writeln!(out, "  again:    smi-conformance run --scenario '{}' {again}", result.id)?;
    }
    Ok(())
}

fn write_expectation(
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

fn write_sums(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let expectations: usize = report.results.iter().map(|result| result.expectations.len()).sum();
    let probes: u64 = report.results.iter().map(probes).sum();
    writeln!(
        out,
        "\n{}, {}, {} in {:.1} s on mesh `{}`",
        counted(report.results.len(), "scenario"),
        counted(expectations, "expectation"),
        counted(usize::try_from(probes).unwrap_or(usize::MAX), "probe"),
        seconds(report.took_ms),
        report.mesh.name,
    )?;
    let counts = Verdict::ALL.iter().map(|verdict| (verdict, report.count(*verdict)));
    let counts = counts.filter(|(verdict, count)| *count > 0 || **verdict == Verdict::Pass);
    let counts: Vec<_> = counts.map(|(verdict, count)| format!("{count} {verdict}")).collect();
    let ending = match report.ending() {
        Ending::Conformant => "conformant",
        Ending::NonConformant => "not conformant",
        Ending::Error => "no verdict: the harness failed",
        Ending::Incomplete => "no verdict: incomplete",
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
