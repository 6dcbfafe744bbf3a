//! Scenarios as tests: which of them are run, in which order, and beside what.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use super::harness::Harness;
use super::message;
use crate::course::Course;
use crate::plan::PlanError;
use crate::run::unclaimed;
use crate::scenario::{Profile, Scenario};

/// What becomes of every scenario, hazards last.
pub(super) struct Planned {
    scenarios: Vec<(Name, Fate)>,
    /// Whether what is ignored is marked so beforehand, for those who select by it. Otherwise it is ignored when its turn comes,
    /// since only then the reason is printed.
    marked: bool,
}

/// What a test is called.
struct Name {
    scenario: String,
    profile: Profile,
}

/// What becomes of a scenario.
enum Fate {
    /// The arguments leave it out.
    FilteredOut,
    /// It is not run, and why.
    Ignored(String),
    /// It cannot be run, and why: a defect of the scenario.
    Broken(String),
    /// It is run, even if the mesh does not claim what it is about.
    Run { course: Box<Course>, claimed: bool },
}

/// Keeps hazards out until everything else is over.
#[derive(Default)]
struct Door {
    others: Mutex<usize>,
    fewer: Condvar,
}

/// Belongs to a test that hazards wait for. It goes with the test, whether that is run or not.
struct Ticket(Arc<Door>);

impl Planned {
    /// Plans what the arguments select, and nothing else: one test of many should not take the time of all.
    pub(super) fn of(harness: &Harness, arguments: &Arguments) -> Self {
        let wanted = arguments.ignored || arguments.include_ignored;
        let selection = Arguments { ignored: false, ..arguments.clone() };
        let fate = |scenario: &Scenario| {
            let name = Name { scenario: scenario.id.clone(), profile: scenario.profile };
            let fate = if selection.is_filtered_out(&name.filtered_out()) {
                Fate::FilteredOut
            } else {
                Fate::of(scenario, harness, wanted)
            };
            (name, fate)
        };
        let (hazards, others): (Vec<_>, Vec<_>) =
            harness.catalogue.scenarios.iter().partition(|scenario| scenario.hazard);
        let scenarios = others.into_iter().chain(hazards).map(fate).collect();
        Self { scenarios, marked: wanted || arguments.list }
    }

    /// The scenarios that are run.
    pub(super) fn run(&self) -> impl Iterator<Item = &str> {
        let run = self.scenarios.iter().filter(|(_, fate)| matches!(fate, Fate::Run { .. }));
        run.map(|(name, _)| name.scenario.as_str())
    }

    /// One test for each scenario.
    pub(super) fn trials(self, harness: &Arc<Harness>) -> Vec<Trial> {
        let (marked, door) = (self.marked, Arc::new(Door::default()));
        let trial = |(name, fate): (Name, Fate)| match fate {
            Fate::FilteredOut => name.filtered_out(),
            Fate::Ignored(reason) => {
                name.trial(|| Ok(Completion::ignored_with(reason))).with_ignored_flag(marked)
            }
            Fate::Broken(reason) => name.trial(move || Err(message::error(&reason).into())),
            Fate::Run { course, claimed } => {
                let (harness, door) = (Arc::clone(harness), Arc::clone(&door));
                let trial = if course.hazard {
                    name.trial(move || {
                        let _alone = door.wait();
                        harness.run(&course)
                    })
                } else {
                    let ticket = Ticket::of(door);
                    name.trial(move || {
                        let _until_here = ticket;
                        harness.run(&course)
                    })
                };
                trial.with_ignored_flag(!claimed && marked)
            }
        };
        self.scenarios.into_iter().map(trial).collect()
    }
}

impl Fate {
    fn of(scenario: &Scenario, harness: &Harness, unclaimed_too: bool) -> Self {
        let mesh = harness.driver.mesh();
        let reason = unclaimed(scenario, mesh);
        let claimed = reason.is_none();
        match (reason, Course::plan(scenario, mesh)) {
            (Some(reason), _) if !unclaimed_too => Self::Ignored(reason),
            (_, Ok(course)) => Self::Run { course: Box::new(course), claimed },
            (_, Err(PlanError::NotApplicable { reason })) => {
                Self::Ignored(format!("not applicable: {reason}"))
            }
            (_, Err(error)) => Self::Broken(error.to_string()),
        }
    }
}

impl Name {
    /// A test that is never run.
    fn filtered_out(&self) -> Trial {
        Trial::test(&self.scenario, || Ok(())).with_kind(self.profile.to_string())
    }

    fn trial(self, run: impl FnOnce() -> Result<Completion, Failed> + Send + 'static) -> Trial {
        Trial::ignorable_test(self.scenario, run).with_kind(self.profile.to_string())
    }
}

impl Door {
    /// Waits until no other test is under way or to come, and keeps every other hazard waiting.
    fn wait(&self) -> MutexGuard<'_, usize> {
        let over = self.fewer.wait_while(self.others(), |others| *others > 0);
        over.unwrap_or_else(PoisonError::into_inner)
    }

    fn others(&self) -> MutexGuard<'_, usize> {
        self.others.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    fn of(door: Arc<Door>) -> Self {
        *door.others() += 1;
        Self(door)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        *self.0.others() -= 1;
        self.0.fewer.notify_all();
    }
}
