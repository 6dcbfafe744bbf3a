//! Targets that let everybody call everybody, for scenarios that are about something else than access.

use serde_json::{Value, json};

use crate::topology::{Name, Protocol, Topology};

/// The objects, in the latest versions: for every ServiceAccount with ports, a target for each protocol on them.
#[must_use]
pub fn open_objects(topology: &Topology) -> Vec<Value> {
    let meshed = || topology.workloads.iter().filter(|(_, workload)| workload.meshed);
    let mut sources: Vec<_> = meshed()
        .map(|(name, workload)| subject(name.namespace(), workload.account(name)))
        .collect();
    sources.dedup();
    let mut objects = Vec::new();
    for (name, workload) in meshed() {
        for protocol in [Protocol::Http, Protocol::Tcp] {
            if workload.ports.iter().any(|port| port.protocol == protocol) {
                let [route, target] = open(name, workload.account(name), protocol, &sources);
                objects.extend([route, target]);
            }
        }
    }
    objects
}

fn subject(namespace: &str, service_account: &str) -> Value {
    json!({ "kind": "ServiceAccount", "name": service_account, "namespace": namespace })
}

fn open(name: &Name, service_account: &str, protocol: Protocol, sources: &[Value]) -> [Value; 2] {
    let (kind, suffix, spec) = match protocol {
        Protocol::Http => {
            let everything = json!({ "name": "everything", "pathRegex": ".*", "methods": ["*"] });
            ("HTTPRouteGroup", "http", json!({ "matches": [everything] }))
        }
        Protocol::Tcp => ("TCPRoute", "tcp", json!({ "matches": { "ports": [] } })),
    };
    let metadata =
        json!({ "name": format!("open-{}-{suffix}", name.name()), "namespace": name.namespace() });
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
            "rules": [{ "kind": kind, "name": metadata["name"] }],
            "sources": sources,
        },
    });
    [route, target]
}
