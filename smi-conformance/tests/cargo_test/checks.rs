//! The checks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use smi_conformance::catalogue::Catalogue;
use smi_conformance::reference::Fault;
use smi_conformance::scenario::Scenario;
use smi_conformance::self_test::KillTable;
use smi_conformance::statistics::Policy;

use super::meshes::UNCLAIMED;
use super::{Tested, command};

/// Every check with its name.
pub(super) const ALL: &[(&str, fn())] = &[
    ("one_test_for_each_scenario", one_test_for_each_scenario),
    ("a_fault_fails_exactly_what_notices_it", a_fault_fails_exactly_what_notices_it),
    ("what_is_not_asked_is_ignored_with_the_reason", what_is_not_asked_is_ignored_with_the_reason),
    ("trouble_is_not_counted_against_the_mesh", trouble_is_not_counted_against_the_mesh),
    ("one_scenario_has_the_error_rate_of_all", one_scenario_has_the_error_rate_of_all),
    ("each_process_writes_to_a_folder", each_process_writes_to_a_folder),
    ("hazards_run_alone_after_everything_else", hazards_run_alone_after_everything_else),
    ("the_driver_is_made_once_and_dropped", the_driver_is_made_once_and_dropped),
    ("readings_are_printed", readings_are_printed),
    ("nothing_is_tested_without_a_mesh", nothing_is_tested_without_a_mesh),
    #[cfg(unix)]
    ("ctrl_c_ends_in_an_orderly_way", ctrl_c_ends_in_an_orderly_way),
];

fn embedded() -> Catalogue {
    Catalogue::embedded().unwrap()
}

/// As `--list` writes tests.
fn line(scenario: &Scenario) -> String {
    format!("[{}] {}: test", scenario.profile, scenario.id)
}

fn one_test_for_each_scenario() {
    let catalogue = embedded();
    let listed = Tested::of("none", &["--list", "--format", "terse"]);
    let expected: BTreeSet<_> = catalogue.scenarios.iter().map(line).collect();
    assert_eq!(listed.text.lines().map(str::to_owned).collect::<BTreeSet<_>>(), expected);
    assert_eq!(listed.text.lines().count(), catalogue.scenarios.len());
    // With the brackets or without, as cargo-nextest and people call tests.
    for name in ["split/ratio", "[SPLIT-HTTP] split/ratio"] {
        let one = Tested::of("none", &["--exact", name]);
        assert_eq!((one.code, one.ended("ok")), (Some(0), vec!["split/ratio"]), "{}", one.text);
    }
    let none = Tested::of("none", &["--list", "--ignored"]);
    assert_eq!(none.text, "");
}

fn a_fault_fails_exactly_what_notices_it() {
    let fault = Fault::ALL.iter().find(|one| one.name() == "weights-off-by-ten-points").unwrap();
    let table = KillTable::embedded().unwrap();
    let noticing = table.fails(*fault).filter_map(|id| id.split_once('#'));
    let noticing: BTreeSet<_> =
        noticing.map(|(id, _)| id).filter(|id| id.starts_with("split/tcp")).collect();
    let tested = Tested::of(fault.name(), &["split/tcp"]);
    assert_eq!(tested.code, Some(101));
    let failed = tested.ended("FAILED");
    assert!(noticing.len() > 2 && tested.ended("ok").len() > failed.len(), "{}", tested.text);
    assert_eq!(failed.into_iter().collect::<BTreeSet<_>>(), noticing);
    for part in [
        "---- split/tcp-ratio ----\nWeights of TCP connections need not add up to 100.\n",
        "  fail at one-to-four/connect\n    expected: requests are shared as ",
        "    found: ",
        " probes\n    evidence: queue-v1: ",
        "    SPLIT-34: Weights are not percentages",
        "      (traffic-split v1alpha1, Tradeoffs)",
        "  step `one-to-four` was taken up after ",
        "  again: cargo test --test 'cargo?test' -- --exact split/tcp-ratio\n",
    ] {
        tested.says(part);
    }
}

