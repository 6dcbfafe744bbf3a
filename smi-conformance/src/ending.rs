//! How a run ends, and why: every reason, not only the one that decides.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::known_failures::Baseline;
use crate::result::{ScenarioResult, Verdict};
use crate::scenario::Level;

/// How a run ends, in the order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// The mesh broke a requirement.
    NonConformant,
    /// The harness or the infrastructure failed.
    Error,
    /// The known failures are out of date.
    Stale,
    /// Something is inconclusive, or was not run.
    Incomplete,
    /// Everything passed.
    Conformant,
}

/// Why a run does not end well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// The exit code that this alone would have.
    pub code: u8,
    /// What happened.
    pub why: Why,
    /// To which scenarios or expectations, or to which patterns of known failures.
    pub subjects: Vec<String>,
}

/// What makes a run end otherwise than with 0, in the order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Why {
    /// Scenarios failed, and nobody knew that they would.
    Failed,
    /// The harness or the infrastructure failed.
    Error,
    /// The mesh broke away at its end.
    Lost,
    /// Something passed although the known failures say that it fails.
    UnexpectedPass,
    /// Known failures are past their last day.
    Expired,
    /// Known failures are about nothing that there is.
    Unmatched,
    /// The evidence does not suffice.
    Inconclusive,
    /// Scenarios were not run, or not to their end.
    NotRun,
    /// The mesh does not claim, or cannot be asked, what belongs to the core.
    LeftOut,
}

impl Ending {
    /// The exit code of the program. 2 is for wrong usage.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Conformant => 0,
            Self::NonConformant => 1,
            Self::Error => 3,
            Self::Incomplete => 4,
            Self::Stale => 5,
        }
    }

    /// What follows from the reasons.
    #[must_use]
    pub fn of(reasons: &[Reason]) -> Self {
        reasons.iter().map(|reason| reason.why.ending()).min().unwrap_or(Self::Conformant)
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Conformant => "conformant",
            Self::NonConformant => "not conformant",
            Self::Error => "no verdict: the harness failed",
            Self::Stale => "no verdict: the known failures are out of date",
            Self::Incomplete => "no verdict: incomplete",
        })
    }
}

impl Reason {
    /// The reason of a mesh that broke away at its end.
    #[must_use]
    pub fn lost(mesh: String) -> Self {
        Self { code: Why::Lost.ending().code(), why: Why::Lost, subjects: vec![mesh] }
    }

    /// Every reason in the results, the weightiest first. Dialect and provisional scenarios are reported, but do not count.
    #[must_use]
    pub fn all(results: &[ScenarioResult], baseline: Option<&Baseline>) -> Vec<Self> {
        let with = |wanted: Verdict| -> Vec<String> {
            let of_this =
                results.iter().filter(|result| result.verdict == wanted && counts(result));
            of_this.map(|result| result.id.clone()).collect()
        };
        // The core of a selected profile cannot be left out.
        let left_out = results.iter().filter(|result| {
            result.level == Level::Core
                && matches!(result.verdict, Verdict::Unsupported | Verdict::NotApplicable)
        });
        let counted = |id: &str| {
            let scenario = id.split('#').next().unwrap_or(id);
            results.iter().any(|result| result.id == scenario && counts(result))
        };
        let passed = baseline.iter().flat_map(|one| &one.unexpected_passes);
        let passed = passed.filter(|passed| counted(&passed.id)).map(|passed| passed.id.clone());
        let expired = baseline.iter().flat_map(|one| &one.expired);
        let unmatched = baseline.iter().flat_map(|one| &one.unmatched);
        [
            (Why::Failed, with(Verdict::Fail)),
            (Why::Error, with(Verdict::Error)),
            (Why::UnexpectedPass, passed.collect()),
            (Why::Expired, expired.map(|entry| entry.pattern.clone()).collect()),
            (Why::Unmatched, unmatched.map(|entry| entry.pattern.clone()).collect()),
            (Why::Inconclusive, with(Verdict::Inconclusive)),
            (Why::NotRun, with(Verdict::NotRun)),
            (Why::LeftOut, left_out.map(|result| result.id.clone()).collect()),
        ]
        .into_iter()
        .filter(|(_, subjects)| !subjects.is_empty())
        .map(|(why, subjects)| Self { code: why.ending().code(), why, subjects })
        .collect()
    }
}

/// Whether a result has a say in how the run ends.
pub(crate) const fn counts(result: &ScenarioResult) -> bool {
    matches!(result.level, Level::Core | Level::Extended)
}

impl Why {
    /// How a run ends for this reason alone.
    #[must_use]
    pub const fn ending(self) -> Ending {
        match self {
            Self::Failed => Ending::NonConformant,
            Self::Error | Self::Lost => Ending::Error,
            Self::UnexpectedPass | Self::Expired | Self::Unmatched => Ending::Stale,
            Self::Inconclusive | Self::NotRun | Self::LeftOut => Ending::Incomplete,
        }
    }

    /// What happened to one subject, and to several.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Failed => ("scenario failed", "scenarios failed"),
            Self::Error => (
                "scenario was disturbed by the harness or the infrastructure",
                "scenarios were disturbed by the harness or the infrastructure",
            ),
            Self::Lost => ("mesh broke away at its end", "meshes broke away at their end"),
            Self::UnexpectedPass => ("known failure passed", "known failures passed"),
            Self::Expired => (
                "entry of the known failures is past its last day",
                "entries of the known failures are past their last day",
            ),
            Self::Unmatched => (
                "entry of the known failures is about no scenario",
                "entries of the known failures are about no scenario",
            ),
            Self::Inconclusive => ("scenario is inconclusive", "scenarios are inconclusive"),
            Self::NotRun => ("scenario was not run", "scenarios were not run"),
            Self::LeftOut => {
                ("scenario of the core is left out", "scenarios of the core are left out")
            }
        }
    }
}

/// So many subjects are named; the report has them all.
const NAMED: usize = 5;

/// The first of some subjects, and how many more there are.
pub(crate) fn named(subjects: &[String]) -> String {
    let (named, others) = subjects.split_at(subjects.len().min(NAMED));
    let named = named.join(", ");
    if others.is_empty() { named } else { format!("{named} and {} more", others.len()) }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.subjects.len();
        let (one, several) = self.why.words();
        let words = if count == 1 { one } else { several };
        write!(formatter, "{count} {words}: {}", named(&self.subjects))
    }
}

#[cfg(test)]
mod tests;
