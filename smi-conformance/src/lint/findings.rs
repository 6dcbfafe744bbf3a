//! What the validator says of a scenario's objects, in the cluster that the scenario describes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use smi_validate::check::check;
use smi_validate::config::Config;
use smi_validate::finding::{Input, Severity};

use crate::driver::ObjectKey;
use crate::scenario::Scenario;
use crate::topology::{Name, Protocol, Topology};

/// The codes of all findings above a hint, over all steps.
pub(crate) fn codes(scenario: &Scenario) -> BTreeSet<String> {
    let mut objects: BTreeMap<Option<ObjectKey>, Value> = BTreeMap::new();
    let mut codes = BTreeSet::new();
    // The scenario is all that there is.
    let config = Config { complete: true, ..Config::default() };
    let cluster = cluster(&scenario.topology);
    for step in &scenario.steps {
        for document in step.apply.iter().chain(&step.raw).chain(&step.churn) {
            objects.insert(ObjectKey::of_document(document), document.clone());
        }
        for gone in &step.delete {
            objects.remove(&Some(gone.clone()));
        }
        let documents: Vec<_> =
            cluster.iter().chain(objects.values()).map(|one| format!("---\n{one}\n")).collect();
        let input = Input::new("scenario.yaml".to_owned(), documents.concat().as_str(), 0);
        let findings = check(&[input], &config);
        let notable = findings.iter().filter(|finding| finding.severity > Severity::Hint);
        codes.extend(notable.map(|finding| finding.rule.code.to_string()));
    }
    codes
}

/// What Kubernetes has in such a topology.
fn cluster(topology: &Topology) -> Vec<Value> {
    let mut documents: Vec<_> = topology
        .namespaces()
        .into_iter()
        .map(|name| object("v1", "Namespace", None, name))
        .collect();
    let accounts: BTreeSet<_> = topology
        .workloads
        .iter()
        .map(|(name, workload)| (name.namespace(), workload.account(name)))
        .collect();
    documents.extend(
        accounts
            .into_iter()
            .map(|(namespace, name)| object("v1", "ServiceAccount", Some(namespace), name)),
    );
    documents.extend(topology.workloads.keys().map(|name| deployment(topology, name)));
    documents.extend(topology.services.keys().map(|name| service(topology, name)));
    documents
}

fn object(api_version: &str, kind: &str, namespace: Option<&str>, name: &str) -> Value {
    let mut object =
        json!({ "apiVersion": api_version, "kind": kind, "metadata": { "name": name } });
    if let Some(namespace) = namespace {
        object["metadata"]["namespace"] = namespace.into();
    }
    object
}

fn deployment(topology: &Topology, name: &Name) -> Value {
    let workload = &topology.workloads[name];
    let mut labels: BTreeMap<String, String> = workload.labels.clone();
    labels.entry("app".to_owned()).or_insert_with(|| name.name().to_owned());
    labels.insert("workload".to_owned(), name.name().to_owned());
    for service in topology.services.keys().filter(|one| topology.behind(one).contains(&name)) {
        labels.insert(format!("behind-{}", service.name()), "yes".to_owned());
    }
    let ports: Vec<_> = workload
        .ports
        .iter()
        .map(|port| json!({ "containerPort": port.port, "protocol": transport(port.protocol) }))
        .collect();
    let mut deployment = object("apps/v1", "Deployment", Some(name.namespace()), name.name());
    deployment["spec"] = json!({
        "replicas": workload.replicas,
        "selector": { "matchLabels": { "workload": name.name() } },
        "template": {
            "metadata": { "labels": labels },
            "spec": {
                "serviceAccountName": workload.account(name),
                "containers": [{ "name": "main", "image": "app", "ports": ports }],
            },
        },
    });
    deployment
}

fn service(topology: &Topology, name: &Name) -> Value {
    let ports: Vec<_> = topology.services[name]
        .ports
        .iter()
        .map(|port| {
            json!({
                "name": port.name.clone().unwrap_or_else(|| format!("port-{}", port.port)),
                "port": port.port,
                "targetPort": port.target(),
                "protocol": transport(port.protocol),
                "appProtocol": if port.protocol == Protocol::Http { "http" } else { "tcp" },
            })
        })
        .collect();
    let mut service = object("v1", "Service", Some(name.namespace()), name.name());
    service["spec"] = json!({
        "selector": { (format!("behind-{}", name.name())): "yes" },
        "ports": ports,
    });
    service
}

const fn transport(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Http | Protocol::Tcp => "TCP",
        Protocol::Udp => "UDP",
    }
}
