//! Regular expressions, compiled once.

use regex::Regex;

/// A regular expression as written, compiled for the ways that a reading may hold it against a text.
///
/// The specification names no dialect. What does not compile matches nothing, and says so.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written.
    pub source: String,
    compiled: Option<Compiled>,
}

#[derive(Clone, Debug)]
struct Compiled {
    anywhere: Regex,
    from_start: Regex,
    whole: Regex,
}

impl Pattern {
    /// Compiles a regular expression.
    #[must_use]
    pub fn new(source: &str) -> Self {
        let compile = |pattern: String| Regex::new(&pattern).ok();
        // Compiled on its own first, so that an unbalanced `)` cannot close the group that is put around it.
        let compiled = compile(source.to_owned()).and_then(|anywhere| {
            Some(Compiled {
                anywhere,
                from_start: compile(format!("^(?:{source})"))?,
                whole: compile(format!("^(?:{source})$"))?,
            })
        });
        Self { source: source.to_owned(), compiled }
    }

    /// Whether it is a regular expression at all.
    #[must_use]
    pub const fn is_valid(&self) -> bool {
        self.compiled.is_some()
    }

    /// Whether it is found anywhere.
    #[must_use]
    pub fn is_found_in(&self, text: &str) -> bool {
        self.compiled.as_ref().is_some_and(|compiled| compiled.anywhere.is_match(text))
    }

    /// Whether it matches from the beginning; the end is free.
    #[must_use]
    pub fn is_at_start_of(&self, text: &str) -> bool {
        self.compiled.as_ref().is_some_and(|compiled| compiled.from_start.is_match(text))
    }

    /// Whether it matches the whole text.
    #[must_use]
    pub fn is_whole_of(&self, text: &str) -> bool {
        self.compiled.as_ref().is_some_and(|compiled| compiled.whole.is_match(text))
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
    }

    #[test]
    fn what_is_no_regular_expression_matches_nothing() {
        for source in ["/(", "/)(", "(?!admin)"] {
            let pattern = Pattern::new(source);
            assert!(!pattern.is_valid() && !pattern.is_at_start_of(source), "{source}");
        }
    }
}
