//! Plain and quoted scalars.

use super::{Trace, break_length};
use crate::source::escape;
use crate::source::text::Span;
use crate::source::tree::Style;

/// Follows a scalar from its first to its last character, quotes left out.
pub(super) fn trace(trace: &mut Trace, text: &str, span: Span, style: Style) {
    let text = text.get(..span.end as usize).unwrap_or_default();
    let mut at = span.start as usize;
    while at < text.len() {
        at = step(trace, text, at, style);
    }
}

/// Follows one piece. Where the next one begins.
fn step(trace: &mut Trace, text: &str, at: usize, style: Style) -> usize {
    let bytes = text.as_bytes();
    match bytes[at] {
        b'\n' | b'\r' => fold(trace, text, at, true),
        b' ' | b'\t' => {
            let end = skip_blanks(text, at);
            // Blanks before a line break are none of the value.
            if break_length(text, end).is_none() {
                trace.keep(text, at..end);
            }
            end
        }
        b'\'' if style == Style::Single && bytes.get(at + 1) == Some(&b'\'') => {
            trace.replace('\'', at..at + 2);
            at + 2
        }
        b'\\' if style == Style::Double => escaped(trace, text, at),
        _ => {
            let is_special = |byte: &u8| match byte {
                b'\n' | b'\r' | b' ' | b'\t' => true,
                b'\'' => style == Style::Single,
                b'\\' => style == Style::Double,
                _ => false,
            };
            let rest = bytes[at + 1..].iter().position(is_special);
            let end = rest.map_or(text.len(), |length| at + 1 + length);
            trace.keep(text, at..end);
            end
        }
    }
}

fn escaped(trace: &mut Trace, text: &str, at: usize) -> usize {
    let Some(escape) = escape::read(&text[at..]) else {
        trace.keep(text, at..at + 1);
        return at + 1;
    };
    match escape.character {
        Some(character) => {
            trace.replace(character, at..at + escape.length);
            at + escape.length
        }
        None => fold(trace, text, at + 1, false),
    }
}

/// Follows a line break and the empty lines behind it: one alone is a space, unless it is escaped.
fn fold(trace: &mut Trace, text: &str, at: usize, is_space: bool) -> usize {
    let mut end = at + break_length(text, at).unwrap_or(1);
    let first = at..end;
    let mut lines = 0;
    loop {
        let next = skip_blanks(text, end);
        let Some(length) = break_length(text, next) else {
            end = next;
            break;
        };
        trace.replace('\n', next..next + length);
        lines += 1;
        end = next + length;
    }
    if lines == 0 && is_space {
        trace.replace(' ', first);
    }
    end
}

fn skip_blanks(text: &str, at: usize) -> usize {
    let blanks = text.as_bytes()[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
    at + blanks.count()
}
