//! What a pattern says, with the place of everything in it.

use std::ops::Range;

use super::set::RuneSet;

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it is written, in bytes of the pattern.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// The flags that hold where it is written.
    pub flags: Flags,
}

/// What a part of a pattern is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing: it matches the empty text.
    Empty,
    /// A code point.
    Literal(u32),
    /// One code point out of a set, all cases of it included already.
    Class(RuneSet),
    /// `.` with the flag `s`.
    AnyChar,
    /// `\C`.
    AnyByte,
    /// A condition on the place.
    Look(Look),
    /// One after the other.
    Concat(Vec<Node>),
    /// One of these.
    Alternate(Vec<Node>),
    /// One and the same, several times.
    Repeat(Repeat, Box<Node>),
    /// In parentheses: with a number if the engine remembers what was matched.
    Group(Option<Capture>, Box<Node>),
}

/// How often, and whether as often as possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// As it is written.
    pub operator: Operator,
    /// Whether more is better.
    pub greedy: bool,
}

/// A repetition as it is written; RE2 treats `{0,}` and `*` differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `*`.
    Star,
    /// `+`.
    Plus,
    /// `?`.
    Quest,
    /// `{2}`, `{2,}`, `{2,3}`; without an end, the maximum is `None`.
    Counted(u32, Option<u32>),
}

impl Operator {
    /// The fewest and the most.
    #[must_use]
    pub const fn bounds(self) -> (u32, Option<u32>) {
        match self {
            Self::Star => (0, None),
            Self::Plus => (1, None),
            Self::Quest => (0, Some(1)),
            Self::Counted(least, most) => (least, most),
        }
    }
}

/// A group that is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Its number, from 1.
    pub index: u32,
    /// Its name, if it has one.
    pub name: Option<String>,
}

/// A condition on a place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Look {
    /// `\A`, and `^` without the flag `m`.
    StartText,
    /// `\z`.
    EndText,
    /// `$` without the flag `m`: the same as `\z`, though RE2 keeps them apart.
    Dollar,
    /// `^` with the flag `m`.
    StartLine,
    /// `$` with the flag `m`.
    EndLine,
    /// `\b`, of ASCII words.
    WordBoundary,
    /// `\B`.
    NotWordBoundary,
}

/// The flags that a pattern may set: `(?imsU)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `i`: without regard to case.
    pub fold: bool,
    /// `m`: `^` and `$` at every line.
    pub multi_line: bool,
    /// `s`: `.` matches the end of a line, too.
    pub dot_newline: bool,
    /// `U`: as little as possible, and `?` turns that around.
    pub swap_greed: bool,
}
