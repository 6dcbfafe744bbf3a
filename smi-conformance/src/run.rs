//! Running many scenarios, and accounting for every one of them.

use std::collections::BTreeMap;

use futures::stream::{self, StreamExt as _};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::course::Course;
use crate::driver::{Driver, Mesh};
use crate::event::Header;
use crate::judge::Rules;
use crate::plan::PlanError;
use crate::result::{Evidence, ExpectationResult, ScenarioResult, Verdict};
use crate::runner::{Lane, Observer, run_scenario};
use crate::scenario::{Level, Scenario};
use crate::statistics::Policy;

/// The results of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
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
pub struct Options {
    /// Scenarios under way at once.
    pub jobs: usize,
    /// Whether to begin no further scenario after a fail.
    pub fail_fast: bool,
    /// The statistics.
    pub policy: Policy,
}

/// How a run ends, in the order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The mesh broke a requirement.
    NonConformant,
    /// The harness or the infrastructure failed.
    Error,
    /// Something is inconclusive, or was not run.
    Incomplete,
    /// Everything passed.
    Conformant,
}

impl Ending {
    /// The exit code of the program. 2 is for wrong usage, 5 for a stale baseline.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Conformant => 0,
            Self::NonConformant => 1,
            Self::Error => 3,
            Self::Incomplete => 4,
        }
    }
}

/// Runs scenarios of a catalogue, some at once, and judges them.
pub async fn run(
    driver: &dyn Driver,
    catalogue: &Catalogue,
    selected: &[&Scenario],
    options: Options,
    observer: &dyn Observer,
    interrupted: watch::Receiver<bool>,
) -> Report {
    let mesh = driver.mesh().clone();
    let rules = Rules::new(options.policy, catalogue.planned_checks(), &mesh);
    observer.starts(&Header {
        suite: env!("CARGO_PKG_VERSION").to_owned(),
        mesh: mesh.clone(),
        policy: rules.policy,
        planned_checks: rules.planned_checks,
        planned: selected.iter().map(|scenario| scenario.id.clone()).collect(),
    });
    let clock = Clock::start();
    let lane = Lane { driver, rules: &rules, clock, observer, interrupted: interrupted.clone() };
    let (failed, seen) = watch::channel(false);
    let (hazards, others): (Vec<&Scenario>, Vec<&Scenario>) =
        selected.iter().copied().partition(|scenario| scenario.hazard);
    let fail_fast = options.fail_fast;
    let begin = |scenario| one(lane.clone(), scenario, fail_fast, &failed, seen.clone());
    let running: Vec<_> = others.into_iter().map(begin).collect();
    let lanes = options.jobs.min(driver.lanes().unwrap_or(usize::MAX)).max(1);
    let mut results = stream::iter(running).buffer_unordered(lanes).collect::<Vec<_>>().await;
    // What a mesh may stumble over for good runs alone, after everything else.
    for scenario in hazards {
        results.push(begin(scenario).await);
    }
    let planned = selected.iter().map(|scenario| scenario.id.clone()).collect();
    Report {
        results: accounted(selected, results),
        planned,
        mesh,
        policy: rules.policy,
        planned_checks: rules.planned_checks,
        took_ms: u64::try_from(clock.now().as_millis()).unwrap_or(u64::MAX),
    }
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
    if let Some(feature) = scenario.features.iter().find(|one| !mesh.features.contains(one)) {
        let reason = format!("the mesh does not claim the feature `{feature}`");
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
    ScenarioResult {
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        level: scenario.level,
        profile: scenario.profile,
        verdict,
        expectations: expectations.collect(),
        reason: Some(reason),
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

impl Report {
    /// How many scenarios have this verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.results.iter().filter(|result| result.verdict == verdict).count()
    }

    /// How the run ends. Dialect and provisional scenarios are reported, but do not count.
    #[must_use]
    pub fn ending(&self) -> Ending {
        let counted = self
            .results
            .iter()
            .filter(|result| matches!(result.level, Level::Core | Level::Extended))
            .map(|result| result.verdict);
        let any = |wanted: &[Verdict]| counted.clone().any(|verdict| wanted.contains(&verdict));
        // The core of a selected profile cannot be left out.
        let left_out = self.results.iter().any(|result| {
            result.level == Level::Core
                && matches!(result.verdict, Verdict::Unsupported | Verdict::NotApplicable)
        });
        if any(&[Verdict::Fail]) {
            Ending::NonConformant
        } else if any(&[Verdict::Error]) {
            Ending::Error
        } else if left_out || any(&[Verdict::Inconclusive, Verdict::NotRun]) {
            Ending::Incomplete
        } else {
            Ending::Conformant
        }
    }
}
