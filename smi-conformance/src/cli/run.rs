//! `run`: running scenarios and writing the report.

use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use super::generate;
use super::progress::Progress;
use super::publish::{Circumstances, Publish};
use super::{CliError, Subject};
use crate::run::{self, Options, default_jobs, interruption};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    subject: Subject,
    #[command(flatten)]
    publish: Publish,
    /// Scenarios under way at once; by default four for each processor.
    #[arg(short, long)]
    jobs: Option<NonZeroUsize>,
    /// Begin no further scenario after a fail.
    #[arg(long)]
    fail_fast: bool,
    /// Instead of scenarios, hold so many random policies against the oracle, and show the first disagreement.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["events", "fail_fast", "output", "report_output", "known_failures"])]
    generate: Option<u64>,
    /// With `--generate`, write a disagreement as a scenario below this folder.
    #[arg(long, value_name = "FOLDER", requires = "generate")]
    write: Option<PathBuf>,
    /// Write every event to this file, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
}

pub(super) async fn execute(arguments: Arguments) -> Result<ExitCode, CliError> {
    if let Some(cases) = arguments.generate {
        let write = arguments.write.as_deref();
        return generate::execute(&arguments.subject.target, arguments.jobs, cases, write).await;
    }
    let Arguments { subject, publish, jobs, fail_fast, events, .. } = arguments;
    let Subject { selection, target, policy } = subject;
    let catalogue = selection.source.catalogue()?;
    let selected = selection.of(&catalogue)?;
    let policy_flag = policy.flag();
    let policy = policy.given()?.unwrap_or_default();
    let publication = publish.prepare(&catalogue)?;
    let jobs = jobs.map_or_else(default_jobs, NonZeroUsize::get);
    let mesh = target.mesh().await?;
    for note in mesh.notes() {
        let _closed = writeln!(io::stderr(), "note: {note}");
    }
    let known = publication.known();
    let options = Options { jobs, fail_fast, policy, known: Some(&known) };
    let observer = Progress::new(selected.len(), events.as_deref())
        .map_err(|source| CliError::Io { what: "the file for --events".to_owned(), source })?;
    let interrupted = interruption();
    let driver = mesh.driver();
    let report = run::run(driver, &catalogue, &selected, options, &observer, interrupted).await;
    observer.finish();
    let lost = !mesh.end().await;
    let flags = target.flags().into_iter().chain(selection.source.flag()).chain(policy_flag);
    let again = flags.chain(target.command()).collect::<Vec<_>>().join(" ");
    let about = Circumstances { seed: target.seed_inside(), selection: selection.flags(), lost };
    publication.publish(report, &catalogue, &again, about)
}
