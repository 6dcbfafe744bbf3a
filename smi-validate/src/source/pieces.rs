//! Pieces of a text: its documents before they are read, so that one after the other, or several at once, can be.

mod items;

use std::sync::Arc;

use super::document::{self, Document};
use super::fault::Fault;
use super::limits::Limits;
use super::split::{self, Chunk};
use super::text::Text;
use super::{Span, build};

/// A text taken apart into documents that have not been read.
///
/// The items of a long `kind: List` in block style, as `kubectl get -o yaml` writes it, are pieces of their own: such a list
/// never has to be in memory as a whole.
///
/// ```
/// use std::sync::Arc;
/// use smi_validate::source::{Limits, Pieces, Text};
///
/// let pieces = Pieces::of(Arc::new(Text::new("kind: A\n---\nkind: B\n")));
/// let second = pieces.read(1, &Limits::default()).remove(0).unwrap();
/// assert_eq!((pieces.len(), second.kind().as_deref()), (2, Some("B")));
/// ```
#[derive(Clone, Debug)]
pub struct Pieces {
    text: Arc<Text>,
    chunks: Vec<Chunk>,
}

impl Pieces {
    /// Finds the documents of a text.
    #[must_use]
    pub fn of(text: Arc<Text>) -> Self {
        let documents = split::split(&text);
        let chunks = documents.into_iter().flat_map(|chunk| items::of(text.as_str(), chunk));
        Self { chunks: chunks.collect(), text }
    }

    /// The text.
    #[must_use]
    pub const fn text(&self) -> &Arc<Text> {
        &self.text
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chunks.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Where a piece stands.
    #[must_use]
    pub fn span(&self, index: usize) -> Option<Span> {
        self.chunks.get(index).map(|chunk| chunk.span)
    }

    /// Reads a piece: a document, the objects of a list, or what is broken.
    #[must_use]
    pub fn read(&self, index: usize, limits: &Limits) -> Vec<Result<Document, Fault>> {
        let Some(chunk) = self.chunks.get(index) else { return Vec::new() };
        match build::build(&self.text, *chunk, limits) {
            Ok(tree) if chunk.is_item => vec![Ok(Document::of_item(tree))],
            Ok(tree) => document::expand(Document::new(tree)).into_iter().map(Ok).collect(),
            Err(fault) => vec![Err(fault)],
        }
    }
}
