//! The kill table: which scenarios notice which fault.

use std::collections::{BTreeMap, BTreeSet};

use smi_conformance::catalogue::Catalogue;
use smi_conformance::reference::{Fault, Kind};
use smi_conformance::result::{Reading, ScenarioResult, Verdict};
use smi_conformance::run::{Ending, Report};
use smi_conformance::scenario::{Level, Scenario};

use crate::run_all;

fn failed(result: &ScenarioResult) -> bool {
    result.verdict == Verdict::Fail
}

/// Whether a scenario only measures readings, so that no mesh fails it.
fn measures(catalogue: &Catalogue, result: &ScenarioResult) -> bool {
    let mut scenarios = catalogue.scenarios.iter();
    scenarios.any(|one| one.id == result.id && one.level == Level::Dialect)
}

/// What is not as it should be, a line for each scenario.
fn unexpected(report: &Report, expected: impl Fn(&ScenarioResult) -> bool) -> Vec<String> {
    let lines = report.results.iter().filter(|result| !expected(result)).map(|result| {
        let wrong = result.expectations.iter().filter(|one| one.verdict != Verdict::Pass);
        let wrong: Vec<_> =
            wrong.map(|one| format!("\n    {} {}: {}", one.verdict, one.id, one.found)).collect();
        format!("  {} {} {:?}{}", result.verdict, result.id, result.reason, wrong.concat())
    });
    lines.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_mesh_passes_everything() {
    let catalogue = Catalogue::embedded().unwrap();
    let report = run_all(&catalogue, Kind::Reference(None)).await;
    let wrong = unexpected(&report, |result| result.verdict == Verdict::Pass);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(report.ending(), Ending::Conformant);
    assert_eq!(report.results.len(), catalogue.scenarios.len());
}

/// Plain Kubernetes fails every scenario by an answer that a live backend served, while the controls succeed.
#[tokio::test(flavor = "multi_thread")]
async fn plain_kubernetes_fails_everything() {
    let catalogue = Catalogue::embedded().unwrap();
    let report = run_all(&catalogue, Kind::Null).await;
    let served = |label: &String| label.contains(':') && !label.starts_with("not sent");
    let wrong = unexpected(&report, |result| {
        let by_a_backend = result
            .expectations
            .iter()
            .filter(|one| one.verdict == Verdict::Fail)
            .any(|one| one.evidence.answers.keys().any(served));
        let no_error = result.expectations.iter().all(|one| one.verdict != Verdict::Error);
        measures(&catalogue, result) || failed(result) && by_a_backend && no_error
    });
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(report.ending(), Ending::NonConformant);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mesh_that_denies_everything_fails_everything() {
    let catalogue = Catalogue::embedded().unwrap();
    let report = run_all(&catalogue, Kind::Reference(Some(Fault::DenyAll))).await;
    let wrong = unexpected(&report, |result| measures(&catalogue, result) || failed(result));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Every fault that reads something another way shows that in a dialect scenario, and every other is noticed by an
/// expectation that cites one of its requirements, and by no scenario that cites none of
/// them. Every expectation is flipped by a fault that is not `allow-all` or `deny-all`; a control, which only guards a
/// denial, by any fault.
#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_noticed_where_it_should_be_and_nowhere_else() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut flipped: BTreeMap<String, BTreeSet<Fault>> = BTreeMap::new();
    let usual = readings(&run_all(&catalogue, Kind::Reference(None)).await);
    let mut wrong = Vec::new();
    for fault in Fault::ALL {
        let report = run_all(&catalogue, Kind::Reference(Some(*fault))).await;
        wrong.extend(row(&catalogue, *fault, &report));
        wrong.extend(unread(*fault, &usual, &readings(&report)));
        let fails = report.results.iter().flat_map(|result| &result.expectations);
        for expectation in fails.filter(|one| one.verdict == Verdict::Fail) {
            flipped.entry(expectation.id.clone()).or_default().insert(*fault);
        }
    }
    wrong.extend(toothless(&catalogue, &flipped));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is wrong with the row of a fault in the kill table.
fn row(catalogue: &Catalogue, fault: Fault, report: &Report) -> Vec<String> {
    let breaks = |requirement: &&str| fault.breaks().contains(requirement);
    let cites = |scenario: &Scenario| scenario.requirements().iter().any(breaks);
    // A scenario that only measures cannot begin where the mesh does not do what it starts from.
    let unconcerned: BTreeSet<_> = catalogue
        .scenarios
        .iter()
        .filter(|scenario| scenario.level != Level::Dialect && !cites(scenario))
        .map(|scenario| &scenario.id)
        .collect();
    let concerned = |result: &ScenarioResult| !unconcerned.contains(&result.id);
    let mut wrong: Vec<_> =
        unexpected(report, |result| concerned(result) || result.verdict == Verdict::Pass)
            .into_iter()
            .map(|line| format!("{fault} is noticed where it should not be:\n{line}"))
            .collect();
    let killed: BTreeSet<&str> = report
        .results
        .iter()
        .flat_map(|result| &result.expectations)
        .filter(|one| one.verdict == Verdict::Fail)
        .flat_map(|one| one.requirements.iter().map(String::as_str))
        .collect();
    for requirement in fault.breaks().iter().filter(|one| !killed.contains(**one)) {
        wrong.push(format!(
            "{fault} says that it breaks {requirement}, which no failing expectation cites"
        ));
    }
    wrong
}

/// What a mesh was seen to choose, by expectation.
fn readings(report: &Report) -> BTreeMap<String, Reading> {
    let expectations = report.results.iter().flat_map(|result| &result.expectations);
    expectations.filter_map(|one| Some((one.id.clone(), one.reading.clone()?))).collect()
}

/// The interpretations that a fault says it reads another way, where no probe shows it.
fn unread(
    fault: Fault,
    usual: &BTreeMap<String, Reading>,
    found: &BTreeMap<String, Reading>,
) -> Vec<String> {
    let shown = |interpretation: &&str| {
        found.iter().any(|(id, reading)| {
            let other = usual.get(id).is_none_or(|usual| usual.options != reading.options);
            reading.interpretation == *interpretation && other
        })
    };
    let silent = fault.reads().iter().filter(|one| !shown(one));
    silent.map(|one| format!("{fault} reads {one} another way, and no probe shows it")).collect()
}

/// Expectations that no specific fault flips.
fn toothless(catalogue: &Catalogue, flipped: &BTreeMap<String, BTreeSet<Fault>>) -> Vec<String> {
    let blunt = [Fault::AllowAll, Fault::DenyAll];
    let mut toothless = Vec::new();
    for scenario in catalogue.scenarios.iter().filter(|one| one.level != Level::Dialect) {
        for step in &scenario.steps {
            for probe in &step.probes {
                let id = scenario.expectation_id(step, probe);
                let faults = flipped.get(&id).into_iter().flatten();
                let sharp = faults.filter(|fault| probe.control || !blunt.contains(fault)).count();
                if sharp == 0 {
                    toothless.push(format!("no fault flips {id}"));
                }
            }
        }
    }
    toothless
}
