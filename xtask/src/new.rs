//! `new`: things that compile, or run, as they come.

use std::fs;

use crate::{Outcome, root};

/// A scenario that passes on the reference mesh.
pub(crate) fn scenario(name: &str) -> Outcome {
    let word = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-')
    };
    if name.split('/').count() != 2 || !name.split('/').all(word) {
        return Err(format!(
            "expected FOLDER/NAME in lower case with hyphens, such as `split/sticky`, found `{name}`"
        ));
    }
    let path = root().join("smi-conformance/scenarios").join(format!("{name}.yaml"));
    if path.exists() {
        return Err(format!("{} is there already; ids are never reused", path.display()));
    }
    let text = include_str!("new/scenario.yaml").replace("FOLDER/NAME", name);
    fs::create_dir_all(path.parent().expect("it has a folder"))
        .and_then(|()| fs::write(&path, text))
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// A rule of the validator, once it has any.
pub(crate) fn rule(name: &str) -> Outcome {
    Err(format!("`{name}` has no place yet: smi-validate has no rules so far"))
}
