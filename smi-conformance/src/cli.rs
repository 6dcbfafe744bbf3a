//! The command line.

mod generate;
mod known_failures;
mod lint;
mod log;
mod matrix;
mod output;
mod plan;
#[cfg(unix)]
mod plugin_test;
mod policy;
mod progress;
mod publish;
mod run;
mod select;
mod self_test;
mod serve;
mod target;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::ending::named;
use crate::reference::Fault;
use policy::PolicyFile;
use select::{Selection, Source};
use target::Target;

/// Holds a service mesh against the Service Mesh Interface.
///
/// Exit codes: 0 conformant, 1 not conformant, 2 wrong usage or nothing selected, 3 the harness failed, 4 inconclusive or
/// not run, 5 the known failures are out of date.
#[derive(Debug, Parser)]
#[command(version, about, long_about, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs scenarios and judges the mesh.
    Run(Box<run::Arguments>),
    /// Says what `run` would do, and what it would cost. Judges nothing.
    Plan {
        #[command(flatten)]
        subject: Subject,
        /// Print the policy that all sample sizes follow from, as a file for `--policy`.
        #[arg(long)]
        show_policy: bool,
    },
    /// Judges the log of a run again, under the same policy or another.
    Judge(Box<log::JudgeArguments>),
    /// Tells the story of a run from its log.
    Replay(log::ReplayArguments),
    /// Checks scenarios before they are run against anything.
    Lint {
        #[command(flatten)]
        source: Source,
    },
    /// Shows which scenarios and faults cover which requirement.
    Matrix {
        #[command(flatten)]
        source: Source,
        /// Only the sums, as a table in Markdown.
        #[arg(long)]
        summary: bool,
    },
    /// Tests the suite itself by breaking meshes.
    ///
    /// Exit codes: 0 the suite tells right from wrong, 1 it does not, 3 the meshes could not be made.
    SelfTest(self_test::Arguments),
    /// Lists the faults that the reference mesh can be given.
    Faults,
    /// Tests whether a plug-in speaks the protocol, without judging its mesh.
    ///
    /// Exit codes: 0 all checks pass or could not be reached, 1 a check fails, 2 wrong usage, 3 the plug-in could not be
    /// started.
    #[cfg(unix)]
    PluginTest(plugin_test::Arguments),
    /// Serves the reference mesh as a plug-in, over standard input and output.
    #[command(hide = true)]
    Serve(serve::Arguments),
}

/// What is held against what, and judged by which statistics.
#[derive(Debug, clap::Args)]
struct Subject {
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    policy: PolicyFile,
}

