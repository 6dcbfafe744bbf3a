//! Targets that let every sender of a scenario call everybody, for scenarios that are about something else than access.
//!
//! They use as little of the specification as they can (one method, listed matches, listed ports), so that a mesh with a
//! fault in access fails the scenarios about access and no others.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::scenario::Scenario;
use crate::topology::{Name, Protocol, Workload};

/// The objects, in the latest versions: for every ServiceAccount with ports, a target for each protocol on them.
#[must_use]
pub fn open_objects(scenario: &Scenario) -> Vec<Value> {
    let topology = &scenario.topology;
    let senders = scenario.steps.iter().flat_map(|step| &step.probes).map(|probe| &probe.from);
    let senders: BTreeSet<_> = senders.collect();
    let source = |name: &Name| {
        let workload = topology.workloads.get(name)?;
        Some(subject(name.namespace(), workload.account(name)))
    };
    let sources: Vec<_> = senders.into_iter().filter_map(source).collect();
    let mut objects = Vec::new();
    for (name, workload) in topology.workloads.iter().filter(|(_, workload)| workload.meshed) {
        for protocol in [Protocol::Http, Protocol::Tcp, Protocol::Udp] {
            if workload.ports.iter().any(|port| port.protocol == protocol) {
                let routes = Routes::of(workload, protocol);
                objects.extend(open(name, workload.account(name), routes, &sources));
            }
        }
    }
    objects
}

/// A ServiceAccount, as targets name it.
pub(crate) fn subject(namespace: &str, service_account: &str) -> Value {
    json!({ "kind": "ServiceAccount", "name": service_account, "namespace": namespace })
}

/// What is open of a protocol: requests of one method with any path, or ports.
pub(crate) struct Routes {
    kind: &'static str,
    suffix: &'static str,
    spec: Value,
    matches: Option<Value>,
}

impl Routes {
    pub(crate) fn http(method: &str) -> Self {
        let everything = json!({ "name": "everything", "pathRegex": "/.*", "methods": [method] });
        Self {
            kind: "HTTPRouteGroup",
            suffix: "http",
            spec: json!({ "matches": [everything] }),
            matches: Some(json!(["everything"])),
        }
    }

    pub(crate) fn tcp(ports: &[u16]) -> Self {
        Self::l4("TCPRoute", "tcp", ports)
    }

    pub(crate) fn udp(ports: &[u16]) -> Self {
        Self::l4("UDPRoute", "udp", ports)
    }

    fn l4(kind: &'static str, suffix: &'static str, ports: &[u16]) -> Self {
        Self { kind, suffix, spec: json!({ "matches": { "ports": ports } }), matches: None }
    }

    fn of(workload: &Workload, protocol: Protocol) -> Self {
        let of_protocol = workload.ports.iter().filter(|port| port.protocol == protocol);
        let ports: Vec<_> = of_protocol.map(|port| port.port).collect();
        match protocol {
            Protocol::Http => Self::http("GET"),
            Protocol::Tcp => Self::tcp(&ports),
            Protocol::Udp => Self::udp(&ports),
        }
    }
}

/// Routes, and the target that lets these sources use them.
pub(crate) fn open(
    name: &Name,
    service_account: &str,
    routes: Routes,
    sources: &[Value],
) -> [Value; 2] {
    let Routes { kind, suffix, spec, matches } = routes;
    let object = format!("open-{}-{suffix}", name.name());
    let metadata = json!({ "name": object, "namespace": name.namespace() });
    let mut rule = json!({ "kind": kind, "name": object });
    if let Some(matches) = matches {
        rule["matches"] = matches;
    }
    let route = json!({
        "apiVersion": "specs.smi-spec.io/v1alpha4",
        "kind": kind,
        "metadata": metadata,
        "spec": spec,
    });
    let target = json!({
        "apiVersion": "access.smi-spec.io/v1alpha3",
        "kind": "TrafficTarget",
        "metadata": metadata,
        "spec": {
            "destination": subject(name.namespace(), service_account),
            "rules": [rule],
            "sources": sources,
        },
    });
    [route, target]
}
