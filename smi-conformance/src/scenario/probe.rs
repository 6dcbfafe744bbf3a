//! The probes of a scenario, and what is expected of them.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::is_false;
use crate::driver::{Connection, Payload};
use crate::topology::Name;

/// Requests of one kind, and what becomes of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Probe {
    /// A short name, unique in the step, in kebab case.
    pub name: String,
    /// The workload that sends. Every one of its pods does.
    pub from: Name,
    /// The Service and its port that are dialled.
    pub to: HostPort,
    /// What is sent.
    pub send: Payload,
    /// Whether each request has a connection of its own.
    #[serde(default, skip_serializing_if = "Connection::is_fresh")]
    pub connection: Connection,
    /// Whether the pods of the Service are dialled by their own addresses, past the Service.
    #[serde(default, skip_serializing_if = "is_false")]
    pub past_service: bool,
    /// The ServiceAccount that the sender, which is outside the mesh, claims to be: it calls over TLS with a certificate of
    /// its own making.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Name>,
    /// What becomes of every request.
    pub expect: Expect,
    /// The interpretation whose reading the probe measures; then `expect` is a `reading`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<String>,
    /// The container's port on which requests arrive, by workload. Always held against the oracle; written down where the
    /// mapping of ports is what the scenario is about.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ports: BTreeMap<Name, u16>,
    /// The requirements that a mesh breaks which answers otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<String>,
    /// Whether this probe only guards a denial: it shows that the way is open otherwise.
    #[serde(default, skip_serializing_if = "is_false")]
    pub control: bool,
}

/// A Service and one of its ports, written `name:port` or `namespace/name:port`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HostPort {
    /// The Service.
    pub host: Name,
    /// Its port.
    pub port: u16,
}

/// What a conforming mesh does with the requests of a probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Expect {
    /// Every request is served, by any pod of the dialled Service.
    Allow,
    /// No request is served, and none reaches an application.
    Deny,
    /// Every request is served by one of these workloads, and each of them serves some.
    Reach(Vec<Name>),
    /// Every request is served by one of these backend Services, in the proportion of these numbers. A zero is a promise:
    /// not one request.
    Shares(BTreeMap<Name, u64>),
    /// Nothing in particular: what happens tells which of these options of an interpretation the mesh has chosen.
    Reading(BTreeMap<String, Expect>),
}

/// A text that is not of the form `name:port`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected `service:port` or `namespace/service:port` with a port from 1024 to 65535, found `{found}`"
)]
pub struct InvalidHostPort {
    /// The text.
    pub found: String,
}

impl TryFrom<String> for HostPort {
    type Error = InvalidHostPort;

    fn try_from(text: String) -> Result<Self, InvalidHostPort> {
        let parts = text.rsplit_once(':').filter(|(host, _)| !host.is_empty());
        match parts.and_then(|(host, port)| Some((host, port.parse().ok()?))) {
            Some((host, port)) if port >= 1024 => {
                Ok(Self { host: Name::from(host.to_owned()), port })
            }
            _ => Err(InvalidHostPort { found: text }),
        }
    }
}

impl From<HostPort> for String {
    fn from(address: HostPort) -> Self {
        address.to_string()
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::HostPort;

    #[test]
    fn an_address_needs_a_name_and_an_unprivileged_port() {
        for wrong in ["shop", "shop:", ":8080", "shop:80", "shop:99999", "shop:http"] {
            let error = HostPort::try_from(wrong.to_owned()).unwrap_err().to_string();
            assert!(error.ends_with(&format!("found `{wrong}`")), "{error}");
        }
        let address = HostPort::try_from("other/shop:8080".to_owned()).unwrap();
        assert_eq!((address.host.namespace(), address.port), ("other", 8080));
        assert_eq!(address.to_string(), "other/shop:8080");
    }
}
