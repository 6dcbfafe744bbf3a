//! Which scenarios a broken mesh is run against.

use std::collections::BTreeSet;

use super::KillTable;
use super::rows::{cites, measures};
use crate::catalogue::Catalogue;
use crate::course::Course;
use crate::driver::Mesh;
use crate::judge::Rules;
use crate::plan::budget::Accountant;
use crate::reference::Fault;
use crate::scenario::Scenario;
use crate::stable_hash;
use crate::statistics::Policy;

/// Of the scenarios that notice a fault, so many are run by the quick self-test, whatever they cost, ...
const NOTICING: usize = 3;
/// ... and so many more that do not take long.
const NOTICING_FAST: usize = 3;
/// Scenarios that must not notice a fault, and are run all the same.
const CONTROLS: usize = 10;

/// Chooses among the scenarios of a catalogue.
pub(super) struct Choice<'a> {
    catalogue: &'a Catalogue,
    table: &'a KillTable,
    cheap: BTreeSet<&'a str>,
}

impl<'a> Choice<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, table: &'a KillTable, mesh: &Mesh) -> Self {
        Self { catalogue, table, cheap: cheaper_half(catalogue, mesh) }
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<&'a Scenario> {
        self.catalogue.scenarios.iter().collect()
    }

    /// A few of them, whatever they are about.
    pub(super) fn any(&self, name: &str) -> Vec<&'a Scenario> {
        self.controls(name, self.all())
    }

    /// The scenarios that must notice a fault, with some that must not.
    pub(super) fn noticing(&self, fault: Fault) -> Vec<&'a Scenario> {
        let row = self.table.scenarios(fault);
        let row = self.catalogue.scenarios.iter().filter(|one| row.contains(one.id.as_str()));
        let mut row = shuffled(fault.name(), row.collect());
        let rest = row.split_off(row.len().min(NOTICING));
        let fast = rest.into_iter().filter(|one| self.cheap.contains(one.id.as_str()));
        row.extend(fast.take(NOTICING_FAST));
        self.with_controls(fault, &|one| row.iter().any(|other| other.id == one.id))
    }

    /// The scenarios that may notice a fault, with some that must not.
    pub(super) fn concerned(&self, fault: Fault) -> Vec<&'a Scenario> {
        self.with_controls(fault, &|one| cites(one, fault) || measures(one, fault))
    }

    fn with_controls(
        &self,
        fault: Fault,
        noticing: &dyn Fn(&Scenario) -> bool,
    ) -> Vec<&'a Scenario> {
        let (noticing, others): (Vec<_>, Vec<_>) =
            self.catalogue.scenarios.iter().partition(|one| noticing(one));
        let others = others.into_iter().filter(|one| !cites(one, fault)).collect();
        noticing.into_iter().chain(self.controls(fault.name(), others)).collect()
    }

    /// A few of these that do not take long.
    fn controls(&self, name: &str, mut scenarios: Vec<&'a Scenario>) -> Vec<&'a Scenario> {
        scenarios.retain(|one| self.cheap.contains(one.id.as_str()));
        let mut controls = shuffled(name, scenarios);
        controls.truncate(CONTROLS);
        controls
    }
}

/// The scenarios that take the fewest probes.
fn cheaper_half<'c>(catalogue: &'c Catalogue, mesh: &Mesh) -> BTreeSet<&'c str> {
    let rules = Rules::new(Policy::default(), catalogue.planned_checks(), mesh);
    let mut accountant = Accountant::new(&rules);
    let mut cost = |scenario: &Scenario| {
        let course = Course::plan(scenario, mesh);
        course.map_or(u64::MAX, |course| accountant.budget(&course).expected)
    };
    let mut scenarios: Vec<_> = catalogue.scenarios.iter().collect();
    scenarios.sort_by_cached_key(|scenario| cost(scenario));
    scenarios.truncate(scenarios.len().div_ceil(2));
    scenarios.into_iter().map(|scenario| scenario.id.as_str()).collect()
}

/// The scenarios in an order that is always the same for the same name, and another for every name.
fn shuffled<'c>(name: &str, mut scenarios: Vec<&'c Scenario>) -> Vec<&'c Scenario> {
    scenarios.sort_by_key(|one| stable_hash::of(format!("{name} {}", one.id).as_bytes()));
    scenarios
}
