//! `run --generate`: random policies against the oracle.

use std::fs;
use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;

use futures::future::try_join_all;
use smi_validate::render::yaml;

use super::target::Mesh;
use super::{CliError, Target, to_stdout};
use crate::clock::Clock;
use crate::ending::Ending;
use crate::generate::{self, Disagreement};
use crate::run;

/// How often a sign of life is given, in cases.
const EVERY: u64 = 1_000;

pub(super) async fn execute(
    target: &Target,
    jobs: Option<NonZeroUsize>,
    cases: u64,
    write: Option<&Path>,
) -> Result<ExitCode, CliError> {
    let mesh = target.mesh().await?;
    let outcome = hold(&mesh, target.seed, jobs, cases, write).await;
    let ended = mesh.end().await;
    outcome.map(|code| if ended { code } else { Ending::Error.code().into() })
}

async fn hold(
    mesh: &Mesh,
    seed: u64,
    jobs: Option<NonZeroUsize>,
    cases: u64,
    write: Option<&Path>,
) -> Result<ExitCode, CliError> {
    let driver = mesh.driver();
    let clock = Clock::start();
    let lanes = jobs.map_or_else(run::default_jobs, NonZeroUsize::get);
    let lanes = u64::try_from(run::lanes(driver, lanes)).unwrap_or(1);
    let lanes = lanes.min(cases.max(1));
    let progress = |done: u64| {
        if done.is_multiple_of(EVERY) {
            let _closed = writeln!(io::stderr(), "{done} cases in a lane");
        }
    };
    // Each lane has a seed of its own, so that the same seed and number of lanes give the same cases.
    let of_lane =
        |lane: u64| (seed.wrapping_add(lane), cases / lanes + u64::from(lane < cases % lanes));
    let progress = &progress;
    let running =
        (0..lanes).map(|lane| {
            let (seed, cases) = of_lane(lane);
            async move {
                generate::run(driver, seed, cases, progress).await.map(|outcome| (seed, outcome))
            }
        });
    let outcomes = try_join_all(running).await.map_err(|source| CliError::Mesh { source })?;
    let sum = |count: fn(&generate::Outcome) -> u64| -> u64 {
        outcomes.iter().map(|(_, outcome)| count(outcome)).sum()
    };
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{} cases, {} requests compared, {} left out because their answer is open, in {:.1} s",
        sum(|outcome| outcome.cases),
        sum(|outcome| outcome.compared),
        sum(|outcome| outcome.ambiguous),
        clock.now().as_secs_f64()
    )
    .map_err(to_stdout)?;
    let found =
        outcomes.iter().find_map(|(seed, outcome)| Some((seed, outcome.disagreement.as_ref()?)));
    let Some((seed, disagreement)) = found else {
        writeln!(out, "no disagreement").map_err(to_stdout)?;
        return Ok(ExitCode::SUCCESS);
    };
    show(&mut out, disagreement, *seed, write)?;
    Ok(ExitCode::FAILURE)
}

/// Prints the smallest case as a scenario, or writes it.
fn show(
    out: &mut io::StdoutLock<'_>,
    disagreement: &Disagreement,
    seed: u64,
    write: Option<&Path>,
) -> Result<(), CliError> {
    let scenario = generate::scenario(disagreement, seed);
    let text = yaml::write(&scenario);
    let Disagreement { asked, requirements, found, .. } = disagreement;
    let (expected, requirements) = (disagreement.expectation(), requirements.join(", "));
    writeln!(
        out,
        "a disagreement, made small:\n  request   {asked}\n  expected  {expected} ({requirements})\n  found     {found}\n"
    )
    .map_err(to_stdout)?;
    let Some(folder) = write else { return write!(out, "{text}").map_err(to_stdout) };
    let path = folder.join(format!("{}.yaml", scenario.id));
    let failed = |source| CliError::Io { what: path.display().to_string(), source };
    fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(failed)?;
    fs::write(&path, text).map_err(failed)?;
    let (path, folder) = (path.display(), folder.display());
    writeln!(
        out,
        "written to {path}; on the same mesh, `run --scenarios '{folder}'` shows it again"
    )
    .map_err(to_stdout)
}
