//! From samples to verdicts.

use std::collections::{BTreeMap, BTreeSet};

use crate::course::{Course, CourseProbe, Expectation};
use crate::judge::confirm::{Confirmation, serving};
use crate::judge::sample::Sample;
use crate::judge::settle::{Gate, Settling};
use crate::judge::{Failure, Judge};
use crate::result::{Evidence, ExpectationResult, Reading, ScenarioResult, Verdict, requirements};
use crate::scenario::{Expect, Level};
use crate::topology::Name;

impl Judge<'_> {
    /// Judges the expectations whose gates did not settle in time, and returns their probes' indices.
    pub(super) fn judge_unsettled(&mut self, step: usize, settling: &Settling) -> BTreeSet<usize> {
        let now = self.now;
        let mut decided = BTreeSet::new();
        for gate in settling.late_gates(now) {
            let Some(expectation) = &self.course.steps[step].probes[gate.probe].expectation else {
                self.note_sentinel(step, gate, settling);
                continue;
            };
            if decided.insert(gate.probe) {
                if gate.only_refused() {
                    self.refused.insert(gate.probe);
                }
                self.results.push(unsettled_result(expectation, gate, settling));
            }
        }
        decided
    }

    /// A sentinel that did not settle says that the mesh did not take up the step's changes, or that nobody could ask.
    fn note_sentinel(&mut self, step: usize, gate: &Gate, settling: &Settling) {
        let step = self.course.steps[step].name.as_str();
        let answers = counts(&gate.answers);
        if gate.answered_wrongly(settling.deadline()) {
            if gate.only_refused() {
                self.refused.insert(gate.probe);
            }
            let late = format!(
                "the changes of step `{step}` were not taken up in time: {answers} at the sentinel"
            );
            self.late.get_or_insert(late);
        } else {
            let failure = format!("the sentinel of step `{step}` could not be asked: {answers}");
            self.failure.get_or_insert(Failure::Harness(failure));
        }
    }

    /// Judges the samples of a step.
    pub(super) fn judge_samples(&mut self, step: usize, confirmation: Confirmation) {
        self.excuse_refusals(step, &confirmation);
        for (index, probe) in self.course.steps[step].probes.iter().enumerate() {
            let of_this = confirmation.samples.iter().filter(|sample| sample.probe == index);
            let samples: Vec<_> = of_this.collect();
            if let (Some(expectation), false) = (&probe.expectation, samples.is_empty()) {
                let tolerance = self.rules.policy.tolerance;
                let result =
                    expectation_result(probe, expectation, &samples, &confirmation, tolerance);
                self.add(result, step);
            }
        }
    }

    /// Adds a result. Where a step must last, the second look at an expectation joins the first.
    fn add(&mut self, result: ExpectationResult, step: usize) {
        let first = self.results.iter_mut().find(|one| one.id == result.id);
        match first {
            Some(first) if self.held == Some(step) => first.join(result),
            _ => self.results.push(result),
        }
    }

    /// The probes of a step whose expectations failed already.
    pub(super) fn failed_in(&self, step: usize) -> BTreeSet<usize> {
        let failed = |probe: &CourseProbe| {
            let id = probe.expectation.as_ref().map(|expectation| &expectation.id);
            self.results.iter().any(|one| Some(&one.id) == id && one.verdict != Verdict::Pass)
        };
        let probes = self.course.steps[step].probes.iter().enumerate();
        probes.filter(|(_, probe)| failed(probe)).map(|(index, _)| index).collect()
    }

    /// Requests that were refused at a gate say nothing about the mesh when their target is not well.
    fn excuse_refusals(&mut self, step: usize, confirmation: &Confirmation) {
        for index in std::mem::take(&mut self.refused) {
            let probe = &self.course.steps[step].probes[index];
            let unwell = confirmation.unwell(&targets(probe)).join(", ");
            let id = probe.expectation.as_ref().map(|expectation| &expectation.id);
            if unwell.is_empty() {
                continue;
            }
            let excuse =
                |found: &str| format!("{unwell} is not well, so nothing follows from: {found}");
            match self.results.iter_mut().find(|result| Some(&result.id) == id) {
                Some(result) => {
                    result.verdict = Verdict::Error;
                    result.found = excuse(&result.found);
                }
                None => {
                    let late = self.late.take().unwrap_or_default();
                    self.failure.get_or_insert(Failure::Harness(excuse(&late)));
                }
            }
        }
    }

    /// Ends the scenario where it stands.
    pub(super) fn give_up(&mut self) {
        self.phase = super::Phase::Done;
    }
}

