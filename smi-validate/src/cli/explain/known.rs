//! The texts of API servers, kubectl and readers of YAML that people search for, as data: `known.yaml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// What is known about a text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    /// Its wordings, where `…` stands for anything.
    pub(super) says: Vec<String>,
    /// Who says it.
    pub(super) by: String,
    /// What it means.
    pub(super) means: String,
    /// What to do.
    #[serde(rename = "do")]
    pub(super) mend: String,
    /// The names of rules that find it.
    pub(super) rules: Vec<String>,
}

static ALL: LazyLock<Vec<Known>> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("known.yaml")).expect("a test reads the table")
});

impl Known {
    /// All that is known.
    pub(super) fn all() -> &'static [Self] {
        &ALL
    }
}