/// The command cannot be carried out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CliError {
    /// The embedded scenarios are broken.
    #[error(transparent)]
    Catalogue(#[from] crate::catalogue::CatalogueError),
    /// A folder of scenarios cannot be read, or one of them.
    #[error(transparent)]
    Scenarios(crate::catalogue::CatalogueError),
    /// The embedded kill table is broken.
    #[error(transparent)]
    KillTable(#[from] crate::self_test::KillTableError),
    /// A log is none.
    #[error("{file}: {source}")]
    Log {
        /// The file.
        file: String,
        /// What is wrong with it.
        source: crate::replay::LogError,
    },
    /// A policy is none.
    #[error(
        "{file}: expected a policy (`smi-conformance plan --show-policy` prints the default one): {source}"
    )]
    Policy {
        /// The file.
        file: String,
        /// What is wrong with it.
        source: serde_yaml::Error,
    },
    /// A policy cannot be judged by.
    #[error("{file}: {objection}")]
    Senseless {
        /// The file.
        file: String,
        /// Why.
        objection: String,
    },
    /// A file of known failures is none.
    #[error(transparent)]
    KnownFailures(#[from] crate::known_failures::KnownFailuresError),
    /// Two outputs go to one place.
    #[error(
        "--output {first} and --output {second} both go to {place}; send one of them to a file of its own, as in --output {second}=FILE"
    )]
    SamePlace {
        /// The first.
        first: String,
        /// The second.
        second: String,
        /// The place.
        place: String,
    },
    /// The report cannot be written.
    #[error("the report could not be written to {what}: {source}")]
    Unwritten {
        /// Where to.
        what: String,
        /// Why.
        source: io::Error,
    },
    /// A log is about scenarios that are not there.
    #[error(
        "the log is about scenario `{id}`, which is not in the catalogue; give its folder with --scenarios"
    )]
    UnknownScenario {
        /// The scenario.
        id: String,
    },
    /// A pattern is none.
    #[error("`{pattern}` is no pattern for scenario ids: {source}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        source: globset::Error,
    },
    /// Whoever reads standard output has seen enough, as in `plan | head`: nobody needs to be told.
    #[error("standard output was closed")]
    ClosedOutput,
    /// A log does not have a scenario.
    #[error("the log has no scenario `{id}`; it is about {}", named(planned))]
    NotInLog {
        /// The scenario.
        id: String,
        /// What the log has.
        planned: Vec<String>,
    },
    /// A pattern matches nothing.
    #[error("`{pattern}` matches no scenario; `smi-conformance plan` lists them")]
    Unmatched {
        /// The pattern.
        pattern: String,
    },
    /// A name is none.
    #[error("no scenario has the {what} `{name}`; there are: {there}")]
    UnknownName {
        /// What kind of name.
        what: &'static str,
        /// The name.
        name: String,
        /// The names that there are.
        there: String,
    },
    /// Nothing is left to run.
    #[error("no scenario is in all of the given selections; `smi-conformance plan` lists them")]
    NothingSelected,
    /// Two flags exclude each other.
    #[error("--fault is for the reference mesh; leave out `--mesh {mesh}`")]
    FaultElsewhere {
        /// The mesh.
        mesh: &'static str,
    },
    /// API versions are set where they cannot be.
    #[error(
        "--serves is for the reference mesh; what a plug-in serves stands in its answer to `hello`"
    )]
    ServesElsewhere,
    /// A plug-in is named, but not wanted.
    #[error("the command after `--` is a plug-in; add `--mesh external`, or leave it out")]
    CommandElsewhere,
    /// A plug-in is wanted, but not named.
    #[error(
        "--mesh external needs the command of a plug-in at the end, such as `smi-conformance run --mesh external -- python3 mesh.py`"
    )]
    NoCommand,
    /// A mesh file is none.
    #[error(transparent)]
    MeshFile(#[from] crate::mesh_file::MeshFileError),
    /// The mesh cannot be made.
    #[error("the mesh could not be started: {source}")]
    Mesh {
        /// Why.
        source: crate::driver::DriverError,
    },
    /// Reading or writing failed.
    #[error("{what}: {source}")]
    Io {
        /// What was read or written.
        what: String,
        /// Why.
        source: io::Error,
    },
}

impl CliError {
    /// The exit code: 3 for what is not the user's doing.
    #[must_use]
    pub const fn code(&self) -> u8 {
        match self {
            Self::Catalogue(_)
            | Self::KillTable(_)
            | Self::Mesh { .. }
            | Self::Unwritten { .. } => 3,
            _ => 2,
        }
    }
}

/// Carries a command out.
///
/// # Errors
///
/// [`CliError`] when it cannot be: nothing was judged then.
pub async fn execute(arguments: Arguments) -> Result<ExitCode, CliError> {
    match arguments.command {
        Command::Run(arguments) => run::execute(*arguments).await,
        Command::Plan { subject, show_policy } => plan::execute(&subject, show_policy).await,
        Command::Judge(arguments) => log::judge(*arguments),
        Command::Replay(arguments) => log::replay(&arguments),
        Command::Lint { source } => lint::execute(&source),
        Command::Matrix { source, summary } => matrix::execute(&source, summary),
        Command::SelfTest(arguments) => self_test::execute(arguments).await,
        #[cfg(unix)]
        Command::PluginTest(arguments) => plugin_test::execute(arguments).await,
        Command::Serve(arguments) => serve::execute(arguments).await,
        Command::Faults => {
            let mut out = io::stdout().lock();
            let line = |fault: &Fault| {
                writeln!(
                    out,
                    "{:28} {} [{}]",
                    fault.name(),
                    fault.description(),
                    fault.breaks().join(" ")
                )
            };
            Fault::ALL.iter().try_for_each(line).map_err(to_stdout)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn to_stdout(source: io::Error) -> CliError {
    if source.kind() == io::ErrorKind::BrokenPipe {
        return CliError::ClosedOutput;
    }
    CliError::Io { what: "standard output".to_owned(), source }
}
