//! Requirements: the normative statements of the specification, in our words.

use serde::{Deserialize, Serialize};

/// One normative statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Requirement {
    /// The id, without a version, for example `SPLIT-05`. Never reused.
    pub id: String,
    /// How binding it is, as we read it: the text mostly says "will".
    pub level: RequirementLevel,
    /// Where one would see that it does not hold.
    pub class: RequirementClass,
    /// What it asks of a mesh, or of those who write objects.
    pub text: String,
    /// Where it stands.
    pub source: Source,
    /// The rules of `smi-validate` that check it, as far as objects show it: `SMI210`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Why no scenario covers a requirement of behaviour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncovered: Option<String>,
    /// Why no rule checks a requirement on objects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unchecked: Option<String>,
}

/// How binding a requirement is (RFC 2119).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RequirementLevel {
    /// Anything else is not conforming.
    Must,
    /// Recommended.
    Should,
    /// Permitted.
    May,
}

/// What shows whether a requirement holds. Where several things do, it is the first of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RequirementClass {
    /// What a mesh does. Covered by scenarios.
    Behaviour,
    /// One object by itself. Checked by rules.
    Object,
    /// Several objects together. Checked by rules.
    Set,
    /// Nothing: it is background, or leaves something to others.
    Advice,
}

/// A place in the specification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// The JSON Schema of a file of requirements.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Vec<Requirement>);
    schema.insert("title".to_owned(), "Requirements of the Service Mesh Interface".into());
    schema.to_value()
}
