//! What the suite needs of a mesh under test.
//!
//! An `Err` always means that the harness could not do its work. It never counts against the mesh: a mesh that does
//! the wrong thing is an `Ok` with the outcome of a probe.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use smi_types::Manifest;

use crate::topology::{Name, Topology};

/// A mesh under test.
pub trait Driver: Send + Sync {
    /// Says what the mesh is, what it claims, and how patient one must be with it.
    fn mesh(&self) -> &Mesh;

    /// Says how many deployments may be there at once; nothing when there is no limit.
    fn lanes(&self) -> Option<usize> {
        None
    }

    /// Starts the workloads and Services of one scenario and returns once all of them answer. Several deployments live
    /// side by side and do not see each other.
    fn deploy<'a>(
        &'a self,
        scope: &'a str,
        topology: &'a Topology,
    ) -> BoxFuture<'a, Result<Box<dyn Deployment>, DriverError>>;
}

/// The running workloads of one scenario.
pub trait Deployment: Send + Sync {
    /// The pods, in a fixed order.
    fn pods(&self) -> &[Pod];

    /// Creates, replaces and deletes SMI objects, in this order. Returns when the objects are accepted, not when the
    /// mesh has taken them up: settling is the suite's business.
    fn apply<'a>(&'a self, changes: &'a [Change]) -> BoxFuture<'a, Result<(), DriverError>>;

    /// Sends probes, in any order and side by side, and returns their outcomes in the order of the probes.
    fn probe<'a>(
        &'a self,
        probes: &'a [ProbeRequest],
    ) -> BoxFuture<'a, Result<Vec<Outcome>, DriverError>>;

    /// Returns what the applications of all pods saw of these probes, after everything still under way has arrived.
    fn arrivals<'a>(
        &'a self,
        probes: &'a [ProbeId],
    ) -> BoxFuture<'a, Result<Vec<Arrival>, DriverError>>;

    /// Asks the application of each of these pods, past the mesh, whether it is well.
    fn self_check<'a>(
        &'a self,
        pods: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<bool>, DriverError>>;

    /// Removes everything that belongs to this deployment. Dropping a deployment does the same without waiting.
    fn teardown(self: Box<Self>) -> BoxFuture<'static, Result<(), DriverError>>;
}

/// What a mesh says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mesh {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The API version that it serves for each group, for example `split.smi-spec.io: v1alpha4`.
    pub serves: BTreeMap<String, String>,
    /// The extended features that it claims.
    #[serde(default)]
    pub features: Vec<String>,
    /// How many independent choosers of backends serve one client pod (worker threads, say).
    pub schedulers: u32,
    /// How long to wait for what.
    pub deadlines: Deadlines,
}

/// How long the suite waits for what. All of them are printed in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deadlines {
    /// From the start of a deployment until every workload answers.
    pub ready: Millis,
    /// From a change of objects until the last stale answer.
    pub converge: Millis,
    /// How long no stale answer may be seen before a change counts as settled; at least the skew between proxies.
    pub quiet_window: Millis,
    /// From a change until the probes of a step that must last are sent once more.
    #[serde(default = "hold")]
    pub hold: Millis,
    /// For one probe.
    pub request: Millis,
    /// For the removal of a deployment.
    pub teardown: Millis,
}

/// A duration in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Millis(pub u64);

impl From<Millis> for Duration {
    fn from(Millis(millis): Millis) -> Self {
        Self::from_millis(millis)
    }
}

/// One pod.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pod {
    /// Its name, unique in the deployment, for example `shop-v1-0` or `other/shop-v1-0`.
    pub name: String,
    /// The workload that it belongs to.
    pub workload: Name,
}

/// A change of one SMI object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Change {
    /// Create the object, or replace the one of its name. In the API version that the mesh serves.
    Apply(Value),
    /// Delete the object.
    Delete(ObjectKey),
}

/// Names one SMI object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ObjectKey {
    /// The kind, which is unique among SMI's groups.
    pub kind: String,
    /// The namespace; by default that of the scenario.
    #[serde(default = "default_namespace")]
    pub namespace: String,
    /// The name.
    pub name: String,
}

impl ObjectKey {
    /// Names an object that was read.
    #[must_use]
    pub fn of(manifest: &Manifest) -> Self {
        let metadata = manifest.metadata();
        Self {
            kind: manifest.kind().to_owned(),
            namespace: metadata.namespace.clone().unwrap_or_else(default_namespace),
            name: metadata.name.clone().unwrap_or_default(),
        }
    }

    /// Names an object, readable or not; nothing when it has no kind or no name.
    #[must_use]
    pub fn of_document(document: &Value) -> Option<Self> {
        let text = |pointer| document.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            kind: text("/kind")?,
            namespace: text("/metadata/namespace").unwrap_or_else(default_namespace),
            name: text("/metadata/name")?,
        })
    }
}

/// Identifies a probe in a run. Backends record it, so that a denial can be told from a lost answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProbeId(pub String);

/// One request to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProbeRequest {
    /// Its id, sent along as the header `x-smi-probe`, or as the first line over TCP.
    pub id: ProbeId,
    /// The pod that sends it.
    pub from: String,
    /// The Service or pod that it goes to.
    pub to: Destination,
    /// What is sent.
    pub payload: Payload,
    /// Whether it has a connection of its own.
    #[serde(default)]
    pub connection: Connection,
    /// The ServiceAccount that a sender outside the mesh claims to be, with a certificate of its own making.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Name>,
    /// When to give up.
    pub deadline: Millis,
}

/// Which connection a probe goes over.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Connection {
    /// One of its own.
    #[default]
    Fresh,
    /// The one that the same pod keeps open to the same destination, one request after the other, for as long as the
    /// deployment lives. Opened anew only when the other side has closed it.
    Kept,
}

