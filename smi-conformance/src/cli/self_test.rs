//! `self-test`: breaking meshes to test the suite.

use std::fs;
use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use super::{CliError, Source, to_stdout};
use crate::clock::Clock;
use crate::reference::Fault;
use crate::run;
use crate::self_test::{Extent, KillTable, MUTANTS, SelfTest};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    source: Source,
    /// Run every scenario against every broken mesh, instead of those that must notice it and ten more.
    #[arg(long)]
    full: bool,
    /// Write what was found as a kill table: the file that the program has inside, and with `.md` the text for people. Each
    /// broken mesh is then run against every scenario that cites what it breaks.
    #[arg(long, value_name = "FILE")]
    write: Vec<PathBuf>,
    /// Only this fault, without everything else; may be repeated. With `--write`, the other rows stay as they are.
    #[arg(long, value_name = "NAME")]
    fault: Vec<Fault>,
    /// Scenarios under way at once; by default eight for each processor.
    #[arg(short, long)]
    jobs: Option<NonZeroUsize>,
}

pub(super) async fn execute(arguments: Arguments) -> Result<ExitCode, CliError> {
    let Arguments { source, full, write, fault, jobs } = arguments;
    let catalogue = source.catalogue()?;
    let table = KillTable::embedded()?;
    let extent = match (full, write.is_empty()) {
        (true, _) => Extent::Full,
        (false, true) => Extent::Quick,
        (false, false) => Extent::Record,
    };
    // Broken meshes are waited for more than right ones.
    let jobs = jobs.map_or_else(|| 2 * run::default_jobs(), NonZeroUsize::get);
    let test = SelfTest { catalogue: &catalogue, table: &table, extent, jobs, only: &fault };
    let clock = Clock::start();
    let progress = |what: &str| {
        let _closed = writeln!(io::stderr(), "{:6.1} s  {what}", clock.now().as_secs_f64());
    };
    let outcome = test.run(&progress).await.map_err(|source| CliError::Mesh { source })?;
    for path in &write {
        let markdown = path.extension().is_some_and(|extension| extension == "md");
        let table = &outcome.measured;
        let text = if markdown { table.to_markdown(&catalogue) } else { table.to_yaml() };
        fs::write(path, text)
            .map_err(|source| CliError::Io { what: path.display().to_string(), source })?;
    }
    let mut out = io::stdout().lock();
    outcome.objections.iter().try_for_each(|one| writeln!(out, "{one}")).map_err(to_stdout)?;
    let verdict = match outcome.objections.len() {
        0 => "the suite tells right from wrong".to_owned(),
        1 => "1 objection".to_owned(),
        count => format!("{count} objections"),
    };
    writeln!(
        out,
        "{} scenarios, {} faults, {} mutants of the oracle, {} runs of scenarios in {:.0} s: {verdict}",
        catalogue.scenarios.len(),
        Fault::ALL.len(),
        MUTANTS.len(),
        outcome.runs,
        clock.now().as_secs_f64(),
    )
    .map_err(to_stdout)?;
    Ok(if outcome.objections.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
