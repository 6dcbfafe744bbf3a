//! `--known-failures`: what is known to be wrong with the mesh.

use std::path::PathBuf;

use super::CliError;
use crate::catalogue::Catalogue;
use crate::known_failures::KnownFailures;

#[derive(Debug, Default, clap::Args)]
pub(super) struct KnownFailuresFile {
    /// Run the scenarios that this YAML file lists like all others, and expect them to fail.
    #[arg(long, value_name = "FILE")]
    known_failures: Option<PathBuf>,
}

impl KnownFailuresFile {
    /// The known failures, if a file is given.
    pub(super) fn read(&self, catalogue: &Catalogue) -> Result<Option<KnownFailures>, CliError> {
        let Some(path) = &self.known_failures else { return Ok(None) };
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| CliError::Io { what: file.clone(), source })?;
        Ok(Some(KnownFailures::read(&file, &text, catalogue)?))
    }
}
