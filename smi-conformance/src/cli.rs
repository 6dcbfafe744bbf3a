//! The command line.

mod progress;

use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use globset::{Glob, GlobSet, GlobSetBuilder};
use tokio::sync::watch;

use crate::catalogue::Catalogue;
use crate::course::Course;
use crate::driver::Driver as _;
use crate::reference::{Fault, Kind, ReferenceDriver};
use crate::report::{self, Format};
use crate::run::{self, Options};
use crate::scenario::{Profile, Scenario};
use crate::statistics::{Policy, ShareDesign};

/// Holds a service mesh against the Service Mesh Interface.
///
/// Exit codes: 0 conformant, 1 not conformant, 2 wrong usage or nothing selected, 3 the harness failed, 4 inconclusive or
/// not run.
#[derive(Debug, Parser)]
#[command(version, about, long_about, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs scenarios and judges the mesh.
    Run {
        #[command(flatten)]
        selection: Selection,
        #[command(flatten)]
        target: Target,
        /// How to write the report, on standard output.
        #[arg(short, long, value_enum, default_value_t)]
        output: Format,
        /// Scenarios under way at once.
        #[arg(short, long, default_value = "4")]
        jobs: NonZeroUsize,
        /// Begin no further scenario after a fail.
        #[arg(long)]
        fail_fast: bool,
        /// Write every event to this file, one JSON object a line.
        #[arg(long, value_name = "FILE")]
        events: Option<std::path::PathBuf>,
    },
    /// Says what `run` would do, and what it would cost. Judges nothing.
    Plan {
        #[command(flatten)]
        selection: Selection,
        #[command(flatten)]
        target: Target,
    },
    /// Lists the faults that the reference mesh can be given.
    Faults,
}

#[derive(Debug, clap::Args)]
struct Selection {
    /// Only scenarios whose id matches (`access/*`, `split/weights`); may be repeated.
    #[arg(short, long, value_name = "GLOB")]
    scenario: Vec<String>,
    /// Only scenarios of this profile; may be repeated.
    #[arg(short, long, value_parser = profile)]
    profile: Vec<Profile>,
}

#[derive(Debug, clap::Args)]
struct Target {
    /// The mesh.
    #[arg(short, long, value_enum, default_value_t)]
    mesh: MeshName,
    /// A wrong behaviour to give the reference mesh; see `smi-conformance faults`.
    #[arg(long, value_name = "NAME")]
    fault: Option<Fault>,
    /// Draws backends in the reference mesh; the same seed, the same draws.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum MeshName {
    /// The mesh inside this program.
    #[default]
    Reference,
    /// Plain Kubernetes: the same pods and Services without a mesh.
    Null,
    /// The reference mesh, denying everything.
    DenyAll,
}

/// The command cannot be carried out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CliError {
    /// The embedded scenarios are broken.
    #[error(transparent)]
    Catalogue(#[from] crate::catalogue::CatalogueError),
    /// A pattern is none.
    #[error("`{pattern}` is no pattern for scenario ids: {source}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        source: globset::Error,
    },
    /// A pattern matches nothing.
    #[error("`{pattern}` matches no scenario; `smi-conformance plan` lists them")]
    Unmatched {
        /// The pattern.
        pattern: String,
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
            Self::Catalogue(_) | Self::Mesh { .. } => 3,
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
    let catalogue = Catalogue::embedded()?;
    match arguments.command {
        Command::Run { selection, target, output, jobs, fail_fast, events } => {
            let selected = selection.of(&catalogue)?;
            let driver = target.driver()?;
            let options = Options { jobs: jobs.get(), fail_fast, policy: Policy::default() };
            let observer =
                progress::Progress::new(selected.len(), events.as_deref()).map_err(|source| {
                    CliError::Io { what: "the file for --events".to_owned(), source }
                })?;
            let interrupted = interruption();
            let report =
                run::run(&driver, &catalogue, &selected, options, &observer, interrupted).await;
            observer.finish();
            let written = report::write(&mut io::stdout().lock(), &report, &catalogue, output);
            written.map_err(to_stdout)?;
            Ok(report.ending().code().into())
        }
        Command::Plan { selection, target } => {
            let selected = selection.of(&catalogue)?;
            print_plan(&catalogue, &selected, &target.driver()?).map_err(to_stdout)?;
            Ok(ExitCode::SUCCESS)
        }
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
    CliError::Io { what: "standard output".to_owned(), source }
}

/// Becomes true on Ctrl-C.
fn interruption() -> watch::Receiver<bool> {
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            sender.send_replace(true);
        }
        // Keeps the channel open for the rest of the run.
        std::future::pending::<()>().await;
    });
    receiver
}

