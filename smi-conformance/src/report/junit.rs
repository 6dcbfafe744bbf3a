//! JUnit XML: a suite for each profile, a case for each scenario.

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use crate::result::{ScenarioResult, Verdict};
use crate::run::Report;
use crate::scenario::Profile;

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut junit = Junit::new(format!("smi-conformance on {}", report.mesh.name));
    junit.set_time(Duration::from_millis(report.took_ms));
    for profile in Profile::ALL {
        let cases: Vec<_> =
            report.results.iter().filter(|result| result.profile == profile).map(case).collect();
        if !cases.is_empty() {
            let mut suite = TestSuite::new(profile.to_string());
            suite.add_test_cases(cases);
            junit.add_test_suite(suite);
        }
    }
    junit.serialize(out).map_err(io::Error::other)
}

fn case(result: &ScenarioResult) -> TestCase {
    let status = match result.verdict {
        Verdict::Pass => TestCaseStatus::success(),
        Verdict::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Error | Verdict::Inconclusive => {
            TestCaseStatus::non_success(NonSuccessKind::Error)
        }
        Verdict::Unsupported | Verdict::NotApplicable | Verdict::NotRun => {
            TestCaseStatus::skipped()
        }
    };
    let mut case = TestCase::new(result.id.clone(), status);
    case.set_classname(result.profile.to_string());
    case.set_time(Duration::from_millis(result.took_ms));
    if result.verdict != Verdict::Pass {
        case.status.set_type(result.verdict.to_string());
        case.status.set_message(result.reason.clone().unwrap_or_else(|| result.title.clone()));
        case.status.set_description(description(result));
    }
    case
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
