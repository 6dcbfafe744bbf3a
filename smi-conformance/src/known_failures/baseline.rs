//! What became of known failures in a run: which were used, and which are out of date.

use serde::{Deserialize, Serialize};

use super::{Entry, KnownFailure, KnownFailures};
use crate::catalogue::Catalogue;
use crate::clock::Date;
use crate::result::{ScenarioResult, Verdict};

/// What became of the known failures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Baseline {
    /// The file.
    pub file: String,
    /// The entries that something failed as, in the order of the file.
    pub used: Vec<Used>,
    /// What passed although an entry says that it fails.
    pub unexpected_passes: Vec<UnexpectedPass>,
    /// The entries whose last day is over. They still hold.
    pub expired: Vec<Expired>,
    /// The entries whose pattern matches nothing in the catalogue, selected or not.
    pub unmatched: Vec<Unmatched>,
}

/// An entry that was of use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Used {
    /// The entry.
    pub entry: KnownFailure,
    /// The scenarios or expectations that failed as it says.
    pub by: Vec<String>,
}

/// Something passed although an entry says that it fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnexpectedPass {
    /// The scenario or expectation.
    pub id: String,
    /// The pattern of the entry.
    pub pattern: String,
}

/// An entry whose last day is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Expired {
    /// Its pattern.
    pub pattern: String,
    /// Its last day.
    pub expires: Date,
}

/// An entry about nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unmatched {
    /// Its pattern.
    pub pattern: String,
}

impl KnownFailures {
    /// What became of the entries in results to which they were [applied](KnownFailures::apply).
    #[must_use]
    pub fn account(
        &self,
        catalogue: &Catalogue,
        results: &[ScenarioResult],
        today: Date,
    ) -> Baseline {
        let used = |entry: &Entry| {
            let by = entry.found(results, Verdict::ExpectedFailure);
            (!by.is_empty()).then(|| Used { entry: entry.known.clone(), by })
        };
        let passed = |entry: &Entry| {
            let pattern = entry.known.pattern.clone();
            let found = entry.found(results, Verdict::UnexpectedPass).into_iter();
            found.map(move |id| UnexpectedPass { id, pattern: pattern.clone() }).collect::<Vec<_>>()
        };
        let expired = |entry: &Entry| {
            let KnownFailure { pattern, expires, .. } = &entry.known;
            let over = expires.filter(|last| *last < today);
            over.map(|expires| Expired { pattern: pattern.clone(), expires })
        };
        let unmatched = |entry: &&Entry| !catalogue.scenarios.iter().any(|one| entry.is_about(one));
        Baseline {
            file: self.file.clone(),
            used: self.entries.iter().filter_map(used).collect(),
            unexpected_passes: self.entries.iter().flat_map(passed).collect(),
            expired: self.entries.iter().filter_map(expired).collect(),
            unmatched: self
                .entries
                .iter()
                .filter(unmatched)
                .map(|entry| Unmatched { pattern: entry.known.pattern.clone() })
                .collect(),
        }
    }
}

impl Entry {
    /// The ids, among those that the pattern is for, with this verdict because of this entry.
    fn found(&self, results: &[ScenarioResult], verdict: Verdict) -> Vec<String> {
        let of_this = results.iter().filter(|result| result.known.contains(&self.known));
        let found = of_this.flat_map(|result| {
            // A scenario that is an error, too, still failed as known; that it passed is its verdict.
            let passed = result.verdict == Verdict::UnexpectedPass;
            let whole = passed == (verdict == Verdict::UnexpectedPass);
            let scenario = (whole && self.matches(&result.id)).then(|| result.id.clone());
            let expectations = result.expectations.iter();
            let of_these =
                expectations.filter(|one| one.verdict == verdict && self.matches(&one.id));
            scenario.into_iter().chain(of_these.map(|one| one.id.clone()))
        });
        found.collect()
    }
}
