//! What rules know besides what they look at: the configuration, the meshes in question, and patterns, read once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::patterns::{Pattern, Patterns, Relation};
use super::stages::Stages;
use crate::config::Config;
use crate::finding::Severity;
use crate::profile::Profile;
use crate::regex::{Anchor, Answer, Language, Matcher};
use crate::rule::{Draft, Rule};

/// What rules know besides what they look at.
pub(crate) struct Context<'c> {
    pub(crate) config: &'c Config,
    pub(super) stages: Stages,
    patterns: Patterns,
    given_up: Mutex<BTreeMap<&'static str, usize>>,
}

/// The meshes that something is a problem in.
#[derive(Clone, Debug)]
pub(crate) struct Affected {
    /// The names of their profiles.
    pub(crate) meshes: Vec<&'static str>,
    /// Their names in full, joined for a sentence: `OSM and FSM`.
    pub(crate) titles: String,
    /// Whether the user asked for them.
    pub(crate) is_selected: bool,
}

impl<'c> Context<'c> {
    pub(crate) fn new(config: &'c Config, rules: &[&'static Rule]) -> Self {
        Self {
            config,
            stages: Stages::of(rules),
            patterns: Patterns::default(),
            given_up: Mutex::default(),
        }
    }

    /// The meshes in question for which something holds: of those that the user selected, or else of all that are known.
    /// Nothing if it holds for none of them.
    pub(crate) fn affected(&self, holds: impl Fn(&Profile) -> bool) -> Option<Affected> {
        let selected = &self.config.targets;
        let is_mesh = |profile: &&'static Profile| profile.known_as.is_some();
        let in_question: Vec<&'static Profile> = if selected.is_empty() {
            Profile::all().iter().filter(is_mesh).collect()
        } else {
            selected.iter().copied().filter(is_mesh).collect()
        };
        let affected: Vec<_> = in_question.into_iter().filter(|profile| holds(profile)).collect();
        if affected.is_empty() {
            return None;
        }
        let titles: Vec<_> = affected.iter().map(|profile| profile.title.as_str()).collect();
        Some(Affected {
            meshes: affected.iter().map(|profile| profile.name.as_str()).collect(),
            titles: joined(&titles),
            is_selected: !selected.is_empty(),
        })
    }

    /// A pattern as RE2 reads it; each is read once.
    pub(crate) fn pattern(&self, source: &str) -> Arc<Pattern> {
        self.patterns.pattern(source)
    }

    /// A pattern, ready to be held against texts; each is made once. Nothing for what is no pattern.
    pub(crate) fn matcher(&self, source: &str) -> Option<Arc<Matcher>> {
        self.patterns.matcher(source)
    }

    /// The texts that a pattern matches, among those that paths and headers may be. Nothing for what is no pattern.
    pub(crate) fn language(&self, source: &str, anchor: Anchor) -> Option<Arc<Language>> {
        self.patterns.language(source, anchor)
    }

    /// Whether every text of one pattern is in another. What is no pattern is in none. A comparison that is given up is
    /// counted for the rule, and the rule is to say nothing.
    pub(crate) fn includes(&self, rule: &Rule, outer: &str, inner: &str, anchor: Anchor) -> Answer {
        self.counted(rule, self.patterns.compared(Relation::Includes, (outer, inner), anchor))
    }

    /// Whether some text is in both patterns.
    pub(crate) fn overlaps(&self, rule: &Rule, one: &str, other: &str, anchor: Anchor) -> Answer {
        self.counted(rule, self.patterns.compared(Relation::Overlaps, (one, other), anchor))
    }

    fn counted(&self, rule: &Rule, answer: Answer) -> Answer {
        if answer == Answer::Unknown {
            self.give_up(rule);
        }
        answer
    }

    /// Counts a question that was too large to answer.
    pub(crate) fn give_up(&self, rule: &Rule) {
        let mut given_up = self.given_up.lock().unwrap_or_else(PoisonError::into_inner);
        *given_up.entry(rule.code).or_default() += 1;
    }

    /// How often rules gave up.
    pub(crate) fn into_given_up(self) -> BTreeMap<&'static str, usize> {
        self.given_up.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Affected {
    /// One severity if the user asked for these meshes, another if not.
    pub(crate) const fn severity(&self, selected: Severity, otherwise: Severity) -> Severity {
        if self.is_selected { selected } else { otherwise }
    }
}

impl Draft {
    /// The meshes that the finding is about.
    pub(crate) fn meshes(mut self, affected: &Affected) -> Self {
        self.meshes.clone_from(&affected.meshes);
        self
    }
}

/// Words for a sentence: `a`, `a and b`, `a, b and c`.
pub(crate) fn joined<S: AsRef<str>>(words: &[S]) -> String {
    let words: Vec<_> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}
