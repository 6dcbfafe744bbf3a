//! The program, as a user calls it.

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_smi-conformance")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_conforming_mesh_ends_with_0_and_a_broken_one_with_1() {
    let passed = run(&["run", "--scenario", "split/weights"]);
    assert_eq!(passed.status.code(), Some(0), "{}", text(&passed.stdout));
    assert!(text(&passed.stdout).ends_with("1 pass: conformant\n"));
    let failed = run(&["run", "--scenario", "split/weights", "--fault", "weights-ignored"]);
    assert_eq!(failed.status.code(), Some(1));
    let report = text(&failed.stdout);
    for part in [
        "FAIL: split/weights",
        "expected: requests are shared as web-v1 90 : web-v2 10 : web-v3 0",
        "SPLIT-28: A backend of weight zero gets no request at all.",
        "again:    smi-conformance run --fault weights-ignored --seed 1 --scenario 'split/weights'",
    ] {
        assert!(report.contains(part), "{part}\n{report}");
    }
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_to_do() {
    let table: [(&[&str], &str); 5] = [
        (
            &["run", "--scenario", "splitt/*"],
            "`splitt/*` matches no scenario; `smi-conformance plan` lists them",
        ),
        (&["run", "--scenario", "["], "is no pattern for scenario ids"),
        (&["run", "--fault", "unknown"], "no fault is called `unknown`; there are allow-all"),
        (&["run", "--mesh", "null", "--fault", "allow-all"], "--fault is for the reference mesh"),
        (
            &["run", "--scenario", "split/*", "--profile", "specs"],
            "no scenario is in all of the given selections",
        ),
    ];
    for (arguments, expected) in table {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn reports_for_programs_account_for_every_expectation() {
    let json = run(&["run", "--scenario", "access/default-deny", "--output", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["planned"], serde_json::json!(["access/default-deny"]));
    assert_eq!(report["results"][0]["expectations"].as_array().unwrap().len(), 3);
    assert_eq!(report["results"][0]["expectations"][0]["evidence"]["samples"], 135);
    let junit = run(&["run", "--mesh", "null", "--scenario", "access/default-deny", "-o", "junit"]);
    let junit = text(&junit.stdout);
    assert!(junit.contains("<testsuite name=\"ACCESS-HTTP\" tests=\"1\""), "{junit}");
    assert!(junit.contains("<failure") && junit.contains("ACCESS-03"), "{junit}");
}

#[test]
fn a_plan_never_says_that_anything_passed() {
    let plan = run(&["plan"]);
    assert_eq!(plan.status.code(), Some(0));
    assert!(text(&plan.stdout).contains("split/weights") && !text(&plan.stdout).contains("pass"));
}

#[test]
fn an_event_log_has_every_probe() {
    let path = std::env::temp_dir().join(format!("smi-conformance-{}.jsonl", std::process::id()));
    let output =
        run(&["run", "--scenario", "access/default-deny", "--events", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let log = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let probes = log.lines().filter(|line| line.contains("\"probed\"")).count();
    let sum: usize = text(&output.stdout)
        .split(" probes")
        .next()
        .unwrap()
        .rsplit(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(probes, sum);
    assert!(
        log.trim_end().ends_with("\"event\":\"torn-down\"}"),
        "{}",
        log.lines().last().unwrap()
    );
}
