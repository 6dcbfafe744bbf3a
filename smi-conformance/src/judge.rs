//! The judge: a pure function of a course, a policy and events.
//!
//! It says what has to be done next and takes up what happened, batch by batch. The runner does it on a live mesh; a
//! replay takes the same events from a log. Since nothing but events moves the judge, both stop at the same event with
//! the same verdicts.

mod closed_world;
mod confirm;
mod label;
mod reading;
mod sample;
mod settle;
mod share;
mod verdict;

use std::collections::BTreeSet;

use crate::clock::Instant;
use crate::course::{Course, CourseProbe};
use crate::driver::{Deadlines, Mesh, Pod, ProbeId};
use crate::event::{Entry, Event, Probed, Purpose};
use crate::prediction::Answer;
use crate::result::{Convergence, ExpectationResult, ScenarioResult};
use crate::statistics::Policy;

#[cfg(all(unix, feature = "cli"))]
pub(crate) use closed_world::difference;
use confirm::Confirmation;
pub(crate) use label::label;
use sample::Sample;
pub(crate) use sample::{describe, needed};
use settle::{SettleRule, Settled, Settling};
use share::ShareSample;
pub(crate) use share::split_test;
pub(crate) use verdict::phrase;

/// What the judge wants to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Start the workloads.
    Deploy,
    /// Send the changes of this step to the mesh.
    Change(usize),
    /// Send probes, and report every outcome.
    Probe {
        /// The step.
        step: usize,
        /// What for.
        purpose: Purpose,
        /// Not before this time.
        not_before: Instant,
        /// The change without meaning that is to be sent before, by its index.
        churn: Option<usize>,
        /// Which probes, and how many.
        wanted: Vec<Wanted>,
    },
    /// Ask which of these probes arrived anywhere.
    Arrivals {
        /// The step.
        step: usize,
        /// The probes.
        asked: Vec<ProbeId>,
    },
    /// Ask the applications of these pods whether they are well.
    SelfCheck {
        /// The step.
        step: usize,
        /// The pods.
        pods: Vec<String>,
    },
    /// Nothing: the scenario is over.
    Done,
}

/// Probes of one kind, from one pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The index of the probe in its step.
    pub probe: usize,
    /// The pod that sends.
    pub client: String,
    /// How many.
    pub count: u64,
}

/// What verdicts follow from, beside the events.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The statistics.
    pub policy: Policy,
    /// The number of share checks of the full catalogue, over which the error rate is spread.
    pub planned_checks: u64,
    /// The mesh's deadlines.
    pub deadlines: Deadlines,
    /// How many independent choosers of backends serve one client pod.
    pub schedulers: u32,
}

impl Rules {
    /// The rules for a mesh.
    #[must_use]
    pub const fn new(policy: Policy, planned_checks: u64, mesh: &Mesh) -> Self {
        let Mesh { deadlines, schedulers, .. } = mesh;
        Self { policy, planned_checks, deadlines: *deadlines, schedulers: *schedulers }
    }
}

/// Judges one scenario.
#[derive(Debug)]
pub struct Judge<'a> {
    course: &'a Course,
    rules: &'a Rules,
    pods: Vec<Pod>,
    now: Instant,
    started: Option<Instant>,
    phase: Phase,
    results: Vec<ExpectationResult>,
    convergence: Vec<Convergence>,
    failure: Option<Failure>,
    /// Why the mesh did not take up the changes of a step, where no expectation shows it.
    late: Option<String>,
    /// Why a log does not suffice, where no expectation shows it.
    short: Option<String>,
    /// When the changes of the step under way were accepted.
    changed_at: Instant,
    /// The step whose probes are sent once more because it must last.
    held: Option<usize>,
    /// Probes of this step whose gate saw nothing but refusals, until it is known whether their targets are well.
    refused: BTreeSet<usize>,
}

/// Why a scenario ended before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Failure {
    Harness(String),
    Interrupted,
}

#[derive(Debug)]
enum Phase {
    Deploying,
    Changing { step: usize },
    Settling { step: usize, settling: Settling, look: Settled },
    Sampling { step: usize, not_before: Instant, samples: Vec<Sample> },
    Confirming { step: usize, confirmation: Confirmation },
    Done,
}

impl<'a> Judge<'a> {
    /// Begins.
    #[must_use]
    pub fn new(course: &'a Course, rules: &'a Rules) -> Self {
        Self {
            course,
            rules,
            pods: Vec::new(),
            now: Instant::ZERO,
            started: None,
            phase: Phase::Deploying,
            results: Vec::new(),
            convergence: Vec::new(),
            failure: None,
            late: None,
            short: None,
            changed_at: Instant::ZERO,
            held: None,
            refused: BTreeSet::new(),
        }
    }

