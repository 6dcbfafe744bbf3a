//! `judge` and `replay`: what a log says, without a mesh.

mod story;

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::policy::PolicyFile;
use super::publish::{Circumstances, Publish};
use super::{CliError, Source, to_stdout};
use crate::catalogue::Catalogue;
use crate::course::Course;
use crate::event::Entry;
use crate::judge::Rules;
use crate::replay::{Log, judge_again};
use crate::result::{ScenarioResult, Verdict};
use crate::run::{Report, unrun};
use crate::scenario::Scenario;
use crate::statistics::Policy;

#[derive(Debug, clap::Args)]
pub(super) struct JudgeArguments {
    /// The log, as `run --events` writes it.
    #[arg(value_name = "LOG")]
    file: PathBuf,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    policy: PolicyFile,
    #[command(flatten)]
    publish: Publish,
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
pub(super) fn judge(arguments: JudgeArguments) -> Result<ExitCode, CliError> {
    let catalogue = arguments.source.catalogue()?;
    let log = read(&arguments.file)?;
    let publication = arguments.publish.prepare(&catalogue)?;
    let known = publication.known();
    let policy = arguments.policy.given()?.unwrap_or(log.header.policy);
    let rules = rules(&log, policy);
    let again = |id: &String| Ok(known.apply(Recorded::of(&catalogue, &log, id)?.judge(&rules)));
    let results = log.header.planned.iter().map(again);
    let results = results.collect::<Result<Vec<_>, CliError>>()?;
    let last = log.events.values().flatten().map(|entry| entry.at).max().unwrap_or_default();
    let report = Report {
        started: log.header.started,
        mesh: log.header.mesh.clone(),
        policy,
        planned_checks: log.header.planned_checks,
        planned: log.header.planned.clone(),
        took_ms: u64::try_from(last.as_millis()).unwrap_or(u64::MAX),
        results,
    };
    publication.publish(report, &catalogue, "", Circumstances::default())
}

/// Tells what happened.
pub(super) fn replay(arguments: &ReplayArguments) -> Result<ExitCode, CliError> {
    let catalogue = arguments.source.catalogue()?;
    let log = read(&arguments.file)?;
    let rules = rules(&log, log.header.policy);
    let wanted: Vec<_> = match &arguments.scenario {
        None => log.header.planned.iter().collect(),
        Some(id) => {
            let known = log.header.planned.iter().find(|one| *one == id);
            let unknown =
                || CliError::NotInLog { id: id.clone(), planned: log.header.planned.clone() };
            vec![known.ok_or_else(unknown)?]
        }
    };
    let mut out = io::stdout().lock();
    for id in wanted {
        let recorded = Recorded::of(&catalogue, &log, id)?;
        let result = recorded.judge(&rules);
        story::tell(&mut out, recorded.course.as_ref(), recorded.events, &result)
            .map_err(to_stdout)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> Result<Log, CliError> {
    let file = path.display().to_string();
    let open = File::open(path).map_err(|source| CliError::Io { what: file.clone(), source })?;
    Log::read(BufReader::new(open)).map_err(|source| CliError::Log { file, source })
}

/// The rules of the run, or the same with another policy.
fn rules(log: &Log, policy: Policy) -> Rules {
    Rules::new(policy, log.header.planned_checks, &log.header.mesh)
}

/// A scenario of a log, with what happened.
struct Recorded<'a> {
    scenario: &'a Scenario,
    /// None when the mesh could not be asked.
    course: Option<Course>,
    events: &'a [Entry],
}

impl<'a> Recorded<'a> {
    fn of(catalogue: &'a Catalogue, log: &'a Log, id: &str) -> Result<Self, CliError> {
        let unknown = || CliError::UnknownScenario { id: id.to_owned() };
        let scenario = catalogue.scenario(id).ok_or_else(unknown)?;
        let course = Course::plan(scenario, &log.header.mesh).ok();
        let events = log.events.get(id).map(Vec::as_slice).unwrap_or_default();
        Ok(Self { scenario, course, events })
    }

    fn judge(&self, rules: &Rules) -> ScenarioResult {
        match &self.course {
            Some(course) if !self.events.is_empty() => judge_again(course, rules, self.events),
            _ => {
                let reason = "the log has no events of it".to_owned();
                unrun(self.scenario, Verdict::NotRun, reason)
            }
        }
    }
}