/// The result of a scenario.
pub(super) fn scenario_result(judge: Judge<'_>) -> ScenarioResult {
    let Judge {
        course,
        rules: _,
        pods: _,
        now,
        started,
        phase,
        mut results,
        convergence,
        failure,
        late,
        short,
        changed_at: _,
        held: _,
        refused: _,
    } = judge;
    let ended = matches!(phase, super::Phase::Done);
    // Also when every expectation was reached: what went wrong then is the removal of the deployment.
    let harness_failed = matches!(failure, Some(Failure::Harness(_))).then_some(Verdict::Error);
    let (unreached, reason) = match failure {
        Some(Failure::Harness(error)) => (Verdict::Error, Some(error)),
        Some(Failure::Interrupted) => (Verdict::NotRun, Some("the run was interrupted".to_owned())),
        None if ended => (Verdict::Error, None),
        None => (Verdict::Error, Some("the log ends before the scenario does".to_owned())),
    };
    require_paired_allows(course, &mut results);
    let expectations: Vec<_> = course
        .expectations()
        .map(|(_, _, expectation)| {
            let found = results.iter().position(|result| result.id == expectation.id);
            found.map_or_else(
                || not_reached(expectation, unreached),
                |index| results.swap_remove(index),
            )
        })
        .collect();
    let whole = late.iter().map(|_| Verdict::Fail);
    let whole = whole.chain(short.iter().map(|_| Verdict::Inconclusive));
    let whole = harness_failed.or(whole.max());
    ScenarioResult {
        id: course.id.clone(),
        title: course.title.clone(),
        level: course.level,
        profile: course.profile,
        verdict: worst(course.level, &expectations, whole),
        reason: reason.or(late).or(short),
        whole,
        known: Vec::new(),
        requirements: requirements(&expectations),
        expectations,
        convergence,
        took_ms: started.map_or(0, |started| {
            u64::try_from(now.saturating_sub(started).as_millis()).unwrap_or(u64::MAX)
        }),
    }
}

/// The verdict on a scenario: the worst of its parts.
fn worst(level: Level, expectations: &[ExpectationResult], whole: Option<Verdict>) -> Verdict {
    let worst = expectations.iter().map(|result| result.verdict).chain(whole).max();
    match worst.unwrap_or(Verdict::Error) {
        // A reading is measured, not judged: a mesh that does not settle leaves it open.
        Verdict::Fail if level == Level::Dialect => Verdict::Inconclusive,
        verdict => verdict,
    }
}

/// A denial is only proven where the same way was open in this or a neighbouring step.
fn require_paired_allows(course: &Course, results: &mut [ExpectationResult]) {
    let passed: BTreeSet<String> = results
        .iter()
        .filter(|result| result.verdict == Verdict::Pass)
        .map(|result| result.id.clone())
        .collect();
    for (step, index, expectation) in course.expectations() {
        if expectation.expect != Expect::Deny {
            continue;
        }
        let probe = &course.steps[step].probes[index];
        let neighbours = step.saturating_sub(1)..=(step + 1).min(course.steps.len() - 1);
        let open = neighbours.flat_map(|near| &course.steps[near].probes).any(|other| {
            other.expectation.as_ref().is_some_and(|other_expectation| {
                other_expectation.expect != Expect::Deny
                    && passed.contains(&other_expectation.id)
                    && probe.shares_the_way_of(other, &course.topology)
            })
        });
        let result = results.iter_mut().find(|result| result.id == expectation.id);
        if let Some(result) = result.filter(|result| !open && result.verdict == Verdict::Pass) {
            result.verdict = Verdict::Inconclusive;
            result.found.push_str("; the same way was never open, so this proves nothing");
        }
    }
}

fn not_reached(expectation: &Expectation, verdict: Verdict) -> ExpectationResult {
    ExpectationResult {
        id: expectation.id.clone(),
        requirements: expectation.requirements.clone(),
        control: expectation.control,
        verdict,
        reading: None,
        expected: phrase(&expectation.expect),
        found: "not reached".to_owned(),
        evidence: Evidence::default(),
    }
}

fn unsettled_result(
    expectation: &Expectation,
    gate: &Gate,
    settling: &Settling,
) -> ExpectationResult {
    let wrong = gate.answered_wrongly(settling.deadline());
    let waited = settling.patience();
    ExpectationResult {
        id: expectation.id.clone(),
        requirements: expectation.requirements.clone(),
        control: expectation.control,
        verdict: if wrong { Verdict::Fail } else { Verdict::Error },
        reading: None,
        expected: phrase(&expectation.expect),
        found: if wrong {
            let answers = counts(&gate.answers);
            format!("{} still saw wrong answers after {waited:?}: {answers}", gate.client)
        } else {
            format!("no usable answer within {waited:?}: {}", counts(&gate.answers))
        },
        evidence: Evidence {
            samples: gate.answers.values().sum(),
            answers: gate.answers.clone(),
            ..Evidence::default()
        },
    }
}

