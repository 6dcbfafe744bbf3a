//! Verdicts, and what they rest on.

#[cfg(test)]
pub(crate) mod sample;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::known_failures::KnownFailure;
use crate::scenario::{Level, Profile};

/// The verdict on an expectation or a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Verdict {
    /// The mesh did what the specification says.
    Pass,
    /// The mesh did something else, as the known failures say.
    ExpectedFailure,
    /// The mesh did what the specification says, and the known failures say that it does not.
    UnexpectedPass,
    /// The mesh does not claim the feature.
    Unsupported,
    /// The scenario cannot be asked of this mesh: it serves no version that can say the scenario's objects.
    NotApplicable,
    /// The scenario was not run, or its end not reached.
    NotRun,
    /// The evidence does not suffice either way.
    Inconclusive,
    /// The harness or the infrastructure failed. Says nothing about the mesh.
    Error,
    /// The mesh did something else.
    Fail,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 9] = [
        Self::Pass,
        Self::ExpectedFailure,
        Self::UnexpectedPass,
        Self::Unsupported,
        Self::NotApplicable,
        Self::NotRun,
        Self::Inconclusive,
        Self::Error,
        Self::Fail,
    ];
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Pass => "pass",
            Self::ExpectedFailure => "expected failure",
            Self::UnexpectedPass => "unexpected pass",
            Self::Unsupported => "unsupported",
            Self::NotApplicable => "not applicable",
            Self::NotRun => "not run",
            Self::Inconclusive => "inconclusive",
            Self::Error => "error",
            Self::Fail => "fail",
        })
    }
}

/// The result of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenarioResult {
    /// The scenario.
    pub id: String,
    /// Its sentence.
    pub title: String,
    /// Its level.
    pub level: Level,
    /// Its profile.
    pub profile: Profile,
    /// The worst verdict of its expectations, or an error of the whole.
    pub verdict: Verdict,
    /// Why the scenario as a whole has no better verdict, where that is not the business of one expectation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The verdict on what no expectation shows, such as a change that was not taken up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<Verdict>,
    /// The known failures that it failed as, or passes in spite of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<KnownFailure>,
    /// The requirements that its expectations cite, sorted.
    pub requirements: Vec<String>,
    /// Every expectation of the scenario, also those that were not reached.
    pub expectations: Vec<ExpectationResult>,
    /// How long the mesh took to take up the changes of each step that changed something.
    pub convergence: Vec<Convergence>,
    /// How long the scenario took, in milliseconds.
    #[serde(rename = "tookMillis")]
    pub took_ms: u64,
}

/// The result of one expectation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExpectationResult {
    /// `scenario#step/probe`.
    pub id: String,
    /// The requirements that it cites.
    pub requirements: Vec<String>,
    /// Whether it only guards a denial.
    pub control: bool,
    /// The verdict.
    pub verdict: Verdict,
    /// How the mesh reads the specification, where that was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// What was expected, in one phrase: what a correct mesh would have done.
    pub expected: String,
    /// What was found, in one phrase, with counts.
    pub found: String,
    /// The numbers.
    pub evidence: Evidence,
}

/// How a mesh reads the specification where that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reading {
    /// The interpretation.
    pub interpretation: String,
    /// The options that what happened fits; none when the mesh does something else.
    pub options: Vec<String>,
}

/// What a verdict rests on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// Probes that count for the verdict.
    pub samples: u64,
    /// How many of them were answered by which workload (`website-v1:8080`), or how they ended otherwise (`http 403`,
    /// `connection reset`).
    pub answers: BTreeMap<String, u64>,
    /// Probes that reached an application although no client saw an answer.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub arrived: u64,
    /// The statistics of a share, one line per backend.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<String>,
    /// One probe that shows the deviation: what was sent and what came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// How long the mesh took to take up the changes of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Convergence {
    /// The step.
    pub step: String,
    /// From the acceptance of the changes to the last stale answer, in milliseconds; `None` when that was not reached.
    pub millis: Option<u64>,
    /// The number of probes sent to find out.
    pub probes: u64,
}

/// Every requirement that an expectation cites, sorted, once each.
pub(crate) fn requirements(expectations: &[ExpectationResult]) -> Vec<String> {
    let cited: BTreeSet<_> = expectations.iter().flat_map(|one| &one.requirements).collect();
    cited.into_iter().cloned().collect()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}
