//! What is deployed, applied and sent: as little as the checks need.

use serde_json::{Value, json};
use smi_types::Manifest;

use crate::driver::{
    Change, Connection, Destination, HttpRequest, HttpVersion, Mesh, Millis, ObjectKey, Payload,
    ProbeId, ProbeRequest,
};
use crate::plan::convert;
use crate::topology::{Name, Topology};

/// The port of everything.
const PORT: u16 = 8080;

/// A client, and two servers of which one has two pods.
pub(super) fn topology() -> Topology {
    let web = json!({ "ports": [{ "port": PORT }] });
    let two = json!({ "replicas": 2, "ports": [{ "port": PORT }] });
    let service = json!({ "ports": [{ "port": PORT }] });
    let topology = json!({
        "workloads": { "client": {}, "web": web, "other": two },
        "services": { "web": service, "other": service },
    });
    serde_json::from_value(topology).expect("it has the form of a topology")
}

/// Objects that let the client call, as far as the mesh serves access; a split where it does not.
pub(super) fn objects(mesh: &Mesh) -> Vec<Change> {
    let metadata = json!({ "name": "web", "namespace": "app" });
    let subject =
        |name: &str| json!({ "kind": "ServiceAccount", "name": name, "namespace": "app" });
    let everything = json!({ "name": "everything", "pathRegex": "/.*", "methods": ["*"] });
    let rule = json!({ "kind": "HTTPRouteGroup", "name": "web", "matches": ["everything"] });
    let group = json!({
        "apiVersion": "specs.smi-spec.io/v1alpha4",
        "kind": "HTTPRouteGroup",
        "metadata": metadata,
        "spec": { "matches": [everything] },
    });
    let target = json!({
        "apiVersion": "access.smi-spec.io/v1alpha3",
        "kind": "TrafficTarget",
        "metadata": metadata,
        "spec": {
            "destination": subject("web"),
            "rules": [rule],
            "sources": [subject("client")],
        },
    });
    let split = json!({
        "apiVersion": "split.smi-spec.io/v1alpha4",
        "kind": "TrafficSplit",
        "metadata": metadata,
        "spec": { "service": "web", "backends": [{ "service": "other", "weight": 1 }] },
    });
    let access = changes(&[group, target], mesh);
    if access.is_empty() { changes(&[split], mesh) } else { access }
}

/// The deletion of something that was never there.
pub(super) fn deletion() -> Change {
    let (kind, namespace) = ("TrafficSplit".to_owned(), "app".to_owned());
    Change::Delete(ObjectKey { kind, namespace, name: "never-there".to_owned() })
}

/// An object of a kind that the mesh serves, with a spec that means nothing.
pub(super) fn nonsense(mesh: &Mesh) -> Option<(Value, ObjectKey)> {
    let kinds = [("split.smi-spec.io", "TrafficSplit"), ("access.smi-spec.io", "TrafficTarget")];
    let (version, group, kind) =
        kinds.into_iter().find_map(|(group, kind)| Some((mesh.serves.get(group)?, group, kind)))?;
    let (namespace, name) = ("app".to_owned(), "nonsense".to_owned());
    let object = json!({
        "apiVersion": format!("{group}/{version}"),
        "kind": kind,
        "metadata": { "name": name, "namespace": namespace },
        "spec": { "service": 7, "backends": "none", "destination": 7, "rules": "none" },
    });
    Some((object, ObjectKey { kind: kind.to_owned(), namespace, name }))
}

/// A plain probe.
pub(super) fn plain(id: ProbeId) -> ProbeRequest {
    let payload = Payload::Http(HttpRequest {
        method: "GET".to_owned(),
        path: "/".to_owned(),
        ..HttpRequest::default()
    });
    let to = Destination::Service { name: Name::from("web".to_owned()), port: PORT };
    ProbeRequest {
        id,
        from: String::new(),
        to,
        payload,
        connection: Connection::Fresh,
        claims: None,
        deadline: Millis(2_000),
    }
}

/// A probe with everything in it that is easily lost on the way.
pub(super) fn intricate(id: ProbeId) -> ProbeRequest {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let payload = Payload::Http(HttpRequest {
        version: HttpVersion::Http11,
        method: "POST".to_owned(),
        path: "/a%20b/%7Ec/d%2Fe?q=%26&q=1+2&&empty=&%41".to_owned(),
        headers: vec![
            header("x-plugin-test", "first"),
            header("x-other", "a, b; c=\"d\""),
            header("x-plugin-test", "second"),
        ],
        body: "{\"words\": \"drei, \u{fc}ber\"}\r\n\n".to_owned(),
    });
    ProbeRequest { payload, ..plain(id) }
}

/// A probe that has very little time.
pub(super) fn hasty(id: ProbeId) -> ProbeRequest {
    ProbeRequest { deadline: Millis(50), ..plain(id) }
}

fn changes(documents: &[Value], mesh: &Mesh) -> Vec<Change> {
    let sent = documents.iter().map(|document| {
        let object = Manifest::parse(document).expect("the objects are well-formed");
        convert(object.manifest, mesh).ok().map(|applied| applied.sent)
    });
    // All of them, or none: one without the other opens nothing.
    sent.collect::<Option<Vec<_>>>().unwrap_or_default().concat()
}
