//! The embedded scenarios: well-formed, unambiguous, and agreed with by the oracle.

use std::collections::BTreeSet;

use smi_conformance::catalogue::Catalogue;
use smi_conformance::driver::Driver as _;
use smi_conformance::lint::lint;
use smi_conformance::reference::{Fault, Kind, ReferenceDriver};

#[test]
fn the_embedded_catalogue_is_clean() {
    let catalogue = Catalogue::embedded().unwrap();
    assert!(catalogue.scenarios.len() >= 20);
    let mesh = ReferenceDriver::new(Kind::Reference(None), 1).unwrap().mesh().clone();
    let found: Vec<_> = lint(&catalogue, &mesh).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_requirement_is_cited_and_every_fault_breaks_one_that_exists() {
    let catalogue = Catalogue::embedded().unwrap();
    let cited: BTreeSet<_> =
        catalogue.scenarios.iter().flat_map(|scenario| scenario.requirements()).collect();
    let known: BTreeSet<_> = catalogue.requirements.keys().map(String::as_str).collect();
    assert_eq!(known.difference(&cited).collect::<Vec<_>>(), Vec::<&&str>::new());
    for fault in Fault::ALL {
        let unknown = fault.breaks().iter().find(|requirement| !known.contains(**requirement));
        assert_eq!(unknown, None, "{fault}");
    }
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
        ("cites no requirement", |c| c.scenarios[0].steps[0].probes[0].requirements.clear()),
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
