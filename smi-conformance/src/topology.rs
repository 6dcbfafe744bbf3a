//! The small cluster that a scenario runs in: namespaces, workloads and Services, without a word of SMI.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

/// The namespace of everything that names none.
pub const DEFAULT_NAMESPACE: &str = "app";

/// Workloads and Services.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Topology {
    /// The workloads by name, written `name` (in the namespace `app`) or `namespace/name`.
    pub workloads: BTreeMap<Name, Workload>,
    /// The Services by name.
    #[serde(default)]
    pub services: BTreeMap<Name, Service>,
}

impl Topology {
    /// Returns every namespace that a workload or Service is in.
    #[must_use]
    pub fn namespaces(&self) -> BTreeSet<&str> {
        self.workloads.keys().chain(self.services.keys()).map(|name| name.namespace()).collect()
    }

    /// Returns the workloads behind a Service: those that it selects, by default the one of its own name.
    #[must_use]
    pub fn behind(&self, service: &Name) -> Vec<&Name> {
        match self.services.get(service) {
            None => Vec::new(),
            Some(Service { selects: None, .. }) => {
                self.workloads.get_key_value(service).map(|(name, _)| name).into_iter().collect()
            }
            Some(Service { selects: Some(selected), .. }) => selected.iter().collect(),
        }
    }
}

/// The name of a workload or Service, with its namespace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Name {
    namespace: String,
    name: String,
}

impl Name {
    /// Names something in a namespace.
    #[must_use]
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), name: name.into() }
    }

    /// The namespace.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The name inside its namespace.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        match text.split_once('/') {
            Some((namespace, name)) => Self::new(namespace, name),
            None => Self::new(DEFAULT_NAMESPACE, text),
        }
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.to_string()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.namespace.as_str() {
            DEFAULT_NAMESPACE => formatter.write_str(&self.name),
            namespace => write!(formatter, "{namespace}/{}", self.name),
        }
    }
}

/// A group of equal pods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Workload {
    /// How many pods.
    #[serde(default = "one")]
    pub replicas: u32,
    /// The name of the ServiceAccount in the workload's namespace; by default the workload's own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_account: Option<String>,
    /// Labels of the pods beside `app: <name>`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The container's ports; a workload without ports only calls others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<ContainerPort>,
    /// Whether the pods belong to the mesh. Pods outside have no sidecar and no identity.
    #[serde(default = "yes")]
    pub meshed: bool,
}

impl Workload {
    /// The ServiceAccount of a workload called `name`.
    #[must_use]
    pub fn account<'a>(&'a self, name: &'a Name) -> &'a str {
        self.service_account.as_deref().unwrap_or(name.name())
    }
}

/// A port that a workload listens on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContainerPort {
    /// A name that a Service may use as its target port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The number, at least 1024.
    pub port: u16,
    /// What is spoken on it.
    #[serde(default)]
    pub protocol: Protocol,
}

/// What is spoken on a port.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Protocol {
    /// HTTP/1.1 and HTTP/2.
    #[default]
    Http,
    /// Bytes over TCP.
    Tcp,
    /// Datagrams over UDP. Nothing can redirect them to a sidecar, so only meshes of a process can be asked.
    Udp,
}

/// A Kubernetes Service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Service {
    /// The workloads that it selects, in its own namespace; by default the workload of the same name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selects: Option<Vec<Name>>,
    /// The ports that it exposes.
    pub ports: Vec<ServicePort>,
}

/// A port of a Service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServicePort {
    /// The name of the port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The port that clients dial, at least 1024.
    pub port: u16,
    /// The container's port; by default the same number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_port: Option<u16>,
    /// What is spoken on it.
    #[serde(default)]
    pub protocol: Protocol,
}

impl ServicePort {
    /// The container's port.
    #[must_use]
    pub fn target(&self) -> u16 {
        self.target_port.unwrap_or(self.port)
    }
}

const fn one() -> u32 {
    1
}

const fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::{Name, Topology};

    #[test]
    fn a_service_without_a_selection_stands_for_the_workload_of_its_name() {
        let topology: Topology = serde_yaml::from_str(
            "workloads: { shop: {}, other/shop: {} }\nservices: { other/shop: { ports: [{ port: 8080 }] } }",
        )
        .unwrap();
        assert_eq!(topology.behind(&Name::new("other", "shop")), [&Name::new("other", "shop")]);
        assert!(topology.behind(&Name::new("app", "shop")).is_empty());
        assert_eq!(topology.namespaces().into_iter().collect::<Vec<_>>(), ["app", "other"]);
    }
}
