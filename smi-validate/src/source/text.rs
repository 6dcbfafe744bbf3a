//! A text, and where its bytes are: lines and columns.

use std::fmt;
use std::ops::Range;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A text that knows its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    content: Box<str>,
    lines: Vec<u32>,
    /// In long lines only: so that a column in one does not cost as much as the line is long.
    milestones: Vec<Milestone>,
}

/// A place in a long line that is counted already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Milestone {
    offset: u32,
    characters: u32,
    utf16: u32,
}

/// A range of bytes in a text, on the boundaries of characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A place as people and editors count it. Lines and columns begin with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column in characters (Unicode scalar values). A tab is one, and a byte order mark at the start is none.
    pub column: u32,
    /// The column in units of UTF-16, as SARIF and language servers count by default.
    pub utf16_column: u32,
}

impl Text {
    /// Finds the lines of a text. They end with a line feed, a carriage return, or both.
    ///
    /// Offsets are 32 bits: of a text beyond 4 GiB, what is beyond is cut off.
    #[must_use]
    pub fn new(content: impl Into<Box<str>>) -> Self {
        let mut content = content.into();
        if u32::try_from(content.len()).is_err() {
            let most = floor_char_boundary(&content, u32::MAX as usize);
            content = content[..most].into();
        }
        let lines = line_starts(&content);
        let milestones = milestones(&content, &lines);
        Self { content, lines, milestones }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// What is in a range. Empty where the range is not of this text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.content.get(span.range()).unwrap_or_default()
    }

    /// How many lines there are; the one after a final line break counts.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The extents of all lines, each with its line break.
    pub(super) fn lines(&self) -> impl Iterator<Item = Range<usize>> {
        let ends = self.lines.iter().skip(1).map(|start| *start as usize);
        let ends = ends.chain([self.content.len()]);
        self.lines.iter().map(|start| *start as usize).zip(ends).map(|(start, end)| start..end)
    }

    /// The extent of a line without its line break, by its number from 1 on.
    #[must_use]
    pub fn line(&self, number: u32) -> Option<Span> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let start = *self.lines.get(index)?;
        let end = self.lines.get(index + 1).copied().unwrap_or_else(|| self.end());
        let line = self.slice(Span { start, end }).trim_end_matches(['\n', '\r']);
        Some(Span::new(start as usize, start as usize + line.len()))
    }

    /// Where a byte is. Beyond the end is the end, and within a character is its start.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let offset = floor_char_boundary(&self.content, offset as usize);
        let line = self.lines.partition_point(|start| *start as usize <= offset).max(1);
        let from = self.counted_up_to(line - 1, offset);
        let Milestone { characters, utf16, .. } = from.count_on(&self.content[..offset]);
        Position {
            line: Span::new(0, line).end,
            column: characters.saturating_add(1),
            utf16_column: utf16.saturating_add(1),
        }
    }

    /// The last place of a line that is counted already and not beyond an offset.
    fn counted_up_to(&self, line: usize, offset: usize) -> Milestone {
        let start = self.lines[line];
        let reached =
            self.milestones.partition_point(|milestone| milestone.offset as usize <= offset);
        let last = reached.checked_sub(1).map(|index| self.milestones[index]);
        last.filter(|milestone| milestone.offset > start)
            .unwrap_or_else(|| Milestone::at_start(start, &self.content))
    }

    /// The byte at a line and a column in characters, both from 1 on. Beyond the end of a line is its end.
    #[must_use]
    pub fn offset(&self, line: u32, column: u32) -> Option<u32> {
        let span = self.line(line)?;
        let text = self.slice(span);
        let mark = if span.start == 0 && text.starts_with(BYTE_ORDER_MARK) { 1 } else { 0 };
        let skip = (column.checked_sub(1)? as usize).saturating_add(mark);
        let within = text.char_indices().nth(skip).map_or(text.len(), |(index, _)| index);
        Some(Span::new(0, span.start as usize + within).end)
    }

    fn end(&self) -> u32 {
        Span::new(0, self.content.len()).end
    }
}

impl Span {
    /// The range between two bytes.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: narrow(start), end: narrow(end.max(start)) }
    }

    /// The range for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// How many bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.range().len()
    }

    /// Whether it is a place without extent.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether a range is within this one.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}..{}", self.start, self.end)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.line, self.column)
    }
}

/// The largest boundary of a character that is not beyond an offset.
pub(super) fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

impl Milestone {
    /// How far apart they are, and how long a line is without any.
    const DISTANCE: usize = 4096;

