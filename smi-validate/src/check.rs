//! The way from texts to findings.

use crate::config::Config;
use crate::finding::{Finding, Input};
use crate::set::Set;

/// What a check came to.
#[derive(Debug, Default)]
pub struct Checked {
    /// The findings, in the order of the inputs and of the places in them.
    pub findings: Vec<Finding>,
    /// What was read, and what was passed over.
    pub statistics: Statistics,
    /// The sets, by their numbers.
    pub sets: std::collections::BTreeMap<usize, Set>,
}

/// What was read, and what was passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// How many documents and items of lists there were.
    pub documents: usize,
    /// Objects by group, version and kind, as far as they count: those of SMI, and those that they depend on.
    pub objects: std::collections::BTreeMap<String, usize>,
    /// Other objects, by group, version and kind.
    pub skipped: std::collections::BTreeMap<String, usize>,
    /// Findings that were suppressed.
    pub suppressed: usize,
    /// Comparisons of patterns that were given up, by the code of the rule: the patterns are too large.
    pub given_up: std::collections::BTreeMap<&'static str, usize>,
}

/// Checks texts.
#[must_use]
pub fn check(inputs: &[Input], config: &Config) -> Vec<Finding> {
    check_all(inputs, config).findings
}

/// Checks texts, and keeps what was read.
#[must_use]
pub fn check_all(inputs: &[Input], config: &Config) -> Checked {
    let _ = (inputs, config);
    Checked::default()
}

/// What rules know besides what they look at.
pub(crate) struct Context<'c> {
    pub(crate) config: &'c Config,
}

/// A document under check.
pub(crate) struct DocumentView<'d> {
    pub(crate) document: &'d crate::source::Document,
}

/// An object under check.
pub(crate) struct ObjectView<'d> {
    pub(crate) manifest: &'d smi_types::Manifest,
}
