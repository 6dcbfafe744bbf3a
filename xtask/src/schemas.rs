//! `schemas`: writes what is generated from the types, or checks that it is up to date.

use std::fs;
use std::path::PathBuf;

use crate::{Outcome, root};

/// Every generated file with its content.
fn files() -> Vec<(PathBuf, String)> {
    let scenario = smi_conformance::scenario::schema();
    let text = serde_json::to_string_pretty(&scenario).expect("a schema is plain data");
    vec![(root().join("schemas/scenario.json"), text + "\n")]
}

pub(crate) fn write() -> Outcome {
    for (path, text) in files() {
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

pub(crate) fn check() -> Outcome {
    for (path, text) in files() {
        let found = fs::read_to_string(&path).unwrap_or_default();
        if found != text {
            return Err(format!("{} is out of date; run `cargo xtask schemas`", path.display()));
        }
    }
    Ok(())
}
