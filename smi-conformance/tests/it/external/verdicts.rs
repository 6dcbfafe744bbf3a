//! Through the protocol a mesh gets the verdicts that it gets without.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{program, run, text};

/// Some of every profile, over everything that can be said: HTTP/1.1 and 2, TCP, UDP, kept connections, addresses of pods,
/// claims of outsiders, several namespaces, deletes.
const SCENARIOS: [&str; 22] = [
    "access/default-deny",
    "access/churn",
    "access/pod-addresses",
    "access/outsiders",
    "access/tcp-ports",
    "access/udp*",
    "specs/tcp-route-alone",
    "specs/forwarding-body",
    "specs/grpc",
    "specs/group-update",
    "split/weights",
    "split/ratio",
    "split/access-by-path",
    "split/http2",
    "split/kept-connection",
    "split/tcp",
    "split/tcp-direct",
    "split/tcp-other-namespace",
    "split/tcp-port-mismatch",
    "conversion/access-v1alpha1",
    "conversion/access-port-v1alpha1",
    "conversion/group-v1alpha2",
];

/// Verdicts of scenarios and expectations.
fn verdicts(report: &[u8]) -> BTreeMap<String, String> {
    let report: Value = serde_json::from_slice(report).unwrap();
    let results = report["scenarios"].as_array().unwrap();
    let verdict = |one: &Value| {
        (one["id"].as_str().unwrap().to_owned(), one["verdict"].as_str().unwrap().to_owned())
    };
    let expectations = results.iter().flat_map(|one| one["expectations"].as_array().unwrap());
    results.iter().chain(expectations).map(verdict).collect()
}

#[tokio::test]
async fn the_reference_mesh_has_the_same_verdicts_behind_a_plug_in() {
    let mut flags = vec!["-o", "json"];
    flags.extend(SCENARIOS.iter().flat_map(|scenario| ["--scenario", scenario]));
    for (fault, code) in [(None, 0), (Some("weights-ignored"), 1), (Some("allow-all"), 1)] {
        let fault: Vec<_> = fault.iter().flat_map(|fault| ["--fault", fault]).collect();
        let inside = program(&[&["run"], &flags[..], &fault[..]].concat()).await;
        let outside = run(&flags, &fault).await;
        let errors = text(&outside.stderr);
        assert_eq!(
            (inside.status.code(), outside.status.code()),
            (Some(code), Some(code)),
            "{errors}"
        );
        let (inside, outside) = (verdicts(&inside.stdout), verdicts(&outside.stdout));
        assert!(inside.len() > 60, "{}", inside.len());
        assert_eq!(inside, outside);
    }
}

/// What the plug-in claims is what is run.
#[tokio::test]
async fn a_plan_is_that_of_the_mesh_behind_the_plug_in() {
    let plan = ["plan", "--mesh", "external", "--", super::PROGRAM, "serve"];
    let (outside, inside) = (program(&plan).await, program(&["plan"]).await);
    assert_eq!((outside.status.code(), text(&outside.stdout)), (Some(0), text(&inside.stdout)));
}

/// No more deployments at once than the plug-in allows: it would refuse, and so the run would fail.
#[tokio::test]
async fn there_are_never_more_deployments_than_lanes() {
    let log = std::env::temp_dir().join(format!("smi-lanes-{}.jsonl", std::process::id()));
    let record = log.to_str().unwrap();
    let output =
        run(&["--scenario", "split/tcp*", "--jobs", "8"], &["--lanes", "2", "--record", record])
            .await;
    let lines = std::fs::read_to_string(&log).unwrap();
    std::fs::remove_file(&log).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let (mut removals, mut there, mut most) = (Vec::new(), 0, 0);
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let message: Value = serde_json::from_str(line["line"].as_str().unwrap()).unwrap();
        match message["method"].as_str() {
            Some("deploy") => there += 1,
            Some("teardown") => removals.push(message["id"].clone()),
            None if removals.contains(&message["id"]) => there -= 1,
            _ => {}
        }
        most = most.max(there);
    }
    assert_eq!((most, there), (2, 0));
}