fn what_is_not_asked_is_ignored_with_the_reason() {
    let catalogue = embedded();
    let unclaimed = |one: &&Scenario| one.features.iter().any(|feature| feature == UNCLAIMED);
    let about_splits = |one: &&Scenario| one.id.starts_with("split/");
    let tested = Tested::of("poor", &["udp"]);
    assert_eq!(tested.code, Some(0), "{}", tested.text);
    tested.says("access/udp         ... ignored (the mesh does not claim the feature `udp`)\n");
    let ignored = Tested::of("poor", &["--list", "--ignored"]);
    let ignored: BTreeSet<_> = ignored.text.lines().map(str::to_owned).collect();
    for scenario in catalogue.scenarios.iter().filter(|one| unclaimed(one) || about_splits(one)) {
        assert!(ignored.contains(&line(scenario)), "{} is not ignored", scenario.id);
    }
    assert!(!ignored.contains("[ACCESS-HTTP] access/default-deny: test"));
    // A feature that is not claimed can be tried out; what cannot be said in any version that is served cannot.
    let tried = Tested::of("poor", &["--ignored", "--exact", "access/udp"]);
    assert_eq!(tried.ended("ok"), ["access/udp"], "{}", tried.text);
    let tried = Tested::of("poor", &["--include-ignored", "--exact", "split/ratio"]);
    assert_eq!(tried.code, Some(0));
    tried.says("split/ratio ... ignored (not applicable: the mesh does not serve split.smi-spec.io, which ");
}

fn trouble_is_not_counted_against_the_mesh() {
    let tested = Tested::of("undeployable", &["--exact", "access/default-deny"]);
    assert_eq!((tested.code, tested.ended("FAILED")), (Some(101), vec!["access/default-deny"]));
    tested.says("---- access/default-deny ----\nERROR: this is not counted against the mesh\n");
    tested.says("scheduling failed: no node is left");
    let tested = Tested::of("sorted", &["--exact", "split/ratio"]);
    assert_eq!(tested.code, Some(101));
    tested.says("---- split/ratio ----\nINCONCLUSIVE: this is not counted against the mesh\n");
    // What does not count has no right to fail.
    let tested = Tested::of("undeployable", &["--exact", "split/reading-zero-weight"]);
    assert_eq!(tested.code, Some(0), "{}", tested.text);
    tested.says("ignored (error, which does not count here)");
    tested.says("split/reading-zero-weight does not count, but:\nERROR: ");
}

/// The first line of the event log says what is judged by.
fn one_scenario_has_the_error_rate_of_all() {
    let header = |name: &str, arguments: &[&str]| {
        let log = Scratch::new(name);
        // Nothing can be deployed, so that the whole run is over at once.
        let mut command = command("undeployable", arguments);
        command.env("SMI_CONFORMANCE_EVENTS", &log.0).output().unwrap();
        log.events().remove(0)
    };
    let all = header("all", &[]);
    let one = header("one", &["--exact", "split/ratio"]);
    let catalogue = embedded();
    assert_eq!(all["planned"].as_array().unwrap().len(), catalogue.scenarios.len());
    assert_eq!(one["planned"], serde_json::json!(["split/ratio"]));
    assert_eq!(one["planned_checks"], catalogue.planned_checks());
    for field in ["planned_checks", "policy", "mesh"] {
        assert_eq!(one[field], all[field], "{field}");
    }
    assert_eq!(one["policy"]["alpha_suite"], Policy::default().alpha_suite);
}

/// Where every test is a process, as with cargo-nextest.
fn each_process_writes_to_a_folder() {
    let folder = Scratch::folder("logs");
    let names = ["split/ratio", "split/tcp-ratio"];
    for name in names {
        let mut command = command("undeployable", &["--exact", name]);
        command.env("SMI_CONFORMANCE_EVENTS", &folder.0).output().unwrap();
    }
    let files = std::fs::read_dir(&folder.0).unwrap().map(|file| Scratch(file.unwrap().path()));
    let planned: BTreeSet<_> =
        files.map(|log| log.events()[0]["planned"][0].as_str().unwrap().to_owned()).collect();
    assert_eq!(planned, names.map(str::to_owned).into());
}

