//! What Kubernetes objects say, as far as SMI depends on it: Services, workloads, ServiceAccounts.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Name, Origin};
use crate::source::{Document, Node, Scalar};

/// An object of Kubernetes that SMI depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A Service.
    Service(Service),
    /// A Pod, or what makes pods.
    Workload(Workload),
    /// A ServiceAccount.
    Account(Origin),
    /// Addresses of a Service that are not found by its selector.
    Endpoints {
        /// The object.
        origin: Origin,
        /// The Service.
        service: Arc<Name>,
    },
    /// Something that rules look at as a document, and nothing refers to.
    Other,
}

/// A Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The object.
    pub origin: Origin,
    /// Its ports.
    pub ports: Vec<Port>,
    /// The labels of its pods; absent where it has none to select by.
    pub selector: Option<BTreeMap<String, String>>,
    /// Whether clients get the addresses of its pods instead of one of its own.
    pub is_headless: bool,
    /// The name outside the cluster that it stands for.
    pub external_name: Option<String>,
}

/// A port of a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// Where it was written.
    pub origin: Origin,
    /// Its name.
    pub name: Option<String>,
    /// The number that clients dial.
    pub number: u16,
    /// Where it leads in the pods.
    pub target: TargetPort,
    /// `TCP`, `UDP` or `SCTP`.
    pub protocol: String,
    /// What is spoken on it, if it says so.
    pub app_protocol: Option<String>,
}

/// Where a port of a Service leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetPort {
    /// To the port with this number.
    Number(u16),
    /// To the port that the container has given this name.
    Name(String),
}

/// Pods that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// The object.
    pub origin: Origin,
    /// The ServiceAccount of its pods, in its namespace.
    pub service_account: String,
    /// The labels of its pods.
    pub labels: BTreeMap<String, String>,
    /// The ports of its containers that have names.
    pub named_ports: BTreeMap<String, u16>,
    /// Whether it is to have no pods: `replicas: 0`.
    pub is_scaled_to_zero: bool,
}

/// What is spoken on a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoken {
    /// HTTP of some version, or something on top of it.
    Http,
    /// Something else on TCP.
    Tcp,
    /// Datagrams.
    Udp,
    /// It does not say.
    Unsaid,
}

impl Port {
    /// What is spoken on it, by `appProtocol`, or else by the beginning of its name.
    #[must_use]
    pub fn spoken(&self) -> Spoken {
        if self.protocol == "UDP" {
            return Spoken::Udp;
        }
        let by_name = self.name.as_deref().map(|name| name.split('-').next().unwrap_or_default());
        let word = self.app_protocol.as_deref().or(by_name).unwrap_or_default().to_lowercase();
        match word.trim_start_matches("kubernetes.io/") {
            "http" | "http2" | "h2c" | "grpc" | "grpc-web" | "http1" | "ws" | "http-web" => {
                Spoken::Http
            }
            "tcp" | "tls" | "mongo" | "mysql" | "redis" | "postgres" | "postgresql" | "kafka"
            | "amqp" | "mqtt" | "ldap" | "tcp-server-first" => Spoken::Tcp,
            _ => Spoken::Unsaid,
        }
    }
}

/// The kind of an object with this `apiVersion` and kind, if such objects are read.
#[must_use]
pub(crate) fn context_kind(api_version: &str, kind: &str) -> Option<&'static str> {
    let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
    let kinds: &[&str] = match group {
        "" => {
            &["Service", "ServiceAccount", "Pod", "Namespace", "Endpoints", "ReplicationController"]
        }
        "apps" => &["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"],
        // Whoever splits traffic often has these make the pods.
        "argoproj.io" => &["Rollout"],
        "apps.openshift.io" => &["DeploymentConfig"],
        "batch" => &["Job", "CronJob"],
        "discovery.k8s.io" => &["EndpointSlice"],
        "apiextensions.k8s.io" => &["CustomResourceDefinition"],
        "apiregistration.k8s.io" => &["APIService"],
        "rbac.authorization.k8s.io" => &["Role", "ClusterRole"],
        _ => &[],
    };
    kinds.iter().find(|one| **one == kind).copied()
}

