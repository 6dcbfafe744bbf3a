//! The suite, tested by breaking meshes.
//!
//! The reference mesh passes everything. Plain Kubernetes and a mesh that denies everything pass nothing. Trouble of the
//! harness is neither a fail nor a pass. Every [fault](Fault) is noticed by exactly the expectations that the
//! [kill table](KillTable) has for it. Every [mutant](Mutant) of the oracle is refuted by an expectation that somebody wrote.

mod choice;
mod kill_table;
mod mutants;
mod rows;
mod trouble;

use std::collections::BTreeSet;

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio::sync::watch;

use crate::catalogue::Catalogue;
use crate::driver::{Driver, DriverError};
use crate::lint::{lint, refuting};
use crate::reference::{Fault, Kind, ReferenceDriver};
use crate::result::{ExpectationResult, ScenarioResult, Verdict};
use crate::run::{self, Options, Report};
use crate::runner::Blind;
use crate::scenario::{Level, Scenario};
use choice::Choice;
use kill_table::Row;
use trouble::Troubled;

pub use kill_table::{KillTable, KillTableError};
pub use mutants::{MUTANTS, Mutant};
pub use trouble::Trouble;

/// Broken meshes that are run side by side, each with its part of the lanes: one waits while another computes.
const AT_ONCE: usize = 4;

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

/// What noticed a fault.
struct Noticed {
    fault: Fault,
    row: Row,
    /// Scenario runs.
    runs: usize,
    objections: Vec<String>,
}

impl SelfTest<'_> {
    /// Runs it. `progress` is told what begins.
    ///
    /// # Errors
    ///
    /// [`DriverError`] when the reference mesh cannot be made.
    pub async fn run(&self, progress: &dyn Fn(&str)) -> Result<Outcome, DriverError> {
        let mut outcome = Outcome::default();
        let reference = ReferenceDriver::new(Kind::Reference(None), 1)?;
        let choice = Choice::new(self.catalogue, self.table, reference.mesh());
        if !self.only.is_empty() {
            // What is not measured stays as it was.
            outcome.measured = self.table.of_known_faults();
            return self.faults(&choice, self.only, progress, outcome).await;
        }
        progress("the scenarios themselves");
        let flaws = lint(self.catalogue, reference.mesh());
        outcome.objections.extend(flaws.iter().map(ToString::to_string));
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
            self.trouble(&choice, trouble, &mut outcome).await?;
        }
        self.faults(&choice, Fault::ALL, progress, outcome).await
    }

    /// Breaks the mesh in each of these ways.
    async fn faults(
        &self,
        choice: &Choice<'_>,
        faults: &[Fault],
        progress: &dyn Fn(&str),
        mut outcome: Outcome,
    ) -> Result<Outcome, DriverError> {
        let broken = faults.iter().map(|fault| async {
            progress(fault.name());
            self.fault(choice, *fault).await
        });
        // A slow one holds no other up.
        let broken = stream::iter(broken).buffer_unordered(AT_ONCE);
        let mut broken: Vec<_> = broken.try_collect().await?;
        broken.sort_by_key(|noticed| noticed.fault);
        for Noticed { fault, row, runs, objections } in broken {
            outcome.runs += runs;
            outcome.objections.extend(objections);
            outcome.measured.insert(fault, row);
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
        let report = self.against(&driver, &selected, self.jobs).await;
        outcome.runs += selected.len();
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

    async fn trouble(
        &self,
        choice: &Choice<'_>,
        trouble: Trouble,
        outcome: &mut Outcome,
    ) -> Result<(), DriverError> {
        let driver = Troubled { driver: ReferenceDriver::new(Kind::Reference(None), 1)?, trouble };
        let selected = match self.extent {
            Extent::Full => choice.all(),
            Extent::Quick | Extent::Record => choice.any(trouble.name()),
        };
        let report = self.against(&driver, &selected, self.jobs).await;
        outcome.runs += selected.len();
        for result in report.results.iter().filter(|one| one.verdict != Verdict::Error) {
            let found = describe(result);
            let name = trouble.name();
            outcome.objections.push(format!("under {name} everything is an error, but:\n{found}"));
        }
        Ok(())
    }

    async fn fault(&self, choice: &Choice<'_>, fault: Fault) -> Result<Noticed, DriverError> {
        let driver = ReferenceDriver::new(Kind::Reference(Some(fault)), 1)?;
        let selected = match self.extent {
            Extent::Full => choice.all(),
            Extent::Quick => choice.noticing(fault),
            Extent::Record => choice.concerned(fault),
        };
        let report = self.against(&driver, &selected, self.jobs.div_ceil(AT_ONCE)).await;
        let mut objections = rows::unconcerned(self.catalogue, fault, &report);
        let row = Row::of(fault, &report);
        if self.extent == Extent::Quick {
            objections.extend(self.table.compare(fault, &row, &report.planned));
        }
        Ok(Noticed { fault, row, runs: report.planned.len(), objections })
    }

    async fn against(&self, driver: &dyn Driver, selected: &[&Scenario], jobs: usize) -> Report {
        let options = Options { jobs, ..Options::default() };
        let (_never, interrupted) = watch::channel(false);
        run::run(driver, self.catalogue, selected, options, &Blind, interrupted).await
    }
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
