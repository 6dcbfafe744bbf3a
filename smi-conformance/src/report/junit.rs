//! JUnit XML: a suite for each profile, a case for each scenario.

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use super::{ConformanceReport, known};
use crate::ending::{Reason, Why, counts};
use crate::result::{ScenarioResult, Verdict};
use crate::scenario::Profile;

pub(super) fn write(out: &mut dyn Write, report: &ConformanceReport) -> io::Result<()> {
    let mut junit = Junit::new(format!("smi-conformance on {}", report.implementation.mesh.name));
    junit.set_time(Duration::from_millis(report.run.took_millis));
    for profile in Profile::ALL {
        let cases: Vec<_> =
            report.scenarios.iter().filter(|result| result.profile == profile).map(case).collect();
        if !cases.is_empty() {
            let mut suite = TestSuite::new(profile.to_string());
            suite.add_test_cases(cases);
            junit.add_test_suite(suite);
        }
    }
    let whole: Vec<_> = report.run.reasons.iter().filter_map(whole).collect();
    if !whole.is_empty() {
        let mut suite = TestSuite::new("run");
        suite.add_test_cases(whole);
        junit.add_test_suite(suite);
    }
    junit.serialize(out).map_err(io::Error::other)
}

/// A case for what ends a run badly and is about no scenario of it.
fn whole(reason: &Reason) -> Option<TestCase> {
    let name = match reason.why {
        Why::Lost => "the mesh stays to the end",
        Why::Expired => "known failures are not expired",
        Why::Unmatched => "known failures are about something",
        _ => return None,
    };
    let mut case = TestCase::new(name, TestCaseStatus::non_success(NonSuccessKind::Error));
    case.set_classname("run");
    case.status.set_message(reason.to_string());
    Some(case)
}

fn case(result: &ScenarioResult) -> TestCase {
    let mut case = TestCase::new(result.id.clone(), status(result));
    case.set_classname(result.profile.to_string());
    case.set_time(Duration::from_millis(result.took_ms));
    if result.verdict != Verdict::Pass {
        case.status.set_type(result.verdict.to_string());
        case.status.set_message(message(result));
        case.status.set_description(description(result));
    }
    case
}

fn status(result: &ScenarioResult) -> TestCaseStatus {
    match result.verdict {
        Verdict::Pass => TestCaseStatus::success(),
        // What does not count in the exit code must not turn a build red here.
        _ if !counts(result) => TestCaseStatus::skipped(),
        Verdict::Fail | Verdict::UnexpectedPass => {
            TestCaseStatus::non_success(NonSuccessKind::Failure)
        }
        Verdict::Error | Verdict::Inconclusive => {
            TestCaseStatus::non_success(NonSuccessKind::Error)
        }
        Verdict::ExpectedFailure
        | Verdict::Unsupported
        | Verdict::NotApplicable
        | Verdict::NotRun => TestCaseStatus::skipped(),
    }
}

fn message(result: &ScenarioResult) -> String {
    let message = match result.verdict {
        Verdict::UnexpectedPass => {
            format!("passes, although {} says that it does not", known::patterns(result))
        }
        Verdict::ExpectedFailure => known::whys(result),
        _ => result.reason.clone().unwrap_or_else(|| result.title.clone()),
    };
    if counts(result) { message } else { format!("{}, not counted: {message}", result.level) }
}

fn description(result: &ScenarioResult) -> String {
    let notable = result.expectations.iter().filter(|one| one.verdict != Verdict::Pass);
    let lines = notable.map(|one| {
        let requirements = one.requirements.join(", ");
        format!(
            "{} {} ({requirements})\nexpected: {}\nfound: {}",
            one.verdict, one.id, one.expected, one.found
        )
    });
    lines.collect::<Vec<_>>().join("\n\n")
}
