//! What all tests of a process share, from the first to the last.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Completion, Failed, FormatSetting};
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::message::{self, Rerun};
use super::trial::Planned;
use super::{EVENTS, TestError};
use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::course::Course;
use crate::driver::Driver;
use crate::ending::counts;
use crate::event::{EventFile, Header};
use crate::judge::Rules;
use crate::result::{ScenarioResult, Verdict};
use crate::run;
use crate::runner::{Blind, Lane, Observer, run_scenario};
use crate::statistics::Policy;

/// The mesh, and what it is judged by.
pub(super) struct Harness {
    pub(super) driver: Box<dyn Driver>,
    pub(super) catalogue: Catalogue,
    rules: Rules,
    clock: Clock,
    events: Option<EventFile>,
    interrupted: watch::Receiver<bool>,
    runtime: Handle,
    rerun: Rerun,
    /// What is to be said after the tests.
    notes: Mutex<Vec<String>>,
}

impl Harness {
    /// Must be called in the context of the runtime.
    pub(super) fn new(
        driver: Box<dyn Driver>,
        catalogue: Catalogue,
        policy: Policy,
        runtime: Handle,
    ) -> Self {
        // Whatever is selected: the error rate is spread over the whole catalogue.
        let rules = Rules::new(policy, catalogue.planned_checks(), driver.mesh());
        Self {
            driver,
            catalogue,
            rules,
            clock: Clock::start(),
            events: None,
            interrupted: run::interruption(),
            runtime,
            rerun: Rerun::of_this_process(),
            notes: Mutex::default(),
        }
    }

    /// Runs or lists the tests. The driver is dropped at the end.
    pub(super) fn test(mut self, arguments: &Arguments) -> Result<ExitCode, TestError> {
        let planned = Planned::of(&self, arguments);
        if !arguments.list {
            self.events = events()?;
            let planned = planned.run().map(str::to_owned).collect();
            self.observer().starts(&Header::now(self.driver.mesh(), &self.rules, planned));
        }
        let harness = Arc::new(self);
        let conclusion = libtest_mimic::run(arguments, planned.trials(&harness));
        harness.write_notes(arguments);
        let interrupted = !arguments.list && *harness.interrupted.borrow();
        Ok(if interrupted { ExitCode::from(101) } else { conclusion.exit_code() })
    }

    /// Runs a scenario.
    pub(super) fn run(&self, course: &Course) -> Result<Completion, Failed> {
        if *self.interrupted.borrow() {
            return Ok(Completion::ignored_with("not run: the run was interrupted"));
        }
        let lane = Lane {
            driver: &*self.driver,
            rules: &self.rules,
            clock: self.clock,
            observer: self.observer(),
            interrupted: self.interrupted.clone(),
            known: None,
        };
        self.conclude(&self.runtime.block_on(run_scenario(lane, course)))
    }

    fn conclude(&self, result: &ScenarioResult) -> Result<Completion, Failed> {
        let message = || message::failure(result, &self.catalogue, &self.rerun);
        match result.verdict {
            Verdict::Pass => {
                self.note(message::readings(result));
                Ok(Completion::Completed)
            }
            verdict if !counts(result) => {
                self.note([format!("{} does not count, but:\n{}", result.id, message())]);
                Ok(Completion::ignored_with(format!("{verdict}, which does not count here")))
            }
            _ => Err(message().into()),
        }
    }

    fn observer(&self) -> &dyn Observer {
        self.events.as_ref().map_or(&Blind, |events| events)
    }

    fn note(&self, notes: impl IntoIterator<Item = String>) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).extend(notes);
    }

    /// After the tests, since what they write themselves would get between the lines of others.
    fn write_notes(&self, arguments: &Arguments) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.sort_unstable();
        // Programs read JSON from standard output, and nothing but JSON.
        let mut out: Box<dyn Write> = match arguments.format {
            Some(FormatSetting::Json) => Box::new(io::stderr()),
            _ => Box::new(io::stdout()),
        };
        let _closed = notes.iter().try_for_each(|note| writeln!(out, "{note}"));
    }
}

/// The event log that is asked for. Many processes at once cannot share a file, but a folder.
fn events() -> Result<Option<EventFile>, TestError> {
    let Some(path) = std::env::var_os(EVENTS).map(PathBuf::from) else { return Ok(None) };
    let own = || path.join(format!("{}.jsonl", std::process::id()));
    let file = if path.is_dir() { own() } else { path };
    EventFile::create(&file).map(Some).map_err(|source| TestError::Events { file, source })
}
