//! Texts of one line, quoted where they must be and where someone likes it.

/// What someone quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// What has to be.
    Seldom,
    /// Most values, `"so"`.
    Double,
    /// What looks odd, `'so'`.
    Single,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    Block,
    Flow,
}

/// The text of a key.
pub(super) fn key(name: &str) -> String {
    let is_plain = !name.starts_with(['"', '{', '[', '&', '*', '-', '?', '#'])
        && !name.contains(['"', '{', ' '])
        && !name.ends_with(':')
        && !is_resolved(name);
    if is_plain { name.to_owned() } else { single(name) }
}

/// A text as a scalar.
pub(super) fn string(text: &str, quotes: Quotes, context: Context) -> String {
    let is_word = text.chars().all(|char| char.is_ascii_alphanumeric() || "-./".contains(char));
    let likes_quotes = match quotes {
        Quotes::Seldom => false,
        Quotes::Double => !text.len().is_multiple_of(3),
        Quotes::Single => !is_word,
    };
    if !likes_quotes && is_plain(text, context) {
        text.to_owned()
    } else if quotes == Quotes::Double && !text.contains('\\') {
        format!("\"{}\"", text.replace('"', "\\\""))
    } else {
        single(text)
    }
}

fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn is_plain(text: &str, context: Context) -> bool {
    let is_odd = |char: char| match context {
        Context::Block => false,
        Context::Flow => "[]{},".contains(char),
    };
    !text.is_empty()
        && !text.starts_with(|char: char| !char.is_alphanumeric() && char != '/' && char != '.')
        && !text.contains([':', '#', '\t', '"', '\''])
        && !text.ends_with(' ')
        && !text.contains(is_odd)
        && !is_resolved(text)
}

/// Whether kubectl might take it for something else than a text.
fn is_resolved(text: &str) -> bool {
    const WORDS: [&str; 12] =
        ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", "", "<<"];
    WORDS.contains(&text.to_lowercase().as_str())
        || text != "."
            && text.chars().all(|char| "0123456789.+-_:xXoOabcdefABCDEFTZ".contains(char))
            && text.contains(|char: char| char.is_ascii_digit())
        || matches!(text.to_lowercase().as_str(), ".inf" | ".nan")
}
