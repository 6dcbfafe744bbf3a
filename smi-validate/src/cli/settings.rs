//! `smi-validate.toml`: what a project asks for.
//!
//! ```toml
//! target = ["osm"]
//! namespace = "shop"
//! complete = true
//! fail-on = "warning"
//!
//! [levels]
//! unused-route = "off"
//!
//! [[allow]]
//! rule = ["SMI210", "missing-backend"]
//! path = "legacy/**"
//! object = "TrafficSplit shop/*"
//! reason = "moves in spring"
//! ```

mod raw;

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::CliError;
use super::fail_on::FailOn;
use crate::config::{Allowance, Levels};
use crate::profile::Profile;

/// The name of the file.
const NAME: &str = "smi-validate.toml";

/// What the file asks for. The command line comes first.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) targets: Vec<&'static Profile>,
    pub(super) namespace: Option<String>,
    pub(super) complete: Option<bool>,
    pub(super) fail_on: Option<FailOn>,
    pub(super) levels: Levels,
    pub(super) allow: Vec<Allowance>,
}

/// A configuration file is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{place}: {message}")]
pub struct SettingsError {
    /// The file.
    pub file: String,
    /// Line and column: `3:1`.
    pub place: String,
    /// What is wrong.
    pub message: String,
}

/// Reads the file that is asked for, or the one that is found upwards, or none.
pub(super) fn read(asked: Option<&Path>) -> Result<Settings, CliError> {
    let here = env::current_dir()
        .map_err(|source| CliError::Read { what: "the current folder".to_owned(), source })?;
    let Some(path) = asked.map(Path::to_path_buf).or_else(|| find(&here)) else {
        return Ok(Settings::default());
    };
    let failed = |source| CliError::Read { what: format!("`{}`", path.display()), source };
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(CliError::NoSuchPath { path });
        }
        other => other.map_err(failed)?,
    };
    let absolute = std::path::absolute(&path).map_err(failed)?;
    let folder = absolute.parent().unwrap_or(&absolute);
    let places = raw::Places { root: slashes(folder), here: slashes(&here) };
    // People know the file by the way from where they are, if it is near.
    let shown = path.strip_prefix(&here).unwrap_or(&path);
    Ok(raw::parse(&text, &shown.display().to_string(), &places)?)
}

/// The file in a folder or one above, up to the root of the repository.
fn find(from: &Path) -> Option<PathBuf> {
    for folder in from.ancestors() {
        let file = folder.join(NAME);
        if file.is_file() {
            return Some(file);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

fn slashes(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}
