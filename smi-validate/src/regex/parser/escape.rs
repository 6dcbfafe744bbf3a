//! What stands behind a backslash.

use super::super::error::{Error, ErrorKind};
use super::super::set::{MAX_RUNE, RuneSet};
use super::{Dialect, Parser};

impl Parser<'_> {
    /// Reads an escape of one code point.
    pub(super) fn escape(&mut self) -> Result<u32, Error> {
        let start = self.position;
        self.position += 1;
        let Some(letter) = self.next() else {
            let end = self.position;
            let kind = ErrorKind::TrailingBackslash;
            return Err(Error { kind, span: start..end, quoted: end..end });
        };
        let rune = match letter {
            '0'..='7' => self.octal(letter),
            'x' => return self.hexadecimal(start),
            'a' => Some(0x07),
            'f' => Some(0x0C),
            'n' => Some(0x0A),
            'r' => Some(0x0D),
            't' => Some(0x09),
            'v' => Some(0x0B),
            _ if letter.is_ascii() && !letter.is_ascii_alphanumeric() => Some(letter.into()),
            _ => None,
        };
        rune.ok_or_else(|| self.bad_escape(start))
    }

    /// Up to three octal digits; one alone would be a back-reference, unless it is zero.
    fn octal(&mut self, first: char) -> Option<u32> {
        let digits = self.rest().bytes().take(2).take_while(|digit| matches!(digit, b'0'..=b'7'));
        let digits: Vec<_> = digits.collect();
        if first != '0' && digits.is_empty() {
            return None;
        }
        self.position += digits.len();
        let first = u32::from(first) - u32::from('0');
        Some(digits.iter().fold(first, |number, digit| number * 8 + u32::from(digit - b'0')))
    }

    /// `\x41` or `\x{41}`.
    fn hexadecimal(&mut self, start: usize) -> Result<u32, Error> {
        let first = self.next().ok_or_else(|| self.bad_escape(start))?;
        if first == '{' {
            return self.braced(start);
        }
        let second = self.next().ok_or_else(|| self.bad_escape(start))?;
        match (first.to_digit(16), second.to_digit(16)) {
            (Some(high), Some(low)) => Ok(high * 16 + low),
            _ => Err(self.bad_escape(start)),
        }
    }

    fn braced(&mut self, start: usize) -> Result<u32, Error> {
        if self.rest().is_empty() && self.dialect == Dialect::Re2 {
            let end = self.position;
            let kind = ErrorKind::InvalidUtf8;
            return Err(Error { kind, span: start..end, quoted: end..end });
        }
        let mut rune = None;
        loop {
            match self.next() {
                Some('}') => return rune.ok_or_else(|| self.bad_escape(start)),
                letter => {
                    let digit = letter.and_then(|letter| letter.to_digit(16));
                    let read = digit.map(|digit| rune.unwrap_or(0) * 16 + digit);
                    rune = read.filter(|&rune| rune <= MAX_RUNE);
                    if rune.is_none() {
                        return Err(self.bad_escape(start));
                    }
                }
            }
        }
    }

    fn bad_escape(&self, start: usize) -> Error {
        Error::new(ErrorKind::InvalidEscape, start..self.position)
    }
}

/// The ASCII class of a small letter. `\s` has no vertical tab, other than `[[:space:]]`.
pub(super) fn perl_class(letter: u8) -> Option<RuneSet> {
    let ranges: &[(char, char)] = match letter {
        b'd' => &[('0', '9')],
        b's' => &[('\t', '\n'), ('\u{C}', '\r'), (' ', ' ')],
        b'w' => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        _ => return None,
    };
    Some(from_letters(ranges))
}

/// The class of a name between `[:` and `:]`.
pub(super) fn posix_class(name: &str) -> Option<RuneSet> {
    let ranges: &[(char, char)] = match name {
        "alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "alpha" => &[('A', 'Z'), ('a', 'z')],
        "ascii" => &[('\0', '\u{7F}')],
        "blank" => &[('\t', '\t'), (' ', ' ')],
        "cntrl" => &[('\0', '\u{1F}'), ('\u{7F}', '\u{7F}')],
        "digit" => &[('0', '9')],
        "graph" => &[('!', '~')],
        "lower" => &[('a', 'z')],
        "print" => &[(' ', '~')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "space" => &[('\t', '\r'), (' ', ' ')],
        "upper" => &[('A', 'Z')],
        "word" => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        "xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return None,
    };
    Some(from_letters(ranges))
}

fn from_letters(ranges: &[(char, char)]) -> RuneSet {
    RuneSet::from_ranges(ranges.iter().map(|&(low, high)| (low.into(), high.into())).collect())
}
