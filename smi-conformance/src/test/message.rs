//! What a test says: why it failed, and how the mesh reads the specification.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use crate::catalogue::Catalogue;
use crate::report::write_expectation;
use crate::result::{Convergence, Evidence, ExpectationResult, ScenarioResult, Verdict};

/// Where a reader of texts looks first.
const NOT_THE_MESH: &str = "this is not counted against the mesh";

/// The command that runs one test again.
pub(super) struct Rerun {
    target: String,
}

impl Rerun {
    pub(super) fn of_this_process() -> Self {
        Self::of(std::env::args_os().next())
    }

    /// Cargo calls the program of a test target `conformance-0123456789abcdef`, with `_` for every `-` of the target's name.
    fn of(program: Option<OsString>) -> Self {
        let program = program.unwrap_or_default();
        let stem = Path::new(&program).file_stem().unwrap_or_default().to_string_lossy();
        let is_hash = |end: &str| end.len() == 16 && end.bytes().all(|one| one.is_ascii_hexdigit());
        let name = match stem.rsplit_once('-') {
            Some((name, end)) if is_hash(end) => name,
            _ => &stem,
        };
        // Cargo takes a pattern, too.
        let target = if name.contains('_') {
            format!("'{}'", name.replace('_', "?"))
        } else {
            name.to_owned()
        };
        Self { target }
    }

    fn command(&self, scenario: &str) -> String {
        format!("cargo test --test {} -- --exact {scenario}", self.target)
    }
}

/// Why a scenario has no better verdict.
pub(super) fn failure(result: &ScenarioResult, catalogue: &Catalogue, rerun: &Rerun) -> String {
    let mut text = Vec::new();
    write(&mut text, result, catalogue, rerun).expect("memory takes everything");
    String::from_utf8_lossy(&text).trim_end().to_owned()
}

/// Why a scenario could not even be begun.
pub(super) fn error(reason: &str) -> String {
    format!("ERROR: {NOT_THE_MESH}\n  {reason}")
}

/// How the mesh reads the specification.
pub(super) fn readings(result: &ScenarioResult) -> impl Iterator<Item = String> {
    let expectations = result.expectations.iter();
    expectations.filter_map(|one| one.reading.as_ref().map(|reading| (one, reading))).map(
        |(one, reading)| {
            let options = match &*reading.options {
                [] => "none of the known readings".to_owned(),
                options => options.join(" or "),
            };
            format!("reading {}: {options} ({})", reading.interpretation, one.id)
        },
    )
}

fn write(
    out: &mut dyn Write,
    result: &ScenarioResult,
    catalogue: &Catalogue,
    rerun: &Rerun,
) -> io::Result<()> {
    match result.verdict {
        Verdict::Error => writeln!(out, "ERROR: {NOT_THE_MESH}")?,
        Verdict::Inconclusive => writeln!(out, "INCONCLUSIVE: {NOT_THE_MESH}")?,
        Verdict::NotRun => writeln!(out, "NOT RUN TO ITS END: {NOT_THE_MESH}")?,
        _ => {}
    }
    writeln!(out, "{}", result.title)?;
    if let Some(reason) = &result.reason {
        writeln!(out, "  {reason}")?;
    }
    let notable = |one: &&ExpectationResult| {
        one.verdict != Verdict::Pass && Some(&one.found) != result.reason.as_ref()
    };
    for expectation in result.expectations.iter().filter(notable) {
        write_expectation(out, expectation, catalogue)?;
        write_evidence(out, &expectation.evidence)?;
    }
    for step in &result.convergence {
        write_convergence(out, step)?;
    }
    writeln!(out, "  again: {}", rerun.command(&result.id))
}

fn write_evidence(out: &mut dyn Write, evidence: &Evidence) -> io::Result<()> {
    // The rest is in what was found.
    let Evidence { samples, answers: _, arrived: _, shares, example: _ } = evidence;
    if *samples > 0 {
        writeln!(out, "    evidence: {samples} probes")?;
    }
    shares.iter().try_for_each(|line| writeln!(out, "    evidence: {line}"))
}

fn write_convergence(out: &mut dyn Write, convergence: &Convergence) -> io::Result<()> {
    let Convergence { step, millis, probes } = convergence;
    match millis {
        Some(millis) => {
            writeln!(out, "  step `{step}` was taken up after {millis} ms ({probes} probes)")
        }
        None => writeln!(out, "  step `{step}` was not taken up in time ({probes} probes)"),
    }
}

#[cfg(test)]
mod tests {
    use super::Rerun;

    #[test]
    fn the_command_names_the_target_of_the_program() {
        let table = [
            ("/x/target/debug/deps/conformance-0123456789abcdef", "conformance"),
            ("conformance-0123456789abcdef.exe", "conformance"),
            ("deps/smi_suite-0123456789abcdef", "'smi?suite'"),
            ("deps/conformance", "conformance"),
        ];
        for (program, target) in table {
            let command = Rerun::of(Some(program.into())).command("split/ratio");
            assert_eq!(command, format!("cargo test --test {target} -- --exact split/ratio"));
        }
    }
}
