//! From a set to nodes and edges.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Edge, Graph, Meaning, Node, Role};
use crate::answer::show;
use crate::answer::words;
use crate::model::{Name, Subject, Target};
use crate::set::Set;

type Edges = BTreeMap<(Node, Node, Meaning), Vec<String>>;

pub(super) fn of(set: &Set) -> Graph {
    let mut nodes = BTreeSet::new();
    let mut edges = Edges::new();
    calls(set, &mut edges);
    splits(set, &mut edges);
    for service in &set.services {
        let from = node(Role::Service, "Service", &service.origin.name);
        nodes.insert(from.clone());
        for workload in set.workloads_of(service) {
            let to = node(Role::Workload, &workload.origin.kind, &workload.origin.name);
            edges.entry((from.clone(), to, Meaning::Selects)).or_default();
        }
    }
    for workload in &set.workloads {
        let name = &workload.origin.name;
        let from = node(Role::Workload, &workload.origin.kind, name);
        let account = Name::new(&name.namespace, &workload.service_account);
        let to = node(Role::Identity, "ServiceAccount", &account);
        edges.entry((from, to, Meaning::RunsAs)).or_default();
    }
    nodes.extend(edges.keys().flat_map(|(from, to, _)| [from.clone(), to.clone()]));
    let nodes: Vec<Node> = nodes.into_iter().collect();
    let number = |node: &Node| nodes.binary_search(node).expect("every end of an edge is a node");
    let edge = |((from, to, meaning), label): ((Node, Node, Meaning), Vec<String>)| Edge {
        from: number(&from),
        to: number(&to),
        meaning,
        label,
    };
    let edges = edges.into_iter().map(edge).collect();
    Graph { nodes, edges, left_out: crate::answer::left_out(set) }
}

fn node(role: Role, kind: &str, name: &Name) -> Node {
    Node { namespace: name.namespace.clone(), role, kind: kind.to_owned(), name: name.name.clone() }
}

fn identity(subject: &Subject) -> Node {
    node(Role::Identity, &subject.kind, &Set::subject_name(subject))
}

fn calls(set: &Set, edges: &mut Edges) {
    let mut by_ends: BTreeMap<(Node, Node), Vec<Target>> = BTreeMap::new();
    for target in &set.world.targets {
        for source in &target.sources {
            // What one source may do does not depend on the others.
            let alone = Target { sources: vec![source.clone()], ..target.clone() };
            let ends = (identity(source), identity(&target.destination));
            by_ends.entry(ends).or_default().push(alone);
        }
    }
    for ((from, to), targets) in by_ends {
        let targets: Vec<&Target> = targets.iter().collect();
        let calls = show::calls_of(set, &targets);
        let label = calls.iter().map(|call| match call.ports.as_slice() {
            [] => call.what.clone(),
            ports => format!("{}, {}", call.what, words::ports(ports)),
        });
        let label: Vec<_> = label.collect();
        if !label.is_empty() {
            edges.insert((from, to, Meaning::Call), label);
        }
    }
}

fn splits(set: &Set, edges: &mut Edges) {
    for split in &set.world.splits {
        let shares = show::shares_of(set, split);
        let by_port: Vec<_> = shares.ports.iter().map(Percents::of).collect();
        let from = node(Role::Service, "Service", &Set::root_of(split));
        for backend in &split.backends {
            let name = Name::new(&split.origin.name.namespace, &backend.service);
            let mut lines = share_lines(&by_port, &name);
            if !shares.conditions.is_empty() {
                lines.push(format!("if {}", shares.conditions.join("; or ")));
            }
            let to = node(Role::Service, "Service", &name);
            let label = edges.entry((from.clone(), to, Meaning::Split)).or_default();
            for line in lines {
                if !label.contains(&line) {
                    label.push(line);
                }
            }
        }
    }
}

/// The shares on a port, by Service.
struct Percents<'s> {
    port: Option<u16>,
    by_service: HashMap<&'s str, &'s str>,
}

impl<'s> Percents<'s> {
    fn of(shares: &'s show::PortShares) -> Self {
        let backends = shares.backends.iter();
        let by_service = backends.map(|one| (one.service.as_str(), one.percent.as_str())).collect();
        Self { port: shares.port, by_service }
    }
}

/// The share of a backend: once where it is the same on all ports.
fn share_lines(by_port: &[Percents<'_>], name: &Name) -> Vec<String> {
    let name = name.to_string();
    let of_port = |one: &Percents<'_>| {
        (one.port, one.by_service.get(name.as_str()).copied().unwrap_or("0 %").to_owned())
    };
    let all: Vec<_> = by_port.iter().map(of_port).collect();
    let different: BTreeSet<_> = all.iter().map(|(_, percent)| percent).collect();
    if different.len() == 1 {
        return all.into_iter().map(|(_, percent)| percent).take(1).collect();
    }
    let line = |(port, percent): (Option<u16>, String)| match port {
        Some(port) => format!("port {port}: {percent}"),
        None => percent,
    };
    all.into_iter().map(line).collect()
}
