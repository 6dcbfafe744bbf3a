//! What requests, results and notifications are made of.

use serde::{Deserialize, Serialize};

use crate::driver::{Arrival, Change, Mesh, Millis, Outcome, Pod, ProbeId, ProbeRequest};
use crate::topology::Topology;

/// Parameters of `hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hello {
    /// The versions of the protocol that the suite speaks.
    pub protocols: Vec<u32>,
    /// The suite.
    pub suite: Program,
}

/// A program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The result of `hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Welcome {
    /// The version of the protocol that is spoken from here on.
    pub protocol: u32,
    /// What is under test, and how patient one must be with it.
    pub mesh: Mesh,
    /// How many deployments may be there at once.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub lanes: u32,
    /// The plug-in says something at least this often.
    #[cfg_attr(feature = "schema", schemars(range(min = 100, max = 60_000)))]
    pub heartbeat: Millis,
}

/// Parameters of `deploy`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deploy {
    /// The name of the deployment from here on.
    pub deployment: String,
    /// The scenario that it is for.
    pub scenario: String,
    /// Workloads and Services.
    pub topology: Topology,
}

/// The result of `deploy`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deployed {
    /// Every pod of every workload.
    pub pods: Vec<Pod>,
}

/// Parameters of `apply`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Apply {
    /// The deployment.
    pub deployment: String,
    /// What to change, in this order.
    pub changes: Vec<Change>,
}

/// Parameters of `probe`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Probe {
    /// The deployment.
    pub deployment: String,
    /// What to send.
    pub probes: Vec<ProbeRequest>,
}

/// Parameters of `arrivals`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Arrivals {
    /// The deployment.
    pub deployment: String,
    /// The probes that are asked for.
    pub probes: Vec<ProbeId>,
}

/// The result of `arrivals`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Arrived {
    /// What applications saw of them.
    pub arrivals: Vec<Arrival>,
}

/// Parameters of `self-check`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SelfCheck {
    /// The deployment.
    pub deployment: String,
    /// The pods that are asked for.
    pub pods: Vec<String>,
}

/// The result of `self-check`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SelfChecked {
    /// Whether the application of each is well, in the order of the pods.
    pub well: Vec<bool>,
}

/// Parameters of `teardown`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Teardown {
    /// The deployment.
    pub deployment: String,
}

/// Parameters of `shutdown` and `heartbeat`, and results without content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Nothing {}

/// Parameters of `cancel`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cancel {
    /// The id of the request that nobody waits for any more.
    pub request: u64,
}

/// Parameters of `outcome`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutcomeOf {
    /// The deployment.
    pub deployment: String,
    /// The probe.
    pub probe: ProbeId,
    /// What became of it.
    pub outcome: Outcome,
}