/// Reads an object of Kubernetes. What it leaves out is what the API server would put there.
pub(crate) fn read(document: &Document, kind: &'static str, name: Arc<Name>) -> Item {
    let root = document.root();
    let origin = Origin { kind: kind.into(), name, path: String::new() };
    match kind {
        "Service" => Item::Service(service(root, origin)),
        "ServiceAccount" => Item::Account(origin),
        "Endpoints" => Item::Endpoints { service: Arc::clone(&origin.name), origin },
        "EndpointSlice" => {
            let label = at(root, &["metadata", "labels", "kubernetes.io/service-name"]);
            match label.and_then(Node::as_str) {
                Some(service) => {
                    let service = Name::new(&origin.name.namespace, service).into();
                    Item::Endpoints { origin, service }
                }
                None => Item::Other,
            }
        }
        "Pod" => Item::Workload(workload(root, origin, true)),
        "CronJob" => match at(root, &["spec", "jobTemplate", "spec", "template"]) {
            Some(template) => Item::Workload(workload(template, origin, true)),
            None => Item::Other,
        },
        "Namespace" | "CustomResourceDefinition" | "APIService" | "Role" | "ClusterRole" => {
            Item::Other
        }
        _ => match at(root, &["spec", "template"]) {
            Some(template) => {
                let replicas = at(root, &["spec", "replicas"]).and_then(number);
                Item::Workload(workload(template, origin, replicas != Some(0)))
            }
            None => Item::Other,
        },
    }
}

fn service(root: Node<'_>, origin: Origin) -> Service {
    let spec = |name: &str| at(root, &["spec", name]);
    let ports = spec("ports").into_iter().flat_map(Node::items).enumerate();
    let ports = ports.filter_map(|(index, node)| {
        let path = format!("spec.ports[{index}]");
        port(node, Origin { path, ..origin.clone() })
    });
    let selector = spec("selector").map(labels).filter(|selector| !selector.is_empty());
    let is_external = spec("type").and_then(Node::as_str) == Some("ExternalName");
    let external_name = spec("externalName").and_then(Node::as_str).filter(|_| is_external);
    Service {
        ports: ports.collect(),
        selector,
        is_headless: spec("clusterIP").and_then(Node::as_str) == Some("None"),
        external_name: external_name.map(str::to_owned),
        origin,
    }
}

fn port(node: Node<'_>, origin: Origin) -> Option<Port> {
    let text = |name: &str| at(node, &[name]).and_then(Node::as_str).map(str::to_owned);
    let port =
        at(node, &["port"]).and_then(number).and_then(|number| u16::try_from(number).ok())?;
    let target = at(node, &["targetPort"]).filter(|target| !target.is_null());
    let target = match target {
        None => TargetPort::Number(port),
        Some(target) => match number(target).and_then(|number| u16::try_from(number).ok()) {
            Some(number) => TargetPort::Number(number),
            None => TargetPort::Name(target.text().unwrap_or_default().to_owned()),
        },
    };
    Some(Port {
        origin,
        name: text("name"),
        number: port,
        target,
        protocol: text("protocol").unwrap_or_else(|| "TCP".to_owned()),
        app_protocol: text("appProtocol"),
    })
}

/// `template` is a Pod, or has what a Pod has.
fn workload(template: Node<'_>, origin: Origin, has_pods: bool) -> Workload {
    let account = at(template, &["spec", "serviceAccountName"])
        .or_else(|| at(template, &["spec", "serviceAccount"]))
        .and_then(Node::as_str);
    let containers = at(template, &["spec", "containers"]);
    let mut named_ports = BTreeMap::new();
    for container in containers.into_iter().flat_map(Node::items) {
        for port in at(container, &["ports"]).into_iter().flat_map(Node::items) {
            let name = at(port, &["name"]).and_then(Node::as_str);
            let number = at(port, &["containerPort"]).and_then(number);
            let number = number.and_then(|number| u16::try_from(number).ok());
            named_ports.extend(name.map(str::to_owned).zip(number));
        }
    }
    Workload {
        origin,
        service_account: account.filter(|name| !name.is_empty()).unwrap_or("default").to_owned(),
        labels: at(template, &["metadata", "labels"]).map(labels).unwrap_or_default(),
        named_ports,
        is_scaled_to_zero: !has_pods,
    }
}

/// The texts of an object of texts.
pub(crate) fn labels(node: Node<'_>) -> BTreeMap<String, String> {
    node.fields()
        .filter_map(|entry| Some((entry.name.into_owned(), entry.value.as_str()?.to_owned())))
        .collect()
}

/// Follows fields.
pub(crate) fn at<'d>(node: Node<'d>, path: &[&str]) -> Option<Node<'d>> {
    path.iter().try_fold(node, |node, name| node.get(name).map(|entry| entry.value))
}

/// The whole number that a node is.
pub(crate) fn number(node: Node<'_>) -> Option<i128> {
    match node.scalar()? {
        Scalar::Integer(number) => Some(number),
        #[expect(clippy::cast_possible_truncation, reason = "whole, and small enough to be exact")]
        Scalar::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            Some(number as i128)
        }
        _ => None,
    }
}
