//! Long lists, item by item: the lines say where each begins.

use super::super::split::Chunk;
use super::Span;

/// Lists that are shorter are read as a whole.
const LONG: usize = 1 << 18;

/// A document, or the items of it if it is a long `kind: List` in block style.
pub(super) fn of(text: &str, chunk: Chunk) -> Vec<Chunk> {
    if chunk.span.len() < LONG {
        return vec![chunk];
    }
    items(text, chunk).unwrap_or_else(|| vec![chunk])
}

/// The items, where the lines leave no doubt.
fn items(text: &str, chunk: Chunk) -> Option<Vec<Chunk>> {
    let content = text.get(chunk.span.range())?;
    // An alias may lead from one item into another.
    if has_anchor(content) {
        return None;
    }
    let base = chunk.span.start as usize;
    let mut starts: Vec<usize> = Vec::new();
    let mut end = None;
    let mut indentation = None;
    let mut is_list = false;
    let mut offset = 0;
    for line in content.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let rest = line.trim();
        let is_item = rest.starts_with("- ") || rest == "-";
        if indentation == Some(None) && is_item {
            indentation = Some(Some(spaces));
        }
        if is_item && end.is_none() && indentation == Some(Some(spaces)) {
            starts.push(start);
        } else if spaces == 0 && !rest.is_empty() && !rest.starts_with('#') {
            is_list |= rest == "kind: List";
            match (rest == "items:", indentation) {
                (true, None) => indentation = Some(None),
                (true, Some(_)) => return None,
                (false, Some(_)) => end = end.or(Some(start)),
                (false, None) => {}
            }
        }
    }
    let end = end.unwrap_or(content.len());
    let ends = starts.iter().skip(1).copied().chain([end]);
    let item = |(start, end)| Chunk {
        span: Span::new(base + start, base + end),
        marker: None,
        after_end: chunk.after_end,
        is_item: true,
    };
    let chunks: Vec<_> = starts.iter().copied().zip(ends).map(item).collect();
    (is_list && !chunks.is_empty()).then_some(chunks)
}

/// Whether something may be an anchor: `&` behind a space, before a letter or digit.
fn has_anchor(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut ampersands = text.match_indices('&').map(|(at, _)| at);
    ampersands.any(|at| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let after = bytes.get(at + 1);
        before.is_some_and(|byte| b" [{,".contains(byte))
            && after.is_some_and(u8::is_ascii_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::sync::Arc;

    use super::super::Pieces;
    use super::{LONG, has_anchor};
    use crate::source::{Document, Limits, Text, build, document, split};

    /// A list with so many items that it is long; every third has a block text with a dash at the start of a line.
    fn list(indentation: &str, head: &str) -> (String, usize) {
        let mut text = head.to_owned();
        let mut count = 0;
        while text.len() < LONG {
            write!(
                text,
                "{indentation}- apiVersion: v1\n{indentation}  kind: ConfigMap\n{indentation}  metadata: {{name: \"a{count}\"}}\n\
                 {indentation}  data:\n{indentation}    text: |\n{indentation}      - no item\n\n{indentation}    list:\n\
                 {indentation}    - one\n# a comment\n"
            )
            .unwrap();
            count += 1;
        }
        (text + "kind: List\nmetadata: {}\n", count)
    }

    #[test]
    fn a_long_list_is_read_item_by_item_and_says_the_same() {
        for indentation in ["", "  "] {
            let (text, count) = list(indentation, "apiVersion: v1\nitems:\n");
            let pieces = Pieces::of(Arc::new(Text::new(text.as_str())));
            assert_eq!(pieces.len(), count, "{indentation:?}");
            let chunk = split::split(pieces.text()).remove(0);
            let whole = build::build(pieces.text(), chunk, &Limits::default()).unwrap();
            let whole = document::expand(Document::new(whole));
            assert_eq!(whole.len(), count);
            for (index, document) in whole.iter().enumerate().step_by(97) {
                let item = pieces.read(index, &Limits::default()).remove(0).unwrap();
                assert_eq!(item.to_value().unwrap(), document.to_value().unwrap());
                assert_eq!(
                    item.find("metadata.name").value.span(),
                    document.find("metadata.name").value.span()
                );
            }
        }
    }

    #[test]
    fn what_is_no_such_list_stays_whole() {
        let (text, _) = list("", "apiVersion: v1\nitems:\n");
        for other in [
            text.replace("kind: List", "kind: Lists"),
            text.replace("- one\n", "- &a one\n"),
            text.replace("items:", "things:"),
        ] {
            assert_eq!(Pieces::of(Arc::new(Text::new(other))).len(), 1);
        }
    }

    #[test]
    fn anchors_are_seen() {
        assert!(has_anchor("a: &b c") && has_anchor("[&b c]"));
        assert!(!has_anchor("R&D") && !has_anchor("a & b"));
    }
}
