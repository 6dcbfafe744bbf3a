//! The JSON Schema of scenarios, as editors use it.

use std::path::Path;

use serde_json::Value;

fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn scenarios() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let folders = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files =
        folders.filter(|path| path.is_dir()).flat_map(|path| std::fs::read_dir(path).unwrap());
    let files = files.map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path.display().to_string(), serde_yaml::from_str(&text).unwrap())
        })
        .collect()
}

#[test]
fn every_scenario_is_valid_and_a_typing_error_is_not() {
    let validator = jsonschema::validator_for(&schema("scenario.json")).unwrap();
    let scenarios = scenarios();
    assert!(scenarios.len() > 20);
    for (path, scenario) in &scenarios {
        let errors: Vec<_> =
            validator.iter_errors(scenario).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{path}: {errors:?}");
    }
    for (pointer, key) in [("", "titel"), ("/steps/0", "probs"), ("/steps/0/probes/0", "expects")] {
        let mut wrong = scenarios[0].1.clone();
        wrong.pointer_mut(pointer).unwrap()[key] = true.into();
        assert!(!validator.is_valid(&wrong), "{key}");
    }
    let mut wrong = scenarios[0].1.clone();
    wrong["steps"][0]["probes"][0]["expect"] = "maybe".into();
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn every_line_of_a_log_is_valid_and_other_lines_are_not() {
    let validator = jsonschema::validator_for(&schema("events.json")).unwrap();
    let path = std::env::temp_dir().join(format!("smi-log-{}.jsonl", std::process::id()));
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_smi-conformance"))
        .args(["run", "--scenario", "access/default-deny", "--scenario", "split/weights"])
        .args(["--events", path.to_str().unwrap()])
        .output();
    assert!(run.unwrap().status.success());
    let log = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines[0]["suite"].is_string() && lines.len() > 500);
    for line in &lines {
        let errors: Vec<_> = validator.iter_errors(line).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{line}: {errors:?}");
    }
    assert!(!validator.is_valid(&serde_json::json!({ "at": 1, "scenario": "a", "event": "fell" })));
}
