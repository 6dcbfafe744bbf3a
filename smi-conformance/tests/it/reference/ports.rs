//! The reference mesh where no loopback address but 127.0.0.1 is to be had.

use smi_conformance::catalogue::Catalogue;
use smi_conformance::reference::{Kind, ReferenceDriver, Sockets};
use smi_conformance::result::Verdict;
use smi_conformance::run::{Options, Report, run};
use smi_conformance::runner::Blind;
use tokio::sync::watch;

/// One scenario for each kind of traffic, and those that look at addresses.
const SCENARIOS: [&str; 6] = [
    "access/default-deny",
    "access/outsiders",
    "access/udp-and-tcp",
    "split/http2",
    "split/tcp",
    "split/target-port",
];

async fn run_on_ports(kind: Kind) -> Report {
    let driver = ReferenceDriver::new(kind, 1).unwrap().with_sockets(Sockets::Ports);
    assert!(driver.notes().concat().contains("127.0.0.1"));
    let catalogue = Catalogue::embedded().unwrap();
    let all = catalogue.scenarios.iter();
    let selected: Vec<_> = all.filter(|one| SCENARIOS.contains(&one.id.as_str())).collect();
    assert_eq!(selected.len(), SCENARIOS.len());
    let options = Options { jobs: 3, ..Options::default() };
    let (_never, interrupted) = watch::channel(false);
    run(&driver, &catalogue, &selected, options, &Blind, interrupted).await
}

#[tokio::test(flavor = "multi_thread")]
async fn verdicts_are_the_same_on_ports_alone() {
    for (kind, expected) in [(Kind::Reference(None), Verdict::Pass), (Kind::Null, Verdict::Fail)] {
        let report = run_on_ports(kind).await;
        for result in &report.results {
            assert_eq!(result.verdict, expected, "{result:#?}");
        }
    }
}

#[test]
fn a_machine_with_addresses_needs_no_note() {
    let driver = ReferenceDriver::new(Kind::Null, 1).unwrap().with_sockets(Sockets::Addresses);
    assert_eq!(driver.notes(), [""; 0]);
}
