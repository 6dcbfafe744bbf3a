//! Running many scenarios, and accounting for every one of them.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use futures::stream::{self, StreamExt as _};
use tokio::sync::watch;

use crate::catalogue::Catalogue;
use crate::clock::{Clock, Timestamp};
use crate::course::Course;
use crate::driver::{Driver, Mesh};
use crate::event::Header;
use crate::judge::Rules;
use crate::known_failures::KnownFailures;
use crate::plan::PlanError;
use crate::result::{Evidence, ExpectationResult, ScenarioResult, Verdict, requirements};
use crate::runner::{Lane, Observer, run_scenario};
use crate::scenario::Scenario;
use crate::statistics::Policy;

/// Lanes for each processor: lanes wait more than they compute.
const LANES_PER_PROCESSOR: usize = 4;

/// The results of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// When it began, if that is known.
    pub started: Option<Timestamp>,
    /// The mesh under test, with its deadlines.
    pub mesh: Mesh,
    /// The statistics.
    pub policy: Policy,
    /// The number of share checks that the error rate is spread over.
    pub planned_checks: u64,
    /// The ids of the scenarios that were planned, in order.
    pub planned: Vec<String>,
    /// The results, in the order of the plan.
    pub results: Vec<ScenarioResult>,
    /// How long the run took, in milliseconds.
    pub took_ms: u64,
}

/// How to run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Scenarios under way at once.
    pub jobs: usize,
    /// Whether to begin no further scenario after a fail.
    pub fail_fast: bool,
    /// The statistics.
    pub policy: Policy,
    /// What is known to fail, and is [expected](KnownFailures::apply) to.
    pub known: Option<&'a KnownFailures>,
}

/// Runs scenarios of a catalogue, some at once, and judges them.
pub async fn run(
    driver: &dyn Driver,
    catalogue: &Catalogue,
    selected: &[&Scenario],
    options: Options<'_>,
    observer: &dyn Observer,
    interrupted: watch::Receiver<bool>,
) -> Report {
    let mesh = driver.mesh().clone();
    let rules = Rules::new(options.policy, catalogue.planned_checks(), &mesh);
    let planned: Vec<_> = selected.iter().map(|scenario| scenario.id.clone()).collect();
    let header = Header::now(&mesh, &rules, planned.clone());
    observer.starts(&header);
    let clock = Clock::start();
    let known = options.known;
    let lane =
        Lane { driver, rules: &rules, clock, observer, interrupted: interrupted.clone(), known };
    let (failed, seen) = watch::channel(false);
    let (hazards, others): (Vec<&Scenario>, Vec<&Scenario>) =
        selected.iter().copied().partition(|scenario| scenario.hazard);
    let fail_fast = options.fail_fast;
    let begin = |scenario| one(lane.clone(), scenario, fail_fast, &failed, seen.clone());
    let running: Vec<_> = others.into_iter().map(begin).collect();
    let lanes = lanes(driver, options.jobs);
    let mut results = stream::iter(running).buffer_unordered(lanes).collect::<Vec<_>>().await;
    // What a mesh may stumble over for good runs alone, after everything else.
    for scenario in hazards {
        results.push(begin(scenario).await);
    }
    Report {
        started: header.started,
        results: accounted(selected, results),
        planned,
        mesh,
        policy: rules.policy,
        planned_checks: rules.planned_checks,
        took_ms: u64::try_from(clock.now().as_millis()).unwrap_or(u64::MAX),
    }
}

/// As many lanes as are wanted, if the mesh has so many; at least one.
pub(crate) fn lanes(driver: &dyn Driver, wanted: usize) -> usize {
    driver.lanes().map_or(wanted, |most| most.min(wanted)).max(1)
}

/// How many scenarios to have under way at once on this machine.
#[must_use]
pub fn default_jobs() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get) * LANES_PER_PROCESSOR
}

/// Becomes true on Ctrl-C. Must be called in the context of a Tokio runtime.
#[must_use]
pub fn interruption() -> watch::Receiver<bool> {
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

async fn one(
    lane: Lane<'_>,
    scenario: &Scenario,
    fail_fast: bool,
    failed: &watch::Sender<bool>,
    seen: watch::Receiver<bool>,
) -> ScenarioResult {
    if *lane.interrupted.borrow() {
        return unrun(scenario, Verdict::NotRun, "the run was interrupted".to_owned());
    }
    if fail_fast && *seen.borrow() {
        return unrun(scenario, Verdict::NotRun, "another scenario failed before".to_owned());
    }
    let mesh = lane.driver.mesh();
    if let Some(reason) = unclaimed(scenario, mesh) {
        return unrun(scenario, Verdict::Unsupported, reason);
    }
    let result = match Course::plan(scenario, mesh) {
        Ok(course) => run_scenario(lane, &course).await,
        Err(PlanError::NotApplicable { reason }) => unrun(scenario, Verdict::NotApplicable, reason),
        Err(error) => unrun(scenario, Verdict::Error, error.to_string()),
    };
    if result.verdict == Verdict::Fail {
        failed.send_replace(true);
    }
    result
}

/// Why a mesh need not be asked: it does not claim what the scenario is about.
pub(crate) fn unclaimed(scenario: &Scenario, mesh: &Mesh) -> Option<String> {
    let feature = scenario.features.iter().find(|one| !mesh.features.contains(one))?;
    Some(format!("the mesh does not claim the feature `{feature}`"))
}

/// The result of a scenario that was not run.
pub(crate) fn unrun(scenario: &Scenario, verdict: Verdict, reason: String) -> ScenarioResult {
    let expectations = scenario.expectations().map(|(id, probe)| ExpectationResult {
        id,
        requirements: probe.requirements.clone(),
        control: probe.control,
        verdict,
        reading: None,
        expected: String::new(),
        found: reason.clone(),
        evidence: Evidence::default(),
    });
    let expectations: Vec<_> = expectations.collect();
    ScenarioResult {
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        level: scenario.level,
        profile: scenario.profile,
        verdict,
        reason: Some(reason),
        whole: None,
        known: Vec::new(),
        requirements: requirements(&expectations),
        expectations,
        convergence: Vec::new(),
        took_ms: 0,
    }
}

/// One result for every planned scenario, in the order of the plan: what is missing is an error.
fn accounted(selected: &[&Scenario], results: Vec<ScenarioResult>) -> Vec<ScenarioResult> {
    let mut by_id: BTreeMap<String, ScenarioResult> =
        results.into_iter().map(|result| (result.id.clone(), result)).collect();
    let lost = |scenario: &Scenario| {
        unrun(scenario, Verdict::Error, "the result was lost: a defect of this suite".to_owned())
    };
    selected
        .iter()
        .map(|scenario| by_id.remove(&scenario.id).unwrap_or_else(|| lost(scenario)))
        .collect()
}
