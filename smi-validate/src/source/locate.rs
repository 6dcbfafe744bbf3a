//! Where exactly something is: the parser says where it noticed.

use std::ops::Range;

use super::build::Broken;
use super::escape;
use super::fault::Problem;
use super::text::{Span, floor_char_boundary};
use super::tree::Style;

/// The place of a problem that the parser noticed at an offset.
pub(super) fn broken(text: &str, document: Span, problem: Problem, offset: usize) -> Broken {
    let offset = floor_char_boundary(text, offset.min(document.end as usize));
    let offset = match problem {
        Problem::Escape => escape(text, document, offset).unwrap_or(offset),
        Problem::Tab => tab(text, offset).unwrap_or(offset),
        _ => offset,
    };
    let length = match problem {
        Problem::Escape => escape_length(&text[offset..document.end as usize]),
        _ => text[offset..document.end as usize].chars().next().map_or(0, char::len_utf8),
    };
    (problem, Span::new(offset, offset + length))
}

/// So many bytes are searched without a look at the result.
const AT_ONCE: usize = 1 << 10;

/// The first character that kubectl's reader allows nowhere. The parser takes U+0000 for the end.
pub(super) fn control(text: &str, document: Span) -> Option<Broken> {
    let text = &text[document.range()];
    // Bytes are looked at faster than characters, and every such character begins with one of these.
    let may_be = |byte: u8| match byte {
        b'\t' | b'\n' | b'\r' => false,
        0x7f | 0xc2 | 0xef => true,
        other => other < b' ',
    };
    // Without a way out, many bytes are looked at in one step.
    let has_any = |bytes: &[u8]| bytes.iter().fold(false, |any, byte| any | may_be(*byte));
    if !text.as_bytes().chunks(AT_ONCE).any(has_any) {
        return None;
    }
    let is_control = |character: char| match character {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        '\u{fffe}' | '\u{ffff}' => true,
        other => other.is_control(),
    };
    let index = text.find(is_control)?;
    let length = text[index..].chars().next().map_or(0, char::len_utf8);
    let start = document.start as usize + index;
    Some((Problem::Control, Span::new(start, start + length)))
}

/// Whether a document that is broken at a place is a template: something in `{{ }}` stands before, outside of quotes.
pub(super) fn template(text: &str, document: Span, at: Span) -> Option<Broken> {
    let range = document.range();
    let end = text[at.start as usize..range.end]
        .find('\n')
        .map_or(range.end, |length| at.start as usize + length);
    let mut start = range.start;
    for line in text[range.start..end].split_inclusive('\n') {
        if let Some(column) = unquoted_braces(line) {
            return Some((Problem::Template, Span::new(start + column, start + column + 2)));
        }
        start += line.len();
    }
    None
}

/// Whether a plain scalar has an action of Go's templates in it. `{{x}}` alone may be of another tool.
pub(super) fn is_template(value: &str) -> bool {
    const WORDS: [&str; 9] =
        ["include ", "template ", "if ", "with ", "range ", "toYaml ", "printf ", "end ", "else "];
    value.match_indices("{{").any(|(index, _)| {
        let action = value[index + 2..].trim_start_matches('-').trim_start();
        action.starts_with(['.', '$']) || WORDS.iter().any(|word| action.starts_with(word))
    })
}

/// The tab before a block's first item or key, which YAML allows there and kubectl's reader does not.
pub(super) fn tab_before(text: &str, block: Span) -> Option<Broken> {
    let before = text.get(..block.start as usize).filter(|before| before.ends_with('\t'))?;
    let start = before.trim_end_matches('\t').len();
    Some((Problem::Tab, Span::new(start, before.len())))
}

/// A comment on a line of its own within a plain scalar, which the parser passes over behind a tab.
pub(super) fn comment_within(text: &str, scalar: Span) -> Option<Broken> {
    let text = text.get(scalar.range())?;
    let lines = text.match_indices(['\n', '\r']).map(|(index, _)| index + 1);
    let comments = lines.filter_map(|start| {
        let line = text[start..].trim_start_matches([' ', '\t']);
        line.starts_with('#').then(|| text.len() - line.len())
    });
    let start = comments.min()? + scalar.start as usize;
    Some((Problem::Comment, Span::new(start, start + 1)))
}

