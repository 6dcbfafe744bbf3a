//! The embedded scenarios: well-formed, unambiguous, and agreed with by the oracle.

use std::collections::BTreeSet;

use smi_conformance::catalogue::Catalogue;
use smi_conformance::driver::Driver as _;
use smi_conformance::lint::lint;
use smi_conformance::reference::{Fault, Kind, ReferenceDriver};
use smi_conformance::requirement::{Requirement, RequirementClass};

#[test]
fn the_embedded_catalogue_is_clean() {
    let catalogue = Catalogue::embedded().unwrap();
    assert!(catalogue.scenarios.len() >= 20);
    let mesh = ReferenceDriver::new(Kind::Reference(None), 1).unwrap().mesh().clone();
    let found: Vec<_> = lint(&catalogue, &mesh).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_requirement_of_behaviour_is_cited_or_says_why_not() {
    let catalogue = Catalogue::embedded().unwrap();
    let cited: BTreeSet<_> =
        catalogue.scenarios.iter().flat_map(|scenario| scenario.requirements()).collect();
    let behaviour: BTreeSet<_> = of_behaviour(&catalogue, |_| true).collect();
    let uncovered: BTreeSet<_> = of_behaviour(&catalogue, |one| one.uncovered.is_some()).collect();
    let strangers: Vec<_> = cited.difference(&behaviour).collect();
    assert!(
        strangers.is_empty(),
        "scenarios cite what is no requirement of behaviour: {strangers:?}"
    );
    let both: Vec<_> = cited.intersection(&uncovered).collect();
    assert!(both.is_empty(), "scenarios cite what says `uncovered`; take the word out: {both:?}");
    let missing = behaviour.iter().filter(|id| !cited.contains(*id) && !uncovered.contains(*id));
    let missing: Vec<_> = missing.collect();
    assert!(missing.is_empty(), "no scenario cites {missing:?}");
}

#[test]
fn every_fault_breaks_requirements_of_behaviour() {
    let catalogue = Catalogue::embedded().unwrap();
    let behaviour: BTreeSet<_> = of_behaviour(&catalogue, |_| true).collect();
    for fault in Fault::ALL {
        let unknown = fault.breaks().iter().find(|requirement| !behaviour.contains(**requirement));
        assert_eq!(unknown, None, "{fault}");
    }
}

fn of_behaviour(
    catalogue: &Catalogue,
    is: impl Fn(&Requirement) -> bool,
) -> impl Iterator<Item = &str> {
    let all = catalogue.requirements.values();
    let some = all.filter(move |one| one.class == RequirementClass::Behaviour && is(one));
    some.map(|one| one.id.as_str())
}

fn findings(change: impl FnOnce(&mut Catalogue)) -> Vec<String> {
    let mut catalogue = Catalogue::embedded().unwrap();
    catalogue.scenarios.retain(|scenario| scenario.id == "access/default-deny");
    change(&mut catalogue);
    let mesh = ReferenceDriver::new(Kind::Reference(None), 1).unwrap().mesh().clone();
    lint(&catalogue, &mesh).iter().map(|finding| finding.message.clone()).collect()
}

/// Each lint speaks when a sound scenario is broken in one place.
#[test]
fn each_lint_can_speak() {
    assert_eq!(findings(|_| {}), [""; 0]);
    type Change = fn(&mut Catalogue);
    let table: [(&str, Change); 8] = [
        ("unknown requirement", |c| {
            c.scenarios[0].steps[0].probes[0].requirements = vec!["ACCESS-99".into()]
        }),
        ("cites a requirement, a measured", |c| {
            c.scenarios[0].steps[0].probes[0].requirements.clear()
        }),
        ("the oracle says", |c| {
            c.scenarios[0].steps[0].probes[0].expect = smi_conformance::scenario::Expect::Allow
        }),
        ("no paired expectation", |c| drop(c.scenarios[0].steps.drain(1..))),
        ("is the name of another step", |c| c.scenarios[0].steps[1].name = "closed".into()),
        ("is no workload", |c| c.scenarios[0].steps[0].probes[0].from = "nobody".to_owned().into()),
        ("nothing to delete", |c| c.scenarios[0].steps[2].delete[0].name = "other".into()),
        ("unknown field", |c| c.scenarios[0].steps[1].apply[0]["spec"]["matchs"] = true.into()),
    ];
    for (expected, change) in table {
        let found = findings(change);
        assert!(found.iter().any(|message| message.contains(expected)), "{expected}: {found:?}");
    }
}
