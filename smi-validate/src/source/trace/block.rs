//! Block texts: `|` and `>`.

use std::ops::Range;

use super::{Trace, break_length};
use crate::source::text::Span;
use crate::source::tree::Style;

/// Follows a block text. `content` begins at its first character, whose column is the indentation.
pub(super) fn trace(trace: &mut Trace, text: &str, span: Span, content: Span, style: Style) {
    let start = span.start as usize;
    let header = &text[start..];
    let header = &header[..header.find(['\n', '\r']).unwrap_or(header.len())];
    let indicators = header.split([' ', '\t', '#']).next().unwrap_or_default();
    // Without any content, the parser gives the header or nothing for it. However long blank lines are, they are empty.
    let is_empty = content.is_empty() || (content.start as usize) < start + header.len();
    let line = text[..content.start as usize].rfind(['\n', '\r']).map_or(0, |index| index + 1);
    let end = content.end.max(span.end) as usize;
    let end = if is_empty { blank_end(text, start + header.len()) } else { end };
    let text = text.get(..end).unwrap_or_default();
    let mut lines = Lines {
        trace,
        text,
        indentation: if is_empty { usize::MAX } else { content.start as usize - line },
        is_folded: style == Style::Folded,
        breaks: Vec::new(),
        has_content: false,
        was_indented: false,
    };
    let mut at = start + header.len();
    at += break_length(text, at).unwrap_or(0);
    while at < text.len() {
        at = lines.line(at);
    }
    lines.finish(indicators);
}

struct Lines<'t> {
    trace: &'t mut Trace,
    text: &'t str,
    indentation: usize,
    is_folded: bool,
    /// The line breaks since the last content.
    breaks: Vec<Range<usize>>,
    has_content: bool,
    /// Whether the last line with content was indented further than the others.
    was_indented: bool,
}

impl Lines<'_> {
    /// Follows one line. Where the next one begins.
    fn line(&mut self, at: usize) -> usize {
        let length = self.text[at..].find(['\n', '\r']);
        let end = length.map_or(self.text.len(), |length| at + length);
        let spaces = self.text[at..end].bytes().take_while(|byte| *byte == b' ').count();
        let start = at + spaces.min(self.indentation);
        if start < end {
            self.content(start, end);
        }
        match break_length(self.text, end) {
            Some(length) => {
                self.breaks.push(end..end + length);
                end + length
            }
            None => end,
        }
    }

    fn content(&mut self, start: usize, end: usize) {
        let is_indented = self.text[start..].starts_with([' ', '\t']);
        let breaks = std::mem::take(&mut self.breaks);
        let is_folded = self.is_folded && self.has_content && !self.was_indented && !is_indented;
        match breaks.as_slice() {
            [only] if is_folded => self.trace.replace(' ', only.clone()),
            [_, others @ ..] if is_folded => self.add(others),
            all => self.add(all),
        }
        self.trace.keep(self.text, start..end);
        self.has_content = true;
        self.was_indented = is_indented;
    }

    fn add(&mut self, breaks: &[Range<usize>]) {
        for range in breaks {
            self.trace.replace('\n', range.clone());
        }
    }

    /// The line breaks at the end: all, one, or none.
    fn finish(mut self, indicators: &str) {
        let breaks = std::mem::take(&mut self.breaks);
        if indicators.contains('+') {
            self.add(&breaks);
        } else if !indicators.contains('-') && self.has_content {
            self.add(&breaks[..breaks.len().min(1)]);
        }
    }
}

/// The end of the lines with nothing but spaces from an offset on.
fn blank_end(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\n', '\r']).len();
    let is_last = blanks == rest.len();
    let line = rest[..blanks].rfind(['\n', '\r']).map_or(0, |index| index + 1);
    from + if is_last { blanks } else { line }
}
