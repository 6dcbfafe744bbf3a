//! Parentheses, and what may stand behind `(?`.

use super::super::ast::{Capture, Flags, Kind, Node};
use super::super::error::{Error, ErrorKind};
use super::super::unicode;
use super::super::verdict::Since;
use super::{Dialect, Item, MAX_NESTING, Parsed, Parser};

/// A group that is open.
pub(super) struct Frame {
    /// Where its parenthesis is.
    start: usize,
    capture: Option<Capture>,
    /// The flags to return to.
    flags: Flags,
    branches: Vec<Item>,
    branch_start: usize,
    pub(super) items: Vec<Item>,
}

impl Frame {
    pub(super) fn outermost() -> Self {
        Self::new(0, None, Flags::default(), 0)
    }

    const fn new(start: usize, capture: Option<Capture>, flags: Flags, inside: usize) -> Self {
        Self { start, capture, flags, branches: vec![], branch_start: inside, items: vec![] }
    }

    /// Ends an alternative where `|` is.
    pub(super) fn branch(&mut self, end: usize) {
        let item = self.concatenated(end);
        self.branches.push(item);
        self.branch_start = end + 1;
    }

    fn concatenated(&mut self, end: usize) -> Item {
        let mut items = std::mem::take(&mut self.items);
        if items.len() == 1 {
            return items.remove(0);
        }
        let product = largest(&items);
        let parts: Vec<_> = items.into_iter().map(|item| item.node).collect();
        let kind = if parts.is_empty() { Kind::Empty } else { Kind::Concat(parts) };
        let span = self.branch_start..end;
        Item { node: Node { span, kind, flags: self.flags }, product }
    }

    fn alternated(mut self, end: usize) -> Item {
        let last = self.concatenated(end);
        if self.branches.is_empty() {
            return last;
        }
        self.branches.push(last);
        let product = largest(&self.branches);
        let start = self.branches.first().map_or(end, |first| first.node.span.start);
        let parts = self.branches.into_iter().map(|item| item.node).collect();
        let node = Node { span: start..end, kind: Kind::Alternate(parts), flags: self.flags };
        Item { node, product }
    }
}

fn largest(items: &[Item]) -> u32 {
    items.iter().map(|item| item.product).max().unwrap_or(1)
}

impl Parser<'_> {
    pub(super) fn open(&mut self) -> Result<(), Error> {
        let start = self.position;
        if !self.rest().starts_with("(?") {
            self.position += 1;
            return self.enter_capture(start, None);
        }
        if self.dialect == Dialect::Re2
            && let Some(length) = look_around(self.rest())
        {
            return Err(Error::new(ErrorKind::InvalidPerl, start..start + length));
        }
        match name_start(self.rest()) {
            Some(length) => self.named(length),
            None => self.set_flags(),
        }
    }

    /// `(?P<name>` or `(?<name>`.
    fn named(&mut self, length: usize) -> Result<(), Error> {
        let start = self.position;
        let Some(end) = self.rest().find('>') else {
            return Err(Error::new(ErrorKind::InvalidName, start..self.pattern.len()));
        };
        let name = &self.rest()[length..end];
        let span = start..start + end + 1;
        let is_part = |letter: char| match self.dialect {
            Dialect::Re2 => unicode::is_in_name(letter),
            Dialect::Go => letter.is_ascii_alphanumeric() || letter == '_',
        };
        if name.is_empty() || !name.chars().all(is_part) {
            return Err(Error::new(ErrorKind::InvalidName, span));
        }
        if length == 3 {
            self.requires(Since { version: (1, 22), span: span.clone() });
        }
        let name = Some(name.to_owned());
        self.position = span.end;
        self.enter_capture(start, name)
    }

    /// `(?i)`, `(?i-s:`, `(?:`.
    fn set_flags(&mut self) -> Result<(), Error> {
        let start = self.position;
        self.position += 2;
        let mut flags = self.flags;
        let (mut on, mut seen) = (true, false);
        loop {
            let flag = match self.next() {
                Some('i') => &mut flags.fold,
                Some('m') => &mut flags.multi_line,
                Some('s') => &mut flags.dot_newline,
                Some('U') => &mut flags.swap_greed,
                Some('-') if on => {
                    (on, seen) = (false, false);
                    continue;
                }
                Some(end @ (':' | ')')) if on || seen => {
                    if end == ':' {
                        self.enter(start, None)?;
                    }
                    self.flags = flags;
                    return Ok(());
                }
                _ => return Err(Error::new(ErrorKind::InvalidPerl, start..self.position)),
            };
            *flag = on;
            seen = true;
        }
    }

    fn enter_capture(&mut self, start: usize, name: Option<String>) -> Result<(), Error> {
        self.captures += 1;
        let index = self.captures;
        self.enter(start, Some(Capture { index, name }))
    }

    fn enter(&mut self, start: usize, capture: Option<Capture>) -> Result<(), Error> {
        if self.frames.len() > MAX_NESTING {
            let quoted = 0..self.pattern.len();
            return Err(Error { kind: ErrorKind::TooDeep, span: start..start + 1, quoted });
        }
        self.frames.push(Frame::new(start, capture, self.flags, self.position));
        Ok(())
    }

    pub(super) fn close(&mut self) -> Result<(), Error> {
        let end = self.position;
        if self.frames.len() == 1 {
            return Err(self.unbalanced(ErrorKind::UnexpectedParenthesis, end));
        }
        self.position += 1;
        let Some(mut frame) = self.frames.pop() else { return Ok(()) };
        self.flags = frame.flags;
        let (start, capture) = (frame.start, frame.capture.take());
        let inside = frame.alternated(end);
        let kind = Kind::Group(capture, Box::new(inside.node));
        let node = Node { span: start..self.position, kind, flags: self.flags };
        self.frame().items.push(Item { node, product: inside.product });
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Parsed, Error> {
        let end = self.pattern.len();
        match self.frames.pop() {
            Some(frame) if self.frames.is_empty() => {
                let node = frame.alternated(end).node;
                Ok(Parsed { node, captures: self.captures, since: self.since })
            }
            frame => {
                let start = frame.map_or(0, |frame| frame.start);
                Err(self.unbalanced(ErrorKind::MissingParenthesis, start))
            }
        }
    }

    /// The engines quote the whole pattern; the place is the parenthesis.
    const fn unbalanced(&self, kind: ErrorKind, at: usize) -> Error {
        Error { kind, span: at..at + 1, quoted: 0..self.pattern.len() }
    }
}

/// How long the opening of a look-around is, if RE2 sees one. It wants something behind it.
fn look_around(rest: &str) -> Option<usize> {
    ["(?=", "(?!", "(?<=", "(?<!"]
        .into_iter()
        .find(|opening| rest.len() > opening.len().max(3) && rest.starts_with(opening))
        .or_else(|| ["(?=", "(?!"].into_iter().find(|opening| rest.starts_with(opening)))
        .map(str::len)
}

/// How long the opening of a named group is, if there is one with something behind it.
fn name_start(rest: &str) -> Option<usize> {
    ["(?P<", "(?<"]
        .into_iter()
        .map(|opening| (opening, opening.len()))
        .find(|&(opening, length)| rest.starts_with(opening) && rest.len() > length)
        .map(|(_, length)| length)
}
