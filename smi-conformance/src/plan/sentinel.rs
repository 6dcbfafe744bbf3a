//! Sentinels: where a step changes nothing that its probes could see, objects of the same kind are applied after it that
//! open a way nobody else uses. Once it is open, the mesh has taken up what came before. Changes of splits are followed by a
//! split, which also works in a mesh without access control.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use smi_types::Manifest;

use super::{PlanError, convert, predictions};
use crate::course::{CourseProbe, CourseStep};
use crate::driver::{Connection, HttpRequest, Mesh, ObjectKey, Payload};
use crate::oracle::{Objects, Oracle, Question};
use crate::prediction::Prediction;
use crate::scenario::HostPort;
use crate::topology::{
    ContainerPort, DEFAULT_NAMESPACE, Name, Protocol, Service, ServicePort, Topology, Workload,
};

/// The workload whose opening shows that changes of access were taken up; also the root of sentinel splits.
const NAME: &str = "sentinel";
/// The workload that sentinel splits send to.
const NEXT: &str = "sentinel-next";
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

/// Posts sentinels behind a step: one for each side of the mesh that has taken up changes that nobody sees.
pub(super) fn post(
    (topology, objects): (&mut Topology, &mut Objects),
    step: &mut CourseStep,
    unseen: &[ObjectKey],
    mesh: &Mesh,
) -> Result<(), PlanError> {
    let Some(from) = step.probes.first().map(|probe| probe.from.clone()) else { return Ok(()) };
    let before = objects.clone();
    let is_split = |key: &&ObjectKey| key.kind == "TrafficSplit";
    let access = super::serves_access(mesh);
    let split = unseen.iter().any(|key| is_split(&key));
    let service = if split { format!("{NAME}-{}", step.name) } else { NAME.to_owned() };
    add_workload(topology, NAME);
    add_service(topology, &service, NAME);
    let mut documents = Vec::new();
    if access {
        documents.extend(access_objects(topology, &from, &step.name, NAME));
    }
    if split {
        add_workload(topology, NEXT);
        add_service(topology, NEXT, NEXT);
        if access {
            documents.extend(access_objects(topology, &from, &step.name, NEXT));
        }
        documents.push(split_object(&service));
    }
    for document in documents {
        let object = Manifest::parse(&document).expect("the sentinel's objects are well-formed");
        let applied = convert(object.manifest, mesh)?;
        step.changes.extend(applied.sent);
        objects.insert(ObjectKey::of(&applied.written), applied.written);
    }
    let probe = sentinel_probe(topology, from, &service, &step.name, [&before, objects]);
    step.probes.push(probe);
    Ok(())
}

fn sentinel_probe(
    topology: &Topology,
    from: Name,
    service: &str,
    step: &str,
    [before, after]: [&Objects; 2],
) -> CourseProbe {
    let to = HostPort { host: Name::new(DEFAULT_NAMESPACE, service), port: PORT };
    let request =
        HttpRequest { method: "GET".to_owned(), path: path(step), ..HttpRequest::default() };
    let send = Payload::Http(request);
    let answer = |objects: &Objects| {
        let question = Question { from: &from, to: &to, send: &send, past_service: false };
        let answered = Oracle::new(topology, objects).answer(question);
        answered.map_or(Prediction::Denied, |answered| answered.prediction)
    };
    CourseProbe {
        before: answer(before),
        after: answer(after),
        behind: topology.behind(&to.host).into_iter().cloned().collect(),
        from,
        to,
        send,
        connection: Connection::Fresh,
        past_service: false,
        claims: None,
        expectation: None,
    }
}

fn path(step: &str) -> String {
    format!("/{NAME}-{step}")
}

fn add_workload(topology: &mut Topology, name: &str) {
    let port = ContainerPort { name: None, port: PORT, protocol: Protocol::Http };
    topology.workloads.entry(Name::new(DEFAULT_NAMESPACE, name)).or_insert_with(|| Workload {
        replicas: 1,
        service_account: None,
        labels: [].into(),
        ports: vec![port],
        meshed: true,
    });
}

fn add_service(topology: &mut Topology, name: &str, workload: &str) {
    let port = ServicePort { name: None, port: PORT, target_port: None, protocol: Protocol::Http };
    topology.services.entry(Name::new(DEFAULT_NAMESPACE, name)).or_insert_with(|| Service {
        selects: Some(vec![Name::new(DEFAULT_NAMESPACE, workload)]),
        ports: vec![port],
    });
}

/// Objects that let the sender call a sentinel's workload on the path of the step.
fn access_objects(topology: &Topology, from: &Name, step: &str, workload: &str) -> [Value; 2] {
    let name = format!("{workload}-{step}");
    let metadata = json!({ "name": name, "namespace": DEFAULT_NAMESPACE });
    let account =
        topology.workloads.get(from).map_or(from.name(), |workload| workload.account(from));
    [
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
                "destination": { "kind": "ServiceAccount", "name": workload, "namespace": DEFAULT_NAMESPACE },
                "rules": [{ "kind": "HTTPRouteGroup", "name": name, "matches": [NAME] }],
                "sources": [{ "kind": "ServiceAccount", "name": account, "namespace": from.namespace() }],
            },
        }),
    ]
}

/// A split that sends everything from a sentinel's Service to the next one.
fn split_object(service: &str) -> Value {
    json!({
        "apiVersion": "split.smi-spec.io/v1alpha4",
        "kind": "TrafficSplit",
        "metadata": { "name": service, "namespace": DEFAULT_NAMESPACE },
        "spec": { "service": service, "backends": [{ "service": NEXT, "weight": 100 }] },
    })
}
