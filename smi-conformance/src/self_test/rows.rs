//! What must not notice a fault.

use super::describe;
use crate::catalogue::Catalogue;
use crate::reference::Fault;
use crate::result::Verdict;
use crate::run::Report;
use crate::scenario::Scenario;

/// Whether an expectation of a scenario cites a requirement that a fault breaks.
pub(super) fn cites(scenario: &Scenario, fault: Fault) -> bool {
    scenario.requirements().iter().any(|id| fault.breaks().contains(id))
}

/// Scenarios that cite nothing that a fault breaks, and did not pass all the same.
pub(super) fn unconcerned(catalogue: &Catalogue, fault: Fault, report: &Report) -> Vec<String> {
    let concerned = |id: &str| {
        let scenario = catalogue.scenarios.iter().find(|one| one.id == id);
        scenario.is_some_and(|scenario| cites(scenario, fault))
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