fn expectation_result(
    probe: &CourseProbe,
    expectation: &Expectation,
    samples: &[&Sample],
    confirmation: &Confirmation,
    tolerance: f64,
) -> ExpectationResult {
    let arrived = samples.iter().map(|sample| confirmation.arrived_of(sample)).sum();
    let mut verdict = samples.iter().map(|sample| sample.verdict()).max().unwrap_or(Verdict::Error);
    let mut found = found(expectation, samples);
    let reading = reading(expectation, samples, arrived, tolerance);
    if arrived > 0 && reading.is_none() {
        verdict = Verdict::Fail;
        found = format!("{arrived} requests reached an application: {found}");
    }
    let unwell = confirmation.unwell(&targets(probe));
    let denied = samples.iter().any(|sample| !sample.denied_ids.is_empty());
    let rests_on_health = denied || samples.iter().any(|sample| sample.refused);
    let served = samples.iter().any(|sample| sample.deviations > 0 && !sample.refused);
    if !unwell.is_empty() && rests_on_health && arrived == 0 && !served {
        verdict = Verdict::Error;
        found = format!("{} is not well, so nothing follows from: {found}", unwell.join(", "));
    }
    ExpectationResult {
        id: expectation.id.clone(),
        requirements: expectation.requirements.clone(),
        control: expectation.control,
        reading: reading.filter(|_| verdict == Verdict::Pass),
        verdict,
        expected: phrase(&expectation.expect),
        found,
        evidence: evidence(samples, arrived),
    }
}

/// How the mesh reads the specification, where the expectation measures that.
fn reading(
    expectation: &Expectation,
    samples: &[&Sample],
    arrived: u64,
    tolerance: f64,
) -> Option<Reading> {
    let Expect::Reading(options) = &expectation.expect else { return None };
    let options = super::reading::fitting(options, samples, arrived, tolerance);
    Some(Reading { interpretation: expectation.measures.clone().unwrap_or_default(), options })
}

impl ExpectationResult {
    /// Takes a later look at the same expectation into account.
    fn join(&mut self, later: Self) {
        let Evidence { samples, answers, arrived, shares, example } = later.evidence;
        if later.verdict > self.verdict {
            self.verdict = later.verdict;
            self.found = format!("at first as expected, later: {}", later.found);
        }
        self.evidence.samples += samples;
        for (label, count) in answers {
            *self.evidence.answers.entry(label).or_default() += count;
        }
        self.evidence.arrived += arrived;
        self.evidence.shares.extend(shares);
        self.evidence.example = self.evidence.example.take().or(example);
    }
}

/// The workloads that must be well for a refusal to mean anything.
fn targets(probe: &CourseProbe) -> BTreeSet<Name> {
    serving(&probe.after).into_iter().chain(probe.behind.iter().cloned()).collect()
}

fn found(expectation: &Expectation, samples: &[&Sample]) -> String {
    let mut found = counts(&merged_answers(samples));
    for sample in samples {
        let missing: Vec<_> = sample.missing().map(ToString::to_string).collect();
        if sample.deviations == 0 && !missing.is_empty() {
            found.push_str(&format!("; {} never served {}", missing.join(", "), sample.client));
        }
    }
    if let Expect::Shares(_) = expectation.expect {
        for line in samples.iter().filter_map(|sample| sample.shares.as_ref()?.summary()) {
            found.push_str("; ");
            found.push_str(&line);
        }
    }
    found
}

fn evidence(samples: &[&Sample], arrived: u64) -> Evidence {
    let shares = samples.iter().filter_map(|sample| sample.shares.as_ref());
    Evidence {
        samples: samples.iter().map(|sample| sample.taken).sum(),
        answers: merged_answers(samples),
        arrived,
        shares: shares.flat_map(super::share::ShareSample::lines).collect(),
        example: samples.iter().find_map(|sample| sample.example.clone()),
    }
}

fn merged_answers(samples: &[&Sample]) -> BTreeMap<String, u64> {
    let mut merged = BTreeMap::new();
    for (label, count) in samples.iter().flat_map(|sample| &sample.answers) {
        *merged.entry(label.clone()).or_default() += count;
    }
    merged
}

/// `132 × website-v1:8080, 3 × http 403`.
fn counts(answers: &BTreeMap<String, u64>) -> String {
    if answers.is_empty() {
        return "no answer".to_owned();
    }
    let parts: Vec<_> = answers.iter().map(|(label, count)| format!("{count} × {label}")).collect();
    parts.join(", ")
}

/// What a correct mesh does, in one phrase.
pub(crate) fn phrase(expect: &Expect) -> String {
    match expect {
        Expect::Allow => "every request is served".to_owned(),
        Expect::Deny => "every request is denied, and none reaches an application".to_owned(),
        Expect::Reach(workloads) => {
            let workloads: Vec<_> = workloads.iter().map(ToString::to_string).collect();
            format!("every request is served by {}", workloads.join(" or "))
        }
        Expect::Shares(shares) => {
            let shares: Vec<_> =
                shares.iter().map(|(service, share)| format!("{service} {share}")).collect();
            format!("requests are shared as {}", shares.join(" : "))
        }
        Expect::Reading(options) => {
            let options: Vec<_> = options
                .iter()
                .map(|(name, expect)| format!("{} ({name})", phrase(expect)))
                .collect();
            options.join(", or ")
        }
    }
}
