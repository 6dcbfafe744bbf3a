//! Whether a text is of some wording: names, numbers and what stands around may differ.

use std::collections::HashSet;

/// What stands for anything in a wording.
const ANYTHING: char = '…';

/// A text that somebody has seen.
pub(super) struct Seen {
    text: String,
    words: HashSet<String>,
}

impl Seen {
    /// Takes a text, with time stamps, prefixes, line breaks and any quotes.
    pub(super) fn new(text: &str) -> Self {
        // Nobody pastes more; the message stands at the start or is repeated.
        const LONGEST: usize = 20_000;
        let text: String = text.chars().take(LONGEST).collect();
        let text = plain(&text);
        let words = words(&text).map(str::to_owned).collect();
        Self { text, words }
    }

    /// How well a wording fits, or nothing. The more of the wording is there, the better.
    pub(super) fn score(&self, wording: &str) -> Option<usize> {
        let wording = plain(wording);
        let parts: Vec<&str> = wording.split(ANYTHING).map(str::trim).collect();
        self.in_order(&parts).or_else(|| self.cut_off(&parts))
    }

    /// All fixed parts are there, one after the other.
    fn in_order(&self, parts: &[&str]) -> Option<usize> {
        let (mut rest, mut score) = (self.text.as_str(), 0);
        for part in parts {
            rest = &rest[rest.find(part)? + part.len()..];
            score += letters(part);
        }
        // `/` and `:` are in any text.
        const FEWEST: usize = 8;
        (score >= FEWEST).then_some(score * 2)
    }

    /// Nearly all that was seen is of the wording: somebody has pasted a part of it, or a slip has crept in.
    fn cut_off(&self, parts: &[&str]) -> Option<usize> {
        const FEWEST: usize = 4;
        let known: HashSet<&str> = parts.iter().flat_map(|part| words(part)).collect();
        let common: Vec<_> = known.iter().filter(|word| self.words.contains(**word)).collect();
        let of_seen = common.len() * 4 >= self.words.len() * 3;
        let of_known = common.len() * 5 >= known.len() * 4;
        let is_near = common.len() >= FEWEST && (of_seen || of_known);
        is_near.then(|| common.iter().map(|word| letters(word)).sum())
    }
}

/// The wording of a message with `%s` and the like. What stands in `[]` is only sometimes there.
pub(super) fn of_message(text: &str) -> String {
    let mut wording = String::new();
    let mut characters = text.chars().peekable();
    let mut depth = 0_usize;
    while let Some(character) = characters.next() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '%' if characters.peek().is_some_and(char::is_ascii_alphabetic) => {
                characters.next();
                wording.extend((depth == 0).then_some(ANYTHING));
            }
            other if depth == 0 => wording.push(other),
            _ => {}
        }
    }
    wording
}

/// In lower case, without quotes and backslashes, with single blanks.
fn plain(text: &str) -> String {
    let is_quote = |c: char| matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '\\');
    let text: String = text.chars().filter(|c| !is_quote(*c)).collect();
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1)
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(seen: &str, wording: &str) -> Option<usize> {
        Seen::new(seen).score(wording)
    }

    #[test]
    fn names_quotes_and_surroundings_may_differ() {
        let wording = "no matches for kind \"…\" in version \"…\"";
        for seen in [
            "no matches for kind \"TrafficSplit\" in version \"split.smi-spec.io/v1alpha4\"",
            "E1125 03:12:01 error: resource mapping not found: no matches for kind `A` in\n version `b`",
            "{\"message\":\"no matches for kind \\\"A\\\" in version \\\"b\\\"\"}",
            "no matches for kind",
        ] {
            assert!(score(seen, wording).is_some(), "{seen}");
        }
        for seen in ["kind", "no such thing as a kind of version", "version in kind"] {
            assert_eq!(score(seen, wording), None, "{seen}");
        }
    }

    #[test]
    fn more_of_a_wording_is_better() {
        let seen = "unable to find backend Service \"cart\"";
        let (exact, other) = ("unable to find backend Service …", "unable to find Service …");
        assert!(score(seen, exact) > score(seen, other));
    }

    #[test]
    fn placeholders_of_messages_stand_for_anything() {
        let message = "unable to find group %q version %q[, got %q]";
        assert_eq!(of_message(message), "unable to find group … version …");
    }
}
