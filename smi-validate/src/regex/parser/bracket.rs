//! Classes in brackets.

use super::super::error::{Error, ErrorKind};
use super::super::set::RuneSet;
use super::escape::posix_class;
use super::{Dialect, Parser};

impl Parser<'_> {
    /// Reads from `[` to its `]`.
    pub(super) fn bracket(&mut self) -> Result<RuneSet, Error> {
        let start = self.position;
        self.position += 1;
        let negated = self.rest().starts_with('^');
        self.position += usize::from(negated);
        let mut ranges = Vec::new();
        // A bracket that comes first stands for itself.
        let mut first = true;
        while first || !self.rest().starts_with(']') {
            if self.rest().is_empty() {
                return Err(self.missing_bracket(start));
            }
            first = false;
            self.element(start, &mut ranges)?;
        }
        self.position += 1;
        let written = &self.pattern[start..self.position];
        let fold = self.flags.fold;
        let set = self.classes.entry((written, fold)).or_insert_with(|| {
            let set = RuneSet::from_ranges(ranges);
            let set = if fold { set.folded() } else { set };
            if negated { set.complement() } else { set }
        });
        Ok(set.clone())
    }

    fn element(&mut self, class: usize, ranges: &mut Vec<(u32, u32)>) -> Result<(), Error> {
        let set = match self.named_class()? {
            Some(set) => set,
            None if self.is_escaped_class() => match self.escaped_class()? {
                Some(set) => set,
                None => return self.range(class, ranges),
            },
            None => return self.range(class, ranges),
        };
        ranges.extend_from_slice(set.ranges());
        Ok(())
    }

    /// Whether `\p` or the like can begin here; at the end of the pattern, RE2 sees an escape of one character.
    fn is_escaped_class(&self) -> bool {
        let rest = self.rest();
        let is_property = rest.starts_with(r"\p") || rest.starts_with(r"\P");
        rest.starts_with('\\') && !(is_property && rest.len() == 2 && self.dialect == Dialect::Re2)
    }

    /// `[:alpha:]`, `[:^alpha:]`.
    fn named_class(&mut self) -> Result<Option<RuneSet>, Error> {
        if !self.rest().starts_with("[:") {
            return Ok(None);
        }
        let start = self.position;
        let Some(end) = self.class_end(start + 2) else { return Ok(None) };
        let span = start..end + 2;
        let name = &self.pattern[start + 2..end];
        let (name, negated) = name.strip_prefix('^').map_or((name, false), |name| (name, true));
        let Some(set) = posix_class(name) else {
            return Err(Error::new(ErrorKind::InvalidRange, span));
        };
        self.position = span.end;
        let set = if self.flags.fold { set.folded() } else { set };
        Ok(Some(if negated { set.complement() } else { set }))
    }

    /// The next `:]`. It is looked for once for all that come before it, or a long pattern would take forever.
    fn class_end(&mut self, from: usize) -> Option<usize> {
        if self.class_end.is_some_and(|end| end < from) {
            let found = self.pattern[from..].find(":]");
            self.class_end = found.map(|offset| from + offset);
        }
        self.class_end
    }

    /// One code point, or two with `-` between them.
    fn range(&mut self, class: usize, ranges: &mut Vec<(u32, u32)>) -> Result<(), Error> {
        let start = self.position;
        let low = self.member(class)?;
        let behind = self.rest().strip_prefix('-');
        if behind.is_none_or(|behind| behind.is_empty() || behind.starts_with(']')) {
            ranges.push((low, low));
            return Ok(());
        }
        self.position += 1;
        let high = self.member(class)?;
        if high < low {
            return Err(Error::new(ErrorKind::InvalidRange, start..self.position));
        }
        ranges.push((low, high));
        Ok(())
    }

    fn member(&mut self, class: usize) -> Result<u32, Error> {
        if self.rest().starts_with('\\') {
            return self.escape();
        }
        self.next().map(u32::from).ok_or_else(|| self.missing_bracket(class))
    }

    const fn missing_bracket(&self, start: usize) -> Error {
        let quoted = start..self.pattern.len();
        Error { kind: ErrorKind::MissingBracket, span: start..start + 1, quoted }
    }
}
