//! What is published, where, and in whose name.

use std::process::ExitCode;

use super::CliError;
use super::known_failures::KnownFailuresFile;
use super::output::{self, Output};
use crate::catalogue::Catalogue;
use crate::clock;
use crate::known_failures::KnownFailures;
use crate::report::ConformanceReport;
use crate::report::conformance::{About, Publisher};
use crate::run::Report;

/// The flags of everything that ends with a report.
#[derive(Debug, clap::Args)]
pub(super) struct Publish {
    /// How to write the report: human, json, yaml, junit, github; with `=FILE` into a file. May be repeated.
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "human")]
    output: Vec<Output>,
    /// Write the report to this file, too: YAML or JSON, as its ending says.
    #[arg(long, value_name = "FILE", value_parser = output::report_file)]
    report_output: Option<Output>,
    #[command(flatten)]
    known_failures: KnownFailuresFile,
    /// For the report: the organization behind the implementation.
    #[arg(long, value_name = "NAME", help_heading = "Implementation")]
    organization: Option<String>,
    /// For the report: the project.
    #[arg(long, value_name = "NAME", help_heading = "Implementation")]
    project: Option<String>,
    /// For the report: where the project is to be found.
    #[arg(long, value_name = "URL", help_heading = "Implementation")]
    url: Option<String>,
    /// For the report: the version of the implementation.
    #[arg(long = "version", value_name = "VERSION", help_heading = "Implementation")]
    implementation_version: Option<String>,
    /// For the report: whom to ask; may be repeated.
    #[arg(long, value_name = "NAME", help_heading = "Implementation")]
    contact: Vec<String>,
}

/// What a report is to be made of, once there are results.
pub(super) struct Publication {
    outputs: Vec<Output>,
    publisher: Publisher,
    /// What is known to fail, if there is a file that says so.
    known: Option<KnownFailures>,
}

/// What a report says of its run beside the results.
#[derive(Debug, Default)]
pub(super) struct Circumstances {
    /// What the draws of the built-in mesh began with.
    pub(super) seed: Option<u64>,
    /// The flags that made the selection.
    pub(super) selection: Vec<String>,
    /// Whether the mesh broke away at its end.
    pub(super) lost: bool,
}

impl Publish {
    /// Finds out, before anything is run, whether all of it can be written and read.
    pub(super) fn prepare(self, catalogue: &Catalogue) -> Result<Publication, CliError> {
        let mut outputs = self.output;
        outputs.extend(self.report_output);
        let known = self.known_failures.read(catalogue)?;
        output::check(&outputs)?;
        let Self { organization, project, url, implementation_version: version, contact, .. } =
            self;
        let publisher = Publisher { organization, project, url, version, contact };
        Ok(Publication { outputs, publisher, known })
    }
}

impl Publication {
    /// What is known to fail: nothing, if no file says so.
    pub(super) fn known(&self) -> KnownFailures {
        self.known.clone().unwrap_or_default()
    }

    /// Writes the report of a run, and says how the program ends.
    pub(super) fn publish(
        self,
        report: Report,
        catalogue: &Catalogue,
        again: &str,
        circumstances: Circumstances,
    ) -> Result<ExitCode, CliError> {
        let today = report.started.unwrap_or_else(clock::now).date();
        let account = |known: KnownFailures| known.account(catalogue, &report.results, today);
        let baseline = self.known.map(account);
        let Circumstances { seed, selection, lost } = circumstances;
        let about = About { publisher: self.publisher, seed, selection, lost };
        let report = ConformanceReport::new(report, catalogue, baseline, about);
        output::write(&self.outputs, &report, catalogue, again)?;
        Ok(report.run.exit_code.into())
    }
}
