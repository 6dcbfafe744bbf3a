//! The statistics to judge by.

use std::path::PathBuf;

use super::CliError;
use crate::statistics::Policy;

/// Which policy.
#[derive(Debug, Default, clap::Args)]
pub(super) struct PolicyFile {
    /// Judge by the policy in this YAML file; `plan --show-policy` prints the default one.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

impl PolicyFile {
    /// The flag that names the same policy again.
    pub(super) fn flag(&self) -> Option<String> {
        self.policy.as_ref().map(|file| format!("--policy '{}'", file.display()))
    }

    /// The policy of the file, if one is given.
    pub(super) fn given(&self) -> Result<Option<Policy>, CliError> {
        let Some(path) = &self.policy else { return Ok(None) };
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| CliError::Io { what: file.clone(), source })?;
        let policy: Policy = serde_yaml::from_str(&text)
            .map_err(|source| CliError::Policy { file: file.clone(), source })?;
        match policy.objection() {
            None => Ok(Some(policy)),
            Some(objection) => Err(CliError::Senseless { file, objection }),
        }
    }
}
