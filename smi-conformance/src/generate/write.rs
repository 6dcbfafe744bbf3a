//! A disagreement as a scenario, so that it can be kept and run again.

use std::collections::{BTreeMap, BTreeSet};

use super::{Disagreement, Request, topology};
use crate::oracle::Question;
use crate::prediction::{Prediction, Way};
use crate::scenario::{Expect, Level, Probe, Profile, Scenario, Step};
use crate::topology::{Name, Topology};

/// The scenario of a disagreement.
#[must_use]
pub fn scenario(disagreement: &Disagreement, seed: u64) -> Scenario {
    let Disagreement { number, case, expected, requirements, found } = disagreement;
    let probes = case.requests.iter().map(|request| probe(request, expected, requirements));
    let open = case.requests.first().filter(|_| *expected == Prediction::Denied);
    let open = open.and_then(|denied| control(case, denied));
    let is_split = case.objects.iter().any(|object| object["kind"] == "TrafficSplit");
    let step = Step {
        name: "policy".to_owned(),
        apply: case.objects.clone(),
        raw: Vec::new(),
        delete: Vec::new(),
        churn: Vec::new(),
        holds: false,
        probes: probes.chain(open).collect(),
    };
    Scenario {
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
        topology: used(case, expected),
        steps: vec![step],
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

/// A request that shows the way of a denied one open, if the policy lets any through.
fn control(case: &super::Case, denied: &Request) -> Option<Probe> {
    let topology = topology();
    let oracle = case.oracle(&topology);
    super::make::requests_like(denied).into_iter().find_map(|request| {
        let Request { from, to, send } = &request;
        let answered = oracle.answer(Question { from, to, send, past_service: false }).ok()?;
        let open = answered.rests_on.is_empty() && answered.prediction != Prediction::Denied;
        open.then(|| Probe {
            name: "open".to_owned(),
            control: true,
            ..probe(&request, &answered.prediction, &answered.requirements)
        })
    })
}

fn expect(expected: &Prediction, dialled: &Name) -> Expect {
    let Prediction::Served(ways) = expected else { return Expect::Deny };
    match ways.as_slice() {
        [way] if way.service == *dialled => Expect::Allow,
        ways => Expect::Shares(ways.iter().map(share).collect()),
    }
}

/// A share over a common denominator: shares of one split have few.
fn share(way: &Way) -> (Name, u64) {
    // Weights are below ten and at most three, so that their sum divides this.
    const COMMON: u64 = 232_792_560 * 23;
    (way.service.clone(), way.share.parts * (COMMON / way.share.of.max(1)))
}

/// The part of the cluster that the case is about.
fn used(case: &super::Case, expected: &Prediction) -> Topology {
    let text = case.objects.iter().map(ToString::to_string).collect::<String>();
    let mut names: BTreeSet<Name> = BTreeSet::new();
    for request in &case.requests {
        names.extend([request.from.clone(), request.to.host.clone()]);
    }
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
