//! Splits: who gets which share on which port.

use std::collections::{HashMap, HashSet};

use num_rational::BigRational;
use num_traits::Zero as _;
use serde::Serialize;

use crate::answer::{share, words};
use crate::decide::{Readings, decide_under};
use crate::decision::{Decision, Destination, Payload, Request};
use crate::model::{self, Name, ServicePort, Split, Workload, World};
use crate::set::Set;

/// What a split comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SplitShares {
    /// The split, as `namespace/name`.
    pub split: String,
    /// Its root service, as `namespace/name`.
    pub root: String,
    /// The requests that it is about, in words; all of them without any.
    pub conditions: Vec<String>,
    /// The shares, by the ports of the root service.
    pub ports: Vec<PortShares>,
    /// What is to be known.
    pub notes: Vec<String>,
}

/// The shares on a port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PortShares {
    /// The port of the root service; nothing where its ports are not known.
    pub port: Option<u16>,
    /// The backends, in the order of the split.
    pub backends: Vec<Share>,
}

/// The share of a backend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Share {
    /// The Service, as `namespace/name`.
    pub service: String,
    /// The share exactly, as a fraction of one: `2/3`.
    pub share: String,
    /// The share in per cent, with at most two decimals.
    pub percent: String,
    /// What is to be known about it; may be empty.
    pub note: String,
}

/// What the splits of a set come to, by their names.
pub(super) fn of(set: &Set) -> Vec<SplitShares> {
    let mut splits: Vec<&Split> = set.world.splits.iter().collect();
    splits.sort_by(|one, other| one.origin.name.cmp(&other.origin.name));
    splits.into_iter().map(|split| shares(set, split)).collect()
}

/// What a split comes to. What is known of its Services is all that this takes.
pub(in crate::answer) fn shares(set: &Set, split: &Split) -> SplitShares {
    let root = Set::root_of(split);
    let world = world(set, split, &root);
    let known = set.service(&root).found();
    let numbers = known.map(|service| service.ports.iter().map(|port| port.number).collect());
    let mut notes = Vec::new();
    let numbers: Vec<u16> = numbers.unwrap_or_default();
    let mut ports: Vec<PortShares> =
        numbers.iter().map(|port| of_port(set, split, &root, &world, *port)).collect();
    if known.is_none() {
        notes.push(format!("Service {root} is not in the input, so its ports are not known"));
    }
    if numbers.is_empty() {
        let shares = of_port(set, split, &root, &world, ANY);
        ports.push(PortShares { port: None, ..shares });
    }
    notes.extend(others(set, split, &root));
    let is_absent = |one: &&model::Backend| one.weight.is_none();
    let absent = split.backends.iter().filter(is_absent).map(|one| one.service.as_str());
    let absent: Vec<_> = absent.collect();
    if !absent.is_empty() {
        notes.push(format!("without a weight: {}; that counts as zero", absent.join(", ")));
    }
    SplitShares {
        split: split.origin.name.to_string(),
        root: root.to_string(),
        conditions: conditions(set, split),
        ports,
        notes,
    }
}

/// The port that stands for those of a root service that is not in the input.
const ANY: u16 = 80;

/// A world of the split alone, without its conditions.
fn world(set: &Set, split: &Split, root: &Name) -> World {
    let client = Workload {
        name: client(root),
        service_account: String::new(),
        labels: std::collections::BTreeMap::new(),
        meshed: true,
    };
    let mut world = World { workloads: vec![client], ..World::default() };
    world.splits.push(Split { matches: None, ..split.clone() });
    let namespace = &split.origin.name.namespace;
    let backends = split.backends.iter().map(|backend| Name::new(namespace, &backend.service));
    let mut known = HashSet::new();
    for name in std::iter::once(root.clone()).chain(backends) {
        if !known.insert(name.clone()) {
            continue;
        }
        let Some(service) = set.service(&name).found() else {
            // A root service must be there to be called.
            if name == *root {
                let ports = vec![ServicePort { port: ANY, target_port: ANY }];
                world.services.push(model::Service { name, ports, workloads: Vec::new() });
            }
            continue;
        };
        // Where ports lead to does not matter for shares.
        let number = |port: &crate::set::inventory::Port| ServicePort {
            port: port.number,
            target_port: port.number,
        };
        let mut ports: Vec<_> = service.ports.iter().map(number).collect();
        if set.service(root).found().is_none_or(|root| root.ports.is_empty()) {
            ports.push(ServicePort { port: ANY, target_port: ANY });
        }
        let workloads =
            set.workloads_of(service).iter().map(|one| Name::clone(&one.origin.name)).collect();
        world.services.push(model::Service { name, ports, workloads });
    }
    world
}

