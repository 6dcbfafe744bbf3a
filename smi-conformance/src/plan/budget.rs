//! What a scenario costs, in probes, before it is run.

use std::collections::BTreeMap;

use crate::course::{Course, CourseProbe};
use crate::judge::Rules;
use crate::prediction::{Prediction, Way};
use crate::scenario::Expect;
use crate::statistics::ShareDesign;
use crate::statistics::exact::characteristics;
use crate::topology::Topology;

/// Probes that a scenario takes on a conforming mesh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// As many are to be expected.
    pub expected: u64,
    /// More are never sent while the mesh takes up changes at once.
    pub most: u64,
}

/// Adds up budgets, and remembers designs of tests: many scenarios ask for the same shares.
#[derive(Debug)]
pub struct Accountant<'a> {
    rules: &'a Rules,
    shares: BTreeMap<(u64, u64, usize), Budget>,
}

impl<'a> Accountant<'a> {
    /// Begins.
    #[must_use]
    pub const fn new(rules: &'a Rules) -> Self {
        Self { rules, shares: BTreeMap::new() }
    }

    /// The budget of a scenario.
    pub fn budget(&mut self, course: &Course) -> Budget {
        let mut sum = Budget::default();
        for step in &course.steps {
            let gates: u64 = step.gates().map(|(_, probe)| clients(&course.topology, probe)).sum();
            sum.add(Budget::exactly(gates * self.rules.policy.settle_samples()));
            let passes = if step.holds { 2 } else { 1 };
            for probe in step.probes.iter().filter(|probe| probe.expectation.is_some()) {
                let of_one = self.of_one_client(probe);
                let times = passes * clients(&course.topology, probe);
                sum.add(Budget { expected: of_one.expected * times, most: of_one.most * times });
            }
        }
        sum
    }

    fn of_one_client(&mut self, probe: &CourseProbe) -> Budget {
        let policy = &self.rules.policy;
        let expect = probe.expectation.as_ref().map(|expectation| &expectation.expect);
        match (expect, &probe.after) {
            (Some(Expect::Shares(_)), Prediction::Served(ways)) => self.of_shares(ways),
            (Some(Expect::Deny | Expect::Reading(_)), _) => {
                Budget::exactly(policy.denial_samples())
            }
            _ => Budget::exactly(policy.settle_samples()),
        }
    }

    /// The test of the backend that takes longest decides when a sample of shares is complete.
    fn of_shares(&mut self, ways: &[Way]) -> Budget {
        let taken: Vec<_> = ways.iter().filter(|way| way.share.parts > 0).collect();
        let promises_nothing = ways.len() > taken.len() || taken.len() == 1;
        let least = if promises_nothing { self.rules.policy.zero_weight_samples() } else { 0 };
        let mut whole = Budget::exactly(least);
        for way in taken.iter().filter(|_| taken.len() > 1) {
            let key = (way.share.parts, way.share.of, taken.len());
            let rules = self.rules;
            let budget = *self
                .shares
                .entry(key)
                .or_insert_with(|| of_share(rules, way.share.as_f64(), taken.len()));
            whole.expected = whole.expected.max(budget.expected);
            whole.most = whole.most.max(budget.most);
        }
        whole
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a mean number of requests is positive and far below 2^53"
)]
fn of_share(rules: &Rules, share: f64, backends: usize) -> Budget {
    let alpha = rules.policy.alpha_suite / rules.planned_checks.max(1) as f64 / backends as f64;
    let design = ShareDesign::new(&rules.policy, share, alpha, rules.schedulers);
    let mean = characteristics(&design, share).mean.ceil() as u64;
    Budget { expected: mean.next_multiple_of(design.batch), most: design.cap }
}

fn clients(topology: &Topology, probe: &CourseProbe) -> u64 {
    topology.workloads.get(&probe.from).map_or(1, |workload| u64::from(workload.replicas))
}

impl Budget {
    const fn exactly(count: u64) -> Self {
        Self { expected: count, most: count }
    }

    /// Adds another.
    pub const fn add(&mut self, other: Self) {
        self.expected += other.expected;
        self.most += other.most;
    }
}
