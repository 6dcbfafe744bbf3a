//! Whom running sidecars believe, tried over their own sockets.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio_rustls::TlsConnector;

use super::{Kind, ReferenceDriver, Running, start};
use crate::clock;
use crate::driver::{
    Change, Connection, Destination, HttpRequest, Millis, Outcome, Payload, ProbeId, ProbeRequest,
};
use crate::reference::address::Sockets;
use crate::reference::compile::{Objects, Tables};
use crate::reference::fault::Fault;
use crate::reference::identity::{Identity, unsound};
use crate::topology::{Name, Topology};

const TOPOLOGY: &str = "
workloads:
  client: {}
  guest: {}
  web: { ports: [{ port: 8080 }, { port: 9000, protocol: tcp }, { port: 9100, protocol: udp }] }
services:
  web: { ports: [{ port: 8080 }] }
";
const WEB: u16 = 8080;

struct Mesh {
    driver: ReferenceDriver,
    running: Running,
}

async fn mesh(fault: Option<Fault>) -> Mesh {
    let topology: Topology = serde_yaml::from_str(TOPOLOGY).unwrap();
    let driver = ReferenceDriver::new(Kind::Reference(fault), 1).unwrap();
    let running = start(&driver, 1, &topology).await.unwrap();
    running.take(&client_may_call_web()).unwrap();
    Mesh { driver, running }
}

fn client_may_call_web() -> [Change; 2] {
    let account =
        |name: &str| json!({ "kind": "ServiceAccount", "name": name, "namespace": "app" });
    let object = |api: &str, kind: &str, spec: Value| {
        let metadata = json!({ "name": "web", "namespace": "app" });
        Change::Apply(
            json!({ "apiVersion": api, "kind": kind, "metadata": metadata, "spec": spec }),
        )
    };
    let all = json!({ "matches": [{ "name": "all", "pathRegex": ".*", "methods": ["*"] }] });
    let rules = json!([{ "kind": "HTTPRouteGroup", "name": "web" }]);
    let (from, to) = (account("client"), account("web"));
    let spec = json!({ "destination": to, "rules": rules, "sources": [from] });
    [
        object("specs.smi-spec.io/v1alpha4", "HTTPRouteGroup", all),
        object("access.smi-spec.io/v1alpha3", "TrafficTarget", spec),
    ]
}

fn client() -> Identity {
    Identity::new("app", "client")
}

impl Mesh {
    fn web(&self, port: u16) -> SocketAddrV4 {
        let pod = self.running.cluster.pods.iter().find(|pod| pod.name == "web-0").unwrap();
        SocketAddrV4::new(pod.address, port)
    }

    /// Calls the sidecar of `web` past every other sidecar, and returns the status line of its answer.
    async fn call(&self, config: ClientConfig, header: &str) -> Option<String> {
        let stream = self.running.shared.network.connect(self.web(WEB)).await.unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        let stream = connector.connect("pod.mesh".try_into().unwrap(), stream).await.ok()?;
        ask(stream, header).await
    }

    async fn probe(&self) -> Outcome {
        let probe = ProbeRequest {
            id: ProbeId("probe-1".to_owned()),
            from: "client-0".to_owned(),
            to: Destination::Service { name: Name::new("app", "web"), port: WEB },
            payload: Payload::Http(HttpRequest {
                method: "GET".to_owned(),
                path: "/".to_owned(),
                ..HttpRequest::default()
            }),
            connection: Connection::Fresh,
            claims: None,
            deadline: Millis(5_000),
        };
        self.running.send(&probe).await.unwrap()
    }
}

