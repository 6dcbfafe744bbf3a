//! From the results of a run to a report. A pure function: the same run, the same report.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{
    About, ApiVersion, AppliedPolicy, ConformanceReport, Implementation, Kind, MeshName, Publisher,
    Run, Scenarios, Selection, Suite, feature, profile, reading,
};
use crate::catalogue::Catalogue;
use crate::ending::{Ending, Reason};
use crate::known_failures::Baseline;
use crate::result::Verdict;
use crate::run;

impl ConformanceReport {
    /// The report of a run of scenarios of this catalogue.
    #[must_use]
    pub fn new(
        report: run::Report,
        catalogue: &Catalogue,
        baseline: Option<Baseline>,
        about: About,
    ) -> Self {
        let profiles = profile::summaries(&report, catalogue);
        let features = feature::features(&report, catalogue);
        let readings = reading::readings(&report.results);
        let lost = about.lost.then(|| report.mesh.name.clone());
        let run = run(&report, baseline.as_ref(), lost);
        let selection = selection(&report, catalogue, about.selection);
        let run::Report {
            started: _,
            mesh,
            policy,
            planned_checks,
            planned: _,
            results,
            took_ms: _,
        } = report;
        let Publisher { organization, project, url, version, contact } = about.publisher;
        Self {
            api_version: ApiVersion::V1,
            kind: Kind::ConformanceReport,
            run,
            suite: suite(catalogue),
            implementation: Implementation {
                organization,
                project,
                url,
                version,
                contact,
                mesh: MeshName { name: mesh.name, version: mesh.version },
                serves: mesh.serves,
                features: mesh.features,
            },
            policy: AppliedPolicy {
                statistics: policy,
                planned_checks,
                schedulers: mesh.schedulers,
                seed: about.seed,
                deadlines: mesh.deadlines,
            },
            selection,
            profiles,
            features,
            readings,
            scenarios: results,
            known_failures: baseline,
        }
    }

    /// How the run ended.
    #[must_use]
    pub fn ending(&self) -> Ending {
        Ending::of(&self.run.reasons)
    }

    /// How many scenarios have this verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.scenarios.iter().filter(|result| result.verdict == verdict).count()
    }
}

fn run(report: &run::Report, baseline: Option<&Baseline>, lost: Option<String>) -> Run {
    let mut reasons = Reason::all(&report.results, baseline);
    reasons.extend(lost.map(Reason::lost));
    reasons.sort_by_key(|reason| reason.why.ending());
    let says_something = |verdict: Verdict| match verdict {
        Verdict::Pass
        | Verdict::ExpectedFailure
        | Verdict::UnexpectedPass
        | Verdict::Inconclusive
        | Verdict::Fail => true,
        Verdict::Unsupported | Verdict::NotApplicable | Verdict::NotRun | Verdict::Error => false,
    };
    Run {
        started: report.started,
        finished: report.started.map(|from| from.after(Duration::from_millis(report.took_ms))),
        took_millis: report.took_ms,
        exit_code: Ending::of(&reasons).code(),
        reasons,
        planned: report.planned.len(),
        judged: report.results.iter().filter(|result| says_something(result.verdict)).count(),
    }
}

fn suite(catalogue: &Catalogue) -> Suite {
    Suite {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenarios: Scenarios {
            count: catalogue.scenarios.len(),
            digest: format!("sha256:{}", catalogue.digest()),
        },
    }
}

fn selection(report: &run::Report, catalogue: &Catalogue, flags: Vec<String>) -> Selection {
    let planned: BTreeSet<_> = report.planned.iter().collect();
    let all = catalogue.scenarios.iter().map(|scenario| &scenario.id);
    Selection { flags, left_out: all.filter(|id| !planned.contains(id)).cloned().collect() }
}
