//! What comments cover: lines and objects.

use super::comment::{self, Directive, Malformed, Reach};
use super::{Reader, Scope};
use crate::source::{Comment, Document, Span, Text};

/// How many lines beyond the end of its document a comment looks for the line that it stands above. More than nobody
/// writes, and few enough for a text of a million documents that are only comments.
const FARTHEST: u32 = 64;

impl Reader {
    /// Reads the comments of a document, or of a list with all its objects.
    pub(super) fn read_comments(&mut self, document: &Document, is_list: bool) {
        let objects = if is_list { items(document) } else { vec![document.span()] };
        let before = self.found.len();
        let comments: Vec<&Comment> = document.comments().collect();
        let mut lines = Lines::new(document);
        // From the last to the first: the comments of one block stand above the same line.
        for comment in comments.into_iter().rev() {
            let below = lines.below(comment);
            let text = document.text().slice(comment.span);
            match comment::parse(text) {
                None => {}
                Some(Err(malformed)) => self.add_malformed(text, comment.span, &malformed),
                Some(Ok(Directive { reach, names })) => {
                    let scope = match reach {
                        Reach::Line => below.map_or(Scope::Nothing, Scope::Line),
                        Reach::Object => object_at(&objects, comment.span, document),
                        Reach::File => Scope::File,
                    };
                    let begin = comment.span.start as usize + names.start;
                    let named = comment::names(&text[names]);
                    let place =
                        |at: std::ops::Range<usize>| Span::new(begin + at.start, begin + at.end);
                    self.add(scope, named.map(|(name, at)| (name, place(at))));
                }
            }
        }
        self.found[before..].reverse();
    }

    fn add_malformed(&mut self, text: &str, comment: Span, malformed: &Malformed) {
        let start = comment.start as usize;
        let found = match &text[malformed.found.clone()] {
            "" => "the end of the comment".to_owned(),
            word => format!("`{word}`"),
        };
        let message = format!("expected {}, found {found}", malformed.expected);
        let span = Span::new(start + malformed.found.start, start + malformed.found.end);
        self.add_mistake(if span.is_empty() { comment } else { span }, message, comment::FORM);
    }
}

/// The places of the objects of a list.
fn items(list: &Document) -> Vec<Span> {
    let items = list.root().get("items").map(|entry| entry.value);
    items.into_iter().flat_map(|items| items.items()).map(|item| item.span()).collect()
}

/// The object that a comment stands in or above. Behind the last is in the last.
fn object_at(objects: &[Span], comment: Span, document: &Document) -> Scope {
    let index = objects.partition_point(|object| object.end <= comment.start);
    let object = objects.get(index).or_else(|| objects.last());
    // An object begins behind its `- `, where a comment above it does not reach.
    Scope::Object(object.copied().unwrap_or_else(|| document.span()))
}

/// Finds the lines below comments, which are asked about from the last to the first.
struct Lines<'t> {
    text: &'t Text,
    /// The last line of the document.
    end: u32,
    /// The line of the comment asked about before, and the line below that.
    before: Option<(u32, Option<u32>)>,
}

impl<'t> Lines<'t> {
    fn new(document: &'t Document) -> Self {
        let text = document.text();
        Self { text, end: text.position(document.span().end).line, before: None }
    }

    /// The line that a comment is about.
    fn below(&mut self, comment: &Comment) -> Option<u32> {
        let line = self.text.position(comment.span.start).line;
        if comment.is_trailing {
            return Some(line);
        }
        let below = self.search(line + 1);
        self.before = Some((line, below));
        below
    }

    fn search(&self, from: u32) -> Option<u32> {
        let last = self.end.saturating_add(FARTHEST);
        for number in from..=last {
            if let Some((_, below)) = self.before.filter(|(line, _)| *line == number) {
                return below;
            }
            if has_content(self.text.slice(self.text.line(number)?)) {
                return Some(number);
            }
        }
        None
    }
}

/// Whether a line is more than blanks, a comment, or something between documents.
fn has_content(line: &str) -> bool {
    let text = line.trim_start();
    let is_between = |marker| {
        let rest = line.strip_prefix(marker).map(str::trim_start);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
    };
    let is_nothing = text.is_empty() || text.starts_with('#') || line.starts_with('%');
    !is_nothing && !is_between("---") && !is_between("...")
}