/// A client that is no object.
fn client(root: &Name) -> Name {
    Name::new(&root.namespace, "(any client)")
}

fn of_port(set: &Set, split: &Split, root: &Name, world: &World, port: u16) -> PortShares {
    let request = Request {
        from: Some(client(root)),
        to: Destination::Service { name: root.clone(), port },
        payload: Payload::Tcp,
    };
    let decision = decide_under(world, &request, &Readings::default());
    let taking_part = taking_part(&decision);
    let shares: HashMap<&Name, &BigRational> = decision
        .routes
        .iter()
        .filter_map(|one| Some((one.backend.as_ref()?, &one.share)))
        .collect();
    let namespace = &split.origin.name.namespace;
    let mut known: HashSet<&str> = HashSet::new();
    let mut backends: Vec<Share> = Vec::new();
    let mut is_zero = true;
    for backend in &split.backends {
        if !known.insert(&backend.service) {
            continue;
        }
        let name = Name::new(namespace, &backend.service);
        let share =
            shares.get(&name).filter(|_| taking_part.contains(backend.origin.path.as_str()));
        let note = note(set, root, &name, share.copied(), port);
        let share = share.map(|share| (*share).clone()).unwrap_or_default();
        is_zero &= share.is_zero();
        let percent = share::percent(&share);
        backends.push(Share { service: name.to_string(), share: share.to_string(), percent, note });
    }
    if is_zero && !decision.routes.is_empty() {
        let service = "nobody".to_owned();
        let note = "no backend has a weight above zero, so requests fail".to_owned();
        backends.push(Share { service, share: "1".to_owned(), percent: "100 %".to_owned(), note });
    }
    PortShares { port: Some(port), backends }
}

/// The paths of the backends that take part.
fn taking_part(decision: &Decision) -> HashSet<&str> {
    let of_weight = decision.reasons.iter().filter(|reason| reason.requirement == "SPLIT-05");
    of_weight.filter_map(|reason| Some(reason.origin.as_ref()?.path.as_str())).collect()
}

fn note(set: &Set, root: &Name, name: &Name, share: Option<&BigRational>, port: u16) -> String {
    let Some(service) = set.service(name).found() else {
        return "not in the input".to_owned();
    };
    let mut notes = Vec::new();
    if share.is_none() {
        notes.push(format!("has no port {port}, so it takes no part"));
    }
    if name == root {
        notes.push("the root service itself".to_owned());
    }
    if set.workloads_of(service).is_empty() && share.is_some_and(|share| !share.is_zero()) {
        notes.push("no pods in the input".to_owned());
    }
    notes.join("; ")
}

/// Other splits of the same root service.
fn others(set: &Set, split: &Split, root: &Name) -> Option<String> {
    let others = set.splits_of(root).map(|other| &other.origin.name);
    let mut others: Vec<_> = others.filter(|name| **name != split.origin.name).collect();
    others.sort();
    let first = others.first()?;
    let (others, words) = match others.len() {
        1 => (format!("TrafficSplit {first}"), "splits"),
        count => (format!("TrafficSplit {first} and {} more", count - 1), "split"),
    };
    Some(format!(
        "{others} {words} the same root service: the first by name whose conditions hold decides"
    ))
}

/// The conditions of a split in words.
fn conditions(set: &Set, split: &Split) -> Vec<String> {
    let mut conditions = Vec::new();
    for rule in split.matches.iter().flatten() {
        match set.route_group(&Set::route_name(rule)).found() {
            Some(group) => conditions.extend(group.matches.iter().map(words::of_match)),
            None => {
                conditions.push(format!("{} {}, which is not in the input", rule.kind, rule.name))
            }
        }
    }
    conditions
}
