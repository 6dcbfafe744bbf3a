//! A disagreement as a scenario, so that it can be kept and run again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use smi_types::Manifest;

use super::{Disagreement, Expected, Request, make, oracle, topology};
use crate::driver::ObjectKey;
use crate::lint;
use crate::prediction::{Prediction, Way};
use crate::scenario::{Expect, Level, Probe, Profile, Scenario, Step};
use crate::topology::{Name, Topology};

/// The scenario of a disagreement.
#[must_use]
pub fn scenario(disagreement: &Disagreement, seed: u64) -> Scenario {
    let Disagreement { number, objects, request, expected, requirements, found, .. } = disagreement;
    let probe = probe(request, expected, requirements);
    let policy = step("policy", objects.clone(), probe);
    let steps = match before(request, expected) {
        Some(before) => {
            let delete = before.apply.iter().filter_map(|one| Manifest::parse(one).ok());
            let delete = delete.map(|one| ObjectKey::of(&one.manifest)).collect();
            vec![before, Step { delete, ..policy }]
        }
        None => vec![policy],
    };
    let is_split = objects.iter().any(|object| object["kind"] == "TrafficSplit");
    let mut scenario = Scenario {
        id: format!("generated/case-{seed}-{number}"),
        title: "A generated policy is enforced as the specification says.".to_owned(),
        proves: format!("Generated with seed {seed}; instead of what is expected here: {found}."),
        since: env!("CARGO_PKG_VERSION").to_owned(),
        level: Level::Provisional,
        profile: if is_split { Profile::SplitHttp } else { Profile::AccessHttp },
        features: Vec::new(),
        tags: vec!["generated".to_owned()],
        findings: Vec::new(),
        hazard: false,
        http2: false,
        open: false,
        topology: used(disagreement),
        steps,
    };
    scenario.findings = lint::codes(&scenario).into_iter().collect();
    scenario
}

/// What comes before the policy: a state in which the same request fares otherwise, so that neither a mesh that serves
/// everybody nor one that serves nobody passes, and the suite can tell when the policy is in force.
fn before(request: &Request, expected: &Prediction) -> Option<Step> {
    let denied = *expected == Prediction::Denied;
    let (name, objects) =
        if denied { ("open", make::opening(request).to_vec()) } else { ("closed", Vec::new()) };
    let Expected { prediction, requirements, .. } =
        Expected::of(&oracle(&topology(), &objects), request)?;
    let otherwise = (prediction == Prediction::Denied) != denied;
    otherwise.then(|| {
        let probe = probe(request, &prediction, &requirements);
        step(name, objects, Probe { control: denied, ..probe })
    })
}

fn step(name: &str, apply: Vec<Value>, probe: Probe) -> Step {
    Step {
        name: name.to_owned(),
        apply,
        raw: Vec::new(),
        delete: Vec::new(),
        churn: Vec::new(),
        holds: false,
        probes: vec![probe],
    }
}

fn probe(request: &Request, expected: &Prediction, requirements: &[String]) -> Probe {
    Probe {
        name: "request".to_owned(),
        from: request.from.clone(),
        to: request.to.clone(),
        send: request.send.clone(),
        connection: crate::driver::Connection::Fresh,
        past_service: false,
        claims: None,
        expect: expect(expected, &request.to.host),
        measures: None,
        ports: BTreeMap::new(),
        requirements: requirements.to_vec(),
        control: false,
    }
}

pub(super) fn expect(expected: &Prediction, dialled: &Name) -> Expect {
    let Prediction::Served(ways) = expected else { return Expect::Deny };
    match ways.as_slice() {
        [way] if way.service == *dialled => Expect::Allow,
        [way] => Expect::Reach(way.workloads.keys().cloned().collect()),
        ways => Expect::Shares(shares(ways)),
    }
}

/// The shares of a split in the smallest whole numbers.
fn shares(ways: &[Way]) -> BTreeMap<Name, u64> {
    let whole =
        |times: &u64| ways.iter().all(|way| (way.share.parts * times).is_multiple_of(way.share.of));
    let times = (1..).find(whole).unwrap_or(1);
    ways.iter().map(|way| (way.service.clone(), way.share.parts * times / way.share.of)).collect()
}

/// The part of the cluster that the case is about.
fn used(disagreement: &Disagreement) -> Topology {
    let Disagreement { objects, request, expected, .. } = disagreement;
    let text = objects.iter().map(ToString::to_string).collect::<String>();
    let mut names = BTreeSet::from([request.from.clone(), request.to.host.clone()]);
    if let Prediction::Served(ways) = expected {
        names.extend(ways.iter().map(|way| way.service.clone()));
    }
    let mut topology = topology();
    names.extend(
        topology
            .workloads
            .keys()
            .filter(|name| text.contains(&format!("\"{}\"", name.name())))
            .cloned(),
    );
    topology.workloads.retain(|name, _| names.contains(name));
    topology.services.retain(|name, _| names.contains(name));
    topology
}
