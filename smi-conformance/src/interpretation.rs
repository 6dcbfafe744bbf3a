//! Interpretations: what the specification leaves open or says in two ways, the answers that there are, and who gives which.
//!
//! Those of [`smi_types::Interpretation`] are questions that the semantics can answer either way: the first option is the
//! default, the second the other reading that [`decide_under`](smi_validate::decide::decide_under) knows, and the rest
//! are third ways that meshes have found.

use serde::{Deserialize, Serialize};

use crate::requirement::Source;

/// One open question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interpretation {
    /// The id, for example `ACCESS-L4-WITH-L7`. Never reused.
    pub id: String,
    /// What is open, as one question.
    pub question: String,
    /// The answers that there are, ours first.
    pub options: Vec<Choice>,
    /// The name of the option that this toolkit takes unless told otherwise.
    pub default: String,
    /// Where the specification is silent, or contradicts itself.
    pub source: Source,
    /// Why our default is what it is.
    pub reason: String,
}

/// One answer to an open question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Choice {
    /// A short name, in kebab case.
    pub name: String,
    /// The answer in a sentence.
    pub text: String,
    /// The meshes that give it, by the names of their profiles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meshes: Vec<String>,
}

impl Interpretation {
    /// The option that this toolkit takes unless told otherwise.
    #[must_use]
    pub fn default_option(&self) -> Option<&Choice> {
        self.options.iter().find(|option| option.name == self.default)
    }

    /// The option that a mesh takes; `None` when nobody knows.
    #[must_use]
    pub fn option_of(&self, mesh: &str) -> Option<&Choice> {
        self.options.iter().find(|option| option.meshes.iter().any(|one| one == mesh))
    }
}

/// The JSON Schema of a file of interpretations.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Vec<Interpretation>);
    schema.insert("title".to_owned(), "What the Service Mesh Interface leaves open".into());
    schema.to_value()
}

#[cfg(test)]
mod tests;
