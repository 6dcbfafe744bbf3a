//! Requirements: the normative statements of the specification, in our words.

use serde::{Deserialize, Serialize};

/// One normative statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The id, without a version, for example `SPLIT-05`. Never reused.
    pub id: String,
    /// How binding it is, as we read it: the text mostly says "will".
    pub level: RequirementLevel,
    /// What it asks of a mesh.
    pub text: String,
    /// Where it stands.
    pub source: Source,
}

/// How binding a requirement is (RFC 2119).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RequirementLevel {
    /// Anything else is not conforming.
    Must,
    /// Recommended.
    Should,
    /// Permitted.
    May,
}

/// A place in the specification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The document, for example `traffic-split`.
    pub document: String,
    /// The first version that says it; later ones do too, unless `until` is given.
    pub since: String,
    /// The last version that says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The section.
    pub section: String,
}
