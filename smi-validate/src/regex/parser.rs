//! Reads a pattern as RE2 reads it, or as Go does where the two part.

mod bracket;
mod escape;
mod group;
mod repeat;

use std::collections::HashMap;
use std::ops::Range;

use self::group::Frame;
use super::ast::{Flags, Kind, Look, Node};
use super::error::{Error, ErrorKind};
use super::set::RuneSet;
use super::unicode::{self, NameInGo};
use super::verdict::Since;

/// How deep parentheses may nest. It is the limit of Rust's `regex`; Go's is 1,000 levels of whatever kind, and RE2
/// has none. Every recursion over what was parsed stays within a stack of 2 MiB.
pub const MAX_NESTING: usize = 250;

/// Whose reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Re2,
    Go,
}

/// What was read.
pub(super) struct Parsed {
    pub(super) node: Node,
    pub(super) captures: u32,
    /// The youngest part of Go's syntax in it.
    pub(super) since: Option<Since>,
}

/// Reads a whole pattern.
pub(super) fn parse(pattern: &str, dialect: Dialect) -> Result<Parsed, Error> {
    let mut parser = Parser {
        pattern,
        position: 0,
        dialect,
        flags: Flags::default(),
        frames: vec![Frame::outermost()],
        captures: 0,
        repeated: None,
        classes: HashMap::new(),
        class_end: Some(0),
        since: None,
    };
    while let Some(letter) = parser.peek() {
        let repeated = parser.repeated.take();
        parser.step(letter, repeated)?;
    }
    parser.finish()
}

/// A node, and how often the counts inside it multiply up to.
struct Item {
    node: Node,
    product: u32,
}

struct Parser<'p> {
    pattern: &'p str,
    position: usize,
    dialect: Dialect,
    flags: Flags,
    frames: Vec<Frame>,
    captures: u32,
    /// Where the repetition is that ends here, if one does.
    repeated: Option<Range<usize>>,
    /// Classes by the text that they are written with: a large table is made once for a pattern, not at every use.
    classes: HashMap<(&'p str, bool), RuneSet>,
    /// The last `:]` that was looked for; nothing if no more is to come.
    class_end: Option<usize>,
    since: Option<Since>,
}

impl<'p> Parser<'p> {
    fn step(&mut self, letter: char, repeated: Option<Range<usize>>) -> Result<(), Error> {
        let start = self.position;
        match letter {
            '(' => return self.open(),
            ')' => return self.close(),
            '|' => {
                self.position += 1;
                self.frame().branch(start);
            }
            '*' | '+' | '?' => return self.repeat(letter, repeated),
            '{' => return self.count(repeated),
            '[' => {
                let class = self.bracket()?;
                self.push(start, Kind::Class(class));
            }
            '\\' => return self.backslash(),
            _ => {
                self.position += letter.len_utf8();
                self.push(start, self.plain(letter));
            }
        }
        Ok(())
    }

    /// What a character is that needs no look at those behind it.
    fn plain(&self, letter: char) -> Kind {
        match letter {
            '^' if self.flags.multi_line => Kind::Look(Look::StartLine),
            '^' => Kind::Look(Look::StartText),
            '$' if self.flags.multi_line => Kind::Look(Look::EndLine),
            '$' => Kind::Look(Look::Dollar),
            '.' if self.flags.dot_newline => Kind::AnyChar,
            '.' => Kind::Class(RuneSet::not_newline()),
            _ => Kind::Literal(letter.into()),
        }
    }

    fn backslash(&mut self) -> Result<(), Error> {
        let start = self.position;
        let kind = match self.rest().as_bytes().get(1) {
            Some(b'b') => Kind::Look(Look::WordBoundary),
            Some(b'B') => Kind::Look(Look::NotWordBoundary),
            Some(b'A') => Kind::Look(Look::StartText),
            Some(b'z') => Kind::Look(Look::EndText),
            Some(b'C') if self.dialect == Dialect::Go => {
                return Err(Error::new(ErrorKind::InvalidEscape, start..start + 2));
            }
            Some(b'C') => Kind::AnyByte,
            Some(b'Q') => {
                self.quoted();
                return Ok(());
            }
            _ => {
                let kind = match self.escaped_class()? {
                    Some(class) => Kind::Class(class),
                    None => Kind::Literal(self.escape()?),
                };
                self.push(start, kind);
                return Ok(());
            }
        };
        self.position += 2;
        self.push(start, kind);
        Ok(())
    }