/// The offset of an indicator behind what may stand between two nodes: comments, tags, anchors.
pub(super) fn indicator(text: &str, indicators: &[u8]) -> Option<usize> {
    let bytes = text.as_bytes();
    let end_of = |start: usize, ends: &[u8]| {
        let rest = bytes[start..].iter().position(|byte| ends.contains(byte));
        rest.map_or(bytes.len(), |length| start + length)
    };
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at = match byte {
            byte if indicators.contains(byte) => return Some(at),
            b'#' => end_of(at, b"\r\n"),
            b'&' | b'!' => end_of(at, b" \t\r\n"),
            _ => at + 1,
        };
    }
    None
}

/// The place of a list's first dash.
pub(super) fn dash(text: &str, within: Range<usize>) -> Option<Span> {
    let start = within.start;
    let dash = start + indicator(text.get(within)?, b"-")?;
    Some(Span::new(dash, dash))
}

/// Whether something stands before a comment on its line.
pub(super) fn is_trailing(text: &str, comment: Span) -> bool {
    let before = text.get(..comment.start as usize).unwrap_or_default();
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    !line.trim_matches([' ', '\t', '\u{feff}']).is_empty()
}

/// The place of a value that stands in the text as it is.
pub(super) fn verbatim(
    text: &str,
    style: Style,
    span: Span,
    content: Span,
    value: &str,
) -> Option<Span> {
    let start = match style {
        Style::Plain => span.start,
        Style::Single | Style::Double => span.start + 1,
        Style::Literal | Style::Folded => content.start,
    } as usize;
    let end = start + value.len();
    let stands = is_borrowed_from(text, start, value)
        || text.as_bytes().get(start..end) == Some(value.as_bytes());
    // Behind `'it''` stands another quote: then the value has ended by chance where an escape begins.
    let limit = if style.is_block() { content.end } else { span.end } as usize;
    let is_whole = match style {
        Style::Plain => end == limit,
        Style::Single | Style::Double => end + 1 == limit,
        Style::Literal | Style::Folded => end <= limit,
    };
    (stands && is_whole).then(|| Span::new(start, end))
}

/// Whether a value is the part of a text that begins at an offset, told without a look at its bytes.
fn is_borrowed_from(text: &str, start: usize, value: &str) -> bool {
    let is_inside = start + value.len() <= text.len();
    is_inside && value.as_ptr() == text.as_ptr().wrapping_add(start)
}

/// The first tab among the blanks that a line begins with.
fn tab(text: &str, offset: usize) -> Option<usize> {
    let line = text[..offset].rfind(['\n', '\r']).map_or(0, |index| index + 1);
    let rest = &text[line..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    rest[..blanks].find('\t').map(|index| line + index)
}

/// The first escape in a double-quoted text that YAML does not have.
fn escape(text: &str, document: Span, quote: usize) -> Option<usize> {
    let text = &text[..document.end as usize];
    let mut at = quote + 1;
    while let Some(byte) = text.as_bytes().get(at) {
        at += match byte {
            b'"' => return None,
            b'\\' => match escape::read(&text[at..]) {
                Some(escape) => escape.length,
                None => return Some(at),
            },
            _ => 1,
        };
    }
    None
}

fn escape_length(text: &str) -> usize {
    text.chars().take(2).map(char::len_utf8).sum()
}

/// `{{` in a line, outside of quotes and comments.
fn unquoted_braces(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let mut quote = None;
    for (index, byte) in bytes.iter().enumerate() {
        match (byte, quote) {
            (b'{', None) if bytes.get(index + 1) == Some(&b'{') => return Some(index),
            (b'"' | b'\'', None) => quote = Some(*byte),
            (byte, Some(open)) if *byte == open => quote = None,
            (b'#', None) if index == 0 || bytes[index - 1].is_ascii_whitespace() => return None,
            _ => {}
        }
    }
    None
}
