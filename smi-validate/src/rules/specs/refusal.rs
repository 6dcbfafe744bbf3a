//! Patterns that are refused: by every engine, or by some.

use std::ops::Range;

use smi_types::catalog::Entry;

use super::group;
use crate::check::{Affected, Context};
use crate::profile::Profile;
use crate::profile::choice::Engine as Reader;
use crate::regex::{self, Engine, Error, ErrorKind, Verdict};
use crate::shape::words;

/// Why a pattern is refused.
pub(super) struct Refused {
    /// The engine's words, with the engine: "RE2 says `missing )`".
    pub(super) words: String,
    /// Where, in bytes of the pattern.
    pub(super) span: Range<usize>,
    /// How to mend it.
    pub(super) mend: &'static str,
}

/// Why no engine takes a pattern.
pub(super) fn by_all(source: &str, context: &Context<'_>) -> Option<Refused> {
    let pattern = context.pattern(source);
    let error = pattern.as_ref().as_ref().err().filter(|error| is_malformed(error, source))?;
    let mend = match (error.kind, source.get(error.span.clone())) {
        (ErrorKind::MissingArgument, Some("*")) => {
            "a star repeats what stands before it; write `.*` for any characters"
        }
        (ErrorKind::InvalidRepeatSize | ErrorKind::InvalidRange, _) => {
            "write the smaller end first, and only classes that there are"
        }
        _ => "close what is open, or put a backslash before the character if it is meant as such",
    };
    Some(Refused { words: words_of_re2(error, source), span: error.span.clone(), mend })
}

/// Which meshes in question don't take a pattern that others take, and why.
pub(super) fn by_some(
    source: &str,
    entry: &Entry,
    context: &Context<'_>,
    reader: impl Fn(&Profile) -> Option<Reader>,
) -> Option<(Refused, Affected)> {
    let pattern = context.pattern(source);
    let by_re2 = pattern.as_ref().as_ref().err();
    let is_plain = by_re2.is_none() && !source.contains("(?") && !source.contains("\\C");
    if is_plain || by_re2.is_some_and(|error| is_malformed(error, source)) {
        return None;
    }
    let by_go = match regex::check(source, Engine::Go) {
        Verdict::Refused(refusal) => Some(refusal),
        Verdict::Accepted { .. } => None,
    };
    let by_javascript = unknown_to_javascript(source);
    let affected = group::affected(entry, context, |profile| match reader(profile) {
        Some(Reader::Re2) => by_re2.is_some(),
        Some(Reader::Go) => by_go.is_some(),
        Some(Reader::JavaScript) => by_javascript.is_some(),
        _ => false,
    })?;
    let reads = |name: &&str, wanted| {
        Profile::find(name).ok().and_then(&reader).is_some_and(|reader| reader == wanted)
    };
    let is_read_by = |wanted| affected.meshes.iter().any(|name| reads(name, wanted));
    let (words, span) = match (by_re2, by_go, by_javascript) {
        (Some(error), ..) if is_read_by(Reader::Re2) => {
            (words_of_re2(error, source), error.span.clone())
        }
        (_, Some(refusal), _) if is_read_by(Reader::Go) => {
            (format!("Go says {}", words::quoted(&refusal.message)), refusal.span)
        }
        (.., Some(span)) => ("JavaScript knows no such group".to_owned(), span),
        _ => return None,
    };
    let mend = mend(source.get(span.clone()).unwrap_or_default());
    Some((Refused { words, span, mend }, affected))
}

fn words_of_re2(error: &Error, source: &str) -> String {
    format!("RE2 says {}", words::quoted(&error.message_in_re2(source)))
}

fn mend(written: &str) -> &'static str {
    match written {
        _ if ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|start| written.starts_with(start)) => {
            "say what is allowed instead of what is not: RE2 and Go have no look-around"
        }
        _ if written.starts_with("(?") => "leave the group or flag out; for any case, write `[aA]`",
        _ if written.starts_with('\\') => {
            "write the characters that are meant, as a class: `[0-9]`"
        }
        _ if written.starts_with('{') => "write a count of at most 1000, or `*`",
        _ => "write the repetition once: `a+` instead of `a++`",
    }
}

/// Whether no engine would take a pattern that RE2 refuses.
fn is_malformed(error: &Error, source: &str) -> bool {
    let written = source.get(error.quoted.clone()).unwrap_or_default();
    match error.kind {
        ErrorKind::MissingBracket
        | ErrorKind::MissingParenthesis
        | ErrorKind::UnexpectedParenthesis
        | ErrorKind::TrailingBackslash
        | ErrorKind::MissingArgument
        | ErrorKind::InvalidUtf8
        | ErrorKind::InvalidRange => true,
        ErrorKind::BadRepeat => written.ends_with('*'),
        ErrorKind::InvalidRepeatSize => is_inverted(written),
        ErrorKind::InvalidName => !written.starts_with("(?<=") && !written.starts_with("(?<!"),
        _ => false,
    }
}

fn is_inverted(count: &str) -> bool {
    let inner = count.trim_start_matches(|char| char != '{').trim_matches(['{', '}']);
    let Some((least, most)) = inner.split_once(',') else { return false };
    match (least.parse::<u32>(), most.parse::<u32>()) {
        (Ok(least), Ok(most)) => least > most,
        _ => false,
    }
}

/// A group that RE2 knows, or Perl, and JavaScript does not: flags, `(?P<name>…)`, `(?>…)`.
fn unknown_to_javascript(source: &str) -> Option<Range<usize>> {
    let known = [":", "=", "!", "<"];
    let mut is_escaped = false;
    for (at, char) in source.char_indices() {
        let rest = &source[at..];
        if !is_escaped
            && let Some(inner) = rest.strip_prefix("(?")
            && !known.iter().any(|start| inner.starts_with(start))
        {
            return Some(at..at + 2 + inner.chars().next().map_or(0, char::len_utf8));
        }
        is_escaped = char == '\\' && !is_escaped;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{by_all, is_malformed, unknown_to_javascript};
    use crate::check::Context;
    use crate::config::Config;
    use crate::regex::Regex;

    #[test]
    fn what_no_engine_takes_is_told_from_what_some_do() {
        let malformed = |pattern: &str| is_malformed(&Regex::new(pattern).unwrap_err(), pattern);
        for pattern in ["/(", "/)", "/[", "/\\", "*", "/a**", "[z-a]", "a{3,2}"] {
            assert!(malformed(pattern), "{pattern}");
        }
        for pattern in ["(?!a)", "(?<=a)", "(?<!a)", "(?>a)", "a++", "a{1001}", r"(a)\1", r"\Z"] {
            assert!(!malformed(pattern), "{pattern}");
        }
    }

    #[test]
    fn a_star_of_nothing_has_advice_of_its_own() {
        let config = Config::default();
        let refused = by_all("*", &Context::new(&config, &[])).unwrap();
        assert!(refused.mend.contains("`.*`"));
        assert_eq!(refused.words, "RE2 says `no argument for repetition operator: *`");
    }

    #[test]
    fn javascript_knows_no_flags() {
        assert_eq!(unknown_to_javascript("/(?:a)(?i)b"), Some(6..9));
        assert_eq!(unknown_to_javascript(r"/\(?i(?!a)"), None);
    }
}