    /// Says what to do next. Depends on nothing but the events so far.
    #[must_use]
    pub fn next(&self) -> Next {
        match &self.phase {
            Phase::Deploying => Next::Deploy,
            Phase::Changing { step } => Next::Change(*step),
            Phase::Settling { step, settling, look } => match look {
                Settled::NotYet { not_before, count } => Next::Probe {
                    step: *step,
                    purpose: Purpose::Gate,
                    not_before: *not_before,
                    churn: self.churn(*step, settling.rounds),
                    wanted: settling
                        .gates
                        .iter()
                        .map(|gate| Wanted {
                            probe: gate.probe,
                            client: gate.client.clone(),
                            count: *count,
                        })
                        .collect(),
                },
                Settled::Yes | Settled::TooLate => Next::Done,
            },
            Phase::Sampling { step, not_before, samples } => Next::Probe {
                step: *step,
                purpose: if self.held == Some(*step) { Purpose::Hold } else { Purpose::Sample },
                not_before: *not_before,
                churn: None,
                wanted: wanted(samples),
            },
            Phase::Confirming { step, confirmation } => confirmation.next(*step),
            Phase::Done => Next::Done,
        }
    }

    /// Takes up the events of one batch, all that came of the last [`next`](Self::next).
    pub fn record(&mut self, batch: &[Entry]) {
        for entry in batch {
            self.now = entry.at;
            self.started.get_or_insert(entry.at);
            self.take(&entry.event);
        }
        self.advance();
    }

    /// Returns the result: of every expectation, also of those that were not reached.
    #[must_use]
    pub fn finish(self) -> ScenarioResult {
        verdict::scenario_result(self)
    }

    /// Goes on without what was asked for, because a log does not have it: what rests on it stays open.
    pub fn run_short(&mut self) {
        self.phase = match std::mem::replace(&mut self.phase, Phase::Done) {
            Phase::Settling { step, .. } => {
                let name = &self.course.steps[step].name;
                self.short.get_or_insert(format!("the log has too few gates of step `{name}`"));
                self.sample(step, Instant::ZERO, &BTreeSet::new())
            }
            Phase::Sampling { step, not_before, mut samples } => {
                samples.iter_mut().for_each(Sample::run_short);
                self.sample_or_confirm(step, not_before, samples)
            }
            Phase::Deploying | Phase::Changing { .. } | Phase::Confirming { .. } | Phase::Done => {
                let failure = "the log ends before the scenario does".to_owned();
                self.failure.get_or_insert(Failure::Harness(failure));
                Phase::Done
            }
        };
    }

    fn take(&mut self, event: &Event) {
        match event {
            Event::Deployed { pods } => self.pods.clone_from(pods),
            Event::Probed(probed) => self.take_probe(probed),
            Event::Arrived { arrivals, .. } => {
                if let Phase::Confirming { confirmation, .. } = &mut self.phase {
                    confirmation.take_arrivals(arrivals);
                }
            }
            Event::SelfChecked { pods, well, .. } => {
                if let Phase::Confirming { confirmation, .. } = &mut self.phase {
                    confirmation.take_self_check(pods, well);
                }
            }
            Event::Failed { during, error } => {
                self.failure.get_or_insert(Failure::Harness(format!("{during}: {error}")));
            }
            Event::Interrupted => self.failure = Some(Failure::Interrupted),
            Event::Changed { .. } | Event::Churned { .. } | Event::TornDown => {}
        }
    }

    fn take_probe(&mut self, probed: &Probed) {
        let Probed { step: _, purpose: _, probe, request, outcome } = probed;
        let workload_of = |pod: &str| {
            self.pods.iter().find(|one| one.name == pod).map(|one| one.workload.clone())
        };
        let answer = Answer::of(outcome, workload_of);
        let label = label(outcome, answer.as_ref());
        match &mut self.phase {
            Phase::Settling { settling, .. } => {
                settling.record(self.now, *probe, &request.from, answer.as_ref(), &label);
            }
            Phase::Sampling { samples, .. } => {
                let of_this = |one: &&mut Sample| one.probe == *probe && one.client == request.from;
                if let Some(sample) = samples.iter_mut().find(of_this) {
                    sample.record(request, outcome, answer, label);
                }
            }
            Phase::Deploying | Phase::Changing { .. } | Phase::Confirming { .. } | Phase::Done => {}
        }
    }

