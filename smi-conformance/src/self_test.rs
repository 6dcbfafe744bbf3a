//! The suite, tested by breaking meshes.
//!
//! The reference mesh passes everything. Plain Kubernetes and a mesh that denies everything pass nothing. Trouble of the
//! harness is neither a fail nor a pass. Every [fault](Fault) is noticed by exactly the expectations that the
//! [kill table](KillTable) has for it. Every [mutant](Mutant) of the oracle is refuted by an expectation that somebody wrote.

mod kill_table;
mod mutants;
mod rows;
mod trouble;

use std::collections::BTreeSet;

use tokio::sync::watch;

use crate::catalogue::Catalogue;
use crate::driver::{Driver, DriverError};
use crate::lint::{lint, refuting};
use crate::reference::{Fault, Kind, ReferenceDriver};
use crate::result::{ExpectationResult, ScenarioResult, Verdict};
use crate::run::{self, Options, Report};
use crate::runner::Blind;
use crate::scenario::{Level, Scenario};
use crate::stable_hash;
use crate::statistics::Policy;
use trouble::Troubled;

pub use kill_table::{KillTable, KillTableError};
pub use mutants::{MUTANTS, Mutant};
pub use trouble::Trouble;

/// Of the scenarios that notice a fault, so many are run by the quick self-test.
const NOTICING: usize = 6;
/// Scenarios that must not notice a fault, and are run all the same.
const CONTROLS: usize = 10;

/// How much is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Each fault against some scenarios that must notice it and some that must not.
    Quick,
    /// Each fault against all scenarios that cite something it breaks, and some that do not, to record which notice it.
    Record,
    /// Everything against everything.
    Full,
}

/// A self-test of a catalogue.
#[derive(Debug)]
pub struct SelfTest<'a> {
    /// The scenarios.
    pub catalogue: &'a Catalogue,
    /// What should notice what.
    pub table: &'a KillTable,
    /// How much is run.
    pub extent: Extent,
    /// Scenarios under way at once.
    pub jobs: usize,
    /// Only these faults, and nothing but them; all of them and everything else when there are none.
    pub only: &'a [Fault],
}

/// What a self-test came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What is wrong, a text for each.
    pub objections: Vec<String>,
    /// What noticed what.
    pub measured: KillTable,
    /// Scenario runs in all.
    pub runs: usize,
}

