//! The conformance report and its views, through the program.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use smi_conformance::report::ConformanceReport;

use crate::cli::{logged, run, text};

#[cfg(unix)]
mod interrupted;

/// One scenario of each level, in two profiles.
const SELECTION: [&str; 8] = [
    "--scenario",
    "access/default-deny",
    "--scenario",
    "split/weights",
    "--scenario",
    "split/path-match",
    "--scenario",
    "split/reading-root-name",
];

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("smi-report-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

fn validator(name: &str) -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas").join(name);
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// The report in a file, which is valid and has nothing that the types do not have.
fn read(path: &str) -> (Value, ConformanceReport) {
    let report: Value = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = validator("conformance-report.json");
    let errors: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let typed: ConformanceReport = serde_json::from_value(report.clone()).unwrap();
    assert_eq!(serde_json::to_value(&typed).unwrap(), report);
    (report, typed)
}

fn report(name: &str, arguments: &[&str]) -> (Output, Value) {
    let folder = Folder::new(name);
    let (yaml, json) = (folder.file("report.yaml"), folder.file("report.json"));
    let to = ["--report-output", &yaml, "-o", &format!("json={json}"), "-o", "human"];
    let output = run(&[&["run"], &SELECTION[..], arguments, &to].concat());
    let (report, _) = read(&yaml);
    let same: Value = serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap();
    assert_eq!(report, same);
    assert!(text(&output.stdout).contains("deadlines: "), "{}", text(&output.stdout));
    (output, report)
}

fn claim<'r>(report: &'r Value, name: &str) -> &'r Value {
    let claims = report["features"]["claimed"].as_array().unwrap();
    claims.iter().find(|claim| claim["name"] == name).unwrap()
}

