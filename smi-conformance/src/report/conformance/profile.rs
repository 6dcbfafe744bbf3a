//! What is to be said of a profile.

use std::collections::{BTreeMap, BTreeSet};

use super::{ProfileResult, ProfileSummary};
use crate::catalogue::Catalogue;
use crate::known_failures::KnownVerdict;
use crate::result::{ScenarioResult, Verdict};
use crate::run::Report;
use crate::scenario::{Level, Profile, Scenario};

/// Of every profile that something was planned of.
pub(super) fn summaries(report: &Report, catalogue: &Catalogue) -> Vec<ProfileSummary> {
    let summary = |profile: Profile| {
        let of_this = |result: &&ScenarioResult| result.profile == profile;
        let results: Vec<_> = report.results.iter().filter(of_this).collect();
        (!results.is_empty()).then(|| ProfileSummary {
            name: profile,
            result: result(profile, &results, report, catalogue),
            levels: levels(&results),
        })
    };
    Profile::ALL.into_iter().filter_map(summary).collect()
}

fn levels(results: &[&ScenarioResult]) -> BTreeMap<Level, BTreeMap<Verdict, usize>> {
    let mut levels: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for result in results {
        *levels.entry(result.level).or_default().entry(result.verdict).or_default() += 1;
    }
    levels
}

fn result(
    profile: Profile,
    results: &[&ScenarioResult],
    report: &Report,
    catalogue: &Catalogue,
) -> ProfileResult {
    let planned: BTreeSet<_> = report.planned.iter().collect();
    let claimed = |scenario: &Scenario| {
        scenario.features.iter().all(|feature| report.mesh.features.contains(feature))
    };
    let unasked = catalogue.scenarios.iter().any(|scenario| {
        let counts = match scenario.level {
            Level::Core => true,
            Level::Extended => claimed(scenario),
            Level::Dialect | Level::Provisional => false,
        };
        scenario.profile == profile && counts && !planned.contains(&scenario.id)
    });
    let worst = results.iter().filter_map(|result| of_scenario(result)).min();
    let unasked = unasked.then_some(ProfileResult::Incomplete);
    worst.into_iter().chain(unasked).min().unwrap_or(ProfileResult::Incomplete)
}

/// What a scenario makes of its profile; nothing if it does not count.
fn of_scenario(result: &ScenarioResult) -> Option<ProfileResult> {
    let core = match result.level {
        Level::Core => true,
        Level::Extended => false,
        Level::Dialect | Level::Provisional => return None,
    };
    match result.verdict {
        Verdict::Fail => Some(ProfileResult::Nonconformant),
        Verdict::ExpectedFailure if known_inconclusive(result) => Some(ProfileResult::Inconclusive),
        Verdict::ExpectedFailure => Some(ProfileResult::Nonconformant),
        Verdict::NotRun => Some(ProfileResult::Incomplete),
        Verdict::Unsupported | Verdict::NotApplicable => core.then_some(ProfileResult::Incomplete),
        Verdict::Inconclusive | Verdict::Error => Some(ProfileResult::Inconclusive),
        Verdict::Pass | Verdict::UnexpectedPass => Some(ProfileResult::Conformant),
    }
}

/// Whether no more is known than that the scenario is inconclusive.
fn known_inconclusive(result: &ScenarioResult) -> bool {
    result.known.iter().all(|known| known.verdict == KnownVerdict::Inconclusive)
}
