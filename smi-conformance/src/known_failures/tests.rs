//! What is known against what happens.

use super::{Baseline, KnownFailures};
use crate::catalogue::Catalogue;
use crate::result::Verdict::{
    self, Error, ExpectedFailure, Fail, Inconclusive, NotRun, Pass, UnexpectedPass, Unsupported,
};
use crate::result::sample::sample;
use crate::scenario::Level;

fn read(text: &str) -> KnownFailures {
    KnownFailures::read("known.yaml", text, &Catalogue::embedded().unwrap()).unwrap()
}

fn error(text: &str) -> String {
    let catalogue = Catalogue::embedded().unwrap();
    KnownFailures::read("known.yaml", text, &catalogue).unwrap_err().to_string()
}

/// The verdict on the scenario, and those on its expectations.
fn applied(known: &KnownFailures, verdicts: &[Verdict]) -> (Verdict, Vec<Verdict>) {
    let result = known.apply(sample("split/weights", Level::Core, verdicts));
    (result.verdict, result.expectations.iter().map(|one| one.verdict).collect())
}

#[test]
fn a_scenario_that_is_known_to_fail_fails_as_expected_or_passes_unexpectedly() {
    let known =
        read("[{pattern: split/*, reason: weights are rounded, issue: MESH-7, owner: Ada}]");
    for (verdicts, scenario, expectations) in [
        (vec![Fail, Pass], ExpectedFailure, vec![ExpectedFailure, Pass]),
        (vec![Fail, Inconclusive], ExpectedFailure, vec![ExpectedFailure, Inconclusive]),
        (vec![Pass, Pass], UnexpectedPass, vec![Pass, Pass]),
        (vec![Inconclusive, Pass], Inconclusive, vec![Inconclusive, Pass]),
        (vec![Unsupported], Unsupported, vec![Unsupported]),
        (vec![NotRun, Pass], NotRun, vec![NotRun, Pass]),
        // What is not the mesh's doing is never expected, and not hidden by what is.
        (vec![Error, Pass], Error, vec![Error, Pass]),
        (vec![Fail, Error], Error, vec![ExpectedFailure, Error]),
        (vec![Fail, NotRun], NotRun, vec![ExpectedFailure, NotRun]),
    ] {
        assert_eq!(applied(&known, &verdicts), (scenario, expectations), "{verdicts:?}");
    }
    let result = known.apply(sample("split/weights", Level::Core, &[Fail]));
    assert_eq!(result.known[0].issue.as_deref(), Some("MESH-7"));
    assert_eq!(result.known[0].owner.as_deref(), Some("Ada"));
    let open = known.apply(sample("split/weights", Level::Core, &[Inconclusive]));
    assert!(open.known.is_empty());
    let mut left_behind = sample("split/weights", Level::Core, &[Fail]);
    left_behind.whole = Some(Error);
    assert_eq!(known.apply(left_behind).verdict, Error, "its removal failed, and nobody knew that");
    let other = known.apply(sample("access/default-deny", Level::Core, &[Fail]));
    assert_eq!(other.verdict, Fail);
}

#[test]
fn an_entry_about_expectations_knows_no_others() {
    let known = read("[{pattern: 'split/weights#step/[01]', reason: r}]");
    for (verdicts, scenario, expectations) in [
        (vec![Fail, Fail, Pass], ExpectedFailure, vec![ExpectedFailure, ExpectedFailure, Pass]),
        (vec![Fail, Fail, Fail], Fail, vec![ExpectedFailure, ExpectedFailure, Fail]),
        (vec![Fail, Pass, Pass], UnexpectedPass, vec![ExpectedFailure, UnexpectedPass, Pass]),
        (vec![Fail, Pass, Fail], Fail, vec![ExpectedFailure, UnexpectedPass, Fail]),
        (vec![Fail, Error, Pass], Error, vec![ExpectedFailure, Error, Pass]),
        (
            vec![Fail, Fail, Inconclusive],
            Inconclusive,
            vec![ExpectedFailure, ExpectedFailure, Inconclusive],
        ),
        (vec![NotRun, NotRun, NotRun], NotRun, vec![NotRun; 3]),
    ] {
        assert_eq!(applied(&known, &verdicts), (scenario, expectations), "{verdicts:?}");
    }
    let mut late = sample("split/weights", Level::Core, &[Fail, Fail, Pass]);
    late.whole = Some(Fail);
    assert_eq!(known.apply(late).verdict, Fail, "a change was not taken up, and nobody knew that");
}

#[test]
fn what_is_known_to_be_inconclusive_may_not_fail() {
    let known = read("[{pattern: split/weights, reason: r, verdict: inconclusive}]");
    assert_eq!(applied(&known, &[Inconclusive]).0, ExpectedFailure);
    assert_eq!(applied(&known, &[Fail]).0, Fail);
    assert_eq!(applied(&known, &[Pass]).0, UnexpectedPass);
}