fn hazards_run_alone_after_everything_else() {
    let folder = Scratch::folder("hazards");
    let embedded = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/access");
    let copy = |name: &str, hazard: bool| {
        let text = std::fs::read_to_string(embedded.join("default-deny.yaml")).unwrap();
        let (old, new) = ("id: access/default-deny", format!("id: {name}\nhazard: {hazard}"));
        std::fs::write(folder.0.join(format!("{name}.yaml")), text.replace(old, &new)).unwrap();
    };
    for number in 0..4 {
        copy(&format!("a-hazard-{number}"), true);
        copy(&format!("plain-{number}"), false);
    }
    let log = Scratch::new("hazards.jsonl");
    let mut command = command("own", &["--test-threads", "8"]);
    command.env("SMI_TEST_SCENARIOS", &folder.0).env("SMI_CONFORMANCE_EVENTS", &log.0);
    let tested = Tested::from(command.output().unwrap());
    assert_eq!((tested.code, tested.ended("ok").len()), (Some(0), 8), "{}", tested.text);
    let events = log.events();
    // Scenarios of one's own do not make the error rate larger.
    assert_eq!(events[0]["planned_checks"], self::embedded().planned_checks());
    let scenario = |event: &Value| event["scenario"].as_str().unwrap().to_owned();
    let mut order: Vec<_> = events[1..].iter().map(scenario).collect();
    order.dedup();
    let others = order.iter().take_while(|scenario| scenario.starts_with("plain-")).count();
    assert!(others > 4, "the others do not run side by side: {order:?}");
    let hazards: BTreeSet<_> = order[others..].iter().collect();
    assert!(hazards.iter().all(|scenario| scenario.starts_with("a-hazard-")), "{order:?}");
    assert_eq!((hazards.len(), order.len() - others), (4, 4), "hazards run together: {order:?}");
}

fn the_driver_is_made_once_and_dropped() {
    for arguments in [&["--list"][..], &["access/default-deny"], &["split/tcp", "--test-threads=4"]]
    {
        let tested = Tested::of("connected", arguments);
        assert_eq!(tested.code, Some(0), "{}", tested.text);
        assert_eq!(tested.errors, "the driver is made\nthe driver is dropped\n", "{arguments:?}");
    }
}

fn readings_are_printed() {
    let name = "split/reading-zero-weight";
    let tested = Tested::of("none", &["--exact", name]);
    assert_eq!((tested.code, tested.ended("ok")), (Some(0), vec![name]), "{}", tested.text);
    let reading = tested.text.lines().find(|line| line.starts_with("reading SPLIT-"));
    assert!(reading.is_some_and(|line| line.contains(&format!("({name}#"))), "{}", tested.text);
    let json = Tested::of("none", &["--exact", name, "--format", "json", "-Z", "unstable-options"]);
    for line in json.text.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
    }
    assert!(json.errors.starts_with("reading SPLIT-"), "{}", json.errors);
}

fn nothing_is_tested_without_a_mesh() {
    let gone = Tested::of("gone", &[]);
    assert_eq!((gone.code, &*gone.text), (Some(3), ""));
    assert_eq!(gone.errors, "error: the mesh could not be started: the cluster did not answer\n");
    let senseless = Tested::of("senseless", &[]);
    assert_eq!(senseless.code, Some(3));
    assert!(
        senseless.errors.starts_with("error: the policy cannot be judged by: expected `beta` ")
    );
    let none = Tested::of("none", &["--test-threads", "0"]);
    assert_eq!(none.code, Some(3));
    assert!(none.errors.starts_with("error: --test-threads: expected "), "{}", none.errors);
    let mut command = command("none", &["--exact", "split/ratio"]);
    let none = Tested::from(command.env("RUST_TEST_THREADS", "0").output().unwrap());
    assert_eq!(none.code, Some(3));
    assert!(
        none.errors.contains("expected a number of tests to run at once, at least 1, found `0`")
    );
}

#[cfg(unix)]
fn ctrl_c_ends_in_an_orderly_way() {
    let log = Scratch::new("interrupted");
    let mut command = command("own", &["--test-threads", "1"]);
    let scenarios = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    command.env("SMI_TEST_SCENARIOS", scenarios).env("SMI_CONFORMANCE_EVENTS", &log.0);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The first line of output that is a test's: the run is well under way, and far from its end.
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    let mut lines = lines.by_ref().map(Result::unwrap);
    assert!(lines.any(|line| line.ends_with(" ... ok")));
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let rest: Vec<_> = lines.collect();
    let errors = child.wait_with_output().unwrap();
    assert_eq!(errors.status.code(), Some(101));
    assert!(String::from_utf8_lossy(&errors.stderr).ends_with("the driver is dropped\n"));
    let left = rest.iter().filter(|line| line.ends_with("(not run: the run was interrupted)"));
    assert!(left.count() > 50, "{rest:?}");
    assert_eq!(log.events().last().unwrap()["event"], "torn-down");
}

/// A file or folder of this process, which goes at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("smi-cargo-test-{}-{name}", std::process::id())))
    }

    fn folder(name: &str) -> Self {
        let folder = Self::new(name);
        std::fs::create_dir_all(&folder.0).unwrap();
        folder
    }

    fn events(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.0).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.0);
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}
