//! Every rule against its fixtures in `testdata/rules`, its documentation, and its own mutants.

mod documentation;
mod fixture;
mod mutants;

use std::collections::BTreeSet;

use self::fixture::{Fixture, fixtures};
use crate::rule::{Rule, Stage};
use crate::rules::ALL;

/// So many lines may differ between a bad fixture and the good one of the same name, at most.
const SMALLEST_EDIT: usize = 6;

#[test]
fn codes_and_names_are_unique_and_sorted() {
    let codes: Vec<_> = ALL.iter().map(|rule| rule.code).collect();
    assert!(codes.is_sorted_by(|one, other| one < other), "{codes:?}");
    let names: BTreeSet<_> = ALL.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), ALL.len());
}

#[test]
fn every_rule_has_a_bad_and_a_good_fixture() {
    let all = fixtures();
    // What only converting reports has its fixtures in `testdata/convert`.
    let is_checked = |rule: &&&Rule| rule.stage() != Stage::Elsewhere || rule.code < "SMI600";
    let missing = ALL.iter().filter(is_checked).filter(|rule| {
        let has = |bad| all.iter().any(|fixture| fixture.rule == **rule && fixture.is_bad == bad);
        !(has(true) && has(false))
    });
    let missing: Vec<_> = missing.map(ToString::to_string).collect();
    assert!(missing.is_empty(), "without fixtures: {missing:?}");
}

#[test]
fn bad_fixtures_yield_exactly_what_they_say() {
    let wrong: Vec<_> = fixtures().iter().filter_map(Fixture::difference).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn bad_fixtures_trip_their_own_rule() {
    for fixture in fixtures().iter().filter(|fixture| fixture.is_bad) {
        let trips = fixture.expected.iter().any(|line| line.starts_with(fixture.rule.code));
        assert!(trips, "{}: expects nothing of {}", fixture.path, fixture.rule);
    }
}

#[test]
fn a_good_fixture_is_the_bad_one_with_a_small_edit() {
    let all = fixtures();
    for bad in all.iter().filter(|fixture| fixture.is_bad) {
        let twin = bad.path.replace("/bad-", "/good-");
        let Some(good) = all.iter().find(|fixture| fixture.path == twin) else {
            panic!("{}: there is no {twin}", bad.path)
        };
        let lines = |fixture: &Fixture| -> BTreeSet<String> {
            fixture
                .text
                .lines()
                .filter(|line| !line.starts_with("# config") && !line.starts_with("# expect"))
                .map(str::to_owned)
                .collect()
        };
        let (bad_lines, good_lines) = (lines(bad), lines(good));
        let edits = bad_lines
            .difference(&good_lines)
            .count()
            .max(good_lines.difference(&bad_lines).count());
        assert!(
            (1..=SMALLEST_EDIT).contains(&edits),
            "{}: {edits} lines differ from {twin}",
            bad.path
        );
    }
}

#[test]
fn findings_say_everything() {
    for fixture in fixtures() {
        for finding in fixture.findings() {
            let place = format!("{}: {finding:?}", fixture.path);
            for text in [&finding.message, &finding.effect, &finding.mend] {
                assert!(
                    !text.is_empty() && !text.ends_with('.') && !text.contains('\n'),
                    "{place}"
                );
            }
            assert!(finding.message.chars().count() <= 200, "{place}");
            assert!(!finding.labels.is_empty(), "{place}");
        }
    }
}
