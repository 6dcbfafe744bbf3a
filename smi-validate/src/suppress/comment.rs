//! The text of comments: `# smi-validate: allow(name, name) reason`.

use std::ops::Range;

use super::MARK;

/// What a comment asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Directive {
    pub(super) reach: Reach,
    /// What stands between the brackets, in bytes of the comment.
    pub(super) names: Range<usize>,
}

/// How far it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Line,
    Object,
    File,
}

/// Why a comment that is meant as one is no directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) expected: &'static str,
    /// In bytes of the comment.
    pub(super) found: Range<usize>,
}

/// What to write instead.
pub(super) const FORM: &str = "write `# smi-validate: allow(NAME)`, `allow-object(NAME)` or `allow-file(NAME)`; \
                               a reason may follow the bracket";

/// Reads a comment. Nothing is in most of them.
pub(super) fn parse(comment: &str) -> Option<Result<Directive, Malformed>> {
    comment.match_indices('#').find_map(|(index, _)| {
        let begin = skip_blanks(comment, index + 1);
        let rest = comment[begin..].strip_prefix(MARK)?;
        let after = skip_blanks(comment, begin + MARK.len());
        match comment[after..].strip_prefix(':') {
            Some(_) => Some(directive(comment, after + 1)),
            // Prose may speak of us.
            None if !rest.trim_start().starts_with("allow") => None,
            None => Some(Err(malformed(comment, "a colon after `smi-validate`", after))),
        }
    })
}

/// The names in a list with commas, with their places in it.
pub(super) fn names(list: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut at = 0;
    let parts = list.split(',').map(move |part| {
        let start = at + part.len() - part.trim_start().len();
        at += part.len() + 1;
        (part.trim(), start..start + part.trim().len())
    });
    parts.filter(|(name, _)| !name.is_empty())
}

fn directive(comment: &str, at: usize) -> Result<Directive, Malformed> {
    const WORDS: &str = "`allow(…)`, `allow-object(…)` or `allow-file(…)`";
    let word = skip_blanks(comment, at);
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '-';
    let end = comment[word..].find(|c| !is_part(c)).map_or(comment.len(), |length| word + length);
    let reach = match &comment[word..end] {
        "allow" => Reach::Line,
        "allow-object" => Reach::Object,
        "allow-file" => Reach::File,
        _ => return Err(malformed(comment, WORDS, word)),
    };
    let open = skip_blanks(comment, end);
    if !comment[open..].starts_with('(') {
        return Err(malformed(comment, "rules in brackets", open));
    }
    let Some(length) = comment[open..].find(')') else {
        return Err(malformed(comment, "a closing bracket", comment.len()));
    };
    let list = open + 1..open + length;
    if names(&comment[list.clone()]).next().is_none() {
        return Err(malformed(comment, "the name of a rule in the brackets", open));
    }
    Ok(Directive { reach, names: list })
}

/// Something else is there than expected: a word, or the end of the comment.
fn malformed(comment: &str, expected: &'static str, at: usize) -> Malformed {
    let rest = &comment[at..];
    let length = rest.find([' ', '\t']).unwrap_or(rest.len());
    Malformed { expected, found: at..at + length }
}

fn skip_blanks(text: &str, from: usize) -> usize {
    text.len() - text[from..].trim_start_matches([' ', '\t']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_found_among_prose() {
        for (comment, expected) in [
            ("# smi-validate: allow(a, b) since Monday", Some((Reach::Line, "a, b"))),
            ("#smi-validate:allow-object(a)", Some((Reach::Object, "a"))),
            ("# v2 is next # smi-validate : allow-file ( a )", Some((Reach::File, " a "))),
            ("# smi-validate is run in CI", None),
            ("# see smi-validate: allow(a)", None),
            ("#", None),
        ] {
            let found = parse(comment).map(|directive| directive.unwrap());
            let found = found.map(|found| (found.reach, &comment[found.names]));
            assert_eq!(found, expected, "{comment}");
        }
    }

    #[test]
    fn what_is_no_directive_says_what_is_expected() {
        for (comment, expected, found) in [
            ("# smi-validate allow(a)", "a colon after `smi-validate`", "allow(a)"),
            ("# smi-validate: ignore(a)", "`allow(…)`, `allow-object(…)` or", "ignore(a)"),
            ("# smi-validate: allow a", "rules in brackets", "a"),
            ("# smi-validate: allow(a", "a closing bracket", ""),
            ("# smi-validate: allow( , )", "the name of a rule", "("),
            ("# smi-validate:", "`allow(…)`", ""),
        ] {
            let malformed = parse(comment).unwrap().unwrap_err();
            assert!(malformed.expected.starts_with(expected), "{comment}: {malformed:?}");
            assert_eq!(&comment[malformed.found], found, "{comment}");
        }
    }

    #[test]
    fn names_know_their_places() {
        let list = " a,, 水 ,b";
        let found: Vec<_> = names(list).map(|(name, at)| (name, &list[at])).collect();
        assert_eq!(found, [("a", "a"), ("水", "水"), ("b", "b")]);
    }
}
