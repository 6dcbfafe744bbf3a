//! The program, as a user calls it.

use std::process::{Command, Output, Stdio};

pub(crate) fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_smi-conformance")).args(arguments).output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
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
        "again:    smi-conformance run --scenario 'split/weights' --fault weights-ignored --seed 1",
    ] {
        assert!(report.contains(part), "{part}\n{report}");
    }
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_to_do() {
    let table: [(&[&str], &str); 6] = [
        (&["run", "--scenarios", "no-such-folder"], "no-such-folder: "),
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

/// As in `plan | head -1`.
#[test]
fn a_reader_who_has_seen_enough_hears_of_no_error() {
    let mut plan = Command::new(env!("CARGO_BIN_EXE_smi-conformance"));
    let mut plan = plan.arg("plan").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(plan.stdout.take());
    let output = plan.wait_with_output().unwrap();
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn reports_for_programs_account_for_every_expectation() {
    let json = run(&["run", "--scenario", "access/default-deny", "--output", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["run"]["planned"], 1);
    assert_eq!(report["scenarios"][0]["id"], "access/default-deny");
    assert_eq!(report["scenarios"][0]["expectations"].as_array().unwrap().len(), 3);
    assert_eq!(report["scenarios"][0]["expectations"][0]["evidence"]["samples"], 135);
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

/// A log in a file of its own, which is removed at the end.
pub(crate) struct LogFile(pub(crate) std::path::PathBuf);

impl Drop for LogFile {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.0);
    }
}

pub(crate) fn logged(name: &str, arguments: &[&str]) -> (Output, LogFile) {
    let path = std::env::temp_dir().join(format!("smi-{name}-{}.jsonl", std::process::id()));
    let output = run(&[arguments, &["--events", path.to_str().unwrap()]].concat());
    (output, LogFile(path))
}

#[test]
fn a_log_is_judged_again_with_the_same_verdicts_and_exit_code() {
    for (fault, code) in [("", 0), ("weights-ignored", 1)] {
        let mut arguments = vec!["run", "--scenario", "split/weights", "--output", "json"];
        if code == 1 {
            arguments.extend(["--fault", fault]);
        }
        let (live, log) = logged(&format!("again-{code}"), &arguments);
        let again = run(&["judge", log.0.to_str().unwrap(), "--output", "json"]);
        assert_eq!((live.status.code(), again.status.code()), (Some(code), Some(code)));
        let report = |output: &Output| -> serde_json::Value {
            serde_json::from_slice(&output.stdout).unwrap()
        };
        let expectations =
            |report: serde_json::Value| report["scenarios"][0]["expectations"].clone();
        assert_eq!(expectations(report(&live)), expectations(report(&again)));
        let story = text(&run(&["replay", log.0.to_str().unwrap()]).stdout);
        assert!(
            story.contains("step `shifted`: ") && story.contains("sample `home` from client-0")
        );
    }
}

#[test]
fn a_stricter_policy_leaves_open_what_a_log_has_too_little_of() {
    let (live, log) = logged("strict", &["run", "--scenario", "access/default-deny"]);
    assert_eq!(live.status.code(), Some(0));
    let policy = text(&run(&["plan", "--show-policy"]).stdout);
    let path = LogFile(std::env::temp_dir().join(format!("smi-{}.yaml", std::process::id())));
    let write = |text: String| std::fs::write(&path.0, text).unwrap();
    let judge = || run(&["judge", log.0.to_str().unwrap(), "--policy", path.0.to_str().unwrap()]);
    write(policy.replace("denial_leak: 0.05", "denial_leak: 0.001"));
    let strict = judge();
    assert_eq!(strict.status.code(), Some(4), "{}", text(&strict.stdout));
    assert!(text(&strict.stdout).contains("INCONCLUSIVE: access/default-deny"));
    write(policy.replace("beta: 0.001", "beta: 2"));
    let senseless = judge();
    assert_eq!(senseless.status.code(), Some(2));
    let expected = "expected `beta` between 0 and 1, both excluded, found 2";
    assert!(text(&senseless.stderr).contains(expected), "{}", text(&senseless.stderr));
}

#[test]
fn what_is_no_log_is_refused_with_its_line() {
    let path = LogFile(std::env::temp_dir().join(format!("smi-bad-{}.jsonl", std::process::id())));
    for (content, expected) in [
        ("", "the log is empty"),
        ("{}\n", "line 1 of the log: expected the header of a run"),
        ("not json\n", "line 1 of the log"),
    ] {
        std::fs::write(&path.0, content).unwrap();
        let output = run(&["judge", path.0.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2), "{content}");
        assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
    }
}

#[test]
fn scenarios_of_ones_own_are_linted_and_run() {
    let folder = std::env::temp_dir().join(format!("smi-own-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("mine")).unwrap();
    let source = format!("{}/scenarios/access/default-deny.yaml", env!("CARGO_MANIFEST_DIR"));
    let scenario = std::fs::read_to_string(source).unwrap();
    let scenario = scenario.replace("id: access/default-deny", "id: mine/first");
    let write = |text: &str| std::fs::write(folder.join("mine/first.yaml"), text).unwrap();
    let own = folder.to_str().unwrap();
    write(&scenario);
    let output = run(&["lint", "--scenarios", own]);
    assert_eq!(
        (output.status.code(), text(&output.stdout).trim()),
        (Some(0), "1 scenarios: nothing to object to")
    );
    assert_eq!(run(&["run", "--scenarios", own]).status.code(), Some(0));
    write(&scenario.replace("ACCESS-03", "ACCESS-99"));
    let output = run(&["lint", "--scenarios", own]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stdout).contains("mine/first, closed/books: unknown requirement `ACCESS-99`")
    );
    write("id: mine/other");
    assert_eq!(run(&["lint", "--scenarios", own]).status.code(), Some(2));
    std::fs::remove_dir_all(&folder).unwrap();
    let gone = run(&["run", "--scenarios", own]);
    assert!(text(&gone.stderr).contains(own), "{}", text(&gone.stderr));
}

#[test]
fn parts_together_are_the_whole() {
    let ids = |arguments: &[&str]| -> std::collections::BTreeSet<String> {
        let plan = text(&run(&[&["plan"], arguments].concat()).stdout);
        let lines = plan.lines().skip(1).take_while(|line| !line.is_empty());
        lines.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
    };
    let (first, second) = (ids(&["--shard", "1/2"]), ids(&["--shard", "2/2"]));
    assert!(first.is_disjoint(&second) && !first.is_empty() && !second.is_empty());
    assert_eq!(first.union(&second).cloned().collect::<std::collections::BTreeSet<_>>(), ids(&[]));
}

#[test]
fn random_policies_agree_with_the_oracle_and_a_planted_disagreement_is_small() {
    let right = run(&["run", "--generate", "300"]);
    assert_eq!(right.status.code(), Some(0), "{}", text(&right.stdout));
    assert!(text(&right.stdout).ends_with("no disagreement\n"));
    let folder = std::env::temp_dir().join(format!("smi-found-{}", std::process::id()));
    let own = folder.to_str().unwrap();
    let arguments =
        ["run", "--generate", "2000", "--jobs", "1", "--fault", "header-or", "--write", own];
    let wrong = run(&arguments);
    assert_eq!(wrong.status.code(), Some(1), "{}", text(&wrong.stdout));
    let told = text(&wrong.stdout);
    for part in
        [" → GET shop", "  expected  every request is denied", "(ACCESS-07)", "  found     shop"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    let written = std::fs::read_dir(folder.join("generated")).unwrap().next().unwrap().unwrap();
    let scenario = std::fs::read_to_string(written.path()).unwrap();
    let (open, policy) = scenario.split_once("- name: policy").unwrap();
    let (applied, _) = policy.split_once("delete:").unwrap();
    assert!(open.contains("expect: allow") && policy.contains("expect: deny"), "{scenario}");
    // One group, one target and the two headers that are to be there together are all that is left.
    assert_eq!(applied.matches("kind: HTTPRouteGroup").count(), 2, "{applied}");
    assert_eq!(applied.matches("kind: TrafficTarget").count(), 1, "{applied}");
    assert!(applied.contains("x-team") && applied.contains("x-beta"), "{applied}");
    assert_eq!(policy.matches("- - x-").count(), 1, "the request has one of them: {policy}");
    let lint = run(&["lint", "--scenarios", own]);
    assert_eq!(lint.status.code(), Some(0), "{}", text(&lint.stdout));
    let again = run(&["run", "--scenarios", own, "--fault", "header-or"]);
    let report = text(&again.stdout);
    let line = format!("' --fault header-or --seed 1 --scenarios '{own}'");
    assert!(report.contains("--scenario 'generated/case-") && report.contains(&line), "{report}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_matrix_has_a_row_for_every_requirement() {
    let matrix = text(&run(&["matrix"]).stdout);
    for part in ["SPLIT-28 A backend of weight zero", "zero-weight-leaks", "| traffic-split | 39 |"]
    {
        assert!(matrix.contains(part), "{part}");
    }
}
