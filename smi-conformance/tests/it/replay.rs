//! Judging again from the events alone stops at the same event with the same verdicts.

use std::sync::Mutex;

use smi_conformance::catalogue::Catalogue;
use smi_conformance::clock::Clock;
use smi_conformance::course::Course;
use smi_conformance::driver::Driver as _;
use smi_conformance::event::{Entry, Event, Header};
use smi_conformance::judge::{Judge, Rules};
use smi_conformance::reference::{Fault, Kind, ReferenceDriver};
use smi_conformance::replay::judge_again;
use smi_conformance::result::{ScenarioResult, Verdict};
use smi_conformance::runner::{Lane, Observer, run_scenario};
use smi_conformance::statistics::Policy;
use tokio::sync::watch;

#[derive(Default)]
struct Recorder(Mutex<Vec<String>>);

impl Observer for Recorder {
    fn starts(&self, _: &Header) {}
    fn event(&self, entry: &Entry) {
        self.0.lock().unwrap().push(serde_json::to_string(entry).unwrap());
    }
    fn begins(&self, _: &str) {}
    fn ends(&self, _: &ScenarioResult) {}
}

#[tokio::test]
async fn a_replay_ends_where_the_run_did() {
    let catalogue = Catalogue::embedded().unwrap();
    for fault in [
        None,
        Some(Fault::WeightsOffByTenPoints),
        Some(Fault::PathIgnored),
        Some(Fault::DeleteIgnored),
    ] {
        let driver = ReferenceDriver::new(Kind::Reference(fault), 1).unwrap();
        let rules = Rules {
            policy: Policy::default(),
            planned_checks: catalogue.planned_checks(),
            deadlines: driver.mesh().deadlines,
            schedulers: 1,
        };
        for id in
            ["split/ratio", "access/default-deny", "access/routes-and-sources", "specs/group-alone"]
        {
            let scenario = catalogue.scenarios.iter().find(|scenario| scenario.id == id).unwrap();
            let course = Course::plan(scenario, driver.mesh()).unwrap();
            let recorder = Recorder::default();
            let (_never, interrupted) = watch::channel(false);
            let (driver, rules, clock) = (&driver, &rules, Clock::start());
            let lane = Lane { driver, rules, clock, observer: &recorder, interrupted, known: None };
            let live = run_scenario(lane, &course).await;
            let lines = recorder.0.into_inner().unwrap();
            let log: Vec<Entry> =
                lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(judge_again(&course, rules, &log), live);
            assert_eq!(log.last().unwrap().event, Event::TornDown);
            // The last event says that everything is gone; without the one before, the result is another.
            let (_, before) = log.split_last().unwrap();
            assert_eq!(judge_again(&course, rules, before), live);
            let cut = judge_again(&course, rules, &before[..before.len() - 1]);
            assert_ne!(cut, live);
            // Stricter rules want more than the log has, and say so; they never turn a pass into a fail.
            let policy = Policy { denial_leak: 0.01, stale_leak: 0.02, ..Policy::default() };
            let strict = judge_again(&course, &Rules { policy, ..rules.clone() }, &log);
            let expected = std::cmp::max(live.verdict, Verdict::Inconclusive);
            assert_eq!(strict.verdict, expected, "{id} {fault:?} {strict:#?}");
        }
    }
}

/// A log that ends too early is no pass.
#[tokio::test]
async fn a_truncated_log_is_an_error() {
    let catalogue = Catalogue::embedded().unwrap();
    let driver = ReferenceDriver::new(Kind::Reference(None), 1).unwrap();
    let rules = Rules {
        policy: Policy::default(),
        planned_checks: 1,
        deadlines: driver.mesh().deadlines,
        schedulers: 1,
    };
    let course = Course::plan(&catalogue.scenarios[0], driver.mesh()).unwrap();
    let mut judge = Judge::new(&course, &rules);
    let failed =
        Event::Failed { during: "deploying".to_owned(), error: "no address is left".to_owned() };
    judge.record(&[Entry { at: Default::default(), scenario: course.id.clone(), event: failed }]);
    let result = judge.finish();
    assert_eq!(result.verdict, Verdict::Error);
    assert_eq!(result.reason.as_deref(), Some("deploying: no address is left"));
    let unfinished = Judge::new(&course, &rules).finish();
    assert_eq!(unfinished.verdict, Verdict::Error);
}
