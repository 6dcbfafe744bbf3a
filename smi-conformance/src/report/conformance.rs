//! The conformance report: everything that a run has to say, for publication. All other forms are views of it.

mod build;
mod feature;
mod profile;
mod reading;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::driver::Deadlines;
use crate::ending::Reason;
use crate::known_failures::Baseline;
use crate::result::{ScenarioResult, Verdict};
use crate::scenario::{Level, Profile};
use crate::statistics::Policy;

/// What a run says about a mesh.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConformanceReport {
    /// The version of this form.
    pub api_version: ApiVersion,
    /// What this is.
    pub kind: Kind,
    /// The run.
    pub run: Run,
    /// What the mesh was held against.
    pub suite: Suite,
    /// What was held against it.
    pub implementation: Implementation,
    /// What verdicts follow from.
    pub policy: AppliedPolicy,
    /// What was run, and what was not.
    pub selection: Selection,
    /// The profiles that something was run of.
    pub profiles: Vec<ProfileSummary>,
    /// What the mesh claims beyond the core, and what came of that.
    pub features: Features,
    /// How the mesh reads the specification where it is open.
    pub readings: Vec<MeasuredReading>,
    /// Every planned scenario, in the order of the plan.
    pub scenarios: Vec<ScenarioResult>,
    /// What became of the known failures, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_failures: Option<Baseline>,
}

/// The version of the form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ApiVersion {
    /// The first.
    #[serde(rename = "smi-toolkit.dev/v1")]
    V1,
}

/// What the document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Kind {
    /// A conformance report.
    ConformanceReport,
}

/// The run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Run {
    /// When it began; unknown for logs that do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// When it was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished: Option<Timestamp>,
    /// How long it took, in milliseconds.
    pub took_millis: u64,
    /// The exit code of the program: 0 conformant, 1 not conformant, 3 the harness failed, 5 the known failures are out of
    /// date, 4 inconclusive or not run.
    pub exit_code: u8,
    /// Why it is not 0: every reason, the weightiest first.
    pub reasons: Vec<Reason>,
    /// How many scenarios were planned.
    pub planned: usize,
    /// How many of them say something about the mesh: those with a verdict other than error, not run, unsupported and not
    /// applicable.
    pub judged: usize,
}

/// What the mesh was held against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suite {
    /// The version of the suite.
    pub version: String,
    /// Its scenarios.
    pub scenarios: Scenarios,
}

/// The scenarios of the suite, selected or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scenarios {
    /// How many there are.
    pub count: usize,
    /// `sha256:` and the digest of the lines that `sha256sum` prints for all files of scenarios, requirements and
    /// interpretations, in the order of the bytes of their paths. Equal digests mean equal scenarios.
    pub digest: String,
}

/// What was held against the suite. Whose it is, is what the flags said; what it is, is what the driver said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Implementation {
    /// The organization behind the implementation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// Where it is to be found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Whom to ask.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contact: Vec<String>,
    /// The mesh, by the word of its driver.
    pub mesh: MeshName,
    /// The API version that it serves for each group.
    pub serves: BTreeMap<String, String>,
    /// The extended features that it claims.
    pub features: Vec<String>,
}

/// A mesh, by the word of its driver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MeshName {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What verdicts follow from, beside what happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppliedPolicy {
    /// The statistics, spelled as in the file for `--policy`.
    pub statistics: Policy,
    /// The number of share checks that the error rate is spread over.
    pub planned_checks: u64,
    /// How many independent choosers of backends serve one client pod.
    pub schedulers: u32,
    /// What the draws of the built-in mesh began with, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How long the suite waited for what, in milliseconds, spelled as the mesh's description does.
    pub deadlines: Deadlines,
}

/// What was run, and what was not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Selection {
    /// The flags that made the selection, as they were given.
    pub flags: Vec<String>,
    /// The scenarios of the suite that they left out.
    pub left_out: Vec<String>,
}

/// What is to be said of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProfileSummary {
    /// The profile.
    pub name: Profile,
    /// The result.
    pub result: ProfileResult,
    /// How many scenarios of each level have which verdict; no verdict that no scenario has.
    pub levels: BTreeMap<Level, BTreeMap<Verdict, usize>>,
}

/// The result of a profile: what is first in this order applies. Core scenarios count, and extended ones whose features the
/// mesh claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ProfileResult {
    /// A scenario that counts failed, known or not.
    Nonconformant,
    /// A scenario that counts was not selected, not run, or left out of the core.
    Incomplete,
    /// A scenario that counts has no verdict on the mesh.
    Inconclusive,
    /// Every scenario that counts passed.
    Conformant,
}

/// What the mesh claims beyond the core, and what came of that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Features {
    /// The features that the mesh claims.
    pub claimed: Vec<Claim>,
    /// The features that scenarios ask for and the mesh does not claim.
    pub unsupported: Vec<String>,
}

/// A claimed feature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Claim {
    /// The feature.
    pub name: String,
    /// Whether a scenario that asks for it passed, and none failed.
    pub proven: bool,
    /// The scenarios that ask for it and passed.
    pub proven_by: Vec<String>,
    /// The scenarios that ask for it and failed, known or not.
    pub refuted_by: Vec<String>,
}

/// How the mesh reads the specification at one open place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MeasuredReading {
    /// The interpretation.
    pub interpretation: String,
    /// The options that fit all that was measured; none when the mesh does something else, or not always the same.
    pub options: Vec<String>,
    /// What was measured where.
    pub measurements: Vec<Measurement>,
}

/// One measurement of a reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Measurement {
    /// The expectation.
    pub expectation: String,
    /// The options that fit.
    pub options: Vec<String>,
}

/// What a report says beyond what happened.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Who publishes it.
    pub publisher: Publisher,
    /// What the draws of the built-in mesh began with, if that is known.
    pub seed: Option<u64>,
    /// The flags that made the selection.
    pub selection: Vec<String>,
    /// Whether the mesh broke away at its end, which is in no verdict.
    pub lost: bool,
}

/// Who publishes a report, about which product: what the flags of `run` say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publisher {
    /// The organization behind the implementation.
    pub organization: Option<String>,
    /// The project.
    pub project: Option<String>,
    /// Where it is to be found.
    pub url: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Whom to ask.
    pub contact: Vec<String>,
}

/// The JSON Schema of a report.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(ConformanceReport);
    schema.insert("title".to_owned(), "A conformance report of the SMI conformance suite".into());
    schema.to_value()
}
