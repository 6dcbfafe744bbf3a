//! Reading: from a text to documents in which everything has its place.
//!
//! ```
//! use smi_validate::source::Source;
//!
//! let source = Source::read("kind: TrafficSplit\nspec: {service: on}\n---\nspec: [\n---\nkind: TCPRoute\n");
//!
//! let kinds: Vec<_> = source.documents().filter_map(|document| document.kind()).collect();
//! assert_eq!(kinds, ["TrafficSplit", "TCPRoute"], "what is broken hides nothing");
//!
//! let fault = source.faults().next().unwrap();
//! assert_eq!(fault.to_string(), "expected a `]` for this, found the end of the document");
//! assert_eq!(source.text().position(fault.span.start).to_string(), "4:7");
//!
//! let document = source.documents().next().unwrap();
//! let service = document.find("spec.service").value;
//! assert_eq!(service.as_str(), None, "kubectl reads a boolean here");
//! assert!(service.reading().unwrap().differs());
//! ```
//!
//! Texts are read as `kubectl apply -f` reads them, which is not quite YAML 1.2: see [`Reading`], [`Node::entries`] and
//! [`Document::faults`]. JSON is YAML and needs nothing else. Reading neither panics nor takes long on any text; see
//! [`Limits`].
//!
//! What differs from kubectl:
//!
//! - A mistake is told for its document alone, where kubectl gives up on the file.
//! - What follows the end of an object without `---` is a fault, be it a second JSON object or a line that is indented less
//!   than the first; kubectl passes over some of it in silence. It never reads what follows `...`: see [`Start`].
//! - U+0085, U+2028 and U+2029 do not break lines, as in YAML 1.2.
//! - A tab is refused before a key or an item, but not where nothing follows it on its line, nor between a dash and a scalar.
//! - `!!binary` is not decoded.

mod build;
mod check;
mod deserialize;
mod document;
mod escape;
mod events;
mod fault;
mod limits;
mod locate;
mod node;
mod path;
mod pieces;
mod scalar;
mod split;
mod text;
mod trace;
mod trail;
mod tree;

use std::sync::Arc;

pub use self::deserialize::{Read, ReadError, Unknown};
pub use self::document::{Document, Start};
pub use self::fault::{Fault, Problem};
pub use self::limits::Limits;
pub use self::node::{Entry, Kind, Node, Pairs};
pub use self::path::{Path, Place, Step};
pub use self::pieces::Pieces;
pub use self::scalar::{Reading, Scalar};
pub use self::text::{Position, Span, Text};
pub use self::trace::Trace;
pub(crate) use self::trail::Trail;
pub use self::tree::{Comment, Duplicate, Style, Tag};

/// A text and the documents in it.
#[derive(Clone, Debug)]
pub struct Source {
    text: Arc<Text>,
    parts: Vec<Result<Document, Fault>>,
}

impl Source {
    /// Reads a text within the default limits.
    #[must_use]
    pub fn read(text: impl Into<Box<str>>) -> Self {
        Self::read_within(text, &Limits::default())
    }

    /// Reads a text.
    #[must_use]
    pub fn read_within(text: impl Into<Box<str>>, limits: &Limits) -> Self {
        let pieces = Pieces::of(Arc::new(Text::new(text)));
        let parts = (0..pieces.len()).flat_map(|index| pieces.read(index, limits)).collect();
        Self { text: Arc::clone(pieces.text()), parts }
    }

    /// Reads what a file or a stream holds. Bytes that are not UTF-8 are a fault, and nothing else is read then.
    #[must_use]
    pub fn read_bytes(bytes: &[u8], limits: &Limits) -> Self {
        let error = match std::str::from_utf8(bytes) {
            Ok(text) => return Self::read_within(text, limits),
            Err(error) => error,
        };
        let text = Arc::new(Text::new(String::from_utf8_lossy(bytes)));
        // Up to the first wrong byte, the readable text is the same as the bytes.
        let at = error.valid_up_to();
        let span = Span::new(at, at + '\u{fffd}'.len_utf8());
        let whole = Span::new(0, text.as_str().len());
        let fault = Fault::new(Problem::Encoding, span, whole, text.as_str());
        Self { text, parts: vec![Err(fault)] }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Its documents and what is broken, in order. A list of objects is not among them, but its objects are.
    pub fn parts(&self) -> &[Result<Document, Fault>] {
        &self.parts
    }

    /// The documents that could be read.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.parts.iter().filter_map(|part| part.as_ref().ok())
    }

    /// Why the others could not.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.parts.iter().filter_map(|part| part.as_ref().err())
    }
}
