//! Verdicts from made-up events: what a mesh, a network and a harness can do to a denial.

use std::time::Duration;

use smi_conformance::catalogue::Catalogue;
use smi_conformance::course::Course;
use smi_conformance::driver::{
    Arrival, Destination, Driver as _, Outcome, Payload, Pod, ProbeId, ProbeRequest, Shape,
};
use smi_conformance::event::{Entry, Event, Probed};
use smi_conformance::judge::{Judge, Next, Rules};
use smi_conformance::reference::{Kind, ReferenceDriver};
use smi_conformance::result::{ScenarioResult, Verdict};
use smi_conformance::statistics::Policy;
use smi_conformance::topology::Name;

/// A mesh as the judge sees it: what becomes of a probe, whether denied probes arrive, whether the target is well.
struct Mesh {
    outcome: fn(step: usize, request: &ProbeRequest) -> Outcome,
    arrives: bool,
    well: bool,
}

/// Plays `access/default-deny`: denied, allowed, denied.
fn play(mesh: &Mesh) -> ScenarioResult {
    let catalogue = Catalogue::embedded().unwrap();
    let scenario = catalogue.scenarios.iter().find(|one| one.id == "access/default-deny").unwrap();
    let driver = ReferenceDriver::new(Kind::Reference(None), 1).unwrap();
    let course = Course::plan(scenario, driver.mesh()).unwrap();
    let deadlines = driver.mesh().deadlines;
    let rules = Rules { policy: Policy::default(), planned_checks: 1, deadlines, schedulers: 1 };
    let mut judge = Judge::new(&course, &rules);
    let mut now = Duration::ZERO;
    loop {
        let next = judge.next();
        let entry = |at: Duration, event| Entry { at, scenario: course.id.clone(), event };
        let batch = match next {
            Next::Done => return judge.finish(),
            Next::Deploy => {
                vec![entry(now, Event::Deployed { pods: vec![pod("client"), pod("catalog")] })]
            }
            Next::Change(step) => vec![entry(now, Event::Changed { step, changes: Vec::new() })],
            Next::Arrivals { step, asked } => {
                let arrived = asked.iter().filter(|_| mesh.arrives).take(1);
                let arrivals = arrived.map(|id| arrival(id.clone())).collect();
                vec![entry(now, Event::Arrived { step, asked, arrivals })]
            }
            Next::SelfCheck { step, pods } => {
                let well = vec![mesh.well; pods.len()];
                vec![entry(now, Event::SelfChecked { step, pods, well })]
            }
            Next::Probe { step, purpose, not_before, churn: _, wanted } => {
                now = now.max(not_before);
                let each = wanted.iter().flat_map(|one| (0..one.count).map(move |_| one));
                let probed = each.map(|one| {
                    now += Duration::from_micros(50);
                    let request = request(&course, step, one.probe, &one.client);
                    let outcome = (mesh.outcome)(step, &request);
                    let probed = Probed { step, purpose, probe: one.probe, request, outcome };
                    entry(now, Event::Probed(Box::new(probed)))
                });
                probed.collect()
            }
        };
        judge.record(&batch);
    }
}

fn pod(workload: &str) -> Pod {
    Pod { name: format!("{workload}-0"), workload: Name::new("app", workload) }
}

fn request(course: &Course, step: usize, probe: usize, client: &str) -> ProbeRequest {
    let probe = &course.steps[step].probes[probe];
    ProbeRequest {
        id: ProbeId("one".to_owned()),
        from: client.to_owned(),
        to: Destination::Service { name: probe.to.host.clone(), port: probe.to.port },
        payload: probe.send.clone(),
        connection: Default::default(),
        claims: None,
        deadline: smi_conformance::driver::Millis(1),
    }
}

fn arrival(id: ProbeId) -> Arrival {
    Arrival { id, pod: "catalog-0".to_owned(), port: 8080, request: None }
}

fn served(request: &ProbeRequest) -> Outcome {
    let Payload::Http(sent) = &request.payload else { panic!() };
    let arrival = Arrival { request: Some(sent.clone()), ..arrival(request.id.clone()) };
    Outcome::Served(Box::new(arrival))
}

fn right(step: usize, request: &ProbeRequest) -> Outcome {
    if step == 1 { served(request) } else { Outcome::Broken { shape: Shape::Reset } }
}

fn verdicts(mesh: &Mesh) -> Vec<Verdict> {
    play(mesh).expectations.iter().map(|one| one.verdict).collect()
}

const RIGHT: Mesh = Mesh { outcome: right, arrives: false, well: true };

#[test]
fn a_reset_is_a_denial_when_nothing_arrived_and_the_target_is_well() {
    assert_eq!(verdicts(&RIGHT), [Verdict::Pass; 3]);
}

#[test]
fn a_denial_behind_which_a_request_arrived_is_a_failure() {
    let found = verdicts(&Mesh { arrives: true, ..RIGHT });
    assert_eq!(found, [Verdict::Fail, Verdict::Pass, Verdict::Fail]);
}

#[test]
fn a_denial_by_a_target_that_is_not_well_is_an_error() {
    let found = verdicts(&Mesh { well: false, ..RIGHT });
    assert_eq!(found, [Verdict::Error, Verdict::Pass, Verdict::Error]);
}

#[test]
fn a_refusal_by_a_target_that_is_not_well_does_not_count_against_the_mesh() {
    let refuses = |_: usize, _: &ProbeRequest| Outcome::Broken { shape: Shape::Refused };
    let found = verdicts(&Mesh { outcome: refuses, arrives: false, well: false });
    assert_eq!(found, [Verdict::Error; 3]);
    let found = verdicts(&Mesh { outcome: refuses, ..RIGHT });
    assert_eq!(found, [Verdict::Inconclusive, Verdict::Fail, Verdict::Inconclusive]);
}

#[test]
fn an_error_page_below_400_is_no_denial() {
    let page = |step: usize, request: &ProbeRequest| match step {
        1 => served(request),
        _ => Outcome::Response { status: 200, body: "please log in".to_owned() },
    };
    assert_eq!(verdicts(&Mesh { outcome: page, ..RIGHT })[0], Verdict::Fail);
}

#[test]
fn probes_that_were_not_sent_say_nothing_about_the_mesh() {
    let lost = |_: usize, _: &ProbeRequest| Outcome::NotSent { reason: "no such host".to_owned() };
    assert_eq!(play(&Mesh { outcome: lost, ..RIGHT }).verdict, Verdict::Error);
}

#[test]
fn a_request_that_arrives_changed_is_a_failure() {
    let rewrites = |step: usize, request: &ProbeRequest| {
        let mut outcome = right(step, request);
        if let Outcome::Served(arrival) = &mut outcome {
            arrival.request.as_mut().unwrap().path = "/elsewhere".to_owned();
        }
        outcome
    };
    let result = play(&Mesh { outcome: rewrites, ..RIGHT });
    assert_eq!(result.expectations[1].verdict, Verdict::Fail);
    let example = result.expectations[1].evidence.example.as_deref().unwrap();
    assert!(example.ends_with("path `/books` arrived as `/elsewhere`"), "{example}");
}