    /// Moves on, once a batch is taken up.
    fn advance(&mut self) {
        if self.failure.is_some() {
            self.give_up();
            return;
        }
        self.phase = match std::mem::replace(&mut self.phase, Phase::Done) {
            Phase::Deploying => self.begin_step(0),
            Phase::Changing { step } => self.settle(step),
            Phase::Settling { step, settling, .. } => self.look_at_gates(step, settling),
            Phase::Sampling { step, not_before, mut samples } => {
                samples.iter_mut().for_each(Sample::look);
                self.sample_or_confirm(step, not_before, samples)
            }
            Phase::Confirming { step, confirmation } => self.confirm(step, confirmation),
            Phase::Done => Phase::Done,
        };
    }

    fn begin_step(&self, step: usize) -> Phase {
        match self.course.steps.get(step) {
            None => Phase::Done,
            Some(content) if content.changes.is_empty() => {
                self.sample(step, Instant::ZERO, &BTreeSet::new())
            }
            Some(_) => Phase::Changing { step },
        }
    }

    fn settle(&mut self, step: usize) -> Phase {
        let rule = SettleRule {
            quiet_window: self.rules.deadlines.quiet_window.into(),
            samples: self.rules.policy.settle_samples(),
            converge: self.rules.deadlines.converge.into(),
        };
        self.changed_at = self.now;
        let settling = Settling::new(&self.course.steps[step], &self.pods, rule, self.now);
        self.look_at_gates(step, settling)
    }

    fn look_at_gates(&mut self, step: usize, mut settling: Settling) -> Phase {
        let look = settling.look(self.now);
        if let Settled::NotYet { .. } = look {
            return Phase::Settling { step, settling, look };
        }
        self.convergence.push(Convergence {
            step: self.course.steps[step].name.clone(),
            millis: (look == Settled::Yes)
                .then(|| u64::try_from(settling.converged_after().as_millis()).unwrap_or(u64::MAX)),
            probes: settling.probes,
        });
        let mut unsettled = BTreeSet::new();
        if look == Settled::TooLate {
            unsettled = self.judge_unsettled(step, &settling);
        }
        self.sample(step, Instant::ZERO, &unsettled)
    }

    /// Samples every expectation of a step whose gate did not already decide it.
    fn sample(&self, step: usize, not_before: Instant, decided: &BTreeSet<usize>) -> Phase {
        let policy = &self.rules.policy;
        let mut samples = Vec::new();
        for (index, probe) in self.course.steps[step].probes.iter().enumerate() {
            let Some(expectation) = probe.expectation.as_ref() else { continue };
            if decided.contains(&index) {
                continue;
            }
            for client in clients(&self.pods, probe) {
                let shares = ShareSample::of(probe, &expectation.expect, self.rules);
                let expect = &expectation.expect;
                samples.push(Sample::new(index, probe, expect, client, policy, shares));
            }
        }
        self.sample_or_confirm(step, not_before, samples)
    }

    fn sample_or_confirm(&self, step: usize, not_before: Instant, samples: Vec<Sample>) -> Phase {
        if samples.iter().any(|sample| sample.wanted() > 0) {
            return Phase::Sampling { step, not_before, samples };
        }
        let confirmation = Confirmation::new(&self.course.steps[step], &self.pods, samples);
        Phase::Confirming { step, confirmation }
    }

    fn confirm(&mut self, step: usize, confirmation: Confirmation) -> Phase {
        if confirmation.next(step) != Next::Done {
            return Phase::Confirming { step, confirmation };
        }
        self.judge_samples(step, confirmation);
        if self.course.steps[step].holds && self.held != Some(step) {
            self.held = Some(step);
            let again = self.changed_at + Instant::from(self.rules.deadlines.hold);
            return self.sample(step, again, &self.failed_in(step));
        }
        self.begin_step(step + 1)
    }

    /// The change to send before the round of gates to come, in turn.
    fn churn(&self, step: usize, round: usize) -> Option<usize> {
        let count = self.course.steps[step].churn.len();
        (count > 0).then(|| round % count)
    }
}

/// The pods that send a probe.
fn clients<'a>(pods: &'a [Pod], probe: &'a CourseProbe) -> impl Iterator<Item = &'a str> {
    pods.iter().filter(|pod| pod.workload == probe.from).map(|pod| pod.name.as_str())
}

fn wanted(samples: &[Sample]) -> Vec<Wanted> {
    let wanting = samples.iter().filter(|sample| sample.wanted() > 0);
    wanting
        .map(|sample| Wanted {
            probe: sample.probe,
            client: sample.client.clone(),
            count: sample.wanted(),
        })
        .collect()
}
