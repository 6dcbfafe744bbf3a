//! Windows: the few lines of a text that a finding shows.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use crate::finding::{Input, Label};
use crate::source::{Span, Text};

/// Labels that are this many lines apart share a window.
const NEAR: u32 = 4;
/// What is taller is shown by its first line.
const TALL: u32 = 60;
/// Of longer lines, only a part is handed to the library, which then cuts it to the width of the terminal.
const LONG: usize = 600;
/// How much of a long line is kept before the first label.
const LEAD: usize = 100;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Lines around labels that are near each other.
pub(super) struct Window<'f> {
    /// The file, line and column of the first label.
    pub(super) place: String,
    first_line: u32,
    source: String,
    /// Where the line above the first label ends, if it is shown.
    above: Option<Range<usize>>,
    marks: Vec<Mark<'f>>,
}

/// A label, in the bytes of a window.
struct Mark<'f> {
    label: &'f Label,
    text: String,
    is_primary: bool,
    range: Range<usize>,
}

/// A label, with the lines that it is on.
struct Extent<'f> {
    label: &'f Label,
    is_primary: bool,
    span: Span,
    first: u32,
    last: u32,
}

/// A part of a line, and where it is in a window.
struct Piece {
    line: u32,
    part: Range<usize>,
    at: usize,
}

impl<'f> Window<'f> {
    /// The windows for the labels of a finding, in their order; the first has the main label.
    pub(super) fn all(labels: &'f [Label], inputs: &[Input], unicode: bool) -> Vec<Self> {
        let mut clusters: Vec<Vec<Extent<'f>>> = Vec::new();
        for (index, label) in labels.iter().enumerate() {
            let extent = Extent::of(label, index == 0, &inputs[label.input].text);
            match clusters.iter_mut().find(|cluster| extent.is_near(cluster)) {
                Some(cluster) => cluster.push(extent),
                None => clusters.push(vec![extent]),
            }
        }
        clusters.iter().map(|cluster| Self::around(cluster, inputs, unicode)).collect()
    }

    fn around(extents: &[Extent<'f>], inputs: &[Input], unicode: bool) -> Self {
        let input = &inputs[extents[0].label.input];
        let text = &input.text;
        let first = extents.iter().map(|extent| extent.first).min().unwrap_or(1);
        let last = extents.iter().map(|extent| extent.last).max().unwrap_or(1);
        let has_above = first > 1 && is_telling(text, first - 1);
        let first_line = if has_above { first - 1 } else { first };

        let mut source = String::new();
        let mut pieces = Vec::new();
        for line in first_line..=last {
            if line > first_line {
                source.push('\n');
            }
            pieces.push(Piece::add(line, text, extents, &mut source, unicode));
        }
        let above = has_above.then(|| 0..source.find('\n').unwrap_or_default());
        let mark = |extent: &Extent<'f>| Mark {
            label: extent.label,
            text: clean(&extent.label.text, unicode),
            is_primary: extent.is_primary,
            range: extent.range_in(&pieces, text, unicode),
        };
        let marks = extents.iter().map(mark).collect();
        if source.is_empty() || source.ends_with('\n') {
            // The library knows no empty line at the end.
            source.push(' ');
        }
        let position = text.position(extents[0].span.start);
        let place = format!("{}:{position}", clean(&input.name, unicode));
        Self { place, first_line, source, above, marks }
    }

    /// The last line that it shows, or a later one.
    pub(super) fn last_line(&self) -> usize {
        self.first_line as usize + self.source.matches('\n').count()
    }

    /// The window for the library, with a mark for its place.
    pub(super) fn snippet(&self, place: char) -> Snippet<'_, Annotation<'_>> {
        let above = self.above.iter().cloned().map(|line| AnnotationKind::Visible.span(line));
        Snippet::source(self.source.as_str())
            .line_start(self.first_line as usize)
            .path(place.to_string())
            .annotations(self.marks.iter().map(Mark::annotation))
            .annotations(above)
    }
}

impl Mark<'_> {
    fn annotation(&self) -> Annotation<'_> {
        let kind = if self.is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let text = (!self.label.text.is_empty()).then_some(self.text.as_str());
        kind.span(self.range.clone()).label(text)
    }
}

