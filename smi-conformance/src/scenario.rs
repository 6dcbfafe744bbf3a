//! A golden scenario: a small cluster, some SMI objects, some requests, and what a conforming mesh does with them.
//!
//! Scenarios are data. They say nothing about waiting, retrying or sample sizes: the suite settles each step by itself
//! and samples as its policy says.

mod probe;

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::driver::{HttpVersion, ObjectKey, Payload};
use crate::topology::Topology;

pub use probe::{Expect, HostPort, InvalidHostPort, Probe};

/// What the id of a copy that is run with HTTP/2 ends with.
const HTTP2: &str = "@http2";

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
    /// Words to select scenarios by, beside profile and level.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Exactly the codes of the validator's findings that the objects give rise to, over all steps; hints do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// Whether a mesh may stumble over the objects for good: such a scenario runs alone, after all others, and its raw
    /// objects need not be readable.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hazard: bool,
    /// Whether the scenario is also run with HTTP/2 in place of HTTP/1.1, as a copy whose id ends with `@http2`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub http2: bool,
    /// Whether every sender may call everybody with GET and over TCP from the first step on. The suite then applies the
    /// targets that say so, if the mesh serves access at all.
    #[serde(default, skip_serializing_if = "is_false")]
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
    /// Objects that have nothing to do with the probes. They are applied in turn, over and over, while the step settles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub churn: Vec<Value>,
    /// Whether the probes are sent once more after the time that the mesh file calls `hold`, to see that it lasts.
    #[serde(default, skip_serializing_if = "is_false")]
    pub holds: bool,
    /// What is sent and expected.
    pub probes: Vec<Probe>,
}

impl Scenario {
    /// The id of an expectation, for example `split/http/weights#shifted/home`.
    #[must_use]
    pub fn expectation_id(&self, step: &Step, probe: &Probe) -> String {
        format!("{}#{}/{}", self.id, step.name, probe.name)
    }

    /// The same scenario with HTTP/2 in place of HTTP/1.1, for scenarios that ask for it. Its expectations also cite that both
    /// are meant.
    #[must_use]
    pub fn over_http2(&self) -> Option<Self> {
        if !self.http2 {
            return None;
        }
        let mut copy = self.clone();
        copy.id.push_str(HTTP2);
        copy.title = format!("{} (HTTP/2)", copy.title.trim_end_matches('.'));
        for probe in copy.steps.iter_mut().flat_map(|step| &mut step.probes) {
            if let Payload::Http(request) = &mut probe.send {
                request.version = HttpVersion::Http2;
                let requirement = "SPECS-02".to_owned();
                if probe.measures.is_none() && !probe.requirements.contains(&requirement) {
                    probe.requirements.push(requirement);
                }
            }
        }
        Some(copy)
    }

    /// Every expectation with its id, in order.
    pub fn expectations(&self) -> impl Iterator<Item = (String, &Probe)> {
        self.steps.iter().flat_map(move |step| {
            step.probes.iter().map(move |probe| (self.expectation_id(step, probe), probe))
        })
    }

    /// The id of the scenario that this is a copy of, or its own.
    #[must_use]
    pub fn original(&self) -> &str {
        self.id.strip_suffix(HTTP2).unwrap_or(&self.id)
    }

    /// Whether this is a copy of another scenario, which counts once with it.
    #[must_use]
    pub fn is_copy(&self) -> bool {
        self.id.ends_with(HTTP2)
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

impl Level {
    /// Every level.
    pub const ALL: [Self; 4] = [Self::Core, Self::Extended, Self::Dialect, Self::Provisional];
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}
