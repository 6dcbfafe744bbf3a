//! What a version cannot say.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// Something that the target version of a conversion cannot say.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// What kind of thing.
    pub field: Field,
    /// Where it was, in the version that it was converted from.
    pub path: String,
    /// What it was.
    pub value: Value,
}

impl Loss {
    /// Records the loss of a value.
    pub(crate) fn new(field: Field, path: impl Into<String>, value: &impl Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or(Value::Null);
        Self { field, path: path.into(), value }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} = {}: {}", self.path, self.value, self.field.consequence())
    }
}

/// The things that can be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// `destination.port` of a target, where no rule could take it over.
    DestinationPort,
    /// `port` of a source, which never had a meaning.
    SourcePort,
    /// A rule whose kind the version does not have (`UDPRoute` before access v1alpha3), or that allows nothing because its
    /// route and its target name different ports.
    Rule,
    /// A subject that is no `ServiceAccount` (`IdentityBinding` before access v1alpha4).
    Subject,
    /// The group of a subject.
    SubjectGroup,
    /// `headers` of an HTTP match.
    Headers,
    /// `spec.matches.ports` of a `TCPRoute`.
    RoutePorts,
    /// `spec.matches.name` of a `TCPRoute`, which never had a meaning.
    RouteMatchName,
    /// `spec.matches` of a split.
    SplitMatches,
    /// The weights of a split, whose ratio does not fit.
    Weights,
    /// `selector` of a list of metrics.
    ListSelector,
}

/// Which way a conversion goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To a newer version.
    Up,
    /// To an older version.
    Down,
}

/// Every (field, direction) that a conversion may lose, with the step that loses it. Anything else that gets lost is a
/// defect.
pub const LOSSES: &[(Field, Direction, &str)] = &[
    (
        Field::DestinationPort,
        Direction::Up,
        "access v1alpha2 → v1alpha3, a target without a rule that can take it over",
    ),
    (Field::SourcePort, Direction::Up, "access v1alpha2 → v1alpha3"),
    (
        Field::Rule,
        Direction::Up,
        "access v1alpha2 → v1alpha3, a rule whose route names other ports than the target",
    ),
    (Field::Rule, Direction::Down, "access v1alpha3 → v1alpha2, a rule of kind UDPRoute"),
    (
        Field::Subject,
        Direction::Down,
        "access v1alpha4 → v1alpha3, a subject of kind IdentityBinding",
    ),
    (Field::SubjectGroup, Direction::Down, "access v1alpha4 → v1alpha3"),
    (Field::Headers, Direction::Down, "specs v1alpha2 → v1alpha1"),
    (
        Field::RoutePorts,
        Direction::Down,
        "specs v1alpha4 → v1alpha3, unless a target takes the one port over",
    ),
    (Field::RouteMatchName, Direction::Down, "specs v1alpha4 → v1alpha3"),
    (Field::SplitMatches, Direction::Down, "split v1alpha3 → v1alpha2"),
    (Field::Weights, Direction::Up, "split v1alpha1 → v1alpha2, a ratio that 64 bits cannot say"),
    (Field::Weights, Direction::Down, "split v1alpha2 → v1alpha1, a ratio beyond 256 digits"),
    (Field::ListSelector, Direction::Up, "metrics v1alpha1 → v1alpha2"),
];

impl Field {
    /// What follows from the loss.
    #[must_use]
    pub const fn consequence(self) -> &'static str {
        match self {
            Self::DestinationPort => {
                "the target version has no port here, so every port would be open"
            }
            Self::SourcePort => "the port of a source never had a meaning and is gone",
            Self::Rule => "the target version cannot say this rule; it is left out",
            Self::Subject => {
                "the target version has no subjects of this kind; the subject is left out"
            }
            Self::SubjectGroup => "the target version has no group here",
            Self::Headers => {
                "the target version has no headers, so the match holds for more requests"
            }
            Self::RoutePorts => "the target version has no ports here, so every port would be open",
            Self::RouteMatchName => "the name of a TCP match never had a meaning and is gone",
            Self::SplitMatches => {
                "the target version has no matches, so the split would hold for all requests"
            }
            Self::Weights => {
                "the target version cannot say this ratio exactly; the weights are close to it"
            }
            Self::ListSelector => "the target version does not repeat the selector",
        }
    }
}
