//! Known failures: what is known to be wrong with a mesh, why, whose it is, and until when it may stay so.
//!
//! Known failures are run and judged like everything else. One that happens is an *expected failure*, and does not fail the
//! run; one that does not happen any more is an *unexpected pass*, and the file that still has it is out of date. Errors of
//! the harness are never expected.

mod baseline;

use globset::{Glob, GlobMatcher};
use serde::{Deserialize, Serialize};

use crate::catalogue::{self, Catalogue, CatalogueError};
use crate::clock::Date;
use crate::result::{ScenarioResult, Verdict};
use crate::scenario::{Level, Scenario};

pub use baseline::{Baseline, Expired, UnexpectedPass, Unmatched, Used};

/// The known failures of a mesh.
#[derive(Clone, Debug, Default)]
pub struct KnownFailures {
    file: String,
    entries: Vec<Entry>,
}

/// One known failure, as the file says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KnownFailure {
    /// What fails: a pattern for ids of scenarios (`split/*`), or, with a `#`, for ids of expectations
    /// (`split/weights#shifted/*`). The other expectations of the scenario must pass then.
    pub pattern: String,
    /// Why it fails.
    pub reason: String,
    /// Where the matter is followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    /// Who sees to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The last day on which the entry holds (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// The verdict that is known.
    #[serde(default)]
    pub verdict: KnownVerdict,
}

/// A verdict that can be known beforehand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum KnownVerdict {
    /// The mesh does something else.
    #[default]
    Fail,
    /// The evidence does not suffice.
    Inconclusive,
}

/// A file of known failures is none.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KnownFailuresError {
    /// The file is not of the right form.
    #[error(transparent)]
    Form {
        /// What was expected and found, and where.
        #[from]
        source: CatalogueError,
    },
    /// A pattern is none.
    #[error(
        "{file}, at [{index}].pattern: expected a pattern for ids, found `{pattern}`: {source}"
    )]
    Pattern {
        /// The file.
        file: String,
        /// The index of the entry.
        index: usize,
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        source: globset::Error,
    },
    /// A field that must say something says nothing.
    #[error("{file}, at [{index}].{field}: expected a text, found an empty one")]
    Blank {
        /// The file.
        file: String,
        /// The index of the entry.
        index: usize,
        /// The field.
        field: &'static str,
    },
    /// An entry is about nothing but dialect scenarios.
    #[error(
        "{file}, at [{index}].pattern: expected scenarios that can fail, found the dialect scenario `{scenario}`, which \
         only measures a reading; take the entry out"
    )]
    Dialect {
        /// The file.
        file: String,
        /// The index of the entry.
        index: usize,
        /// The scenario.
        scenario: String,
    },
}

/// A known failure with its pattern made ready.
#[derive(Clone, Debug)]
struct Entry {
    known: KnownFailure,
    matcher: GlobMatcher,
}

impl KnownFailures {
    /// Reads a file of known failures of scenarios in a catalogue.
    ///
    /// # Errors
    ///
    /// [`KnownFailuresError`] with the place.
    pub fn read(file: &str, text: &str, catalogue: &Catalogue) -> Result<Self, KnownFailuresError> {
        // A file with nothing but comments is that of a mesh without known failures.
        let known: Option<Vec<KnownFailure>> = catalogue::read(file, text)?;
        let mut entries = Vec::new();
        for (index, known) in known.unwrap_or_default().into_iter().enumerate() {
            let entry = Entry::new(file, index, known)?;
            let mut met = catalogue.scenarios.iter().filter(|one| entry.is_about(one)).peekable();
            if let Some(scenario) = met.peek().map(|scenario| scenario.id.clone())
                && met.all(|scenario| scenario.level == Level::Dialect)
            {
                return Err(KnownFailuresError::Dialect { file: file.to_owned(), index, scenario });
            }
            entries.push(entry);
        }
        Ok(Self { file: file.to_owned(), entries })
    }

