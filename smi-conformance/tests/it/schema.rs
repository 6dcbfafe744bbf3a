//! The JSON Schema of scenarios, as editors use it.

use std::path::Path;

use serde_json::Value;

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/scenario.json");
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
    let validator = jsonschema::validator_for(&schema()).unwrap();
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