#[test]
fn the_report_on_the_reference_mesh_says_what_it_proves() {
    let names =
        ["--organization", "Acme", "--project", "acme-mesh", "--url", "https://acme.example"];
    let more = ["--version", "2.4.1", "--contact", "@ada", "--contact", "team@acme.example"];
    let (output, report) = report("reference", &[&names[..], &more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert_eq!(report["implementation"]["version"], "2.4.1");
    assert_eq!(
        report["implementation"]["contact"],
        serde_json::json!(["@ada", "team@acme.example"])
    );
    assert_eq!(report["implementation"]["mesh"]["name"], "reference");
    assert_eq!((&report["run"]["planned"], &report["run"]["judged"]), (&4.into(), &4.into()));
    assert!(report["run"]["started"].as_str() < report["run"]["finished"].as_str());
    assert_eq!(report["policy"]["deadlines"]["converge"], 400);
    assert_eq!(report["selection"]["flags"][1], "--scenario 'split/weights'");
    let left_out = report["selection"]["leftOut"].as_array().unwrap().len();
    assert_eq!(report["suite"]["scenarios"]["count"], left_out + 4);
    // Most of the profile was not run, so that nothing follows for it.
    assert_eq!(report["profiles"][0]["result"], "incomplete");
    assert_eq!(report["profiles"][0]["levels"]["core"]["pass"], 1);
    assert_eq!(claim(&report, "split-path-match")["proven"], true);
    assert_eq!(claim(&report, "udp")["proven"], false);
    assert_eq!(report["readings"][0]["interpretation"], "SPLIT-ROOT-NAME");
    assert_eq!(report["readings"][0]["options"].as_array().unwrap().len(), 1);
    assert!(report.get("knownFailures").is_none());
}

#[test]
fn the_report_on_the_null_mesh_refutes_what_is_claimed() {
    let (output, report) = report("null", &["--mesh", "null"]);
    assert_eq!(output.status.code(), Some(1));
    let results: Vec<_> =
        report["profiles"].as_array().unwrap().iter().map(|one| &one["result"]).collect();
    assert_eq!(results, ["nonconformant", "nonconformant"]);
    let claim = claim(&report, "split-path-match");
    assert_eq!(
        (&claim["proven"], &claim["refutedBy"][0]),
        (&false.into(), &"split/path-match".into())
    );
    assert_eq!(report["run"]["reasons"][0]["why"], "failed");
}

#[test]
fn the_report_on_a_broken_mesh_has_its_known_failures() {
    let folder = Folder::new("known");
    let known = folder.file("known.yaml");
    let entries = "- {pattern: split/weights, reason: not yet, issue: MESH-7}
- {pattern: access/*, reason: of old}
- {pattern: split/gone, reason: of old}
";
    std::fs::write(&known, entries).unwrap();
    let as_json: Value = serde_yaml::from_str(entries).unwrap();
    assert!(validator("known-failures.json").is_valid(&as_json));
    assert!(!validator("known-failures.json").is_valid(&serde_json::json!([{ "pattern": "a" }])));
    let (output, report) =
        report("faulty", &["--fault", "weights-ignored", "--known-failures", &known]);
    assert_eq!(output.status.code(), Some(5), "{}", text(&output.stdout));
    let found = &report["knownFailures"];
    assert_eq!(found["file"], known.as_str());
    assert_eq!(found["used"][0]["by"], serde_json::json!(["split/weights"]));
    assert_eq!(found["unexpectedPasses"][0]["id"], "access/default-deny");
    assert!(!found["unmatched"].as_array().unwrap().is_empty());
    let scenarios = report["scenarios"].as_array().unwrap();
    let weights = scenarios.iter().find(|one| one["id"] == "split/weights").unwrap();
    assert_eq!(weights["verdict"], "expected-failure");
    assert_eq!(weights["known"][0]["issue"], "MESH-7");
    // Known or not, it is a failure of the profile.
    let profiles = report["profiles"].as_array().unwrap();
    let split = profiles.iter().find(|one| one["name"] == "SPLIT-HTTP").unwrap();
    assert_eq!(split["result"], "nonconformant");
}

#[test]
fn the_schema_refuses_what_no_report_has() {
    let folder = Folder::new("schema");
    let yaml = folder.file("report.yml");
    run(&["run", "--scenario", "access/default-deny", "--report-output", &yaml]);
    let (report, _) = read(&yaml);
    let validator = validator("conformance-report.json");
    for (pointer, key, value) in [
        ("", "apiVersion", "smi-toolkit.dev/v2"),
        ("", "kind", "Report"),
        ("/run", "why", "because"),
        ("/scenarios/0", "verdict", "maybe"),
        ("/scenarios/0/expectations/0", "verdit", "pass"),
        ("/implementation", "badge", "gold"),
    ] {
        let mut wrong = report.clone();
        wrong.pointer_mut(pointer).unwrap()[key] = value.into();
        assert!(!validator.is_valid(&wrong), "{pointer} {key}");
    }
}

#[test]
fn a_whole_profile_that_passes_is_conformant() {
    let folder = Folder::new("profile");
    let json = folder.file("report.json");
    let output = run(&["run", "--profile", "access-tcp", "--report-output", &json]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let (report, _) = read(&json);
    assert_eq!(report["profiles"].as_array().unwrap().len(), 1);
    assert_eq!(report["profiles"][0]["name"], "ACCESS-TCP");
    assert_eq!(report["profiles"][0]["result"], "conformant");
    assert_eq!(report["selection"]["flags"], serde_json::json!(["--profile ACCESS-TCP"]));
}

#[test]
fn the_same_log_gives_the_same_report() {
    let arguments =
        ["run", "--scenario", "split/weights", "--fault", "weights-ignored", "-o", "json"];
    let (live, log) = logged("report", &arguments);
    let judge = || run(&["judge", log.0.to_str().unwrap(), "-o", "json"]).stdout;
    let again = judge();
    assert_eq!(text(&again), text(&judge()));
    // A log knows no flags, and ends with its last event.
    let plain = |bytes: &[u8]| {
        let mut report: Value = serde_json::from_slice(bytes).unwrap();
        report["run"]["finished"] = Value::Null;
        report["run"]["tookMillis"] = Value::Null;
        report["policy"]["seed"] = Value::Null;
        report["selection"]["flags"] = Value::Null;
        report
    };
    assert_eq!(plain(&live.stdout), plain(&again));
}

#[test]
fn what_cannot_be_written_is_said_before_the_run() {
    let folder = Folder::new("unwritable");
    let nowhere = folder.file("no/report.yaml");
    for (arguments, expected) in [
        (vec!["--report-output", nowhere.as_str()], "report.yaml"),
        (vec!["-o", &format!("junit={}", folder.0.display())], "directory"),
        (
            vec!["--report-output", "report.xml"],
            "expected a file that ends with .yaml, .yml or .json",
        ),
        (
            vec!["-o", "human", "-o", "yaml"],
            "both go to standard output; send one of them to a file",
        ),
        (vec!["-o", "xml"], "expected human, json, yaml, junit, github, or one of them with =FILE"),
        (vec!["-o", "json="], "expected a file after `json=`"),
    ] {
        let output = run(&[&["run"], &arguments[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
        assert!(!text(&output.stderr).contains(" ms)"), "{}", text(&output.stderr));
    }
    let version = run(&["--version"]);
    assert!(text(&version.stdout).starts_with("smi-conformance "), "still the program's own");
}

#[test]
fn one_run_has_several_outputs_and_junit_reads_back() {
    let folder = Folder::new("outputs");
    let (junit, github, known) =
        (folder.file("junit.xml"), folder.file("github.txt"), folder.file("known.yaml"));
    let entries =
        "- {pattern: split/weights, reason: not yet}\n- {pattern: access/*, reason: of old}\n";
    std::fs::write(&known, entries).unwrap();
    let (to_junit, to_github) = (format!("junit={junit}"), format!("github={github}"));
    let fault = ["--fault", "weights-ignored", "--scenario", "split/ratio"];
    let outputs = ["-o", &to_junit, "-o", &to_github, "-o", "human", "--known-failures", &known];
    let output = run(&[&["run"], &SELECTION[..], &fault, &outputs].concat());
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));

    let file = std::fs::File::open(&junit).unwrap();
    let read = quick_junit::Report::deserialize(std::io::BufReader::new(file)).unwrap();
    assert_eq!((read.tests, read.failures, read.errors), (5, 2, 0));
    let cases: Vec<_> = read.test_suites.iter().flat_map(|suite| &suite.test_cases).collect();
    let status = |name: &str| {
        let case = cases.iter().find(|case| case.name.as_str() == name).unwrap();
        assert!(case.classname.as_ref().is_some_and(|class| class.as_str().contains('-')));
        match &case.status {
            quick_junit::TestCaseStatus::Success { .. } => "success".to_owned(),
            quick_junit::TestCaseStatus::NonSuccess { kind, message, .. } => {
                format!("{kind:?}: {}", message.as_ref().unwrap().as_str())
            }
            quick_junit::TestCaseStatus::Skipped { message, .. } => {
                format!("skipped: {}", message.as_ref().unwrap().as_str())
            }
        }
    };
    assert_eq!(status("split/weights"), "skipped: not yet");
    assert!(status("split/ratio").starts_with("Failure: Only the ratio of weights counts"));
    let passed = "Failure: passes, although `access/*` says that it does not";
    assert_eq!(status("access/default-deny"), passed);

    let github = std::fs::read_to_string(&github).unwrap();
    let lines: Vec<_> = github.lines().collect();
    assert_eq!(lines.len(), 2, "{github}");
    assert!(lines[0].starts_with("::error title=split/ratio%3A fail::Only the ratio"), "{github}");
    assert!(lines[0].contains("%0A  expected: requests are shared as web-v1 3 : web-v2 1%0A"));
    assert!(lines[1].starts_with("::warning title=") && lines[1].contains("narrow the pattern"));
}
