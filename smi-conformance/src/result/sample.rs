//! Results for tests.

use super::{Evidence, ExpectationResult, ScenarioResult, Verdict};
use crate::scenario::{Level, Profile};

/// A scenario whose expectations `step/0`, `step/1`, … have these verdicts.
pub(crate) fn sample(id: &str, level: Level, verdicts: &[Verdict]) -> ScenarioResult {
    let expectation = |(index, verdict): (usize, &Verdict)| ExpectationResult {
        id: format!("{id}#step/{index}"),
        requirements: vec!["SPLIT-05".to_owned()],
        control: false,
        verdict: *verdict,
        reading: None,
        expected: "every request is served".to_owned(),
        found: "42 × http 403".to_owned(),
        evidence: Evidence::default(),
    };
    ScenarioResult {
        id: id.to_owned(),
        title: "A title.".to_owned(),
        level,
        profile: Profile::SplitHttp,
        verdict: verdicts.iter().copied().max().unwrap(),
        reason: None,
        whole: None,
        known: Vec::new(),
        requirements: vec!["SPLIT-05".to_owned()],
        expectations: verdicts.iter().enumerate().map(expectation).collect(),
        convergence: Vec::new(),
        took_ms: 5,
    }
}
