//! `plugin-test`: whether a plug-in speaks the protocol.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::ValueEnum;

use super::{CliError, to_stdout};
use crate::external::PlugIn;
use crate::plugin_test::{self, Checked, Report, Verdict};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// How to write what was found, on standard output.
    #[arg(short, long, value_enum, default_value_t)]
    output: Form,
    /// The plug-in: a program that speaks the protocol of docs/plugin-protocol.md.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    plug_in: Vec<OsString>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Text for people.
    #[default]
    Human,
    /// JSON for programs.
    Json,
}

pub(super) async fn execute(arguments: Arguments) -> Result<ExitCode, CliError> {
    let Arguments { output, plug_in } = arguments;
    let tested = plugin_test::test(&PlugIn::new(plug_in)).await;
    let report = tested.map_err(|source| CliError::Mesh { source })?;
    let mut out = io::stdout().lock();
    let written = match output {
        Form::Human => human(&mut out, &report),
        Form::Json => serde_json::to_writer_pretty(&mut out, &report)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out)),
    };
    written.map_err(to_stdout)?;
    Ok(if report.is_passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn human(out: &mut impl Write, report: &Report) -> io::Result<()> {
    for Checked { id, title, rule, verdict } in &report.checks {
        let word = match verdict {
            Verdict::Pass { .. } => "pass",
            Verdict::Fail { .. } => "FAIL",
            Verdict::NotReached { .. } => "not reached",
        };
        writeln!(out, "{word:12} {id:20} {rule:4} {title}")?;
        match verdict {
            Verdict::Pass { note: None } => {}
            Verdict::Pass { note: Some(note) } => writeln!(out, "{:13}({note})", "")?,
            Verdict::Fail { expected, found } => {
                writeln!(out, "{:13}the page:    {expected}", "")?;
                writeln!(out, "{:13}the plug-in: {found}", "")?;
            }
            Verdict::NotReached { reason } => writeln!(out, "{:13}({reason})", "")?,
        }
    }
    let count =
        |is: fn(&Verdict) -> bool| report.checks.iter().filter(|one| is(&one.verdict)).count();
    let failed = count(|verdict| matches!(verdict, Verdict::Fail { .. }));
    let unreached = count(|verdict| matches!(verdict, Verdict::NotReached { .. }));
    let passed = report.checks.len() - failed - unreached;
    writeln!(out, "\n{passed} pass, {failed} fail, {unreached} not reached: {}", report.plug_in)
}
