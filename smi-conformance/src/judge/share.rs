//! Sampling the shares of a split from one client pod.

use std::collections::BTreeMap;

use crate::course::CourseProbe;
use crate::judge::Rules;
use crate::prediction::{Prediction, Way};
use crate::result::Verdict;
use crate::scenario::Expect;
use crate::statistics::{Conclusion, Decision, ErrorRates, ShareTest, SplitTest};
use crate::topology::Name;

/// The backends with a share, and the test that counts them.
#[derive(Debug)]
pub(super) struct ShareSample {
    services: Vec<Name>,
    backend_of: BTreeMap<Name, usize>,
    test: SplitTest,
}

impl ShareSample {
    /// Designs the tests of an expectation about shares; `None` for any other.
    pub(super) fn of(probe: &CourseProbe, expect: &Expect, rules: &Rules) -> Option<Self> {
        let (Expect::Shares(_), Prediction::Served(ways)) = (expect, &probe.after) else {
            return None;
        };
        let taken = taken(ways);
        let backend_of = taken.iter().enumerate().flat_map(|(index, way)| {
            way.workloads.keys().map(move |workload| (workload.clone(), index))
        });
        Some(Self {
            backend_of: backend_of.collect(),
            services: taken.iter().map(|way| way.service.clone()).collect(),
            test: split_test(ways, rules),
        })
    }

    pub(super) fn record(&mut self, workload: &Name) {
        if let Some(index) = self.backend_of.get(workload) {
            self.test.record(*index);
        }
    }

    /// How many more samples until the next look; zero when everything is decided.
    pub(super) fn wanted(&self) -> u64 {
        self.test.wanted()
    }

    /// Looks at the counts, at the end of a batch.
    pub(super) fn look(&mut self) {
        self.test.look();
    }

    pub(super) const fn verdict(&self) -> Verdict {
        match self.test.conclusion() {
            Conclusion::Fail => Verdict::Fail,
            Conclusion::Pass => Verdict::Pass,
            Conclusion::Open | Conclusion::Undecided | Conclusion::Dependent(_) => {
                Verdict::Inconclusive
            }
        }
    }

    /// What the numbers say, where they do not say "pass".
    pub(super) fn summary(&self) -> Option<String> {
        match self.test.conclusion() {
            Conclusion::Dependent(chance) => Some(format!(
                "samples are not independent ({chance:.1e}): the mesh sticks to a backend for several requests"
            )),
            Conclusion::Fail => self.failure(),
            Conclusion::Open | Conclusion::Pass | Conclusion::Undecided => None,
        }
    }

    fn failure(&self) -> Option<String> {
        let mut shares = self.services.iter().zip(self.test.shares());
        let (service, (test, served)) =
            shares.find(|(_, (test, _))| test.decision() == Decision::Fail)?;
        let taken = self.test.taken();
        let chance = test.chance_if_conforming(taken, served);
        Some(format!(
            "{service} got {:.1} % of {taken} requests instead of {:.1} %, which a conforming mesh does with a chance of {chance:.1e}",
            100.0 * to_f64(served) / to_f64(taken),
            100.0 * test.design.asked,
        ))
    }

    /// The numbers, a line for each backend.
    pub(super) fn lines(&self) -> Vec<String> {
        let shares = self.services.iter().zip(self.test.shares());
        shares
            .map(|(service, (test, served))| line(service, test, served, self.test.taken()))
            .collect()
    }
}

/// The test of the shares of these ways.
pub(crate) fn split_test(ways: &[Way], rules: &Rules) -> SplitTest {
    let shares: Vec<f64> = taken(ways).iter().map(|way| way.share.as_f64()).collect();
    let promises_nothing = ways.len() > shares.len() || shares.len() == 1;
    let least = if promises_nothing { rules.policy.zero_weight_samples() } else { 0 };
    SplitTest::new(&rules.policy, &shares, rates(rules), rules.schedulers, least)
}

/// The ways that some requests take.
fn taken(ways: &[Way]) -> Vec<&Way> {
    ways.iter().filter(|way| way.share.parts > 0).collect()
}

/// The error rates of one check, of those that the policy states for all of them.
fn rates(rules: &Rules) -> ErrorRates {
    let checks = to_f64(rules.planned_checks.max(1));
    ErrorRates {
        alpha: rules.policy.alpha_suite / checks,
        alpha_independence: rules.policy.alpha_independence / checks,
    }
}

fn line(service: &Name, test: &ShareTest, served: u64, taken: u64) -> String {
    let (high, low) = (test.design.high, test.design.low);
    format!(
        "{service}: {served} of {taken}, asked {:.4}, band {:.4}–{:.4}, alternatives {:.4} and {:.4}, log likelihood ratios \
         {:.2} and {:.2} (pass at {:.2}, fail at {:.2}), cap {}, {:?}",
        test.design.asked,
        low.null,
        high.null,
        low.alternative,
        high.alternative,
        low.log_likelihood_ratio(taken, served),
        high.log_likelihood_ratio(taken, served),
        test.design.accept,
        test.design.reject,
        test.design.cap,
        test.decision(),
    )
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn to_f64(count: u64) -> f64 {
    count as f64
}
