//! Views of made-up results: every verdict at every level.

use std::collections::BTreeSet;

use quick_junit::{NonSuccessKind, TestCaseStatus};

use super::conformance::{About, ProfileResult};
use super::{ConformanceReport, Format, write};
use crate::catalogue::Catalogue;
use crate::driver::{Deadlines, Mesh, Millis};
use crate::known_failures::{Baseline, KnownFailures};
use crate::result::sample::sample;
use crate::result::{Reading, ScenarioResult, Verdict};
use crate::run::Report;
use crate::scenario::{Level, Profile};
use crate::statistics::Policy;

fn mesh() -> Mesh {
    let limit = Millis(1_000);
    Mesh {
        name: "made up".to_owned(),
        version: "1".to_owned(),
        serves: [("split.smi-spec.io".to_owned(), "v1alpha4".to_owned())].into(),
        features: vec!["split-path-match".to_owned(), "unheard-of".to_owned()],
        schedulers: 1,
        deadlines: Deadlines {
            ready: limit,
            converge: limit,
            quiet_window: limit,
            hold: limit,
            request: limit,
            teardown: limit,
        },
    }
}

fn report(
    results: Vec<ScenarioResult>,
    catalogue: &Catalogue,
    baseline: Option<Baseline>,
) -> ConformanceReport {
    let report = Report {
        started: None,
        mesh: mesh(),
        policy: Policy::default(),
        planned_checks: 1,
        planned: results.iter().map(|result| result.id.clone()).collect(),
        results,
        took_ms: 5,
    };
    ConformanceReport::new(report, catalogue, baseline, About::default())
}

fn written(report: &ConformanceReport, catalogue: &Catalogue, format: Format) -> String {
    let mut out = Vec::new();
    write(&mut out, report, catalogue, "--mesh made-up", format).unwrap();
    String::from_utf8(out).unwrap()
}

/// A result for every verdict at every level.
fn everything() -> Vec<ScenarioResult> {
    let one = |(level, verdict)| sample(&format!("{level}/{verdict:?}"), level, &[verdict]);
    let pairs = Level::ALL.into_iter().flat_map(|level| Verdict::ALL.map(|one| (level, one)));
    pairs.map(one).collect()
}

#[test]
fn formats_are_read_as_they_are_written() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    let error = "xml".parse::<Format>().unwrap_err().to_string();
    assert_eq!(error, "expected a format (human, json, yaml, junit or github), found `xml`");
}

#[test]
fn yaml_and_json_say_the_same_and_read_back() {
    let catalogue = Catalogue::embedded().unwrap();
    let report = report(everything(), &catalogue, None);
    let json = written(&report, &catalogue, Format::Json);
    assert_eq!(serde_json::from_str::<ConformanceReport>(&json).unwrap(), report);
    let yaml: serde_json::Value =
        serde_yaml::from_str(&written(&report, &catalogue, Format::Yaml)).unwrap();
    assert_eq!(yaml, serde_json::from_str::<serde_json::Value>(&json).unwrap());
}

#[test]
fn junit_is_red_for_what_counts_and_for_nothing_else() {
    let catalogue = Catalogue::embedded().unwrap();
    let report = report(everything(), &catalogue, None);
    let text = written(&report, &catalogue, Format::Junit);
    let read = quick_junit::Report::deserialize_from_str(&text).unwrap();
    assert_eq!((read.tests, read.failures, read.errors), (36, 4, 4));
    for case in read.test_suites.iter().flat_map(|suite| &suite.test_cases) {
        let result = report.scenarios.iter().find(|one| one.id == case.name.as_str()).unwrap();
        assert_eq!(case.classname.as_ref().unwrap().as_str(), "SPLIT-HTTP");
        let found = match &case.status {
            TestCaseStatus::Success { .. } => "green",
            TestCaseStatus::Skipped { message, .. } => {
                assert!(message.is_some(), "{}", result.id);
                "skipped"
            }
            TestCaseStatus::NonSuccess { kind: NonSuccessKind::Failure, .. } => "failure",
            TestCaseStatus::NonSuccess { kind: NonSuccessKind::Error, .. } => "error",
        };
        let counts = matches!(result.level, Level::Core | Level::Extended);
        let expected = match result.verdict {
            Verdict::Pass => "green",
            _ if !counts => "skipped",
            Verdict::Fail | Verdict::UnexpectedPass => "failure",
            Verdict::Error | Verdict::Inconclusive => "error",
            _ => "skipped",
        };
        assert_eq!(found, expected, "{}", result.id);
    }
}

