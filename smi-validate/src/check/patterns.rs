//! Patterns, each read, compiled and compared once in a check, by whatever thread asks first.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::HashMap;

use crate::regex::{Anchor, Answer, Error, Language, Matcher, Regex, Texts};

/// A pattern, as RE2 reads it.
pub(crate) type Pattern = Result<Regex, Error>;

/// How two patterns may stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Relation {
    /// The first has every text of the second.
    Includes,
    /// Some text is in both.
    Overlaps,
}

/// A question about two patterns.
type Question = (Relation, Arc<str>, Arc<str>, Anchor);

/// A table that threads share.
type Shared<K, V> = Mutex<HashMap<K, V>>;

/// All patterns of a check.
#[derive(Default)]
pub(super) struct Patterns {
    read: Shared<Arc<str>, Arc<Pattern>>,
    matchers: Shared<Arc<str>, Option<Arc<Matcher>>>,
    languages: Shared<(Arc<str>, Anchor), Arc<Language>>,
    answers: Shared<Question, Answer>,
}

impl Patterns {
    pub(super) fn pattern(&self, source: &str) -> Arc<Pattern> {
        if let Some(pattern) = locked(&self.read).get(source) {
            return Arc::clone(pattern);
        }
        // Made outside of the lock: two threads may both do so, which is rare and harmless.
        let pattern = Arc::new(Regex::new(source));
        locked(&self.read).insert(source.into(), Arc::clone(&pattern));
        pattern
    }

    pub(super) fn matcher(&self, source: &str) -> Option<Arc<Matcher>> {
        if let Some(matcher) = locked(&self.matchers).get(source) {
            return matcher.clone();
        }
        let pattern = self.pattern(source);
        let matcher = pattern.as_ref().as_ref().ok().and_then(Matcher::new).map(Arc::new);
        locked(&self.matchers).insert(source.into(), matcher.clone());
        matcher
    }

    pub(super) fn language(&self, source: &str, anchor: Anchor) -> Option<Arc<Language>> {
        let key = (Arc::from(source), anchor);
        if let Some(language) = locked(&self.languages).get(&key) {
            return Some(Arc::clone(language));
        }
        let pattern = self.pattern(source);
        let regex = pattern.as_ref().as_ref().ok()?;
        let language = Arc::new(Language::new(regex, anchor, Texts::Printable));
        locked(&self.languages).insert(key, Arc::clone(&language));
        Some(language)
    }

    /// The answer for two patterns; what is no pattern has no text.
    pub(super) fn compared(
        &self,
        relation: Relation,
        (one, other): (&str, &str),
        anchor: Anchor,
    ) -> Answer {
        let question = (relation, Arc::from(one), Arc::from(other), anchor);
        if let Some(answer) = locked(&self.answers).get(&question) {
            return *answer;
        }
        let languages = self.language(one, anchor).zip(self.language(other, anchor));
        let answer = match (languages, relation) {
            (None, _) => Answer::No,
            (Some((one, other)), Relation::Includes) => one.includes(&other),
            (Some((one, other)), Relation::Overlaps) => one.overlaps(&other),
        };
        locked(&self.answers).insert(question, answer);
        answer
    }
}

fn locked<K, V>(table: &Shared<K, V>) -> MutexGuard<'_, HashMap<K, V>> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}
