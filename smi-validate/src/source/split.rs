//! Documents in a text: where they begin and end.
//!
//! YAML forbids `---` and `...` at the start of a line within anything, quotes and block texts included. So documents can be
//! told apart before they are read, and what is broken in one of them cannot reach the next.

use super::text::{Span, Text};

/// One document, unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    /// From its directives or its marker up to the next document's, or its `...`.
    pub(super) span: Span,
    /// The `---` that it begins with.
    pub(super) marker: Option<Span>,
    /// Whether a line `...` stands before it, after which kubectl reads nothing up to the next `---`.
    pub(super) after_end: bool,
    /// Whether it is an item of a long list, with its dash.
    pub(super) is_item: bool,
}

/// The first byte of a byte order mark.
const FIRST_OF_MARK: u8 = 0xef;

/// Finds the documents of a text. One without marker and content is none.
pub(super) fn split(text: &Text) -> Vec<Chunk> {
    let mut splitter = Splitter { text: text.as_str(), chunks: Vec::new(), open: Open::default() };
    text.lines().for_each(|line| splitter.line(line.start, line.end));
    splitter.close(text.as_str().len());
    splitter.chunks
}

/// The document that lines are added to.
#[derive(Default)]
struct Open {
    start: usize,
    marker: Option<Span>,
    has_content: bool,
    after_end: bool,
}

struct Splitter<'t> {
    text: &'t str,
    chunks: Vec<Chunk>,
    open: Open,
}

impl Splitter<'_> {
    fn line(&mut self, start: usize, end: usize) {
        let first = self.text.as_bytes().get(start);
        if self.open.has_content && !matches!(first, Some(&(b'-' | b'.' | FIRST_OF_MARK))) {
            return;
        }
        // Files put together leave byte order marks between documents. kubectl passes over them, too.
        let line = &self.text[start..end];
        let mark = line.len() - line.trim_start_matches('\u{feff}').len();
        let (start, line) = (start + mark, &line[mark..]);
        if is_marker(line, "---") {
            if self.open.marker.is_some() || self.open.has_content {
                self.close(start - mark);
                self.open = Open { start, ..Open::default() };
            }
            self.open.marker = Some(Span::new(start, start + 3));
            self.open.has_content |= has_content(&line[3..]);
        } else if is_marker(line, "...") {
            // Bare text may follow in YAML. What is on the line itself belongs to nothing, so it stays and is refused.
            let is_bare = !has_content(&line[3..]);
            let close = if is_bare { start } else { end };
            let had_document = self.close(close);
            self.open = Open {
                start: end,
                after_end: had_document || self.open.after_end,
                ..Open::default()
            };
        } else if !self.open.has_content {
            let is_directive = self.open.marker.is_none() && line.starts_with('%');
            self.open.has_content = has_content(line) && !is_directive;
            if mark > 0 && self.text[self.open.start..start].trim_matches('\u{feff}').is_empty() {
                self.open.start = start;
            }
        }
    }

    /// Ends the open document. Whether it was one.
    fn close(&mut self, end: usize) -> bool {
        let Open { start, marker, has_content, after_end } = self.open;
        let mut lines = self.text[start..end].lines();
        let is_document =
            marker.is_some() || has_content || lines.any(|line| line.starts_with('%'));
        if is_document {
            self.chunks.push(Chunk {
                span: Span::new(start, end),
                marker,
                after_end,
                is_item: false,
            });
        }
        is_document
    }
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

/// Whether a line, or the rest of one, is more than blanks and a comment.
fn has_content(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '\n', '\r']);
    !line.is_empty() && !line.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(text: &str) -> Vec<&str> {
        split(&Text::new(text)).into_iter().map(|chunk| &text[chunk.span.range()]).collect()
    }

    #[test]
    fn markers_separate() {
        assert_eq!(documents("a\n---\nb\n"), ["a\n", "---\nb\n"]);
        assert_eq!(documents("# c\n---\nb"), ["# c\n---\nb"]);
        assert_eq!(documents("---\n---\nb\n---"), ["---\n", "---\nb\n", "---"]);
        assert_eq!(documents("--- {a: 1}\n--- # c\n---x\n"), ["--- {a: 1}\n", "--- # c\n---x\n"]);
        assert_eq!(documents("a\r\n---\r\nb"), ["a\r\n", "---\r\nb"]);
    }

    #[test]
    fn nothing_is_no_document() {
        for text in ["", "\n", "# c\n", "...\n", "\u{feff}", "\u{feff}# c\n...\n"] {
            assert_eq!(documents(text), [""; 0], "{text:?}");
        }
    }

    #[test]
    fn ends_allow_directives_and_bare_documents() {
        assert_eq!(documents("a\n...\nb\n"), ["a\n", "b\n"]);
        assert_eq!(
            documents("%YAML 1.2\n---\na\n...\n%TAG ! x\n---\nb"),
            ["%YAML 1.2\n---\na\n", "%TAG ! x\n---\nb"]
        );
        let after_end: Vec<_> = split(&Text::new("a\n...\n# c\n...\nb\n---\nc"))
            .iter()
            .map(|chunk| chunk.after_end)
            .collect();
        assert_eq!(after_end, [false, true, false]);
        assert_eq!(documents("a\n... b\nc"), ["a\n... b\n", "c"]);
    }

    #[test]
    fn byte_order_marks_between_documents_belong_to_none() {
        assert_eq!(documents("\u{feff}a\n\u{feff}---\nb"), ["a\n", "---\nb"]);
        assert_eq!(documents("a\n...\n\u{feff}b"), ["a\n", "b"]);
    }
}