#[test]
fn annotations_are_one_line_each_and_as_loud_as_what_they_tell() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut results = everything();
    results[0].title = "50 %,\r\n::error::none".to_owned();
    results[0].verdict = Verdict::Fail;
    let report = report(results, &catalogue, None);
    let text = written(&report, &catalogue, Format::Github);
    let starting = |word: &str| text.lines().filter(|line| line.starts_with(word)).count();
    // Fails and errors of core and extended; what is inconclusive there, what was not run, and what the core left out.
    assert_eq!((starting("::error "), starting("::warning "), starting("::notice ")), (5, 4, 6));
    assert_eq!(text.lines().count(), 15, "{text}");
    assert!(
        text.starts_with("::error title=core/Pass%3A fail::50 %25,%0D%0A::error::none\n"),
        "{text}"
    );
    assert!(text.contains("::warning title=incomplete::2 scenarios were not run: core/NotRun,"));
}

#[test]
fn people_see_everything_that_is_not_well() {
    let catalogue = Catalogue::embedded().unwrap();
    let entries = "[{pattern: split/weights, reason: rounded, issue: MESH-7, owner: Ada, expires: 2020-01-01}]";
    let known = KnownFailures::read("known.yaml", entries, &catalogue).unwrap();
    let results = vec![
        known.apply(sample("split/weights", Level::Core, &[Verdict::Fail])),
        sample("split/ratio", Level::Core, &[Verdict::Inconclusive]),
    ];
    let baseline = known.account(&catalogue, &results, "2020-01-02".parse().unwrap());
    let report = report(results, &catalogue, Some(baseline));
    let expected = "
EXPECTED FAILURE: split/weights
  A title.
  known:    rounded (issue MESH-7, owner Ada, until 2020-01-01)
  expected failure at step/0
    expected: every request is served
    found:    42 × http 403

INCONCLUSIVE: split/ratio
  A title.
  inconclusive at step/0
    expected: every request is served
    found:    42 × http 403

OUT OF DATE: known.yaml
  `split/weights`: expired after 2020-01-01: mend the mesh, or set a later day

2 scenarios, 2 expectations, 0 probes in 0.0 s on mesh `made up`
deadlines: ready 1s, converge 1s, quiet window 1s, hold 1s, request 1s, teardown 1s
exit code 5: 1 entry of the known failures is past its last day: split/weights
exit code 4: 1 scenario is inconclusive: split/ratio
0 pass, 1 expected failure, 1 inconclusive: no verdict: the known failures are out of date
";
    assert_eq!(written(&report, &catalogue, Format::Human), expected);
}

/// The result of a profile all of whose scenarios pass, but for one of this level.
fn profile_with(level: Level, verdict: Verdict) -> ProfileResult {
    let catalogue = Catalogue::embedded().unwrap();
    let of_profile = catalogue.scenarios.iter().filter(|one| one.profile == Profile::SplitHttp);
    let mut results: Vec<_> =
        of_profile.map(|one| sample(&one.id, one.level, &[Verdict::Pass])).collect();
    let claimed = |result: &ScenarioResult| {
        let scenario = catalogue.scenario(&result.id).unwrap();
        scenario.features.iter().all(|feature| mesh().features.contains(feature))
    };
    let changed = results.iter_mut().find(|one| one.level == level && claimed(one));
    match changed {
        Some(result) => result.verdict = verdict,
        None => results.push(sample("split/new", level, &[verdict])),
    }
    let report = report(results, &catalogue, None);
    report.profiles[0].result
}

