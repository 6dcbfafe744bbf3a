//! Sentinels: where a step changes nothing that its probes could see, objects of the same kind are applied after it that
//! open a way nobody else uses. Once it is open, the mesh has taken up what came before.

use std::collections::BTreeSet;

use serde_json::json;
use smi_types::Manifest;

use super::{PlanError, convert, key, predictions};
use crate::course::{CourseProbe, CourseStep};
use crate::driver::{HttpRequest, Mesh, ObjectKey, Payload};
use crate::oracle::{Objects, Oracle};
use crate::prediction::Prediction;
use crate::scenario::HostPort;
use crate::topology::{
    ContainerPort, DEFAULT_NAMESPACE, Name, Protocol, Service, ServicePort, Topology, Workload,
};

const NAME: &str = "sentinel";
const PORT: u16 = 8080;

/// The changed objects of a step without which no probe of the step would be answered otherwise.
pub(super) fn unseen(
    topology: &Topology,
    step: &CourseStep,
    before: &Objects,
    after: &Objects,
) -> Vec<ObjectKey> {
    let changed: BTreeSet<_> = before
        .keys()
        .chain(after.keys())
        .filter(|key| before.get(*key) != after.get(*key))
        .collect();
    let answers = predictions(topology, step, after);
    let is_seen = |key: &&ObjectKey| {
        let mut without = after.clone();
        match before.get(*key) {
            None => without.remove(*key),
            Some(old) => without.insert((*key).clone(), old.clone()),
        };
        let other = predictions(topology, step, &without);
        answers.iter().zip(other).any(|(answer, other)| match (answer, &other) {
            (Some(answer), Some(other)) => answer.differs_visibly(other),
            _ => true,
        })
    };
    changed.into_iter().filter(|key| !is_seen(key)).cloned().collect()
}

/// Posts a sentinel behind a step.
pub(super) fn post(
    topology: &mut Topology,
    step: &mut CourseStep,
    objects: &mut Objects,
    mesh: &Mesh,
) -> Result<(), PlanError> {
    let Some(from) = step.probes.first().map(|probe| probe.from.clone()) else { return Ok(()) };
    let before = objects.clone();
    add_workload(topology);
    for object in sentinel_objects(topology, &from, &step.name) {
        let applied = convert(object, mesh)?;
        step.changes.extend(applied.sent);
        objects.insert(key(&applied.written), applied.written);
    }
    let to = HostPort { host: Name::new(DEFAULT_NAMESPACE, NAME), port: PORT };
    let send = Payload::Http(HttpRequest {
        method: "GET".to_owned(),
        path: path(&step.name),
        ..HttpRequest::default()
    });
    let answer = |objects: &Objects| {
        let answered = Oracle::new(topology, objects).answer(&from, &to, &send);
        answered.map_or(Prediction::Denied, |answered| answered.prediction)
    };
    step.probes.push(CourseProbe {
        before: answer(&before),
        after: answer(objects),
        behind: [to.host.clone()].into(),
        from,
        to,
        send,
        expectation: None,
    });
    Ok(())
}

fn path(step: &str) -> String {
    format!("/{NAME}-{step}")
}

fn add_workload(topology: &mut Topology) {
    let name = Name::new(DEFAULT_NAMESPACE, NAME);
    let port = ContainerPort { name: None, port: PORT, protocol: Protocol::Http };
    topology.workloads.entry(name.clone()).or_insert_with(|| Workload {
        replicas: 1,
        service_account: None,
        labels: [].into(),
        ports: vec![port],
        meshed: true,
    });
    let port = ServicePort { name: None, port: PORT, target_port: None, protocol: Protocol::Http };
    topology.services.entry(name).or_insert_with(|| Service { selects: None, ports: vec![port] });
}

fn sentinel_objects(topology: &Topology, from: &Name, step: &str) -> Vec<Manifest> {
    let metadata = json!({ "name": format!("{NAME}-{step}"), "namespace": DEFAULT_NAMESPACE });
    let account =
        topology.workloads.get(from).map_or(from.name(), |workload| workload.account(from));
    let documents = [
        json!({
            "apiVersion": "specs.smi-spec.io/v1alpha4",
            "kind": "HTTPRouteGroup",
            "metadata": metadata,
            "spec": { "matches": [{ "name": NAME, "pathRegex": path(step), "methods": ["GET"] }] },
        }),
        json!({
            "apiVersion": "access.smi-spec.io/v1alpha3",
            "kind": "TrafficTarget",
            "metadata": metadata,
            "spec": {
                "destination": { "kind": "ServiceAccount", "name": NAME, "namespace": DEFAULT_NAMESPACE },
                "rules": [{ "kind": "HTTPRouteGroup", "name": metadata["name"], "matches": [NAME] }],
                "sources": [{ "kind": "ServiceAccount", "name": account, "namespace": from.namespace() }],
            },
        }),
    ];
    let parse =
        |document| Manifest::parse(&document).expect("the sentinel's objects are well-formed");
    documents.into_iter().map(|document| parse(document).manifest).collect()
}
