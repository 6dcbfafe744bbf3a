//! Regular expressions, read when they are needed and once.

use std::sync::{Arc, OnceLock};

use crate::regex::{Anchor, Matcher, Regex};

/// A regular expression as written, for all the ways that a reading may hold it against a text.
///
/// The specification names no dialect; this is RE2's. What RE2 refuses matches nothing, and says so.
///
/// Making one costs no more than its text: most patterns of a large world are never held against anything.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written.
    pub source: String,
    read: OnceLock<Option<Arc<Compiled>>>,
}

#[derive(Debug)]
struct Compiled {
    regex: Regex,
    /// Nothing if it needs more memory than a check is worth.
    matcher: OnceLock<Option<Matcher>>,
}

impl Pattern {
    /// Keeps a regular expression, of whatever worth it is.
    #[must_use]
    pub fn new(source: &str) -> Self {
        Self { source: source.to_owned(), read: OnceLock::new() }
    }

    /// What it says, as RE2 reads it; nothing if RE2 refuses it.
    #[must_use]
    pub fn regex(&self) -> Option<&Regex> {
        self.compiled().map(|compiled| &compiled.regex)
    }

    /// Whether it is a regular expression at all.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.compiled().is_some()
    }

    /// Whether it matches a text in a way.
    #[must_use]
    pub fn matches(&self, text: &str, anchor: Anchor) -> bool {
        let Some(Compiled { regex, matcher }) = self.compiled() else { return false };
        let Some(matcher) = matcher.get_or_init(|| Matcher::new(regex)) else { return false };
        match anchor {
            Anchor::Whole => matcher.is_whole_of(text),
            Anchor::Start => matcher.is_at_start_of(text),
            Anchor::Anywhere => matcher.is_found_in(text),
        }
    }

    /// Whether it is found anywhere.
    #[must_use]
    pub fn is_found_in(&self, text: &str) -> bool {
        self.matches(text, Anchor::Anywhere)
    }

    /// Whether it matches from the beginning; the end is free.
    #[must_use]
    pub fn is_at_start_of(&self, text: &str) -> bool {
        self.matches(text, Anchor::Start)
    }

    /// Whether it matches the whole text.
    #[must_use]
    pub fn is_whole_of(&self, text: &str) -> bool {
        self.matches(text, Anchor::Whole)
    }

    fn compiled(&self) -> Option<&Compiled> {
        let read = || {
            let regex = Regex::new(&self.source).ok()?;
            Some(Arc::new(Compiled { regex, matcher: OnceLock::new() }))
        };
        self.read.get_or_init(read).as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn an_alternative_is_anchored_as_a_whole() {
        let pattern = Pattern::new("/a|/b");
        assert!(pattern.is_at_start_of("/b/c") && !pattern.is_at_start_of("/x/b"));
        assert!(pattern.is_whole_of("/a") && !pattern.is_whole_of("/a/c"));
        assert!(pattern.is_found_in("/x/b") && !pattern.is_found_in("/x"));
    }

    #[test]
    fn what_is_no_regular_expression_matches_nothing() {
        for source in ["/(", "/)(", "(?!admin)"] {
            let pattern = Pattern::new(source);
            assert!(!pattern.is_valid() && !pattern.is_at_start_of(source), "{source}");
            assert!(pattern.regex().is_none());
        }
    }

    #[test]
    fn patterns_are_read_as_re2_reads_them() {
        // Rust's own engine takes digits and letters of all scripts here.
        assert!(!Pattern::new(r"\d+").is_whole_of("٣"));
        assert!(!Pattern::new(r"\w+").is_whole_of("é"));
        assert!(Pattern::new(".").is_whole_of("é"));
        assert!(
            !Pattern::new("a.b").is_found_in("a\nb") && Pattern::new("a[^x]b").is_found_in("a\nb")
        );
        assert!(!Pattern::new("a$").is_found_in("a\n"));
        assert!(Pattern::new(r"\Aa\z").is_valid() && Pattern::new(r"\Q/(\E").is_whole_of("/("));
        assert!(!Pattern::new("a++").is_valid());
    }

    #[test]
    fn nothing_is_read_before_it_is_needed() {
        let pattern = Pattern::new("/a.*");
        assert!(pattern.read.get().is_none());
        assert!(pattern.is_valid());
        let is_compiled =
            |pattern: &Pattern| pattern.compiled().is_some_and(|read| read.matcher.get().is_some());
        assert!(!is_compiled(&pattern));
        let copy = pattern.clone();
        assert!(pattern.is_at_start_of("/ab"));
        assert!(is_compiled(&copy), "copies share what was read");
    }

    #[test]
    fn patterns_go_to_other_threads() {
        const fn takes<T: Clone + std::fmt::Debug + Send + Sync>() {}
        takes::<Pattern>();
    }
}