#[test]
fn dialect_scenarios_cannot_be_known_failures() {
    let known = read("[{pattern: '*', reason: r}]");
    let dialect = sample("split/dialect", Level::Dialect, &[Inconclusive]);
    assert_eq!(known.apply(dialect.clone()), dialect);
    let catalogue = Catalogue::embedded().unwrap();
    let dialect = catalogue.scenarios.iter().find(|one| one.level == Level::Dialect).unwrap();
    let found = error(&format!(
        "[{{pattern: split/*, reason: r}}, {{pattern: {}, reason: r}}]",
        dialect.id
    ));
    let expected = format!(
        "known.yaml, at [1].pattern: expected scenarios that can fail, found the dialect scenario `{}`, which only \
         measures a reading; take the entry out",
        dialect.id
    );
    assert_eq!(found, expected);
}

fn accounted(known: &KnownFailures, verdicts: &[Verdict], today: &str) -> Baseline {
    let results = [known.apply(sample("split/weights", Level::Core, verdicts))];
    known.account(&Catalogue::embedded().unwrap(), &results, today.parse().unwrap())
}

#[test]
fn every_entry_is_accounted_for() {
    let known = read(
        "- {pattern: split/weights, reason: r, expires: 2026-12-31}
- {pattern: 'split/weights#step/1', reason: r}
- {pattern: access/default-deny, reason: not selected here}
- {pattern: 'access/default-deny#closed/*', reason: not selected here}
- {pattern: split/wieghts, reason: r}
- {pattern: 'split/weights#nowhere/*', reason: r}
",
    );
    let found = accounted(&known, &[Fail, Pass], "2026-12-31");
    assert_eq!(found.file, "known.yaml");
    let used: Vec<_> = found.used.iter().flat_map(|used| &used.by).collect();
    assert_eq!(used, ["split/weights"]);
    let passes: Vec<_> = found.unexpected_passes.iter().map(|pass| &pass.id).collect();
    assert_eq!(passes, ["split/weights#step/1"]);
    assert_eq!(found.expired, []);
    let unmatched: Vec<_> = found.unmatched.iter().map(|entry| &entry.pattern).collect();
    // The made-up results have an expectation that the catalogue does not have.
    assert_eq!(unmatched, ["split/weights#step/1", "split/wieghts", "split/weights#nowhere/*"]);

    let found = accounted(&known, &[Pass, Fail], "2027-01-01");
    let used: Vec<_> = found.used.iter().flat_map(|used| &used.by).collect();
    assert_eq!(used, ["split/weights", "split/weights#step/1"]);
    assert_eq!(found.unexpected_passes, []);
    let expired: Vec<_> = found.expired.iter().map(|entry| &entry.pattern).collect();
    assert_eq!(expired, ["split/weights"], "its last day is over; it still holds");

    let found = accounted(&known, &[Pass, Pass], "2026-01-01");
    let passes: Vec<_> = found.unexpected_passes.iter().map(|pass| &pass.id).collect();
    assert_eq!(passes, ["split/weights", "split/weights#step/1"]);
    let found = accounted(&known, &[Fail, Error], "2026-01-01");
    assert_eq!(found.used[0].by, ["split/weights"], "it failed as known, whatever else happened");
}

#[test]
fn errors_name_the_file_and_the_place() {
    assert!(read("# nothing yet\n").entries.is_empty());
    for (text, expected) in [
        ("[{pattern: a}]", "known.yaml, at [0]: missing field `reason`"),
        (
            "[{pattern: a, reason: r, isue: x}]",
            "known.yaml, at [0].isue: unknown field `isue`, expected one of",
        ),
        (
            "[{pattern: a, reason: r, expires: soon}]",
            "known.yaml, at [0].expires: expected a date such as 2026-12-31, found `soon`",
        ),
        (
            "[{pattern: a, reason: r, verdict: error}]",
            "known.yaml, at [0].verdict: unknown variant `error`, expected `fail` or `inconclusive`",
        ),
        (
            "[{pattern: a, reason: r}, {pattern: '[', reason: r}]",
            "known.yaml, at [1].pattern: expected a pattern for ids, found `[`",
        ),
        (
            "[{pattern: a, reason: ' '}]",
            "known.yaml, at [0].reason: expected a text, found an empty one",
        ),
        ("pattern: a", "known.yaml, at .: invalid type: map, expected a sequence"),
        ("[", "known.yaml: "),
    ] {
        let found = error(text);
        assert!(found.starts_with(expected), "{text}: {found}");
    }
}