    /// `\Q…\E`: every character for itself.
    fn quoted(&mut self) {
        self.position += 2;
        let rest = self.rest();
        let end = rest.find(r"\E").unwrap_or(rest.len());
        for letter in rest[..end].chars() {
            let start = self.position;
            self.position += letter.len_utf8();
            self.push(start, Kind::Literal(letter.into()));
        }
        self.position += if end < rest.len() { 2 } else { 0 };
    }

    /// A class that a backslash begins: `\d`, `\pL`.
    fn escaped_class(&mut self) -> Result<Option<RuneSet>, Error> {
        let Some((set, negated)) = self.escaped_set()? else { return Ok(None) };
        Ok(Some(if negated { set.complement() } else { set }))
    }

    /// The table that a backslash names, folded if so asked, and whether the opposite is meant.
    fn escaped_set(&mut self) -> Result<Option<(RuneSet, bool)>, Error> {
        let start = self.position;
        let (set, negated) = match self.rest().as_bytes().get(1) {
            Some(b'p' | b'P') => self.unicode_class()?,
            Some(&letter) => {
                let Some(set) = escape::perl_class(letter.to_ascii_lowercase()) else {
                    return Ok(None);
                };
                self.position += 2;
                (set, letter.is_ascii_uppercase())
            }
            None => return Ok(None),
        };
        let written = &self.pattern[start..self.position];
        Ok(Some((self.folded(written, set), negated)))
    }

    /// `\pL`, `\p{Greek}`, `\p{^Greek}` and the opposites with `\P`.
    fn unicode_class(&mut self) -> Result<(RuneSet, bool), Error> {
        let start = self.position;
        let rest = self.rest();
        let opposite = rest.as_bytes()[1] == b'P';
        let name = if let Some(braced) = rest[2..].strip_prefix('{') {
            let Some(end) = braced.find('}') else {
                return Err(Error::new(ErrorKind::InvalidRange, start..self.pattern.len()));
            };
            self.position += 3 + end + 1;
            &braced[..end]
        } else {
            let length = rest[2..].chars().next().map_or(0, char::len_utf8);
            self.position += 2 + length;
            &rest[2..2 + length]
        };
        let (name, inverted) = name.strip_prefix('^').map_or((name, false), |name| (name, true));
        let span = start..self.position;
        let set = match self.dialect {
            Dialect::Re2 => unicode::class(name),
            Dialect::Go => self.class_in_go(name, &span),
        };
        let set = set.ok_or_else(|| Error::new(ErrorKind::InvalidRange, span))?;
        Ok((set, opposite != inverted))
    }

    /// A verdict needs no table: what Go knows and RE2 does not becomes the empty class.
    fn class_in_go(&mut self, name: &str, span: &Range<usize>) -> Option<RuneSet> {
        match unicode::name_in_go(name) {
            NameInGo::Always => unicode::class(name),
            NameInGo::Recent => {
                self.requires(Since { version: (1, 25), span: span.clone() });
                Some(RuneSet::default())
            }
            NameInGo::Unknown => None,
        }
    }

    fn folded(&mut self, written: &'p str, set: RuneSet) -> RuneSet {
        if !self.flags.fold {
            return set;
        }
        self.classes.entry((written, true)).or_insert_with(|| set.folded()).clone()
    }

    fn requires(&mut self, since: Since) {
        if self.since.as_ref().is_none_or(|known| known.version < since.version) {
            self.since = Some(since);
        }
    }

    fn push(&mut self, start: usize, kind: Kind) {
        let node = Node { span: start..self.position, kind, flags: self.flags };
        self.frame().items.push(Item { node, product: 1 });
    }

    /// The innermost group that is open; the outermost is never closed.
    fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the outermost group is only taken when all is read")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.position += letter.len_utf8();
        Some(letter)
    }

    fn rest(&self) -> &'p str {
        &self.pattern[self.position..]
    }
}