impl SelfTest<'_> {
    /// Runs it. `progress` is told what begins.
    ///
    /// # Errors
    ///
    /// [`DriverError`] when the reference mesh cannot be made.
    pub async fn run(&self, progress: &dyn Fn(&str)) -> Result<Outcome, DriverError> {
        let mut outcome = Outcome::default();
        if !self.only.is_empty() {
            // What is not measured stays as it was.
            outcome.measured = self.table.clone();
            return self.faults(self.only, progress, outcome).await;
        }
        progress("the scenarios themselves");
        let mesh = ReferenceDriver::new(Kind::Reference(None), 1)?.mesh().clone();
        outcome.objections.extend(lint(self.catalogue, &mesh).iter().map(ToString::to_string));
        outcome.objections.extend(self.unrefuted());
        if self.extent == Extent::Quick {
            outcome.objections.extend(self.table.objections(self.catalogue));
        }
        progress("the reference mesh");
        self.all(Kind::Reference(None), passes, &mut outcome).await?;
        progress("plain Kubernetes");
        self.all(Kind::Null, fails_by_an_answer, &mut outcome).await?;
        progress("a mesh that denies everything");
        self.all(Kind::Reference(Some(Fault::DenyAll)), fails, &mut outcome).await?;
        for trouble in Trouble::ALL {
            progress(trouble.name());
            self.trouble(trouble, &mut outcome).await?;
        }
        self.faults(Fault::ALL, progress, outcome).await
    }

    async fn faults(
        &self,
        faults: &[Fault],
        progress: &dyn Fn(&str),
        mut outcome: Outcome,
    ) -> Result<Outcome, DriverError> {
        for fault in faults {
            progress(fault.name());
            self.fault(*fault, &mut outcome).await?;
        }
        if self.extent != Extent::Quick {
            outcome.objections.extend(outcome.measured.objections(self.catalogue));
        }
        Ok(outcome)
    }

    /// Mutants of the oracle that no expectation disagrees with.
    fn unrefuted(&self) -> Vec<String> {
        let refuted = |mutant: &Mutant| {
            let mut scenarios = self.catalogue.scenarios.iter();
            scenarios.any(|scenario| !refuting(scenario, *mutant).is_empty())
        };
        let left = MUTANTS.iter().filter(|mutant| !refuted(mutant));
        left.map(|mutant| format!("no expectation refutes an oracle in which {}", mutant.name))
            .collect()
    }

    /// Runs everything against a mesh that must have the same verdict everywhere.
    async fn all(
        &self,
        kind: Kind,
        expected: fn(&ScenarioResult) -> Result<(), &'static str>,
        outcome: &mut Outcome,
    ) -> Result<(), DriverError> {
        let driver = ReferenceDriver::new(kind, 1)?;
        // Whatever happens in a dialect scenario, it passes.
        let can_fail = |one: &&Scenario| one.level != Level::Dialect;
        let judged = |one: &&Scenario| kind == Kind::Reference(None) || can_fail(one);
        let selected: Vec<_> = self.catalogue.scenarios.iter().filter(judged).collect();
        let report = self.against(&driver, &selected, outcome).await;
        for result in &report.results {
            if let Err(instead) = expected(result) {
                outcome.objections.push(format!(
                    "on mesh `{}`, {instead}, but:\n{}",
                    report.mesh.name,
                    describe(result)
                ));
            }
        }
        Ok(())
    }

    async fn trouble(&self, trouble: Trouble, outcome: &mut Outcome) -> Result<(), DriverError> {
        let driver = Troubled { driver: ReferenceDriver::new(Kind::Reference(None), 1)?, trouble };
        let all: Vec<_> = self.catalogue.scenarios.iter().collect();
        let selected = match self.extent {
            Extent::Full => all,
            Extent::Quick | Extent::Record => some(trouble.name(), all, CONTROLS),
        };
        let report = self.against(&driver, &selected, outcome).await;
        for result in report.results.iter().filter(|one| one.verdict != Verdict::Error) {
            let found = describe(result);
            let name = trouble.name();
            outcome.objections.push(format!("under {name} everything is an error, but:\n{found}"));
        }
        Ok(())
    }

    async fn fault(&self, fault: Fault, outcome: &mut Outcome) -> Result<(), DriverError> {
        let driver = ReferenceDriver::new(Kind::Reference(Some(fault)), 1)?;
        let selected = match self.extent {
            Extent::Full => self.catalogue.scenarios.iter().collect(),
            Extent::Quick => self.noticing(fault),
            Extent::Record => self.concerned(fault),
        };
        let report = self.against(&driver, &selected, outcome).await;
        outcome.objections.extend(rows::unconcerned(self.catalogue, fault, &report));
        let row = outcome.measured.add(fault, &report);
        if self.extent == Extent::Quick {
            outcome.objections.extend(self.table.compare(fault, &row, &report.planned));
        }
        Ok(())
    }

    /// The scenarios that must notice a fault, with some that must not.
    fn noticing(&self, fault: Fault) -> Vec<&Scenario> {
        let row = self.table.scenarios(fault);
        let row = self.catalogue.scenarios.iter().filter(|one| row.contains(one.id.as_str()));
        let row = some(fault.name(), row.collect(), NOTICING);
        self.with_controls(fault, &|one| row.iter().any(|other| other.id == one.id))
    }

    /// The scenarios that may notice a fault, with some that must not.
    fn concerned(&self, fault: Fault) -> Vec<&Scenario> {
        self.with_controls(fault, &|one| rows::cites(one, fault) || rows::measures(one, fault))
    }

    fn with_controls(&self, fault: Fault, noticing: &dyn Fn(&Scenario) -> bool) -> Vec<&Scenario> {
        let (noticing, others): (Vec<_>, Vec<_>) =
            self.catalogue.scenarios.iter().partition(|one| noticing(one));
        let controls = others.into_iter().filter(|one| !rows::cites(one, fault)).collect();
        noticing.into_iter().chain(some(fault.name(), controls, CONTROLS)).collect()
    }

    async fn against(
        &self,
        driver: &dyn Driver,
        selected: &[&Scenario],
        outcome: &mut Outcome,
    ) -> Report {
        let options = Options { jobs: self.jobs, fail_fast: false, policy: Policy::default() };
        let (_never, interrupted) = watch::channel(false);
        outcome.runs += selected.len();
        run::run(driver, self.catalogue, selected, options, &Blind, interrupted).await
    }
}

/// A few scenarios, always the same for the same name.
fn some<'c>(name: &str, mut scenarios: Vec<&'c Scenario>, most: usize) -> Vec<&'c Scenario> {
    scenarios.sort_by_key(|one| stable_hash::of(format!("{name} {}", one.id).as_bytes()));
    scenarios.truncate(most);
    scenarios
}

fn passes(result: &ScenarioResult) -> Result<(), &'static str> {
    if result.verdict == Verdict::Pass { Ok(()) } else { Err("everything passes") }
}

fn fails(result: &ScenarioResult) -> Result<(), &'static str> {
    if result.verdict == Verdict::Fail { Ok(()) } else { Err("everything fails") }
}

/// Plain Kubernetes fails by an answer that a live backend served, and nothing is the harness's trouble.
fn fails_by_an_answer(result: &ScenarioResult) -> Result<(), &'static str> {
    let served = |label: &String| label.contains(':') && !label.starts_with("not sent");
    let failed = |one: &&ExpectationResult| one.verdict == Verdict::Fail;
    let by_an_answer = result
        .expectations
        .iter()
        .filter(failed)
        .any(|one| one.evidence.answers.keys().any(served));
    let error = result.expectations.iter().any(|one| one.verdict == Verdict::Error);
    if result.verdict != Verdict::Fail || !by_an_answer {
        Err("everything fails by an answer that a backend served")
    } else if error {
        Err("nothing is an error")
    } else {
        Ok(())
    }
}

/// A result in a few lines.
fn describe(result: &ScenarioResult) -> String {
    let wrong = result.expectations.iter().filter(|one| one.verdict != Verdict::Pass);
    let wrong = wrong.map(|one| format!("\n    {} {}: {}", one.verdict, one.id, one.found));
    let reason = result.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    format!("  {} {}{reason}{}", result.verdict, result.id, wrong.collect::<String>())
}

/// The ids of the expectations that failed.
fn failed(report: &Report) -> BTreeSet<String> {
    let expectations = report.results.iter().flat_map(|result| &result.expectations);
    let failed = expectations.filter(|one| one.verdict == Verdict::Fail);
    failed.map(|one| one.id.clone()).collect()
}
