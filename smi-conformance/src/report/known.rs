//! Known failures in words, the same in all forms.

use crate::known_failures::{Baseline, Expired, KnownFailure, UnexpectedPass, Unmatched};
use crate::result::ScenarioResult;

/// Everything that is out of date: what, and what to do about it.
pub(super) fn stale(baseline: &Baseline) -> Vec<(String, String)> {
    let Baseline { file: _, used: _, unexpected_passes, expired, unmatched } = baseline;
    let passed = unexpected_passes.iter().map(|UnexpectedPass { id, pattern }| {
        let advice = if id == pattern { "take the entry out" } else { "narrow the pattern" };
        (pattern.clone(), format!("{id} passes now: {advice}"))
    });
    let expired = expired.iter().map(|Expired { pattern, expires }| {
        (pattern.clone(), format!("expired after {expires}: mend the mesh, or set a later day"))
    });
    let unmatched = unmatched.iter().map(|Unmatched { pattern }| {
        let advice = "is about no scenario: mend the pattern, or take the entry out";
        (pattern.clone(), advice.to_owned())
    });
    passed.chain(expired).chain(unmatched).collect()
}

/// Why it is known: `weights are rounded (issue MESH-7, owner Ada, until 2026-12-31)`.
pub(super) fn why(known: &KnownFailure) -> String {
    let KnownFailure { pattern: _, reason, issue, owner, expires, verdict: _ } = known;
    let details = [
        issue.as_ref().map(|issue| format!("issue {issue}")),
        owner.as_ref().map(|owner| format!("owner {owner}")),
        expires.map(|expires| format!("until {expires}")),
    ];
    let details: Vec<_> = details.into_iter().flatten().collect();
    if details.is_empty() { reason.clone() } else { format!("{reason} ({})", details.join(", ")) }
}

/// The reasons of all known failures of a scenario.
pub(super) fn whys(result: &ScenarioResult) -> String {
    result.known.iter().map(why).collect::<Vec<_>>().join("; ")
}

/// The patterns of all known failures of a scenario.
pub(super) fn patterns(result: &ScenarioResult) -> String {
    let patterns = result.known.iter().map(|known| format!("`{}`", known.pattern));
    patterns.collect::<Vec<_>>().join(", ")
}
