//! The event log: everything that happened in a run, in order, one JSON object a line.
//!
//! Running only writes events. Every verdict is a pure function of the scenario, the policy and these events.

mod file;

use serde::{Deserialize, Serialize};

use crate::clock::{self, Instant, Timestamp};
use crate::driver::{Arrival, Change, Mesh, Outcome, Pod, ProbeId, ProbeRequest};
use crate::judge::Rules;
use crate::statistics::Policy;

pub use file::EventFile;

/// The first line of the log: what the events are judged by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Header {
    /// The version of the suite.
    pub suite: String,
    /// When the run began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// The mesh, with its deadlines.
    pub mesh: Mesh,
    /// The statistics.
    pub policy: Policy,
    /// The number of share checks that the error rate is spread over.
    pub planned_checks: u64,
    /// The scenarios that were planned, in order.
    pub planned: Vec<String>,
}

impl Header {
    /// What a run that begins now is judged by.
    pub(crate) fn now(mesh: &Mesh, rules: &Rules, planned: Vec<String>) -> Self {
        Self {
            suite: env!("CARGO_PKG_VERSION").to_owned(),
            started: Some(clock::now()),
            mesh: mesh.clone(),
            policy: rules.policy,
            planned_checks: rules.planned_checks,
            planned,
        }
    }
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// Microseconds since the start of the run; for a probe, when its batch was sent.
    #[serde(with = "micros")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub at: Instant,
    /// The scenario that it belongs to.
    pub scenario: String,
    /// What happened.
    pub event: Event,
}

/// Something that happened while a scenario ran.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Event {
    /// The workloads answer.
    Deployed {
        /// The pods.
        pods: Vec<Pod>,
    },
    /// The mesh accepted the changes of a step.
    Changed {
        /// The index of the step.
        step: usize,
        /// What was changed, as it was sent.
        changes: Vec<Change>,
    },
    /// The mesh accepted a change that has nothing to do with the probes, while the step was settling.
    Churned {
        /// The index of the step.
        step: usize,
        /// What was changed.
        change: Box<Change>,
    },
    /// A probe came back.
    Probed(Box<Probed>),
    /// The suite asked which of these probes reached an application.
    Arrived {
        /// The index of the step.
        step: usize,
        /// The probes asked for.
        asked: Vec<ProbeId>,
        /// What the applications saw of them.
        arrivals: Vec<Arrival>,
    },
    /// The suite asked applications, past the mesh, whether they are well.
    SelfChecked {
        /// The index of the step.
        step: usize,
        /// The pods.
        pods: Vec<String>,
        /// Whether each is well, in the order of the pods.
        well: Vec<bool>,
    },
    /// The harness could not do its work.
    Failed {
        /// What it was doing.
        during: String,
        /// What went wrong, with its causes.
        error: String,
    },
    /// The run was interrupted.
    Interrupted,
    /// Everything that belonged to the scenario is gone.
    TornDown,
}

/// A probe and its outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Probed {
    /// What it was sent for.
    pub purpose: Purpose,
    /// The index of the step.
    pub step: usize,
    /// The index of the probe in its step.
    pub probe: usize,
    /// What was sent, and from where.
    pub request: ProbeRequest,
    /// What became of it.
    pub outcome: Outcome,
}

/// What a probe is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Purpose {
    /// To see whether the mesh has taken up the changes of the step.
    Gate,
    /// To judge an expectation.
    Sample,
    /// To judge an expectation once more, because it must last.
    Hold,
}

/// The JSON Schema of a line of the log: the header, which is the first, or an event.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> serde_json::Value {
    /// A line of the event log of the SMI conformance suite.
    #[derive(schemars::JsonSchema)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only its schema is wanted")]
    enum Line {
        Header(Header),
        Entry(Entry),
    }
    schemars::schema_for!(Line).to_value()
}

mod micros {
    //! Durations as whole microseconds.

    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        duration: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_micros)
    }
}
