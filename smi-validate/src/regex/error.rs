//! Why a pattern is refused, in the words of the engine that refuses it.

use std::fmt;
use std::ops::Range;

/// What is wrong with a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An escape that the engine does not know: `\Z`, a back-reference.
    InvalidEscape,
    /// An inverted range, or a class that is not known: `[z-a]`, `[[:word-:]]`, `\p{Nowhere}`.
    InvalidRange,
    /// `[` without its `]`.
    MissingBracket,
    /// `(` without its `)`.
    MissingParenthesis,
    /// `)` without its `(`.
    UnexpectedParenthesis,
    /// A backslash with nothing behind it.
    TrailingBackslash,
    /// A repetition of nothing.
    MissingArgument,
    /// A count above 1,000, alone or multiplied with those around it, or an inverted one.
    InvalidRepeatSize,
    /// A repetition of a repetition: `a**`, and the possessive `a++`.
    BadRepeat,
    /// `(?` and something that the engine does not know: look-around, comments, conditions.
    InvalidPerl,
    /// A group's name that is none, or without its end.
    InvalidName,
    /// What RE2 says of `\x{` at the end of a pattern. No text of Rust is wrong in any other way.
    InvalidUtf8,
    /// The program would not fit the engine's memory.
    TooLarge,
    /// Nested beyond the engine's limit, or beyond this crate's ([`MAX_NESTING`](super::MAX_NESTING)).
    TooDeep,
    /// What Rust's engine alone finds wrong. Its words are in the refusal.
    Rust,
}

impl ErrorKind {
    /// The words of RE2.
    #[must_use]
    pub const fn in_re2(self) -> &'static str {
        match self {
            Self::InvalidEscape => "invalid escape sequence",
            Self::InvalidRange => "invalid character class range",
            Self::MissingBracket => "missing ]",
            Self::MissingParenthesis => "missing )",
            Self::UnexpectedParenthesis => "unexpected )",
            Self::TrailingBackslash => "trailing \\",
            Self::MissingArgument => "no argument for repetition operator",
            Self::InvalidRepeatSize => "invalid repetition size",
            Self::BadRepeat => "bad repetition operator",
            Self::InvalidPerl => "invalid perl operator",
            Self::InvalidName => "invalid named capture group",
            Self::InvalidUtf8 => "invalid UTF-8",
            Self::TooLarge => "pattern too large - compile failed",
            Self::TooDeep => "expression nests too deeply",
            Self::Rust => "invalid",
        }
    }

    /// The words of Go.
    #[must_use]
    pub const fn in_go(self) -> &'static str {
        match self {
            Self::MissingBracket => "missing closing ]",
            Self::MissingParenthesis => "missing closing )",
            Self::TrailingBackslash => "trailing backslash at end of expression",
            Self::MissingArgument => "missing argument to repetition operator",
            Self::InvalidRepeatSize => "invalid repeat count",
            Self::BadRepeat => "invalid nested repetition operator",
            Self::InvalidPerl => "invalid or unsupported Perl syntax",
            Self::InvalidName => "invalid named capture",
            Self::TooLarge => "expression too large",
            other => other.in_re2(),
        }
    }
}

/// A refusal of a pattern, before an engine has put it into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Where, in bytes of the pattern.
    pub span: Range<usize>,
    /// What the engine quotes. It is the whole pattern where a parenthesis has no partner.
    pub quoted: Range<usize>,
}

impl Error {
    pub(super) const fn new(kind: ErrorKind, span: Range<usize>) -> Self {
        Self { kind, quoted: Range { start: span.start, end: span.end }, span }
    }

    /// As RE2 writes it: its words, and what it quotes.
    #[must_use]
    pub fn message_in_re2(&self, pattern: &str) -> String {
        self.message(self.kind.in_re2(), pattern)
    }

    /// As Go writes it, behind `error parsing regexp: `.
    #[must_use]
    pub fn message_in_go(&self, pattern: &str) -> String {
        let quoted = pattern.get(self.quoted.clone()).unwrap_or_default();
        format!("{}: `{quoted}`", self.kind.in_go())
    }

    fn message(&self, words: &str, pattern: &str) -> String {
        match pattern.get(self.quoted.clone()) {
            Some(quoted) if !quoted.is_empty() => format!("{words}: {quoted}"),
            _ => words.to_owned(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.kind.in_re2())
    }
}

impl std::error::Error for Error {}
