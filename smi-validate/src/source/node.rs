//! Nodes: what a document consists of, each with its place.

mod entries;

use std::fmt;

use super::scalar::{self, Reading, Scalar};
use super::text::Span;
use super::trace::Trace;
use super::tree::{Cell, NONE, Shape, Style, Tag, Tree};

pub(crate) use entries::Fields;
pub(super) use entries::MERGE;
pub use entries::{Entry, Pairs};

/// A node of a document: cheap to copy, and it knows where it stands.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    pub(super) tree: &'d Tree,
    pub(super) index: u32,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Keys and values.
    Mapping,
    /// A list.
    Sequence,
    /// A text, number, boolean or null.
    Scalar,
    /// `*name`, where [`Node::target`] is what it stands for.
    Alias,
}

impl<'d> Node<'d> {
    /// What it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.cell().shape {
            Shape::Mapping { .. } => Kind::Mapping,
            Shape::Sequence { .. } => Kind::Sequence,
            Shape::Scalar { .. } => Kind::Scalar,
            Shape::Alias => Kind::Alias,
        }
    }

    /// Where it stands: with quotes and brackets, without tag and anchor.
    #[must_use]
    pub fn span(self) -> Span {
        self.cell().span
    }

    /// Whether it is a list in `[]` or an object in `{}`.
    #[must_use]
    pub fn is_flow(self) -> bool {
        matches!(self.cell().shape, Shape::Mapping { is_flow } | Shape::Sequence { is_flow } if is_flow)
    }

    /// How a scalar is written.
    #[must_use]
    pub fn style(self) -> Option<Style> {
        match self.cell().shape {
            Shape::Scalar { style, .. } => Some(style),
            _ => None,
        }
    }

    /// Its tag with the tag's place.
    #[must_use]
    pub fn tag(self) -> Option<(Tag, Span)> {
        self.tree.properties(&self.cell()).tag
    }

    /// The name of its anchor with the place of `&name`.
    #[must_use]
    pub fn anchor(self) -> Option<(&'d str, Span)> {
        let span = self.tree.properties(&self.cell()).anchor?;
        Some((self.tree.text.slice(span).trim_start_matches('&'), span))
    }

    /// What an alias stands for; any other node is itself. Nothing where the alias is a [`Fault`](super::Fault).
    #[must_use]
    pub fn target(self) -> Option<Self> {
        let cell = self.cell();
        match cell.shape {
            Shape::Alias if cell.value.start == NONE => None,
            Shape::Alias => Some(Self { index: cell.value.start, ..self }),
            _ => Some(self),
        }
    }

    /// What a scalar says: without quotes, escapes and indentation. Aliases are followed.
    #[must_use]
    pub fn text(self) -> Option<&'d str> {
        let target = self.target()?;
        target.style().map(|_| target.written())
    }

    /// The value of a scalar itself; empty for others.
    pub(super) fn written(self) -> &'d str {
        let tree = self.tree;
        tree.cells.get(self.index as usize).map_or("", |cell| tree.value(cell))
    }

    /// What a scalar is. Aliases are followed.
    #[must_use]
    pub fn reading(self) -> Option<Reading> {
        let target = self.target()?;
        let cell = target.cell();
        let Shape::Scalar { style, .. } = cell.shape else { return None };
        Some(match self.tree.properties(&cell).tag {
            Some((tag, _)) => Reading::tagged(tag, target.written()).unwrap_or(Reading::TEXT),
            None if style == Style::Plain => Reading::of(target.written()),
            None => Reading::TEXT,
        })
    }

    /// What a scalar is for kubectl: one half of its [`reading`](Self::reading), in less time. Aliases are followed.
    pub(crate) fn scalar(self) -> Option<Scalar> {
        let target = self.target()?;
        let cell = target.cell();
        let Shape::Scalar { style, .. } = cell.shape else { return None };
        Some(match self.tree.properties(&cell).tag {
            Some((tag, _)) => scalar::tagged(tag, target.written()).unwrap_or(Scalar::Text),
            None if style == Style::Plain => scalar::plain(target.written()),
            None => Scalar::Text,
        })
    }

    /// What a scalar itself says, where a look shows that it is a text.
    pub(super) fn plain_text(self) -> Option<&'d str> {
        let cell = self.tree.cells.get(self.index as usize)?;
        let Shape::Scalar { style, .. } = cell.shape else { return None };
        let written = self.tree.value(cell);
        let is_text = style != Style::Plain || scalar::is_plainly_text(written);
        (is_text && self.tree.properties(cell).tag.is_none()).then_some(written)
    }

    /// The text of a scalar that is one for kubectl. Aliases are followed.
    #[must_use]
    pub fn as_str(self) -> Option<&'d str> {
        match self.scalar()? {
            Scalar::Text => self.text(),
            _ => None,
        }
    }

    /// Whether it is null, or nothing.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.scalar() == Some(Scalar::Null)
    }

    /// The items of a list. Aliases are followed.
    pub fn items(self) -> impl Iterator<Item = Node<'d>> + Clone {
        let list = self.target().filter(|target| target.kind() == Kind::Sequence);
        list.map(Self::children).unwrap_or_else(|| Children { tree: self.tree, at: 0, end: 0 })
    }

    /// Where each byte of a scalar's value stands in the text.
    #[must_use]
    pub fn trace(self) -> Trace {
        let target = self.target().unwrap_or(self);
        Trace::new(target)
    }

    /// The place in the text of a range of bytes in a scalar's value.
    ///
    /// ```
    /// use smi_validate::source::Source;
    ///
    /// let source = Source::read("pathRegex: \"/caf\\u00e9/(\"\n");
    /// let document = source.documents().next().unwrap();
    /// let value = document.find("pathRegex").value;
    /// let at = value.text().unwrap().find('(').unwrap();
    /// assert_eq!(source.text().slice(value.place(at..at + 1)), "(");
    /// ```
    #[must_use]
    pub fn place(self, range: std::ops::Range<usize>) -> Span {
        self.trace().place(range)
    }

    pub(super) fn cell(self) -> Cell {
        // Indices come from the tree itself; a node that is none would be an empty alias without target.
        const NOTHING: Cell = Cell {
            span: Span { start: 0, end: 0 },
            value: Span { start: NONE, end: NONE },
            next: NONE,
            properties: NONE,
            shape: Shape::Alias,
        };
        self.tree.cells.get(self.index as usize).copied().unwrap_or(NOTHING)
    }

    pub(super) fn children(self) -> Children<'d> {
        let cell = self.cell();
        Children { tree: self.tree, at: self.index + 1, end: cell.next }
    }
}

/// Nodes are the same if they are the same place of the same document.
impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.index == other.index
    }
}

impl Eq for Node<'_> {}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} at {:?}", self.kind(), self.span())
    }
}

/// The nodes directly in a node; in an object keys and values by turns.
#[derive(Clone)]
pub(super) struct Children<'d> {
    tree: &'d Tree,
    at: u32,
    end: u32,
}

impl<'d> Iterator for Children<'d> {
    type Item = Node<'d>;

    fn next(&mut self) -> Option<Node<'d>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node { tree: self.tree, index: self.at };
        self.at = node.cell().next;
        Some(node)
    }
}