async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, header: &str) -> Option<String> {
    let request = format!("GET / HTTP/1.1\r\nhost: web\r\n{header}connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    let reading = stream.read_to_end(&mut answer);
    let _broken = clock::timeout(Duration::from_secs(5), reading).await.expect("an end");
    let line = String::from_utf8_lossy(&answer).lines().next()?.to_owned();
    Some(line)
}

const SERVED: &str = "HTTP/1.1 200 OK";
const DENIED: &str = "HTTP/1.1 403 Forbidden";

#[tokio::test]
async fn a_certificate_of_the_mesh_says_who_calls() {
    let mesh = mesh(None).await;
    let authority = &mesh.driver.authority;
    let sound = authority.impostor(&client()).unwrap();
    assert_eq!(mesh.call(sound, "").await.as_deref(), Some(SERVED));
    let other = authority.impostor(&Identity::new("app", "guest")).unwrap();
    assert_eq!(mesh.call(other, "").await.as_deref(), Some(DENIED));
    let elsewhere = authority.impostor(&Identity::new("other", "client")).unwrap();
    assert_eq!(mesh.call(elsewhere, "").await.as_deref(), Some(DENIED));
}

#[tokio::test]
async fn nobody_else_gets_an_answer() {
    let mesh = mesh(None).await;
    let authority = &mesh.driver.authority;
    let own = "spiffe://cluster.local/ns/app/sa/client";
    let wrong = [
        ("another authority", mesh.driver.pretender.impostor(&client()).unwrap()),
        ("expired", authority.expired(&client())),
        ("no URI", authority.with_uris(&[])),
        ("two URIs", authority.with_uris(&[own, "spiffe://cluster.local/ns/app/sa/guest"])),
        ("no certificate", unsound::anonymous()),
    ];
    for (name, config) in wrong {
        assert_eq!(mesh.call(config, "").await, None, "{name}");
    }
    // The same with exactly one URI shows that it is the URIs that count.
    let sound = authority.with_uris(&[own]);
    assert_eq!(mesh.call(sound, "").await.as_deref(), Some(SERVED));
    let foreign = authority.with_uris(&["spiffe://elsewhere.local/ns/app/sa/client"]);
    assert_eq!(mesh.call(foreign, "").await.as_deref(), Some(DENIED));
}

#[tokio::test]
async fn a_header_does_not_say_who_calls() {
    let header = "serviceidentity: client.app.cluster.local\r\n";
    for (fault, expected) in [(None, DENIED), (Some(Fault::IdentityFromHeader), SERVED)] {
        let mesh = mesh(fault).await;
        let guest = mesh.driver.authority.impostor(&Identity::new("app", "guest")).unwrap();
        assert_eq!(mesh.call(guest, header).await.as_deref(), Some(expected));
    }
}

/// The client's sidecar calls nobody but who should be there, whatever policy says.
#[tokio::test]
async fn a_client_verifies_who_the_server_is() {
    let mesh = mesh(None).await;
    assert!(matches!(mesh.probe().await, Outcome::Served(_)));
    let mut cluster = mesh.running.cluster.clone();
    let web = cluster.pods.iter_mut().find(|pod| pod.name == "web-0").unwrap();
    web.identity = Some(Identity::new("app", "somebody-else"));
    let changed = Tables::compile(&cluster, &Objects::default(), Some(Fault::AllowAll));
    mesh.running.rollout.publish(changed, false);
    let outcome = mesh.probe().await;
    assert!(matches!(outcome, Outcome::Response { status: 502, .. }), "{outcome:?}");
}

/// Every socket that listens in the block of a deployment is a sidecar's, and none of them answers plaintext: there is no
/// way to an application but through its sidecar.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn every_open_port_is_a_sidecars_and_none_answers_plaintext() {
    let mesh = mesh(None).await;
    if mesh.driver.sockets == Sockets::Ports {
        return;
    }
    let block = mesh.web(0).ip().octets();
    let open = listening();
    let open: BTreeSet<_> = open
        .into_iter()
        .filter(|one| one.ip().octets()[..3] == block[..3] && one.ip().octets()[3] != 254)
        .collect();
    let ports = [("web-0", vec![WEB, 9000, 15_001, 15_008]), ("client-0", vec![15_001])];
    for (name, expected) in ports {
        let pod = mesh.running.cluster.pods.iter().find(|pod| pod.name == name).unwrap();
        let of_pod = open.iter().filter(|one| *one.ip() == pod.address);
        assert_eq!(of_pod.map(SocketAddrV4::port).collect::<Vec<_>>(), expected, "{name}");
    }
    assert_eq!(open.len(), 6);
    for address in open {
        let stream = mesh.running.shared.network.connect(address).await.unwrap();
        assert!(ask(stream, "").await.is_none_or(|line| !line.starts_with("HTTP")), "{address}");
    }
}

/// Every listening TCP socket of this machine.
#[cfg(target_os = "linux")]
fn listening() -> Vec<SocketAddrV4> {
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let lines = table.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    let listens = lines.filter(|words| words[3] == "0A");
    listens
        .map(|words| {
            let (address, port) = words[1].split_once(':').unwrap();
            let address = u32::from_str_radix(address, 16).unwrap().to_le_bytes();
            SocketAddrV4::new(Ipv4Addr::from(address), u16::from_str_radix(port, 16).unwrap())
        })
        .collect()
}