    /// The start of a line. A byte order mark at the start of the text is not counted.
    fn at_start(offset: u32, content: &str) -> Self {
        let has_mark = offset == 0 && content.starts_with(BYTE_ORDER_MARK);
        let skipped = if has_mark { BYTE_ORDER_MARK.len_utf8() } else { 0 };
        Self { offset: Span::new(0, offset as usize + skipped).end, characters: 0, utf16: 0 }
    }

    /// The same place, or a later one: the end of a text.
    fn count_on(self, content: &str) -> Self {
        let more = content.get(self.offset as usize..).unwrap_or_default();
        let units = more.chars().map(char::len_utf16).sum();
        Self {
            offset: Span::new(0, content.len()).end.max(self.offset),
            characters: self.characters.saturating_add(Span::new(0, more.chars().count()).end),
            utf16: self.utf16.saturating_add(Span::new(0, units).end),
        }
    }
}

fn milestones(content: &str, lines: &[u32]) -> Vec<Milestone> {
    let mut milestones = Vec::new();
    for (index, start) in lines.iter().enumerate() {
        let end = lines.get(index + 1).map_or(content.len(), |end| *end as usize);
        let mut last = Milestone::at_start(*start, content);
        while end - last.offset as usize > Milestone::DISTANCE {
            let next = floor_char_boundary(content, last.offset as usize + Milestone::DISTANCE);
            last = last.count_on(&content[..next]);
            milestones.push(last);
        }
    }
    milestones
}

fn line_starts(content: &str) -> Vec<u32> {
    let bytes = content.as_bytes();
    if !content.contains('\r') {
        // Most texts are of this kind, and a single byte is found faster.
        let starts = content.match_indices('\n').map(|(index, _)| Span::new(0, index + 1).end);
        return std::iter::once(0).chain(starts).collect();
    }
    let is_end = |index: &usize| match bytes[*index] {
        b'\n' => true,
        b'\r' => bytes.get(index + 1) != Some(&b'\n'),
        _ => false,
    };
    let starts = (0..bytes.len()).filter(is_end).map(|index| Span::new(0, index + 1).end);
    std::iter::once(0).chain(starts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<(u32, u32, u32)> {
        let text = Text::new(text);
        let place = |(offset, _): (usize, char)| text.position(u32::try_from(offset).unwrap());
        let places = text.as_str().char_indices().map(place);
        places.map(|place| (place.line, place.column, place.utf16_column)).collect()
    }

    #[test]
    fn columns_count_characters_and_units_of_utf16() {
        assert_eq!(places("水😀x"), [(1, 1, 1), (1, 2, 2), (1, 3, 4)]);
        assert_eq!(places("\tx"), [(1, 1, 1), (1, 2, 2)]);
    }

    #[test]
    fn every_kind_of_line_break_ends_a_line() {
        let lines: Vec<_> = places("a\r\nb\rc\nd").iter().map(|place| place.0).collect();
        assert_eq!(lines, [1, 1, 1, 2, 2, 3, 3, 4]);
        let text = Text::new("a\r\n\nb");
        let lines = (1..=4).map(|line| text.line(line).map(|span| text.slice(span)));
        assert_eq!(lines.collect::<Vec<_>>(), [Some("a"), Some(""), Some("b"), None]);
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        assert_eq!(places("\u{feff}a\nb"), [(1, 1, 1), (1, 1, 1), (1, 2, 2), (2, 1, 1)]);
        assert_eq!(Text::new("\u{feff}ab").offset(1, 2), Some(4));
    }

    #[test]
    fn long_lines_are_counted_like_short_ones() {
        let line = "\u{feff}水😀x\ty".repeat(2000);
        let text = Text::new(format!("{line}\n{line}\r\n"));
        for (offset, _) in text.as_str().char_indices().step_by(97) {
            let before = &text.as_str()[..offset];
            let line = before.rsplit('\n').next().unwrap();
            let line =
                if line.len() == offset { line.trim_start_matches('\u{feff}') } else { line };
            let position = text.position(u32::try_from(offset).unwrap());
            assert_eq!(position.column as usize, line.chars().count() + 1);
            assert_eq!(position.utf16_column as usize, line.encode_utf16().count() + 1);
        }
        assert!(text.milestones.len() > 10);
    }

    #[test]
    fn places_that_are_none_are_near() {
        let text = Text::new("é");
        assert_eq!(text.position(1), Position { line: 1, column: 1, utf16_column: 1 });
        assert_eq!(text.position(99), Position { line: 1, column: 2, utf16_column: 2 });
        assert_eq!(text.slice(Span::new(1, 2)), "");
        assert_eq!(text.offset(1, 9), Some(2));
        assert_eq!(text.offset(2, 1), None);
    }
}
