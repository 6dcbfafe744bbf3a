//! `judge` and `replay`: what a log says, without a mesh.

mod story;

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::policy::PolicyFile;
use super::{CliError, Source, to_stdout};
use crate::catalogue::Catalogue;
use crate::course::Course;
use crate::judge::Rules;
use crate::replay::{Log, judge_again};
use crate::report::{self, Format};
use crate::result::{ScenarioResult, Verdict};
use crate::run::{Report, unrun};

#[derive(Debug, clap::Args)]
pub(super) struct JudgeArguments {
    /// The log, as `run --events` writes it.
    #[arg(value_name = "LOG")]
    file: PathBuf,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    policy: PolicyFile,
    /// How to write the report, on standard output.
    #[arg(short, long, value_enum, default_value_t)]
    output: Format,
}

#[derive(Debug, clap::Args)]
pub(super) struct ReplayArguments {
    /// The log, as `run --events` writes it.
    #[arg(value_name = "LOG")]
    file: PathBuf,
    #[command(flatten)]
    source: Source,
    /// Only the story of this scenario.
    #[arg(short, long, value_name = "ID")]
    scenario: Option<String>,
}

/// Judges every planned scenario again.
pub(super) fn judge(arguments: &JudgeArguments) -> Result<ExitCode, CliError> {
    let catalogue = arguments.source.catalogue()?;
    let log = read(&arguments.file)?;
    let policy = arguments.policy.given()?.unwrap_or(log.header.policy);
    let rules = Rules { policy, ..rules(&log) };
    let results = log.header.planned.iter().map(|id| again(&catalogue, &log, &rules, id));
    let results = results.collect::<Result<Vec<_>, _>>()?;
    let report = Report {
        mesh: log.header.mesh.clone(),
        policy,
        planned_checks: log.header.planned_checks,
        planned: log.header.planned.clone(),
        took_ms: results.iter().map(|result| result.took_ms).max().unwrap_or_default(),
        results,
    };
    let written =
        report::write(&mut io::stdout().lock(), &report, &catalogue, "", arguments.output);
    written.map_err(to_stdout)?;
    Ok(report.ending().code().into())
}

/// Tells what happened.
pub(super) fn replay(arguments: &ReplayArguments) -> Result<ExitCode, CliError> {
    let catalogue = arguments.source.catalogue()?;
    let log = read(&arguments.file)?;
    let rules = rules(&log);
    let wanted: Vec<_> = match &arguments.scenario {
        None => log.header.planned.iter().collect(),
        Some(id) => {
            let known = log.header.planned.iter().find(|one| *one == id);
            vec![known.ok_or_else(|| CliError::Unmatched { pattern: id.clone() })?]
        }
    };
    let mut out = io::stdout().lock();
    for id in wanted {
        let result = again(&catalogue, &log, &rules, id)?;
        let events = log.events.get(id).map(Vec::as_slice).unwrap_or_default();
        let course = course(&catalogue, &log, id)?;
        story::tell(&mut out, course.as_ref(), events, &result).map_err(to_stdout)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> Result<Log, CliError> {
    let file = path.display().to_string();
    let open = File::open(path).map_err(|source| CliError::Io { what: file.clone(), source })?;
    Log::read(BufReader::new(open)).map_err(|source| CliError::Log { file, source })
}

fn rules(log: &Log) -> Rules {
    let header = &log.header;
    Rules {
        policy: header.policy,
        planned_checks: header.planned_checks,
        deadlines: header.mesh.deadlines,
        schedulers: header.mesh.schedulers,
    }
}

/// The course of a scenario; none when the mesh could not be asked.
fn course(catalogue: &Catalogue, log: &Log, id: &str) -> Result<Option<Course>, CliError> {
    let scenario = catalogue.scenarios.iter().find(|one| one.id == *id);
    let scenario = scenario.ok_or_else(|| CliError::UnknownScenario { id: id.to_owned() })?;
    Ok(Course::plan(scenario, &log.header.mesh).ok())
}

fn again(
    catalogue: &Catalogue,
    log: &Log,
    rules: &Rules,
    id: &str,
) -> Result<ScenarioResult, CliError> {
    let scenario = catalogue.scenarios.iter().find(|one| one.id == *id);
    let scenario = scenario.ok_or_else(|| CliError::UnknownScenario { id: id.to_owned() })?;
    let course = course(catalogue, log, id)?;
    match (course, log.events.get(id)) {
        (Some(course), Some(events)) => Ok(judge_again(&course, rules, events)),
        _ => Ok(unrun(scenario, Verdict::NotRun, "the log has no events of it".to_owned())),
    }
}
