//! What must not notice a fault.

use super::describe;
use crate::catalogue::Catalogue;
use crate::reference::Fault;
use crate::result::Verdict;
use crate::run::Report;
use crate::scenario::{Level, Scenario};

/// Whether an expectation of a scenario cites a requirement that a fault breaks.
pub(super) fn cites(scenario: &Scenario, fault: Fault) -> bool {
    scenario.requirements().iter().any(|id| fault.breaks().contains(id))
}

/// Whether a scenario measures something that a fault reads otherwise.
pub(super) fn measures(scenario: &Scenario, fault: Fault) -> bool {
    let probes = scenario.steps.iter().flat_map(|step| &step.probes);
    let mut measured = probes.filter_map(|probe| probe.measures.as_deref());
    measured.any(|id| fault.reads().contains(&id))
}

/// Scenarios that cite nothing that a fault breaks, and did not pass all the same.
pub(super) fn unconcerned(catalogue: &Catalogue, fault: Fault, report: &Report) -> Vec<String> {
    // A dialect scenario that does not settle leaves its reading open, whatever the fault.
    let concerned = |id: &str| {
        catalogue.scenario(id).is_some_and(|one| one.level == Level::Dialect || cites(one, fault))
    };
    let wrong = report
        .results
        .iter()
        .filter(|result| result.verdict != Verdict::Pass && !concerned(&result.id));
    wrong
        .map(|result| {
            let found = describe(result);
            format!("`{fault}` is noticed by a scenario that cites nothing it breaks:\n{found}")
        })
        .collect()
}
