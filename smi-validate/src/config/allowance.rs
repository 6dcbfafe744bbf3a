//! Allowances: findings that a configuration lets pass.

use super::pattern::{ObjectPattern, PathPattern};
use crate::finding::{Finding, Input};
use crate::rule::Rule;

/// Findings to let pass. All that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowance {
    /// The rules; every rule when there is none.
    pub rules: Vec<&'static Rule>,
    /// The names of the inputs.
    pub path: Option<PathPattern>,
    /// The objects.
    pub object: Option<ObjectPattern>,
    /// Why, for people.
    pub reason: String,
}

impl Allowance {
    /// Whether it lets a finding pass, which is in this input.
    #[must_use]
    pub fn covers(&self, finding: &Finding, input: &Input) -> bool {
        (self.rules.is_empty() || self.rules.contains(&finding.rule))
            && self.path.as_ref().is_none_or(|path| path.matches(&input.name))
            && self.object.as_ref().is_none_or(|pattern| {
                finding.object.as_ref().is_some_and(|object| pattern.matches(object))
            })
    }
}
