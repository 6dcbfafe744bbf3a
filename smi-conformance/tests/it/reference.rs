//! The reference mesh, driven without the judge: what no scenario asks for.

mod live;
mod ports;
mod processes;

use serde_json::json;
use smi_conformance::driver::{
    Change, Deployment, Destination, Driver as _, HttpRequest, HttpVersion, Millis, Outcome,
    Payload, ProbeId, ProbeRequest,
};
use smi_conformance::reference::{Kind, ReferenceDriver};
use smi_conformance::topology::{Name, Topology};

const TOPOLOGY: &str = "
workloads:
  client: {}
  outsider: { meshed: false }
  web: { ports: [{ port: 8080 }, { port: 9000, protocol: tcp }] }
  web-v2: { ports: [{ port: 8080 }] }
services:
  web: { ports: [{ port: 8080 }, { port: 9000, protocol: tcp }] }
  web-v2: { ports: [{ port: 8080 }] }
";

async fn deploy(kind: Kind) -> Box<dyn Deployment> {
    let topology: Topology = serde_yaml::from_str(TOPOLOGY).unwrap();
    let driver = ReferenceDriver::new(kind, 1).unwrap();
    driver.deploy("test", &topology).await.unwrap()
}

fn probe(from: &str, port: u16, payload: Payload) -> ProbeRequest {
    ProbeRequest {
        id: ProbeId("probe-1".to_owned()),
        from: from.to_owned(),
        to: Destination::Service { name: Name::new("app", "web"), port },
        payload,
        connection: Default::default(),
        claims: None,
        deadline: Millis(2_000),
    }
}

fn http(version: HttpVersion) -> Payload {
    let (method, path) = ("POST".to_owned(), "/a%20b?c=d&c=%2F".to_owned());
    let headers = vec![("x-one".to_owned(), "1".to_owned()), ("x-one".to_owned(), "2".to_owned())];
    Payload::Http(HttpRequest { version, method, path, headers, body: "body".to_owned() })
}

/// Targets that let `source` call both services on everything.
fn open(source: &str) -> Vec<Change> {
    let object = |api: &str, kind: &str, name: &str, spec: serde_json::Value| {
        Change::Apply(json!({
            "apiVersion": api, "kind": kind, "metadata": { "name": name, "namespace": "app" }, "spec": spec,
        }))
    };
    let account =
        |name: &str| json!({ "kind": "ServiceAccount", "name": name, "namespace": "app" });
    let target = |name: &str, kind: &str, route: &str, destination: &str| {
        let rules = json!([{ "kind": kind, "name": route }]);
        let spec = json!({ "destination": account(destination), "rules": rules, "sources": [account(source)] });
        object("access.smi-spec.io/v1alpha3", "TrafficTarget", name, spec)
    };
    let all = json!({ "matches": [{ "name": "all", "pathRegex": ".*", "methods": ["*"] }] });
    vec![
        object("specs.smi-spec.io/v1alpha4", "HTTPRouteGroup", "all", all),
        object("specs.smi-spec.io/v1alpha4", "TCPRoute", "tcp", json!({})),
        target("web-http", "HTTPRouteGroup", "all", "web"),
        target("web-tcp", "TCPRoute", "tcp", "web"),
        target("web-v2-http", "HTTPRouteGroup", "all", "web-v2"),
    ]
}

fn split(to: &str) -> Change {
    Change::Apply(json!({
        "apiVersion": "split.smi-spec.io/v1alpha4",
        "kind": "TrafficSplit",
        "metadata": { "name": "web", "namespace": "app" },
        "spec": { "service": "web", "backends": [{ "service": to, "weight": 1 }] },
    }))
}

fn served_by(outcome: &Outcome) -> &str {
    let Outcome::Served(arrival) = outcome else { panic!("{outcome:?}") };
    &arrival.pod
}

async fn one(deployment: &dyn Deployment, request: ProbeRequest) -> Outcome {
    deployment.probe(&[request]).await.unwrap().remove(0)
}

#[tokio::test]
async fn both_versions_of_http_arrive_as_they_were_sent() {
    let deployment = deploy(Kind::Reference(None)).await;
    deployment.apply(&open("client")).await.unwrap();
    for version in [HttpVersion::Http11, HttpVersion::Http2] {
        let payload = http(version);
        let outcome = one(&*deployment, probe("client-0", 8080, payload.clone())).await;
        let (Outcome::Served(arrival), Payload::Http(sent)) = (outcome, payload) else { panic!() };
        let arrived = arrival.request.unwrap();
        assert_eq!(
            (&arrived.method, &arrived.path, &arrived.body, arrived.version),
            (&sent.method, &sent.path, &sent.body, version)
        );
        let ones: Vec<_> =
            arrived.headers.iter().filter(|(name, _)| name == "x-one").cloned().collect();
        assert_eq!(ones, sent.headers);
    }
    deployment.teardown().await.unwrap();
}

/// Without a sidecar there is no identity, and the application has no address of its own that could be dialled.
#[tokio::test]
async fn a_client_outside_the_mesh_reaches_nothing() {
    let deployment = deploy(Kind::Reference(None)).await;
    deployment.apply(&open("outsider")).await.unwrap();
    for (port, payload) in [(8080, http(HttpVersion::Http11)), (9000, Payload::Tcp)] {
        let outcome = one(&*deployment, probe("outsider-0", port, payload)).await;
        assert!(matches!(outcome, Outcome::Broken { .. }), "{outcome:?}");
    }
    assert_eq!(deployment.arrivals(&[ProbeId("probe-1".to_owned())]).await.unwrap(), []);
    assert_eq!(deployment.self_check(&["web-0".to_owned()]).await.unwrap(), [true]);
}

/// Like an API server without a schema: anything with a kind and a name is stored, and means nothing until it can be read.
#[tokio::test]
async fn an_object_that_cannot_be_read_is_stored_and_stands_in_nobodys_way() {
    let deployment = deploy(Kind::Reference(None)).await;
    let Change::Apply(mut document) = split("web-v2") else { panic!() };
    document["spec"]["backends"][0]["weight"] = "many".into();
    deployment.apply(&[Change::Apply(document.clone())]).await.unwrap();
    deployment.apply(&open("client")).await.unwrap();
    let ask = || one(&*deployment, probe("client-0", 8080, http(HttpVersion::Http11)));
    assert_eq!(served_by(&ask().await), "web-0");
    deployment.apply(&[split("web-v2")]).await.unwrap();
    assert_eq!(served_by(&ask().await), "web-v2-0");
    document["metadata"]["name"].take();
    let error = deployment.apply(&[Change::Apply(document)]).await.unwrap_err().to_string();
    assert!(error.contains("was not accepted: "), "{error}");
}

#[tokio::test]
async fn the_null_mesh_serves_everybody_from_the_dialled_service() {
    let deployment = deploy(Kind::Null).await;
    deployment.apply(&[split("web-v2")]).await.unwrap();
    for from in ["client-0", "outsider-0"] {
        let outcome = one(&*deployment, probe(from, 8080, http(HttpVersion::Http11))).await;
        let Outcome::Served(arrival) = outcome else { panic!("{outcome:?}") };
        assert_eq!((arrival.pod.as_str(), arrival.port), ("web-0", 8080));
    }
}
