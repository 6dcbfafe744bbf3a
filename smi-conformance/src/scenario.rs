//! A golden scenario: a small cluster, some SMI objects, some requests, and what a conforming mesh does with them.
//!
//! Scenarios are data. They say nothing about waiting, retrying or sample sizes: the suite settles each step by itself
//! and samples as its policy says.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::driver::{ObjectKey, Payload};
use crate::topology::{Name, Topology};

/// One scenario, as its file says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scenario {
    /// The id, equal to the path of the file below `scenarios/` without `.yaml`. Never reused.
    pub id: String,
    /// One sentence: what a conforming mesh does.
    pub title: String,
    /// What passing proves, and which broken meshes it tells apart.
    pub proves: String,
    /// The version of the suite that has it for the first time.
    pub since: String,
    /// What its verdict means for conformance.
    pub level: Level,
    /// The profile that it counts for.
    pub profile: Profile,
    /// Extended features that a mesh must claim for this scenario to be run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    /// Exactly the validator rules that the objects trip.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// Whether every sender may call everybody with GET and over TCP from the first step on. The suite then applies the
    /// targets that say so, if the mesh serves access at all.
    #[serde(default)]
    pub open: bool,
    /// Workloads and Services.
    pub topology: Topology,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// What the verdict of a scenario means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Level {
    /// Unambiguous ground. The core of a selected profile cannot be left out.
    Core,
    /// Features that a mesh claims.
    Extended,
    /// Measures which reading a mesh has. Never fails.
    Dialect,
    /// New since the last suite level: reported, not counted.
    Provisional,
}

/// What conformance is stated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Profile {
    /// Who may call whom over HTTP.
    AccessHttp,
    /// Who may call whom over TCP.
    AccessTcp,
    /// What traffic a route group speaks of.
    Specs,
    /// Weighted and A/B routing of HTTP requests.
    SplitHttp,
    /// Weighted routing of TCP connections.
    SplitTcp,
    /// The metrics API.
    Metrics,
    /// Objects in older API versions.
    Conversion,
}

/// One step: changes first, then, once the mesh has taken them up, probes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Step {
    /// A short name, unique in the scenario, in kebab case.
    pub name: String,
    /// Objects to create or replace, in the latest API version; converted down to what the mesh serves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apply: Vec<Value>,
    /// Objects to create or replace as they are written, in any API version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub raw: Vec<Value>,
    /// Objects to delete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delete: Vec<ObjectKey>,
    /// What is sent and expected.
    pub probes: Vec<Probe>,
}

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
    /// What becomes of every request.
    pub expect: Expect,
    /// The container's port on which requests arrive, by workload. Always held against the oracle; written down where the
    /// mapping of ports is what the scenario is about.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ports: BTreeMap<Name, u16>,
    /// The requirements that a mesh breaks which answers otherwise.
    pub requirements: Vec<String>,
    /// Whether this probe only guards a denial: it shows that the way is open otherwise.
    #[serde(default)]
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
}

impl Scenario {
    /// The id of an expectation, for example `split/http/weights#shifted/home`.
    #[must_use]
    pub fn expectation_id(&self, step: &Step, probe: &Probe) -> String {
        format!("{}#{}/{}", self.id, step.name, probe.name)
    }

    /// Every requirement that an expectation of this scenario cites, sorted, once each.
    #[must_use]
    pub fn requirements(&self) -> Vec<&str> {
        let mut cited: Vec<&str> = self
            .steps
            .iter()
            .flat_map(|step| &step.probes)
            .flat_map(|probe| probe.requirements.iter().map(String::as_str))
            .collect();
        cited.sort_unstable();
        cited.dedup();
        cited
    }
}

impl Scenario {
    /// How many tests of shares it takes: one for each client pod of each expectation about shares.
    #[must_use]
    pub fn share_checks(&self) -> u64 {
        let probes = self.steps.iter().flat_map(|step| &step.probes);
        let shares = probes.filter(|probe| matches!(probe.expect, Expect::Shares(_)));
        let clients = |probe: &Probe| {
            self.topology
                .workloads
                .get(&probe.from)
                .map_or(1, |workload| u64::from(workload.replicas))
        };
        shares.map(clients).sum()
    }
}

/// The JSON Schema of a scenario file.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Scenario);
    schema.insert("title".to_owned(), "A golden scenario of the SMI conformance suite".into());
    schema.to_value()
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 7] = [
        Self::AccessHttp,
        Self::AccessTcp,
        Self::Specs,
        Self::SplitHttp,
        Self::SplitTcp,
        Self::Metrics,
        Self::Conversion,
    ];
}

impl fmt::Display for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::AccessHttp => "ACCESS-HTTP",
            Self::AccessTcp => "ACCESS-TCP",
            Self::Specs => "SPECS",
            Self::SplitHttp => "SPLIT-HTTP",
            Self::SplitTcp => "SPLIT-TCP",
            Self::Metrics => "METRICS",
            Self::Conversion => "CONVERSION",
        })
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Core => "core",
            Self::Extended => "extended",
            Self::Dialect => "dialect",
            Self::Provisional => "provisional",
        })
    }
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