impl Selection {
    fn of<'c>(&self, catalogue: &'c Catalogue) -> Result<Vec<&'c Scenario>, CliError> {
        let globs = self.globs(catalogue)?;
        let wanted = |scenario: &&Scenario| {
            (self.scenario.is_empty() || globs.is_match(&scenario.id))
                && (self.profile.is_empty() || self.profile.contains(&scenario.profile))
        };
        let selected: Vec<_> = catalogue.scenarios.iter().filter(wanted).collect();
        if selected.is_empty() { Err(CliError::NothingSelected) } else { Ok(selected) }
    }

    /// Every pattern must match something: a typo selects nothing, and that must not look like success.
    fn globs(&self, catalogue: &Catalogue) -> Result<GlobSet, CliError> {
        let mut globs = GlobSetBuilder::new();
        for pattern in &self.scenario {
            let broken = |source| CliError::Pattern { pattern: pattern.clone(), source };
            let glob = Glob::new(pattern).map_err(broken)?;
            let matcher = glob.compile_matcher();
            if !catalogue.scenarios.iter().any(|scenario| matcher.is_match(&scenario.id)) {
                return Err(CliError::Unmatched { pattern: pattern.clone() });
            }
            globs.add(glob);
        }
        globs
            .build()
            .map_err(|source| CliError::Pattern { pattern: self.scenario.join(" "), source })
    }
}

impl Target {
    fn driver(&self) -> Result<ReferenceDriver, CliError> {
        let kind = match (self.mesh, self.fault) {
            (MeshName::Reference, fault) => Kind::Reference(fault),
            (MeshName::Null, None) => Kind::Null,
            (MeshName::DenyAll, None) => Kind::Reference(Some(Fault::DenyAll)),
            (MeshName::Null, Some(_)) => return Err(CliError::FaultElsewhere { mesh: "null" }),
            (MeshName::DenyAll, Some(_)) => {
                return Err(CliError::FaultElsewhere { mesh: "deny-all" });
            }
        };
        ReferenceDriver::new(kind, self.seed).map_err(|source| CliError::Mesh { source })
    }
}

fn profile(text: &str) -> Result<Profile, String> {
    let found =
        Profile::ALL.into_iter().find(|profile| profile.to_string().eq_ignore_ascii_case(text));
    found.ok_or_else(|| {
        let known: Vec<_> = Profile::ALL.iter().map(ToString::to_string).collect();
        format!("expected one of {}", known.join(", "))
    })
}

fn print_plan(
    catalogue: &Catalogue,
    selected: &[&Scenario],
    driver: &ReferenceDriver,
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let policy = Policy::default();
    for scenario in selected {
        let planned = match Course::plan(scenario, driver.mesh()) {
            Ok(course) => format!(
                "{} steps, {} expectations",
                course.steps.len(),
                course.expectations().count()
            ),
            Err(error) => format!("not run: {error}"),
        };
        writeln!(
            out,
            "{:44} {:11} {:8} {planned}",
            scenario.id,
            scenario.profile.to_string(),
            scenario.level.to_string()
        )?;
    }
    let checks = catalogue.planned_checks();
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let alpha = policy.alpha_suite / checks as f64;
    let design = ShareDesign::new(&policy, 0.9, alpha / 2.0, driver.mesh().schedulers);
    writeln!(out, "\n{} scenarios; {checks} share checks in the whole catalogue", selected.len())?;
    writeln!(
        out,
        "a gate: {} clean samples in the quiet window; allowed: {} samples; denied: {}; a weight of zero: {}",
        policy.settle_samples(),
        policy.settle_samples(),
        policy.denial_samples(),
        policy.zero_weight_samples(),
    )?;
    writeln!(
        out,
        "a share of 90 %: a conforming mesh fails with a chance of at most {alpha:.1e}; looks every {} requests, at most {}",
        design.batch, design.cap,
    )
}
