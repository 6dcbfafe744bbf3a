//! Which scenarios a broken mesh is run against.

use std::collections::BTreeMap;

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

/// Of the scenarios that notice a fault, so many are run by the quick self-test.
const NOTICING: usize = 6;
/// Scenarios that must not notice a fault, and are run all the same.
const CONTROLS: usize = 10;

/// Chooses among the scenarios of a catalogue.
pub(super) struct Choice<'a> {
    catalogue: &'a Catalogue,
    table: &'a KillTable,
    /// The probes that each scenario takes on the reference mesh.
    costs: BTreeMap<&'a str, u64>,
}

impl<'a> Choice<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, table: &'a KillTable, mesh: &Mesh) -> Self {
        let rules = Rules::new(Policy::default(), catalogue.planned_checks(), mesh);
        let mut accountant = Accountant::new(&rules);
        let mut cost = |scenario| {
            let course = Course::plan(scenario, mesh);
            course.map_or(0, |course| accountant.budget(&course).expected)
        };
        let scenarios = catalogue.scenarios.iter();
        let costs = scenarios.map(|one| (one.id.as_str(), cost(one))).collect();
        Self { catalogue, table, costs }
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<&'a Scenario> {
        self.catalogue.scenarios.iter().collect()
    }

    /// A few of them, whatever they are about.
    pub(super) fn any(&self, name: &str) -> Vec<&'a Scenario> {
        some(name, self.all(), CONTROLS)
    }

    /// The scenarios that must notice a fault, with some that must not.
    pub(super) fn noticing(&self, fault: Fault) -> Vec<&'a Scenario> {
        let row = self.table.scenarios(fault);
        let row = self.catalogue.scenarios.iter().filter(|one| row.contains(one.id.as_str()));
        let row = some(fault.name(), row.collect(), NOTICING);
        self.with_controls(fault, &|one| row.iter().any(|other| other.id == one.id))
    }

    /// The scenarios that may notice a fault, with some that must not.
    pub(super) fn concerned(&self, fault: Fault) -> Vec<&'a Scenario> {
        self.with_controls(fault, &|one| cites(one, fault) || measures(one, fault))
    }

    /// Controls are drawn from the cheaper half: there are ten for each fault, and any of them shows as well as another
    /// that the fault leaves alone what it should.
    fn with_controls(
        &self,
        fault: Fault,
        noticing: &dyn Fn(&Scenario) -> bool,
    ) -> Vec<&'a Scenario> {
        let (noticing, others): (Vec<_>, Vec<_>) =
            self.catalogue.scenarios.iter().partition(|one| noticing(one));
        let mut controls: Vec<_> = others.into_iter().filter(|one| !cites(one, fault)).collect();
        controls.sort_by_key(|one| self.costs.get(one.id.as_str()));
        controls.truncate(CONTROLS.max(controls.len() / 2));
        noticing.into_iter().chain(some(fault.name(), controls, CONTROLS)).collect()
    }
}

/// A few scenarios, always the same for the same name.
fn some<'c>(name: &str, mut scenarios: Vec<&'c Scenario>, most: usize) -> Vec<&'c Scenario> {
    scenarios.sort_by_key(|one| stable_hash::of(format!("{name} {}", one.id).as_bytes()));
    scenarios.truncate(most);
    scenarios
}