    /// The result in the light of what is known: what fails as known is an expected failure, what is known to fail and
    /// passes is an unexpected pass, and everything else stays as it is.
    #[must_use]
    pub fn apply(&self, mut result: ScenarioResult) -> ScenarioResult {
        if result.level == Level::Dialect {
            return result;
        }
        let raw = result.verdict;
        let mut met: Vec<&Entry> = Vec::new();
        for expectation in &mut result.expectations {
            let entries = self.about(&expectation.id);
            let verdict = known_as(expectation.verdict, &entries);
            if verdict != expectation.verdict {
                met.extend(entries);
            }
            expectation.verdict = verdict;
        }
        if !met.is_empty() {
            result.verdict = worst(&result);
        }
        let entries = self.about(&result.id);
        match known_as(raw, &entries) {
            Verdict::ExpectedFailure => {
                for expectation in &mut result.expectations {
                    expectation.verdict = known_as_part(expectation.verdict, &entries);
                }
                let parts = result.expectations.iter().map(|one| one.verdict).chain(result.whole);
                let ours =
                    parts.filter(|verdict| matches!(verdict, Verdict::Error | Verdict::NotRun));
                result.verdict = ours.max().unwrap_or(Verdict::ExpectedFailure);
                met.extend(entries);
            }
            Verdict::UnexpectedPass => {
                result.verdict = Verdict::UnexpectedPass;
                met.extend(entries);
            }
            _ => {}
        }
        let applies = |one: &&Entry| met.iter().any(|other| std::ptr::eq(*other, *one));
        result.known = self.entries.iter().filter(applies).map(|one| one.known.clone()).collect();
        result
    }

    /// The entries whose pattern matches an id.
    fn about(&self, id: &str) -> Vec<&Entry> {
        self.entries.iter().filter(|entry| entry.matches(id)).collect()
    }
}

impl Entry {
    fn new(file: &str, index: usize, known: KnownFailure) -> Result<Self, KnownFailuresError> {
        let file = || file.to_owned();
        for (field, text) in [("pattern", &known.pattern), ("reason", &known.reason)] {
            if text.trim().is_empty() {
                return Err(KnownFailuresError::Blank { file: file(), index, field });
            }
        }
        let matcher = Glob::new(&known.pattern).map_err(|source| KnownFailuresError::Pattern {
            file: file(),
            index,
            pattern: known.pattern.clone(),
            source,
        })?;
        Ok(Self { matcher: matcher.compile_matcher(), known })
    }

    /// Whether the pattern matches the id of a scenario, or that of an expectation if it is for these.
    fn matches(&self, id: &str) -> bool {
        self.known.pattern.contains('#') == id.contains('#') && self.matcher.is_match(id)
    }

    /// Whether the pattern matches a scenario, or an expectation of it.
    fn is_about(&self, scenario: &Scenario) -> bool {
        self.matches(&scenario.id) || scenario.expectations().any(|(id, _)| self.matches(&id))
    }

    fn knows(&self, verdict: Verdict) -> bool {
        match self.known.verdict {
            KnownVerdict::Fail => verdict == Verdict::Fail,
            KnownVerdict::Inconclusive => verdict == Verdict::Inconclusive,
        }
    }
}

/// A verdict in the light of the entries about its subject.
fn known_as(verdict: Verdict, entries: &[&Entry]) -> Verdict {
    match verdict {
        Verdict::Pass if !entries.is_empty() => Verdict::UnexpectedPass,
        other => known_as_part(other, entries),
    }
}

/// The verdict on a part of something that fails as known: other parts may pass.
fn known_as_part(verdict: Verdict, entries: &[&Entry]) -> Verdict {
    let known = entries.iter().any(|entry| entry.knows(verdict));
    if known { Verdict::ExpectedFailure } else { verdict }
}

/// The verdict that follows from those of the parts.
fn worst(result: &ScenarioResult) -> Verdict {
    let parts = result.expectations.iter().map(|one| one.verdict).chain(result.whole);
    parts.max().unwrap_or(result.verdict)
}

/// The JSON Schema of a file of known failures.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Vec<KnownFailure>);
    schema.insert("title".to_owned(), "Known failures of a mesh".into());
    schema.to_value()
}

#[cfg(test)]
mod tests;
