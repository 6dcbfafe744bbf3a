//! Every combination of what can go wrong, at every level.

use super::{Ending, Reason, Why};
use crate::known_failures::{Baseline, Expired, UnexpectedPass};
use crate::result::ScenarioResult;
use crate::result::Verdict::{
    Error, ExpectedFailure, Fail, Inconclusive, NotApplicable, NotRun, Pass,
    UnexpectedPass as Passed, Unsupported,
};
use crate::result::sample::sample;
use crate::scenario::Level;

const NOTHING: Baseline = Baseline {
    file: String::new(),
    used: Vec::new(),
    unexpected_passes: Vec::new(),
    expired: Vec::new(),
    unmatched: Vec::new(),
};

/// What is out of date: a known failure of this level that passed.
fn passed() -> Baseline {
    let pass = UnexpectedPass { id: "split/passed".to_owned(), pattern: "split/*".to_owned() };
    Baseline { unexpected_passes: vec![pass], ..NOTHING }
}

fn expired() -> Baseline {
    let entry = Expired { pattern: "split/*".to_owned(), expires: "2000-01-01".parse().unwrap() };
    Baseline { expired: vec![entry], ..NOTHING }
}

/// What goes wrong, one bit each: a fail, an error, something out of date, something open.
const FAILS: u8 = 1;
const ERRS: u8 = 2;
const STALE: u8 = 4;
const OPEN: u8 = 8;

fn results(wrong: u8, level: Level) -> Vec<ScenarioResult> {
    let mut results = vec![sample("split/fine", Level::Core, &[Pass])];
    let verdicts = [(FAILS, Fail), (ERRS, Error), (STALE, Passed), (OPEN, Inconclusive)];
    let verdicts = verdicts.into_iter().chain([(OPEN, NotRun)]);
    for (_, verdict) in verdicts.filter(|(bit, _)| wrong & bit != 0) {
        let id =
            if verdict == Passed { "split/passed".to_owned() } else { format!("split/{verdict}") };
        results.push(sample(&id, level, &[verdict]));
    }
    results
}

/// The exit codes of all that is wrong, in the order of precedence.
fn codes(wrong: u8) -> Vec<u8> {
    let codes = [(FAILS, 1), (ERRS, 3), (STALE, 5), (OPEN, 4)];
    codes.into_iter().filter(|(bit, _)| wrong & bit != 0).map(|(_, code)| code).collect()
}

fn found(reasons: &[Reason]) -> Vec<u8> {
    let mut codes: Vec<_> = reasons.iter().map(|reason| reason.code).collect();
    codes.dedup();
    codes
}

#[test]
fn every_combination_has_all_its_reasons_and_the_weightiest_decides() {
    for level in Level::ALL {
        let counts = matches!(level, Level::Core | Level::Extended);
        for wrong in 0..16 {
            let baseline = if wrong & STALE == 0 { NOTHING } else { passed() };
            let reasons = Reason::all(&results(wrong, level), Some(&baseline));
            let expected = if counts { codes(wrong) } else { Vec::new() };
            assert_eq!(found(&reasons), expected, "{level} {wrong:04b}");
            let code = expected.first().copied().unwrap_or_default();
            assert_eq!(Ending::of(&reasons).code(), code, "{level} {wrong:04b}");
        }
    }
}

#[test]
fn a_file_that_is_out_of_date_by_itself_counts_whatever_the_levels_are() {
    for level in Level::ALL {
        for wrong in 0..16 {
            let reasons = Reason::all(&results(wrong, level), Some(&expired()));
            let counts = matches!(level, Level::Core | Level::Extended);
            let expected = codes(if counts { wrong | STALE } else { STALE });
            assert_eq!(found(&reasons), expected, "{level} {wrong:04b}");
        }
    }
}

#[test]
fn an_expected_failure_alone_ends_well() {
    let results = [sample("split/known", Level::Core, &[ExpectedFailure])];
    assert_eq!(Ending::of(&Reason::all(&results, Some(&NOTHING))), Ending::Conformant);
}

#[test]
fn only_the_core_cannot_be_left_out() {
    for verdict in [Unsupported, NotApplicable] {
        let of_level = |level| [sample("split/left-out", level, &[verdict])];
        let reasons = Reason::all(&of_level(Level::Core), None);
        assert_eq!(reasons.iter().map(|one| one.why).collect::<Vec<_>>(), [Why::LeftOut]);
        assert_eq!(Ending::of(&reasons).code(), 4);
        for level in [Level::Extended, Level::Dialect, Level::Provisional] {
            assert_eq!(Reason::all(&of_level(level), None), []);
        }
    }
}

#[test]
fn many_subjects_are_counted_and_some_named() {
    let results: Vec<_> =
        (0..7).map(|index| sample(&format!("a/{index}"), Level::Core, &[Fail])).collect();
    let reasons = Reason::all(&results, None);
    assert_eq!(reasons[0].subjects.len(), 7);
    let text = "7 scenarios failed: a/0, a/1, a/2, a/3, a/4 and 2 more";
    assert_eq!(reasons[0].to_string(), text);
    assert_eq!(Reason::all(&results[..1], None)[0].to_string(), "1 scenario failed: a/0");
}

#[test]
fn a_pass_of_an_expectation_counts_as_its_scenario_does() {
    let id = "split/one";
    let pass = UnexpectedPass { id: format!("{id}#step/0"), pattern: "*#*".to_owned() };
    let baseline = Baseline { unexpected_passes: vec![pass], ..NOTHING };
    for (level, code) in [(Level::Core, 5), (Level::Provisional, 0)] {
        let results = [sample(id, level, &[Passed, Pass])];
        assert_eq!(Ending::of(&Reason::all(&results, Some(&baseline))).code(), code);
    }
}