impl<'f> Extent<'f> {
    fn of(label: &'f Label, is_primary: bool, text: &Text) -> Self {
        let content = text.as_str();
        // A value that ends with a line break ends on its last line, for people.
        let range = match content.get(label.span.range()) {
            None => content.len()..content.len(),
            Some(slice) => {
                let start = label.span.start as usize;
                let visible = slice.trim_end().len();
                start..start + if visible == 0 { slice.len() } else { visible }
            }
        };
        let mut span = Span::new(range.start, range.end);
        let first = text.position(span.start).line;
        let mut last = text.position(span.end).line;
        if last - first >= TALL {
            last = first;
            let end = text.line(first).map_or(span.start, |line| line.end);
            span.end = end.max(span.start);
        }
        Self { label, is_primary, span, first, last }
    }

    fn is_near(&self, cluster: &[Self]) -> bool {
        cluster.iter().any(|other| {
            other.label.input == self.label.input
                && self.first <= other.last.saturating_add(NEAR)
                && other.first <= self.last.saturating_add(NEAR)
        })
    }

    fn range_in(&self, pieces: &[Piece], text: &Text, unicode: bool) -> Range<usize> {
        let find = |line, offset: u32| {
            let piece = pieces.iter().find(|piece| piece.line == line);
            piece.map_or(0, |piece| piece.find(offset as usize, text, unicode))
        };
        let start = find(self.first, self.span.start);
        start..find(self.last, self.span.end).max(start)
    }
}

impl Piece {
    /// Adds what is shown of a line to the text of a window.
    fn add(
        line: u32,
        text: &Text,
        extents: &[Extent<'_>],
        source: &mut String,
        unicode: bool,
    ) -> Self {
        let whole = text.line(line).unwrap_or_default().range();
        let part = cut(text.as_str(), whole.clone(), extents);
        let dots = if unicode { "…" } else { "..." };
        // A byte order mark is no loss.
        if part.start > whole.start + BYTE_ORDER_MARK.len_utf8() {
            source.push_str(dots);
        }
        let at = source.len();
        source.push_str(&clean(&text.as_str()[part.clone()], unicode));
        if part.end < whole.end {
            source.push_str(dots);
        }
        Self { line, part, at }
    }

    /// Where a byte of the text is in the window. What was cut off is at the cut.
    fn find(&self, offset: usize, text: &Text, unicode: bool) -> usize {
        let offset = offset.clamp(self.part.start, self.part.end);
        let before = text.as_str().get(self.part.start..offset).unwrap_or_default();
        self.at + clean(before, unicode).len()
    }
}

/// Which part of a line is shown.
fn cut(content: &str, line: Range<usize>, extents: &[Extent<'_>]) -> Range<usize> {
    let mut from = line.start;
    if from == 0 && content.starts_with(BYTE_ORDER_MARK) {
        from += BYTE_ORDER_MARK.len_utf8();
    }
    if line.end - from <= LONG {
        return from..line.end;
    }
    let ends = extents.iter().flat_map(|extent| [extent.span.start, extent.span.end]);
    let on_line = ends.map(|end| end as usize).filter(|end| (from..=line.end).contains(end));
    let first = on_line.min().unwrap_or(from);
    let from = boundary(content, first.saturating_sub(LEAD).max(from));
    from..boundary(content, (from + LONG).min(line.end))
}

/// The largest boundary of a character that is not beyond an offset.
fn boundary(content: &str, offset: usize) -> usize {
    (0..=offset).rev().find(|offset| content.is_char_boundary(*offset)).unwrap_or_default()
}

/// Whether a line above a label says where it is: not an empty one, and not the start of a document.
fn is_telling(text: &Text, line: u32) -> bool {
    let line = text.line(line).map_or("", |span| text.slice(span));
    !line.starts_with("---") && line.chars().take(LONG).any(|one| !one.is_whitespace())
}

/// A text on one line that cannot steer a terminal: control characters become pictures of them, and what turns the
/// direction of writing becomes a sign that something was there.
pub(super) fn clean(text: &str, unicode: bool) -> String {
    text.chars().map(|one| if unicode { picture(one) } else { ascii_picture(one) }).collect()
}

fn picture(one: char) -> char {
    match one {
        '\t' => one,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(one)).unwrap_or('?'),
        '\u{7f}' => '\u{2421}',
        _ if is_steering(one) => '\u{fffd}',
        _ => one,
    }
}

fn ascii_picture(one: char) -> char {
    if one != '\t' && (one.is_control() || is_steering(one)) { '?' } else { one }
}

fn is_steering(one: char) -> bool {
    matches!(
        one,
        '\u{80}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{fdd0}'..='\u{fdef}'
    )
}