impl Connection {
    /// Whether each probe has its own.
    #[must_use]
    pub const fn is_fresh(&self) -> bool {
        matches!(self, Self::Fresh)
    }
}

/// Where a probe goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Destination {
    /// A port of a Service, by its name.
    Service {
        /// The Service.
        name: Name,
        /// The port of the Service.
        port: u16,
    },
    /// A port of one pod, by its address.
    Pod {
        /// The pod.
        name: String,
        /// The container's port.
        port: u16,
    },
}

/// What a probe sends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Payload {
    /// An HTTP request.
    Http(HttpRequest),
    /// A line that the application sends back, on a connection of its own.
    Tcp,
    /// A datagram that the application sends back.
    Udp,
}

/// An HTTP request.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HttpRequest {
    /// The version that the client speaks.
    #[serde(default)]
    pub version: HttpVersion,
    /// The method.
    #[serde(default = "get")]
    pub method: String,
    /// Path and query, sent byte for byte.
    #[serde(default = "root")]
    pub path: String,
    /// Headers in order; names may repeat.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(default)]
    pub body: String,
}

/// A version of HTTP.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum HttpVersion {
    /// HTTP/1.1.
    #[default]
    #[serde(rename = "1.1")]
    Http11,
    /// HTTP/2 without TLS, with prior knowledge.
    #[serde(rename = "2")]
    Http2,
}

/// What became of a probe, as its client saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Outcome {
    /// An application answered: the echo of what arrived there.
    Served(Box<Arrival>),
    /// An HTTP response that is not an application's.
    Response {
        /// The status code.
        status: u16,
        /// The beginning of the body.
        body: String,
    },
    /// No response.
    Broken {
        /// How it ended.
        shape: Shape,
    },
    /// The harness could not send the probe. Says nothing about the mesh.
    NotSent {
        /// Why.
        reason: String,
    },
}

/// How a connection ended without a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Shape {
    /// Nobody accepted the connection.
    Refused,
    /// The connection was reset.
    Reset,
    /// The connection was closed before an answer.
    Eof,
    /// A TLS alert.
    TlsAlert,
    /// Nothing within the deadline.
    TimedOut,
}

impl fmt::Display for Shape {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Refused => "connection refused",
            Self::Reset => "connection reset",
            Self::Eof => "connection closed",
            Self::TlsAlert => "tls alert",
            Self::TimedOut => "no answer in time",
        })
    }
}

/// What an application saw of a probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Arrival {
    /// The probe.
    pub id: ProbeId,
    /// The pod whose application was reached.
    pub pod: String,
    /// The container's port.
    pub port: u16,
    /// What arrived; nothing over TCP.
    pub request: Option<HttpRequest>,
}

/// The harness could not drive the mesh. Says nothing about conformance.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DriverError {
    /// A socket could not be opened.
    #[error("could not listen on `{address}` for {purpose}")]
    Bind {
        /// The address.
        address: String,
        /// What it was for.
        purpose: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// No block of loopback addresses is left.
    #[error(
        "no free block of loopback addresses: {tried} blocks are taken; end other runs on this machine"
    )]
    NoAddresses {
        /// How many blocks were tried.
        tried: usize,
    },
    /// A certificate could not be made.
    #[error("could not issue a certificate for `{identity}`: {reason}")]
    Certificate {
        /// Whose certificate.
        identity: String,
        /// What went wrong.
        reason: String,
    },
    /// The mesh refused an object, or it cannot be said in the version that the mesh serves.
    #[error("{kind} `{name}` was not accepted: {reason}")]
    NotAccepted {
        /// The kind of the object.
        kind: String,
        /// The name of the object.
        name: String,
        /// Why.
        reason: String,
    },
    /// Something took too long.
    #[error("{what} took longer than {limit:?}; last seen: {last_seen}")]
    TooSlow {
        /// What was waited for.
        what: &'static str,
        /// How long.
        limit: Duration,
        /// The last state, in words.
        last_seen: String,
    },
    /// Something that the driver stands on is gone.
    #[error("{what} did not answer or is gone")]
    Lost {
        /// What.
        what: String,
    },
    /// A program that drives the mesh could not be started.
    #[error("could not start `{command}`")]
    NotStarted {
        /// The command.
        command: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A program that drives the mesh answered with an error.
    #[error("the plug-in answered `{method}` with error {code}: {message}")]
    Answered {
        /// What was asked.
        method: &'static str,
        /// The number of the error.
        code: i64,
        /// What it said.
        message: String,
    },
    /// A program that drives the mesh does not keep to the protocol. It was ended, and nothing can be asked any more.
    #[error(
        "the plug-in broke rule {rule} of the protocol at {about}: expected {expected}, found {found}"
    )]
    BrokenSession {
        /// The rule, as `docs/plugin-protocol.md` numbers them.
        rule: String,
        /// What was under way.
        about: String,
        /// What the rule asks for.
        expected: String,
        /// What the program did.
        found: String,
    },
    /// The scenario needs something that this driver cannot build.
    #[error("this driver cannot build {what}")]
    Unsupported {
        /// What the scenario asked for.
        what: String,
    },
    /// The scenario names something that is not deployed.
    #[error("{what} `{name}` is not part of this deployment")]
    Unknown {
        /// What kind of thing.
        what: &'static str,
        /// The name.
        name: String,
    },
}

fn default_namespace() -> String {
    crate::topology::DEFAULT_NAMESPACE.to_owned()
}

fn get() -> String {
    "GET".to_owned()
}

fn root() -> String {
    "/".to_owned()
}

/// A little more than the three seconds after which a known kind of broken mesh falls back.
const fn hold() -> Millis {
    Millis(3_500)
}
