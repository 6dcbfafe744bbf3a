//! How a document is kept: nodes in one array, in the order of the text, without pointers.

use std::sync::Arc;

use super::fault::Fault;
use super::split::Chunk;
use super::text::{Span, Text};

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotes: the only style in which a scalar is anything but a text.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// What an explicit tag asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// `!!str`
    Text,
    /// `!!int`
    Integer,
    /// `!!float`
    Float,
    /// `!!bool`
    Boolean,
    /// `!!null`
    Null,
    /// `!!timestamp`
    Timestamp,
    /// `!!merge`
    Merge,
    /// Any other: scalars with it are texts.
    Other,
}

/// A comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its place, from `#` to the end of the line.
    pub span: Span,
    /// Whether something stands before it on its line.
    pub is_trailing: bool,
}

/// A key that stands twice in an object. kubectl takes the last and says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The first key.
    pub first: Span,
    /// The later one, whose value counts unless another follows.
    pub second: Span,
}

/// All that is known of one document.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) text: Arc<Text>,
    pub(super) chunk: Chunk,
    pub(super) cells: Vec<Cell>,
    /// The values that differ from what stands in the text, one behind the other.
    pub(super) decoded: String,
    /// The rare parts of nodes.
    pub(super) properties: Vec<Properties>,
    pub(super) comments: Vec<Comment>,
    pub(super) duplicates: Vec<Duplicate>,
    pub(super) faults: Vec<Fault>,
    /// Whether there is a key `<<`.
    pub(super) has_merges: bool,
}

/// A node. Its children follow it, each with all that is in it; `next` is behind the last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) span: Span,
    /// Of a scalar: its value in the text or among the decoded ones. Of an alias: the index of what it stands for.
    pub(super) value: Span,
    pub(super) next: u32,
    /// An index into the rare parts, or [`NONE`].
    pub(super) properties: u32,
    pub(super) shape: Shape,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Mapping { is_flow: bool },
    Sequence { is_flow: bool },
    Scalar { style: Style, is_decoded: bool },
    Alias,
}

/// The rare parts of a node.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Properties {
    pub(super) tag: Option<(Tag, Span)>,
    pub(super) anchor: Option<Span>,
    /// The lines of a block text.
    pub(super) content: Option<Span>,
}

/// Rarely a node takes fewer bytes of a text than this.
const DENSE: usize = 8;

/// No index.
pub(super) const NONE: u32 = u32::MAX;

impl Style {
    /// Whether it is `|` or `>`.
    #[must_use]
    pub fn is_block(self) -> bool {
        matches!(self, Self::Literal | Self::Folded)
    }
}

impl Tag {
    /// The tag by its name in YAML's core schema.
    pub(super) fn of(name: Option<&str>) -> Self {
        match name {
            Some("str") => Self::Text,
            Some("int") => Self::Integer,
            Some("float") => Self::Float,
            Some("bool") => Self::Boolean,
            Some("null") => Self::Null,
            Some("timestamp") => Self::Timestamp,
            Some("merge") => Self::Merge,
            _ => Self::Other,
        }
    }
}

impl Tree {
    pub(super) fn new(text: Arc<Text>, chunk: Chunk) -> Self {
        Self {
            text,
            chunk,
            cells: Vec::with_capacity(chunk.span.len() / DENSE),
            decoded: String::new(),
            properties: Vec::new(),
            comments: Vec::new(),
            duplicates: Vec::new(),
            faults: Vec::new(),
            has_merges: false,
        }
    }

    /// The value of a scalar.
    pub(super) fn value(&self, cell: &Cell) -> &str {
        match cell.shape {
            Shape::Scalar { is_decoded: true, .. } => {
                self.decoded.get(cell.value.range()).unwrap_or_default()
            }
            _ => self.text.slice(cell.value),
        }
    }

    pub(super) fn properties(&self, cell: &Cell) -> Properties {
        self.properties.get(cell.properties as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_small() {
        assert!(size_of::<Cell>() <= 28, "{} bytes", size_of::<Cell>());
    }
}
