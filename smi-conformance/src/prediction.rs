//! What the specification says becomes of a probe, in the terms of a deployment: workloads and container ports.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::driver::Outcome;
use crate::topology::Name;

/// The answer of the oracle to one probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prediction {
    /// No request is served.
    Denied,
    /// Every request is served by one of these ways.
    Served(Vec<Way>),
}

/// One way that requests take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The backend Service, or the dialled Service itself where no split applies.
    pub service: Name,
    /// The share of requests that go this way. Zero is a promise too.
    pub share: Share,
    /// The workloads behind it, with the container's port on which requests arrive.
    pub workloads: BTreeMap<Name, u16>,
}

impl fmt::Display for Way {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { service, share: Share { parts, of }, workloads } = self;
        let workloads: Vec<_> =
            workloads.iter().map(|(workload, port)| format!("{workload}:{port}")).collect();
        let workloads =
            if workloads.is_empty() { "nobody".to_owned() } else { workloads.join(" or ") };
        write!(formatter, "{parts}/{of} by {workloads} of Service {service}")
    }
}

/// An exact share between zero and one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    /// The number of parts.
    pub parts: u64,
    /// How many parts there are in all; never zero.
    pub of: u64,
}

impl Share {
    /// The share as the nearest floating point number.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a sampled share is never known to 15 digits")]
    pub fn as_f64(self) -> f64 {
        self.parts as f64 / self.of as f64
    }
}

/// What an outcome says about who answered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// An application of this workload, on this container port.
    By(Name, u16),
    /// A denial: an error response of the mesh, or a connection that came to nothing.
    Denial,
    /// A response below 400 that no application gave.
    Stranger,
}

impl Answer {
    /// Reads an outcome. `None` when the probe was not sent, which says nothing about the mesh.
    #[must_use]
    pub fn of(outcome: &Outcome, workload_of: impl Fn(&str) -> Option<Name>) -> Option<Self> {
        match outcome {
            Outcome::Served(arrival) => Some(
                workload_of(&arrival.pod)
                    .map_or(Self::Stranger, |workload| Self::By(workload, arrival.port)),
            ),
            Outcome::Response { status, .. } if *status < 400 => Some(Self::Stranger),
            Outcome::Response { .. } | Outcome::Broken { .. } => Some(Self::Denial),
            Outcome::NotSent { .. } => None,
        }
    }
}

impl Prediction {
    /// Whether this answer may be seen where this prediction holds.
    #[must_use]
    pub fn allows(&self, answer: &Answer) -> bool {
        match (self, answer) {
            (Self::Denied, Answer::Denial) => true,
            (Self::Served(_), Answer::By(workload, port)) => {
                self.taken().any(|way| way.workloads.get(workload) == Some(port))
            }
            // A way without workloads: its share of requests fails.
            (Self::Served(_), Answer::Denial) => self.taken().any(|way| way.workloads.is_empty()),
            (_, Answer::Stranger) | (Self::Denied, Answer::By(..)) => false,
        }
    }

    /// Every answer that may be seen.
    #[must_use]
    pub fn answers(&self) -> BTreeSet<Answer> {
        let mut answers: BTreeSet<_> = self
            .taken()
            .flat_map(|way| &way.workloads)
            .map(|(workload, port)| Answer::By(workload.clone(), *port))
            .collect();
        if self.allows(&Answer::Denial) {
            answers.insert(Answer::Denial);
        }
        answers
    }

    /// Whether an answer tells this prediction from an earlier one: something that was possible is no longer, or the
    /// other way round.
    #[must_use]
    pub fn differs_visibly(&self, before: &Self) -> bool {
        self.answers() != before.answers()
    }

    fn taken(&self) -> impl Iterator<Item = &Way> {
        let ways: &[Way] = match self {
            Self::Denied => &[],
            Self::Served(ways) => ways,
        };
        ways.iter().filter(|way| way.share.parts > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Prediction, Share, Way};
    use crate::topology::Name;

    fn way(workload: &str, parts: u64) -> Way {
        let name = Name::new("app", workload);
        Way {
            service: name.clone(),
            share: Share { parts, of: 10 },
            workloads: [(name, 8080)].into(),
        }
    }

    #[test]
    fn a_way_without_a_share_is_not_a_possible_answer() {
        let prediction = Prediction::Served(vec![way("old", 10), way("new", 0)]);
        assert!(prediction.allows(&Answer::By(Name::new("app", "old"), 8080)));
        assert!(!prediction.allows(&Answer::By(Name::new("app", "new"), 8080)));
        assert!(!prediction.allows(&Answer::By(Name::new("app", "old"), 9090)));
        assert!(!prediction.allows(&Answer::Denial));
    }

    #[test]
    fn a_way_is_told_in_words() {
        assert_eq!(way("old", 9).to_string(), "9/10 by old:8080 of Service old");
    }

    #[test]
    fn other_proportions_of_the_same_backends_are_no_visible_difference() {
        let before = Prediction::Served(vec![way("old", 9), way("new", 1)]);
        let after = Prediction::Served(vec![way("old", 1), way("new", 9)]);
        assert!(!after.differs_visibly(&before));
        assert!(after.differs_visibly(&Prediction::Denied));
    }
}
