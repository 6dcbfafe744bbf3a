//! Who may call whom, from all targets together.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::answer::words;
use crate::model::{Name, Rule, Subject, Target};
use crate::set::Set;

/// An identity that is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Destination {
    /// The kind of the identity, `ServiceAccount` as a rule.
    pub kind: String,
    /// The identity, as `namespace/name`.
    pub name: String,
    /// The Services whose pods have the identity, as far as they are in the input.
    pub services: Vec<String>,
    /// What makes these pods.
    pub workloads: Vec<String>,
    /// Who may call it, and what.
    pub calls: Vec<Call>,
}

/// Something that may be called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Call {
    /// The kind of the caller's identity.
    pub kind: String,
    /// The caller's identity, as `namespace/name`.
    pub from: String,
    /// What may be called: a method, a path and headers, or a protocol.
    pub what: String,
    /// The ports of the container; any without one.
    pub ports: Vec<i64>,
    /// The targets that allow it.
    pub by: Vec<String>,
}

/// An identity: kind and name.
type Identity = (String, Name);

/// Who may call whom, by the names of those who are called.
pub(super) fn of(set: &Set) -> Vec<Destination> {
    let mut targets: BTreeMap<Identity, Vec<&Target>> = BTreeMap::new();
    for target in &set.world.targets {
        targets.entry(identity(&target.destination)).or_default().push(target);
    }
    let destination = |((kind, name), targets): (Identity, Vec<&Target>)| {
        let is_account = kind == "ServiceAccount";
        let (mut services, mut workloads) = (Vec::new(), Vec::new());
        if is_account {
            let of_services = set.services_as(&name).into_iter();
            services.extend(of_services.map(|service| service.origin.name.to_string()));
            let of_workloads = set.workloads_as(&name).into_iter();
            workloads.extend(
                of_workloads
                    .map(|workload| format!("{} {}", workload.origin.kind, workload.origin.name)),
            );
            services.sort();
            workloads.sort();
        }
        Destination {
            kind,
            name: name.to_string(),
            services,
            workloads,
            calls: calls(set, &targets),
        }
    };
    targets.into_iter().map(destination).collect()
}

fn identity(subject: &Subject) -> Identity {
    (subject.kind.clone(), Set::subject_name(subject))
}

/// What targets allow; what several of them allow stands there once.
pub(in crate::answer) fn calls(set: &Set, targets: &[&Target]) -> Vec<Call> {
    let mut allowed: BTreeMap<(Identity, String, Vec<i64>), Vec<String>> = BTreeMap::new();
    for target in targets {
        for (what, ports) in permissions(set, target) {
            for source in &target.sources {
                let key = (identity(source), what.clone(), ports.clone());
                let by = allowed.entry(key).or_default();
                let name = target.origin.name.to_string();
                if !by.contains(&name) {
                    by.push(name);
                }
            }
        }
    }
    let call =
        |(((kind, from), what, ports), mut by): ((Identity, String, Vec<i64>), Vec<String>)| {
            by.sort();
            Call { kind, from: from.to_string(), what, ports, by }
        };
    allowed.into_iter().map(call).collect()
}

/// What a target allows: requests in words, and ports.
fn permissions(set: &Set, target: &Target) -> Vec<(String, Vec<i64>)> {
    let of_kind = |kind: &'static str| target.rules.iter().filter(move |rule| rule.kind == kind);
    let within = |ports: Option<Vec<i64>>| limited(ports, target.port);
    let mut permissions = Vec::new();
    let has_http = of_kind("HTTPRouteGroup").next().is_some();
    for (kind, protocol) in [("TCPRoute", "TCP"), ("UDPRoute", "UDP")] {
        // Routes beside groups limit the ports of the groups.
        if of_kind(kind).next().is_none() || (has_http && kind == "TCPRoute") {
            continue;
        }
        let (ports, unknown) = l4_ports(set, of_kind(kind));
        if let Some(ports) = within(ports) {
            permissions.push((protocol.to_owned(), ports));
        }
        permissions
            .extend(unknown.into_iter().map(|what| (what, target.port.into_iter().collect())));
    }
    let ports = if of_kind("TCPRoute").next().is_some() {
        l4_ports(set, of_kind("TCPRoute")).0
    } else {
        Some(Vec::new())
    };
    if let Some(ports) = within(ports) {
        let what = of_kind("HTTPRouteGroup").flat_map(|rule| http(set, rule));
        permissions.extend(what.map(|what| (what, ports.clone())));
    }
    permissions
}

/// The ports of routes together, or nothing where none of them is known; and the names of those that are not.
fn l4_ports<'r>(
    set: &Set,
    rules: impl Iterator<Item = &'r Rule>,
) -> (Option<Vec<i64>>, Vec<String>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for rule in rules {
        match set.l4_route(&rule.kind, &Set::route_name(rule)).found() {
            Some(route) => known.push(route.ports.clone()),
            None => unknown.push(missing(rule)),
        }
    }
    if known.is_empty() {
        return (None, unknown);
    }
    if known.iter().any(Vec::is_empty) {
        return (Some(Vec::new()), unknown);
    }
    let mut ports = known.concat();
    ports.sort_unstable();
    ports.dedup();
    (Some(ports), unknown)
}

/// Ports within the one that a target names itself. Nothing where that leaves none.
fn limited(ports: Option<Vec<i64>>, port: Option<i64>) -> Option<Vec<i64>> {
    let ports = ports?;
    match port {
        None => Some(ports),
        Some(port) => (ports.is_empty() || ports.contains(&port)).then(|| vec![port]),
    }
}

/// The requests that a rule is about, in words.
fn http(set: &Set, rule: &Rule) -> Vec<String> {
    let Some(group) = set.route_group(&Set::route_name(rule)).found() else {
        return vec![missing(rule)];
    };
    let names = rule.matches.as_deref().filter(|names| !names.is_empty());
    let Some(names) = names else { return group.matches.iter().map(words::of_match).collect() };
    let of_name = |name: &String| -> Vec<String> {
        let found = group.matches.iter().filter(|one| one.name == *name);
        let words: Vec<_> = found.map(words::of_match).collect();
        if words.is_empty() {
            return vec![format!("nothing: {} has no match `{name}`", rule.name)];
        }
        words
    };
    names.iter().flat_map(of_name).collect()
}

fn missing(rule: &Rule) -> String {
    format!("{} {}, which is not in the input", rule.kind, rule.name)
}
