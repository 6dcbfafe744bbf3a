//! From a byte of a scalar's value back to its byte in the text.
//!
//! Quotes, escapes, folded lines and indentation make the two differ. The way from text to value is gone once more here,
//! only for scalars that somebody asks about.

mod block;
mod flow;

use std::ops::Range;

use super::node::Node;
use super::text::{Span, floor_char_boundary};
use super::tree::Style;

/// Where each byte of a scalar's value stands in the text.
#[derive(Clone, Debug)]
pub struct Trace {
    value: String,
    pieces: Vec<Piece>,
    span: Span,
}

/// A piece of a value, and what it comes from.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Its start in the value.
    value: usize,
    /// Its source: of the same length, or the whole escape or line break that one character comes from.
    source: Span,
    is_verbatim: bool,
}

impl Trace {
    pub(super) fn new(node: Node<'_>) -> Self {
        let text = node.tree.text.as_str();
        let span = node.span();
        let cell = node.cell();
        let mut trace = Self { value: String::new(), pieces: Vec::new(), span };
        match node.style() {
            Some(Style::Plain) => flow::trace(&mut trace, text, span, Style::Plain),
            Some(style @ (Style::Single | Style::Double)) => {
                let inner = Span { start: span.start + 1, end: span.end.saturating_sub(1) };
                flow::trace(&mut trace, text, inner, style);
            }
            Some(style) => {
                let content = node.tree.properties(&cell).content.unwrap_or(span);
                block::trace(&mut trace, text, span, content, style);
            }
            None => {}
        }
        if trace.value != node.written() {
            // The parser reads it otherwise. Then the whole scalar is the best place that there is.
            trace.value = node.written().to_owned();
            trace.pieces.clear();
        }
        trace
    }

    /// The value that this is about.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Whether the places are known; otherwise each is the whole scalar.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.value.is_empty() || !self.pieces.is_empty()
    }

    /// The place in the text of a range of bytes in the value. An empty range is the place before its character.
    #[must_use]
    pub fn place(&self, range: Range<usize>) -> Span {
        if self.pieces.is_empty() {
            return self.span;
        }
        let start = floor_char_boundary(&self.value, range.start);
        let end = floor_char_boundary(&self.value, range.end.max(start));
        let first = self.source(start);
        if end == start {
            return Span { start: first.start, end: first.start };
        }
        let last = self.value[..end].char_indices().next_back().map_or(0, |(index, _)| index);
        Span { start: first.start, end: self.source(last).end.max(first.start) }
    }

    /// The source of the character at an offset of the value; behind the last one, what is behind its source.
    fn source(&self, offset: usize) -> Span {
        let index = self.pieces.partition_point(|piece| piece.value <= offset).saturating_sub(1);
        let piece = self.pieces[index];
        let length = self.value[offset..].chars().next().map_or(0, char::len_utf8);
        if length == 0 {
            return Span { start: piece.source.end, end: piece.source.end };
        }
        if !piece.is_verbatim {
            return piece.source;
        }
        let start = piece.source.start as usize + (offset - piece.value);
        Span::new(start, start + length)
    }

    /// Takes over a range of the text as it is.
    fn keep(&mut self, text: &str, range: Range<usize>) {
        if !range.is_empty() {
            let source = Span::new(range.start, range.end);
            self.pieces.push(Piece { value: self.value.len(), source, is_verbatim: true });
            self.value.push_str(&text[range]);
        }
    }

    /// Adds a character that a range of the text stands for.
    fn replace(&mut self, character: char, range: Range<usize>) {
        let source = Span::new(range.start, range.end);
        self.pieces.push(Piece { value: self.value.len(), source, is_verbatim: false });
        self.value.push(character);
    }
}

/// The length of the line break at an offset, if there is one.
fn break_length(text: &str, at: usize) -> Option<usize> {
    match text.as_bytes().get(at..)? {
        [b'\r', b'\n', ..] => Some(2),
        [b'\r' | b'\n', ..] => Some(1),
        _ => None,
    }
}
