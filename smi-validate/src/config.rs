//! What a check is to look for, and how.

mod allowance;
mod pattern;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use crate::finding::Severity;
use crate::profile::Profile;
use crate::rule::Rule;
use crate::source::Limits;

pub use self::allowance::Allowance;
pub use self::pattern::{NotAnObject, ObjectPattern, PathPattern};

/// What to look for, and how.
#[derive(Clone, Debug)]
pub struct Config {
    /// The meshes that the manifests are for. None is the specification itself: what only some mesh does differently is
    /// then at most a warning.
    pub targets: Vec<&'static Profile>,
    /// The namespace of objects that say none; `default` unless told.
    pub namespace: Option<String>,
    /// Whether the input is all that there is: what is not in it does not exist.
    pub complete: bool,
    /// Rules that are louder or quieter than they are by themselves.
    pub levels: Levels,
    /// Findings to let pass.
    pub allow: Vec<Allowance>,
    /// What reading may cost.
    pub limits: Limits,
    /// How many threads to use.
    pub threads: NonZeroUsize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            targets: Vec::new(),
            namespace: None,
            complete: false,
            levels: Levels::default(),
            allow: Vec::new(),
            limits: Limits::default(),
            threads: NonZeroUsize::MIN,
        }
    }
}

/// What users ask of rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    by_code: BTreeMap<&'static str, Level>,
}

/// What a user asks of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Say nothing.
    Off,
    /// Findings are this bad.
    At(Severity),
}

impl Levels {
    /// Asks something of a rule. The last word counts.
    pub fn set(&mut self, rule: &Rule, level: Level) {
        self.by_code.insert(rule.code, level);
    }

    /// How bad a finding of a rule is, or nothing if it is not wanted.
    #[must_use]
    pub fn severity(&self, rule: &Rule, severity: Severity) -> Option<Severity> {
        match self.by_code.get(rule.code) {
            None => Some(severity),
            Some(Level::At(other)) => Some(*other),
            Some(Level::Off) => None,
        }
    }

    /// Whether a rule is to say nothing.
    #[must_use]
    pub fn is_off(&self, rule: &Rule) -> bool {
        self.by_code.get(rule.code) == Some(&Level::Off)
    }
}
