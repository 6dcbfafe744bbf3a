//! Which scenarios a broken mesh is run against.

use super::KillTable;
use super::rows::{cites, measures};
use crate::catalogue::Catalogue;
use crate::reference::Fault;
use crate::scenario::Scenario;
use crate::stable_hash;

/// Of the scenarios that notice a fault, so many are run by the quick self-test.
const NOTICING: usize = 6;
/// Scenarios that must not notice a fault, and are run all the same.
const CONTROLS: usize = 10;

/// Chooses among the scenarios of a catalogue.
pub(super) struct Choice<'a> {
    catalogue: &'a Catalogue,
    table: &'a KillTable,
}

impl<'a> Choice<'a> {
    pub(super) const fn new(catalogue: &'a Catalogue, table: &'a KillTable) -> Self {
        Self { catalogue, table }
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

    fn with_controls(
        &self,
        fault: Fault,
        noticing: &dyn Fn(&Scenario) -> bool,
    ) -> Vec<&'a Scenario> {
        let (noticing, others): (Vec<_>, Vec<_>) =
            self.catalogue.scenarios.iter().partition(|one| noticing(one));
        let controls = others.into_iter().filter(|one| !cites(one, fault)).collect();
        noticing.into_iter().chain(some(fault.name(), controls, CONTROLS)).collect()
    }
}

/// A few scenarios, always the same for the same name.
fn some<'c>(name: &str, mut scenarios: Vec<&'c Scenario>, most: usize) -> Vec<&'c Scenario> {
    scenarios.sort_by_key(|one| stable_hash::of(format!("{name} {}", one.id).as_bytes()));
    scenarios.truncate(most);
    scenarios
}