#[test]
fn a_profile_is_as_good_as_the_worst_of_what_counts() {
    use ProfileResult::{Conformant, Incomplete, Inconclusive, Nonconformant};
    for (verdict, core, extended) in [
        (Verdict::Pass, Conformant, Conformant),
        (Verdict::UnexpectedPass, Conformant, Conformant),
        (Verdict::Unsupported, Incomplete, Conformant),
        (Verdict::NotApplicable, Incomplete, Conformant),
        (Verdict::NotRun, Incomplete, Incomplete),
        (Verdict::Inconclusive, Inconclusive, Inconclusive),
        (Verdict::Error, Inconclusive, Inconclusive),
        (Verdict::Fail, Nonconformant, Nonconformant),
    ] {
        assert_eq!(profile_with(Level::Core, verdict), core, "{verdict}");
        assert_eq!(profile_with(Level::Extended, verdict), extended, "{verdict}");
        for level in [Level::Dialect, Level::Provisional] {
            assert_eq!(profile_with(level, verdict), Conformant, "{level} {verdict}");
        }
    }
}

#[test]
fn a_known_failure_is_as_bad_for_its_profile_as_an_unknown_one() {
    let catalogue = Catalogue::embedded().unwrap();
    for (entry, verdict, expected) in [
        ("fail", Verdict::Fail, ProfileResult::Nonconformant),
        ("inconclusive", Verdict::Inconclusive, ProfileResult::Inconclusive),
    ] {
        let entries = format!("[{{pattern: split/weights, reason: r, verdict: {entry}}}]");
        let known = KnownFailures::read("known.yaml", &entries, &catalogue).unwrap();
        let of_profile = catalogue.scenarios.iter().filter(|one| one.profile == Profile::SplitHttp);
        let verdict_of = |id: &str| if id == "split/weights" { verdict } else { Verdict::Pass };
        let results = of_profile
            .map(|one| known.apply(sample(&one.id, one.level, &[verdict_of(&one.id)])))
            .collect();
        let report = report(results, &catalogue, None);
        assert_eq!(report.count(Verdict::ExpectedFailure), 1);
        assert_eq!(report.profiles[0].result, expected, "{entry}");
    }
}

#[test]
fn a_claim_is_proven_by_a_pass_and_refuted_by_any_fail() {
    let catalogue = Catalogue::embedded().unwrap();
    let claim = |verdicts: [Verdict; 2]| {
        let [first, second] = verdicts;
        let results = vec![
            sample("split/path-match", Level::Extended, &[first]),
            sample("split/path-and-header-match", Level::Extended, &[second]),
        ];
        let report = report(results, &catalogue, None);
        let unsupported: BTreeSet<_> = report.features.unsupported.iter().cloned().collect();
        assert!(unsupported.contains("udp") && !unsupported.contains("split-path-match"));
        assert_eq!(report.features.claimed[1].name, "unheard-of");
        assert!(!report.features.claimed[1].proven);
        report.features.claimed[0].clone()
    };
    assert!(claim([Verdict::Pass, Verdict::Pass]).proven);
    assert!(claim([Verdict::Pass, Verdict::Inconclusive]).proven);
    assert!(!claim([Verdict::Inconclusive, Verdict::NotRun]).proven);
    for wrong in [Verdict::Fail, Verdict::ExpectedFailure] {
        let claim = claim([Verdict::Pass, wrong]);
        assert!(!claim.proven);
        assert_eq!(claim.proven_by, ["split/path-match"]);
        assert_eq!(claim.refuted_by, ["split/path-and-header-match"]);
    }
}

#[test]
fn a_reading_is_what_fits_everywhere() {
    let catalogue = Catalogue::embedded().unwrap();
    let measured = |options: [&[&str]; 2]| {
        let mut result = sample("split/reading", Level::Dialect, &[Verdict::Pass, Verdict::Pass]);
        for (expectation, options) in result.expectations.iter_mut().zip(options) {
            let interpretation = "SPLIT-ROOT-NAME".to_owned();
            let options = options.iter().map(|&option| option.to_owned()).collect();
            expectation.reading = Some(Reading { interpretation, options });
        }
        let report = report(vec![result], &catalogue, None);
        assert_eq!(report.readings.len(), 1);
        assert_eq!(report.readings[0].measurements.len(), 2);
        report.readings[0].options.clone()
    };
    assert_eq!(measured([&["a", "b"], &["b", "c"]]), ["b"]);
    assert_eq!(measured([&["a"], &["b"]]), [""; 0]);
}
