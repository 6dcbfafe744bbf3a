//! What a scenario costs, in probes, before it is run.

use std::collections::BTreeMap;

use crate::course::{Course, CourseProbe};
use crate::judge::{Rules, needed, split_test};
use crate::prediction::{Prediction, Share, Way};
use crate::scenario::Expect;
use crate::statistics::SplitTest;
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
    shares: BTreeMap<Vec<Share>, Budget>,
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
        let expect = probe.expectation.as_ref().map(|expectation| &expectation.expect);
        match (expect, &probe.after) {
            (Some(Expect::Shares(_)), Prediction::Served(ways)) => self.of_shares(ways),
            (Some(expect), _) => Budget::exactly(needed(&self.rules.policy, expect)),
            (None, _) => Budget::default(),
        }
    }

    fn of_shares(&mut self, ways: &[Way]) -> Budget {
        let rules = self.rules;
        let shares = ways.iter().map(|way| way.share).collect();
        *self.shares.entry(shares).or_insert_with(|| of_test(&split_test(ways, rules)))
    }
}

/// The backend that takes longest decides when a sample of shares is complete.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a mean number of requests is positive and far below 2^53"
)]
fn of_test(test: &SplitTest) -> Budget {
    let mut whole = Budget::exactly(test.least());
    for (share, _) in test.shares() {
        let design = &share.design;
        let mean = characteristics(design, design.asked).mean.ceil() as u64;
        whole.expected = whole.expected.max(mean.next_multiple_of(design.batch));
        whole.most = whole.most.max(design.cap);
    }
    whole
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
