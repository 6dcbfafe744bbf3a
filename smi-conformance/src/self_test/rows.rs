//! What must not notice a fault.

use super::describe;
use super::kill_table::OF_TIME;
use crate::catalogue::Catalogue;
use crate::reference::Fault;
use crate::result::{ScenarioResult, Verdict};
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

/// What sentinels show: objects that are applied last take effect.
const BY_SENTINELS: [&str; 2] = ["ACCESS-05", "SPLIT-05"];

/// Scenarios that cite nothing that a fault breaks, and did not pass all the same. What comes too late may be noticed by
/// whatever changes something, the more so on a slow machine.
pub(super) fn unconcerned(catalogue: &Catalogue, fault: Fault, report: &Report) -> Vec<String> {
    if OF_TIME.contains(&fault) {
        return Vec::new();
    }
    // A dialect scenario that does not settle leaves its reading open, whatever the fault.
    let concerned = |id: &str| {
        catalogue.scenario(id).is_some_and(|one| one.level == Level::Dialect || cites(one, fault))
    };
    let wrong = report
        .results
        .iter()
        .filter(|result| result.verdict != Verdict::Pass && !concerned(&result.id))
        .filter(|result| !is_noticed_by_a_sentinel(fault, result));
    wrong
        .map(|result| {
            let found = describe(result);
            format!("`{fault}` is noticed by a scenario that cites nothing it breaks:\n{found}")
        })
        .collect()
}

/// A sentinel is no expectation and cites nothing. What it alone notices is that changes were not taken up.
fn is_noticed_by_a_sentinel(fault: Fault, result: &ScenarioResult) -> bool {
    let breaks_sentinels = fault.breaks().iter().any(|id| BY_SENTINELS.contains(id));
    let alone = result.expectations.iter().all(|one| one.verdict == Verdict::Pass);
    breaks_sentinels && alone && result.whole == Some(Verdict::Fail)
}
