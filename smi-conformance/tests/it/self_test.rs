//! The suite, tested by breaking meshes, and the self-test, tested by breaking the suite.

use smi_conformance::catalogue::Catalogue;
use smi_conformance::self_test::{Extent, KillTable, SelfTest};

/// The quick self-test. `cargo xtask kill-table` runs the full one and writes the table anew.
#[tokio::test(flavor = "multi_thread")]
async fn the_suite_tells_right_from_wrong() {
    let (catalogue, table) = (Catalogue::embedded().unwrap(), KillTable::embedded().unwrap());
    let (extent, jobs) = (Extent::Quick, 16);
    let test = SelfTest { catalogue: &catalogue, table: &table, extent, jobs, only: &[] };
    let outcome = test.run(&|_| {}).await.unwrap();
    assert!(outcome.objections.is_empty(), "\n{}", outcome.objections.join("\n"));
    assert!(outcome.runs > 4 * catalogue.scenarios.len(), "{}", outcome.runs);
}

/// Whichever expectation is taken out of the suite, the kill table misses it, unless it is a control or only measures.
#[test]
fn an_expectation_that_is_gone_is_missed() {
    let (whole, table) = (Catalogue::embedded().unwrap(), KillTable::embedded().unwrap());
    assert_eq!(table.objections(&whole), [""; 0]);
    for (number, scenario) in whole.scenarios.iter().enumerate() {
        for (at, step) in scenario.steps.iter().enumerate() {
            for (index, probe) in step.probes.iter().enumerate() {
                if probe.control || probe.measures.is_some() {
                    continue;
                }
                let id = scenario.expectation_id(step, probe);
                let mut cut = whole.clone();
                cut.scenarios[number].steps[at].probes.remove(index);
                let objections = table.objections(&cut);
                let missed = objections.iter().any(|objection| objection.contains(&id));
                assert!(missed, "{id} is not missed: {objections:?}");
            }
        }
    }
}

/// An expectation that nothing flips is noticed.
#[test]
fn an_expectation_that_proves_nothing_is_noticed() {
    let (mut catalogue, table) = (Catalogue::embedded().unwrap(), KillTable::embedded().unwrap());
    let step = &mut catalogue.scenarios[0].steps[0];
    let mut probe = step.probes[0].clone();
    probe.name = "of-no-use".to_owned();
    step.probes.push(probe);
    let objections = table.objections(&catalogue);
    assert_eq!(objections.len(), 1, "{objections:?}");
    assert!(objections[0].starts_with("no fault flips ") && objections[0].ends_with("/of-no-use"));
}
