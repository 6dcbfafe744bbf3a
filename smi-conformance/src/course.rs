//! A scenario made ready for one mesh: changes in the versions that the mesh serves, and the oracle's answer to every
//! probe before and after each step.

use std::collections::BTreeSet;

use crate::driver::{Change, Connection, Payload};
use crate::prediction::Prediction;
use crate::scenario::{Expect, HostPort, Level, Profile};
use crate::topology::{Name, Topology};

/// What is done, in order, and what is known about it beforehand.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The scenario.
    pub id: String,
    /// Its sentence.
    pub title: String,
    /// Its level.
    pub level: Level,
    /// Its profile.
    pub profile: Profile,
    /// The workloads and Services, with those that sentinels need.
    pub topology: Topology,
    /// Whether it has to run alone.
    pub hazard: bool,
    /// The steps.
    pub steps: Vec<CourseStep>,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct CourseStep {
    /// The step's name.
    pub name: String,
    /// What to send to the mesh.
    pub changes: Vec<Change>,
    /// What to send to the mesh in turn while the step settles.
    pub churn: Vec<Change>,
    /// Whether the probes are sent once more after the mesh's `hold` time.
    pub holds: bool,
    /// The probes of the step, sentinels last.
    pub probes: Vec<CourseProbe>,
}

/// One probe, with what the oracle says.
#[derive(Clone, Debug, PartialEq)]
pub struct CourseProbe {
    /// The workload that sends.
    pub from: Name,
    /// What is dialled.
    pub to: HostPort,
    /// The workloads behind the dialled Service: a denial only counts while they are well.
    pub behind: BTreeSet<Name>,
    /// What is sent.
    pub send: Payload,
    /// Over which connection.
    pub connection: Connection,
    /// Whether the pods are dialled by their own addresses.
    pub past_service: bool,
    /// Whom the sender claims to be, with a certificate of its own making.
    pub claims: Option<Name>,
    /// The answer before the step's changes.
    pub before: Prediction,
    /// The answer once they are in force.
    pub after: Prediction,
    /// What is expected; `None` for a sentinel, which only shows that the mesh has taken up the step's changes.
    pub expectation: Option<Expectation>,
}

/// An expectation of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// `scenario#step/probe`.
    pub id: String,
    /// What is expected.
    pub expect: Expect,
    /// The requirements that it cites.
    pub requirements: Vec<String>,
    /// Whether it only guards a denial.
    pub control: bool,
    /// The interpretation that it measures.
    pub measures: Option<String>,
}

impl Course {
    /// Every expectation, in order, with the index of its step and of its probe in it.
    pub fn expectations(&self) -> impl Iterator<Item = (usize, usize, &Expectation)> {
        self.steps.iter().enumerate().flat_map(|(step, content)| {
            content.probes.iter().enumerate().filter_map(move |(index, probe)| {
                probe.expectation.as_ref().map(|expectation| (step, index, expectation))
            })
        })
    }
}

impl CourseStep {
    /// The probes that tell the state after this step from the one before.
    pub fn gates(&self) -> impl Iterator<Item = (usize, &CourseProbe)> {
        self.probes
            .iter()
            .enumerate()
            .filter(|(_, probe)| !probe.is_reading() && probe.after.differs_visibly(&probe.before))
    }
}

impl CourseProbe {
    /// Whether `other` shows that this probe's way is open: same sender, same Service and port, same protocol. To a sender
    /// outside the mesh no way is ever open, so that anybody may show that there is something behind the port.
    #[must_use]
    pub fn shares_the_way_of(&self, other: &Self, topology: &Topology) -> bool {
        let outside = topology.workloads.get(&self.from).is_some_and(|sender| !sender.meshed);
        (outside || self.from == other.from)
            && self.to == other.to
            && std::mem::discriminant(&self.send) == std::mem::discriminant(&other.send)
    }

    /// Whether the probe only measures how the mesh reads the specification, so that no answer of it is stale.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        let expectation = self.expectation.as_ref();
        expectation.is_some_and(|one| matches!(one.expect, Expect::Reading(_)))
    }
}
