//! Sampling the shares of a split from one client pod.

use std::collections::BTreeMap;

use crate::course::CourseProbe;
use crate::judge::Rules;
use crate::prediction::{Prediction, Way};
use crate::result::Verdict;
use crate::scenario::Expect;
use crate::statistics::runs::chance_of_so_few_runs;
use crate::statistics::{Decision, ShareDesign, ShareTest};
use crate::topology::Name;

/// The samples, and a test for every backend with a share between nothing and all.
#[derive(Debug)]
pub(super) struct ShareSample {
    backends: Vec<Backend>,
    backend_of: BTreeMap<Name, usize>,
    /// The backend that served each sample, in order.
    sequence: Vec<usize>,
    least: u64,
    batch: u64,
    next_look: u64,
    alpha_independence: f64,
    dependence: Option<f64>,
}

#[derive(Debug)]
struct Backend {
    service: Name,
    served: u64,
    test: Option<ShareTest>,
}

impl ShareSample {
    /// Designs the tests of an expectation about shares; `None` for any other.
    pub(super) fn of(probe: &CourseProbe, expect: &Expect, rules: &Rules) -> Option<Self> {
        let (Expect::Shares(_), Prediction::Served(ways)) = (expect, &probe.after) else {
            return None;
        };
        let taken: Vec<&Way> = ways.iter().filter(|way| way.share.parts > 0).collect();
        let checks = to_f64(rules.planned_checks.max(1));
        let alpha = rules.policy.alpha_suite / checks / to_f64(taken.len() as u64);
        let backend_of = taken.iter().enumerate().flat_map(|(index, way)| {
            way.workloads.keys().map(move |workload| (workload.clone(), index))
        });
        let design = |share: f64| ShareDesign::new(&rules.policy, share, alpha, rules.schedulers);
        let promises_nothing = ways.len() > taken.len() || taken.len() == 1;
        Some(Self {
            backend_of: backend_of.collect(),
            backends: taken
                .iter()
                .map(|way| Backend {
                    service: way.service.clone(),
                    served: 0,
                    test: (taken.len() > 1).then(|| ShareTest::new(design(way.share.as_f64()))),
                })
                .collect(),
            sequence: Vec::new(),
            least: if promises_nothing { rules.policy.zero_weight_samples() } else { 0 },
            batch: rules.policy.batch_for(rules.schedulers),
            next_look: rules.policy.batch_for(rules.schedulers),
            alpha_independence: rules.policy.alpha_independence / checks,
            dependence: None,
        })
    }

    pub(super) fn record(&mut self, workload: &Name) {
        if let Some(index) = self.backend_of.get(workload) {
            self.backends[*index].served += 1;
            self.sequence.push(*index);
        }
    }

    /// How many more samples until the next look; zero when everything is decided.
    pub(super) fn wanted(&self) -> u64 {
        if self.is_decided() { 0 } else { self.next_look.saturating_sub(self.taken()) }
    }

    /// Looks at the counts, at the end of a batch.
    pub(super) fn look(&mut self) {
        let taken = self.taken();
        if taken < self.next_look {
            return;
        }
        for backend in &mut self.backends {
            if let Some(test) = &mut backend.test {
                test.look(taken, backend.served);
            }
        }
        self.next_look = taken + self.batch;
        if self.is_decided() {
            self.dependence = self.dependent_at();
        }
    }

    pub(super) fn verdict(&self) -> Verdict {
        let any = |wanted| self.decisions().any(|decision| decision == wanted);
        if any(Decision::Fail) {
            Verdict::Fail
        } else if any(Decision::Inconclusive)
            || any(Decision::Continue)
            || self.dependence.is_some()
        {
            Verdict::Inconclusive
        } else {
            Verdict::Pass
        }
    }

    /// What the numbers say, where they do not say "pass".
    pub(super) fn summary(&self) -> Option<String> {
        if let Some(chance) = self.dependence {
            return Some(format!(
                "samples are not independent ({chance:.1e}): the mesh sticks to a backend for several requests"
            ));
        }
        let failed = |backend: &&Backend| {
            backend.test.as_ref().is_some_and(|test| test.decision() == Decision::Fail)
        };
        let backend = self.backends.iter().find(failed)?;
        let test = backend.test.as_ref()?;
        let (taken, served) = (self.taken(), backend.served);
        let chance = test.chance_if_conforming(taken, served);
        Some(format!(
            "{} got {:.1} % of {taken} requests instead of {:.1} %, which a conforming mesh does with a chance of {chance:.1e}",
            backend.service,
            100.0 * to_f64(served) / to_f64(taken),
            100.0 * test.design.asked,
        ))
    }

    /// The numbers, a line for each backend.
    pub(super) fn lines(&self) -> Vec<String> {
        let taken = self.taken();
        let line = |backend: &Backend| {
            let test = backend.test.as_ref()?;
            let (high, low) = (test.design.high, test.design.low);
            Some(format!(
                "{}: {} of {taken}, asked {:.4}, band {:.4}–{:.4}, alternatives {:.4} and {:.4}, log likelihood ratios \
                 {:.2} and {:.2} (pass at {:.2}, fail at {:.2}), cap {}, {:?}",
                backend.service,
                backend.served,
                test.design.asked,
                low.null,
                high.null,
                low.alternative,
                high.alternative,
                low.log_likelihood_ratio(taken, backend.served),
                high.log_likelihood_ratio(taken, backend.served),
                test.design.accept,
                test.design.reject,
                test.design.cap,
                test.decision(),
            ))
        };
        self.backends.iter().filter_map(line).collect()
    }

    fn taken(&self) -> u64 {
        self.sequence.len() as u64
    }

    fn decisions(&self) -> impl Iterator<Item = Decision> {
        let tests = self.backends.iter().filter_map(|backend| backend.test.as_ref());
        tests.map(ShareTest::decision)
    }

    fn is_decided(&self) -> bool {
        let failed = self.decisions().any(|decision| decision == Decision::Fail);
        let open = self.decisions().any(|decision| decision == Decision::Continue);
        failed || (!open && self.taken() >= self.least)
    }

    /// The chance of so few changes between backends, where it is too small for independent samples.
    fn dependent_at(&self) -> Option<f64> {
        let of = |index: usize| self.sequence.iter().map(|one| *one == index).collect::<Vec<_>>();
        let chances = (0..self.backends.len()).map(|index| chance_of_so_few_runs(&of(index)));
        let least = chances.fold(1.0, f64::min);
        (least < self.alpha_independence / to_f64(self.backends.len() as u64)).then_some(least)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn to_f64(count: u64) -> f64 {
    count as f64
}
