//! Repetitions: `*`, `+`, `?` and counts.

use std::ops::Range;

use super::super::ast::{Kind, Node, Operator, Repeat};
use super::super::error::{Error, ErrorKind};
use super::{Dialect, Item, Parser};

/// The largest count, alone and multiplied with those around it.
const MAX_REPEAT: u32 = 1_000;

/// From here on, RE2 reads no further digit, and takes the brace for itself instead.
const OVERFLOW: u32 = 100_000_000;

impl Parser<'_> {
    pub(super) fn repeat(
        &mut self,
        letter: char,
        repeated: Option<Range<usize>>,
    ) -> Result<(), Error> {
        let operator = match letter {
            '*' => Operator::Star,
            '+' => Operator::Plus,
            _ => Operator::Quest,
        };
        let start = self.position;
        self.position += 1;
        self.apply(operator, start, repeated)
    }

    /// `{`: a count, or the character.
    pub(super) fn count(&mut self, repeated: Option<Range<usize>>) -> Result<(), Error> {
        let start = self.position;
        let Some((least, most, length)) = self.counts() else {
            self.position += 1;
            self.push(start, Kind::Literal('{'.into()));
            return Ok(());
        };
        self.position += length;
        let operator = Operator::Counted(least, most);
        if self.dialect == Dialect::Go && !is_within(least, most) {
            return Err(Error::new(ErrorKind::InvalidRepeatSize, start..self.position));
        }
        self.apply(operator, start, repeated)
    }

    fn apply(
        &mut self,
        operator: Operator,
        start: usize,
        repeated: Option<Range<usize>>,
    ) -> Result<(), Error> {
        let lazy = self.rest().starts_with('?');
        self.position += usize::from(lazy);
        let span = start..self.position;
        if let Some(before) = repeated {
            return Err(Error::new(ErrorKind::BadRepeat, before.start..span.end));
        }
        if let Operator::Counted(least, most) = operator
            && !is_within(least, most)
        {
            return Err(Error::new(ErrorKind::InvalidRepeatSize, span));
        }
        let Some(item) = self.frame().items.pop() else {
            return Err(Error::new(ErrorKind::MissingArgument, span));
        };
        let product = self.product(operator, item.product);
        let limited =
            matches!(operator, Operator::Counted(least, most) if least.max(most.unwrap_or(0)) >= 2);
        if limited && product > MAX_REPEAT {
            return Err(Error::new(ErrorKind::InvalidRepeatSize, span));
        }
        let flags = self.flags;
        let repeat = Repeat { operator, greedy: lazy == flags.swap_greed };
        let whole = item.node.span.start..span.end;
        let kind = Kind::Repeat(repeat, Box::new(item.node));
        self.frame().items.push(Item { node: Node { span: whole, kind, flags }, product });
        self.repeated = Some(span);
        Ok(())
    }

    /// How often counts multiply up to: only counts count, and an open one counts its minimum.
    fn product(&self, operator: Operator, inside: u32) -> u32 {
        let Operator::Counted(least, most) = operator else { return inside };
        match most.unwrap_or(least) {
            0 if self.dialect == Dialect::Go && most.is_some() => 1,
            0 => inside,
            count => inside.saturating_mul(count),
        }
    }

    /// The counts at the brace, and how long they are written.
    fn counts(&self) -> Option<(u32, Option<u32>, usize)> {
        let text = &self.rest()[1..];
        let (least, text) = self.integer(text)?;
        let (most, text) = match text.strip_prefix(',') {
            None => (Some(least), text),
            Some(text) if text.starts_with('}') => (None, text),
            Some(text) => {
                let (most, text) = self.integer(text)?;
                (Some(most), text)
            }
        };
        let text = text.strip_prefix('}')?;
        Some((least, most, self.rest().len() - text.len()))
    }

    fn integer<'t>(&self, text: &'t str) -> Option<(u32, &'t str)> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 1 && text.starts_with('0') {
            return None;
        }
        let mut number = 0_u32;
        for digit in text[..digits].bytes() {
            if number >= OVERFLOW {
                if self.dialect == Dialect::Re2 {
                    return None;
                }
                break;
            }
            number = number * 10 + u32::from(digit - b'0');
        }
        Some((number, &text[digits..]))
    }
}

fn is_within(least: u32, most: Option<u32>) -> bool {
    least <= MAX_REPEAT && most.is_none_or(|most| least <= most && most <= MAX_REPEAT)
}
