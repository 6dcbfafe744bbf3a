//! Known failures and exit codes, through the program.

use smi_conformance::catalogue::Catalogue;
use smi_conformance::known_failures::KnownFailures;

use crate::cli::{LogFile, logged, run, text};

fn file(name: &str, content: &str) -> LogFile {
    let path = std::env::temp_dir().join(format!("smi-known-{name}-{}.yaml", std::process::id()));
    std::fs::write(&path, content).unwrap();
    LogFile(path)
}

/// Runs one scenario under known failures, and checks the exit code and parts of the report for people.
fn check(name: &str, fault: Option<&str>, known: &str, code: i32, parts: &[&str]) {
    let known = file(name, known);
    let mut arguments = vec!["run", "--scenario", "split/weights"];
    arguments.extend(fault.iter().flat_map(|fault| ["--fault", fault]));
    arguments.extend(["--known-failures", known.0.to_str().unwrap()]);
    let output = run(&arguments);
    let report = text(&output.stdout);
    assert_eq!(output.status.code(), Some(code), "{report}{}", text(&output.stderr));
    for part in parts {
        assert!(report.contains(part), "{part}\n{report}");
    }
}

#[test]
fn a_known_failure_does_not_fail_the_run() {
    let known = "- {pattern: split/weights, reason: weights are not read, issue: MESH-7, owner: Ada, expires: 9999-12-31}";
    let parts = [
        "EXPECTED FAILURE: split/weights",
        "known:    weights are not read (issue MESH-7, owner Ada, until 9999-12-31)",
        "deadlines: ready 10s, converge 400ms, quiet window 20ms, hold 3.5s, request 10s, teardown 5s",
        "0 pass, 1 expected failure: conformant but for known failures\n",
    ];
    check("known", Some("weights-ignored"), known, 0, &parts);
}

#[test]
fn what_is_out_of_date_ends_with_5() {
    let passed = "- {pattern: split/weights, reason: r}\n- {pattern: access/default-deny, reason: not selected}";
    let parts = [
        "UNEXPECTED PASS: split/weights",
        "passes, although `split/weights` says that it does not",
        "`split/weights`: split/weights passes now: take the entry out",
        "exit code 5: 1 known failure passed: split/weights",
        "0 pass, 1 unexpected pass: no verdict: the known failures are out of date\n",
    ];
    check("passed", None, passed, 5, &parts);
    let old = "- {pattern: 'split/weights#shifted/*', reason: r, expires: 2000-01-01}";
    let parts =
        ["EXPECTED FAILURE", "exit code 5: 1 entry of the known failures is past its last day"];
    check("old", Some("weights-ignored"), old, 5, &parts);
    let of_another = "- {pattern: access/default-deny, reason: not selected}";
    check("other", None, of_another, 0, &["1 pass: conformant\n"]);
}

#[test]
fn a_fail_comes_first_and_hides_no_other_reason() {
    let known =
        "- {pattern: split/wieghts, reason: r}\n- {pattern: 'split/weights#nowhere/*', reason: r}";
    let parts = [
        "FAIL: split/weights",
        "`split/wieghts`: is about no scenario: mend the pattern, or take the entry out",
        "exit code 1: 1 scenario failed: split/weights\nexit code 5: 2 entries of the known failures",
        "0 pass, 1 fail: not conformant\n",
    ];
    check("typo", Some("weights-ignored"), known, 1, &parts);
}

#[test]
fn a_log_is_judged_by_what_was_known_on_its_day() {
    let (live, log) = logged("known", &["run", "--scenario", "access/default-deny"]);
    assert_eq!(live.status.code(), Some(0));
    let judge = |known: &LogFile| {
        let known = known.0.to_str().unwrap();
        run(&["judge", log.0.to_str().unwrap(), "--known-failures", known])
    };
    let whole = std::fs::read_to_string(&log.0).unwrap();
    let (header, events) = whole.split_once('\n').unwrap();
    let mut header: serde_json::Value = serde_json::from_str(header).unwrap();
    let known =
        file("day", "- {pattern: split/*, reason: of another scenario, expires: 2001-02-03}");
    for (day, code) in [("2001-02-03T23:59:59Z", 0), ("2001-02-04T00:00:00Z", 5)] {
        header["started"] = day.into();
        std::fs::write(&log.0, format!("{header}\n{events}")).unwrap();
        let again = judge(&known);
        assert_eq!(again.status.code(), Some(code), "{day}: {}", text(&again.stdout));
    }
    // A log that breaks off is the harness's trouble, which is never expected, and comes before what is out of date.
    let half: Vec<_> = whole.lines().take(whole.lines().count() / 2).collect();
    std::fs::write(&log.0, half.join("\n")).unwrap();
    let known = file("cut", "- {pattern: '*', reason: everything, expires: 2001-02-03}");
    let cut = judge(&known);
    assert_eq!(cut.status.code(), Some(3), "{}", text(&cut.stdout));
    let reasons = "exit code 3: 1 scenario was disturbed by the harness or the infrastructure: access/default-deny\n\
                   exit code 5: 1 entry of the known failures is past its last day: *\n";
    assert!(text(&cut.stdout).contains(reasons), "{}", text(&cut.stdout));
}

#[test]
fn a_known_failure_does_not_stop_a_run_that_ends_at_the_first_fail() {
    let known = file("fast", "- {pattern: split/ratio, reason: r}");
    let arguments =
        ["run", "--scenario", "split/weights", "--scenario", "split/ratio", "--jobs", "1"];
    let fault = ["--fail-fast", "--fault", "weights-ignored"];
    let stopped = run(&[&arguments[..], &fault].concat());
    let known = ["--known-failures", known.0.to_str().unwrap()];
    let went_on = run(&[&arguments[..], &fault, &known].concat());
    assert!(text(&stopped.stdout).contains("1 not run, 1 fail"), "{}", text(&stopped.stdout));
    assert!(!text(&went_on.stdout).contains("not run"), "{}", text(&went_on.stdout));
}

#[test]
fn a_broken_file_is_refused_before_anything_is_run() {
    for (name, content, expected) in [
        ("field", "- {pattern: a, reason: r, isue: 7}", "at [0].isue: unknown field `isue`"),
        (
            "dialect",
            "- {pattern: split/reading-*, reason: r}",
            "found the dialect scenario `split/reading-",
        ),
    ] {
        let known = file(name, content);
        let output = run(&["run", "--known-failures", known.0.to_str().unwrap()]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{name}");
        assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
    }
    let gone = run(&["run", "--known-failures", "gone.yaml"]);
    assert_eq!(gone.status.code(), Some(2));
    assert!(text(&gone.stderr).contains("gone.yaml"), "{}", text(&gone.stderr));
}

#[test]
fn the_example_in_the_documentation_is_about_scenarios_that_there_are() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/report.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, example) = page.split_once("```yaml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let catalogue = Catalogue::embedded().unwrap();
    let known = KnownFailures::read("report.md", example, &catalogue).unwrap();
    let today = "2026-12-31".parse().unwrap();
    assert_eq!(known.account(&catalogue, &[], today).unmatched, []);
    let old = known.account(&catalogue, &[], "2027-01-01".parse().unwrap());
    assert_eq!(old.expired.len(), 1);
}
