//! Documents: what a text consists of.

mod list;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::fault::Fault;
use super::node::{Entry, Node};
use super::path::{self, Path, Place};
use super::text::{Span, Text};
use super::tree::{Comment, Duplicate, Tree};

pub(super) use list::expand;

/// One object, with the place of everything in it. Cheap to clone.
#[derive(Clone)]
pub struct Document {
    pub(super) tree: Arc<Tree>,
    pub(super) root: u32,
    list: Option<Arc<ListItem>>,
}

/// Where the object of a list comes from.
struct ListItem {
    list: Document,
    index: usize,
}

/// How a document begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// `---`, where it has one.
    pub marker: Option<Span>,
    /// Content on the line of the marker: `--- {…}`. kubectl refuses it.
    pub has_content_on_marker: bool,
    /// Whether it follows a line `...`. Without a marker, kubectl passes over it in silence.
    pub is_after_end: bool,
}

impl Document {
    pub(super) fn new(tree: Tree) -> Self {
        Self { tree: Arc::new(tree), root: 0, list: None }
    }

    /// The object in a piece that is one item of a list.
    pub(super) fn of_item(tree: Tree) -> Self {
        let whole = Self::new(tree);
        let root = whole.root().items().next().map_or(0, |item| item.index);
        Self { root, ..whole }
    }

    /// The outermost node.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node { tree: &self.tree, index: self.root }
    }

    /// The text that it is in. All documents of a text share it, and all places are places in it.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.tree.text
    }

    /// From its marker or directives to the next document's. For an object of a list, the object.
    #[must_use]
    pub fn span(&self) -> Span {
        if self.list.is_some() { self.root().span() } else { self.tree.chunk.span }
    }

    /// How it begins.
    #[must_use]
    pub fn start(&self) -> Start {
        let marker = self.tree.chunk.marker;
        let text = self.text().as_str();
        let rest = marker.and_then(|marker| text.get(marker.end as usize..)).unwrap_or_default();
        let rest = rest.lines().next().unwrap_or_default().trim_start();
        Start {
            marker,
            has_content_on_marker: !rest.is_empty() && !rest.starts_with('#'),
            is_after_end: self.tree.chunk.after_end,
        }
    }

    /// Whether it says nothing: null, or only comments. kubectl passes over such documents.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.root().is_null()
    }

    /// The list that it is an object of, and its number there.
    #[must_use]
    pub fn list(&self) -> Option<(&Self, usize)> {
        self.list.as_deref().map(|item| (&item.list, item.index))
    }

    /// Its `apiVersion`. An object of a list that says neither this nor a kind has those of the list, as kubectl has it.
    #[must_use]
    pub fn api_version(&self) -> Option<Cow<'_, str>> {
        let own = self.root().get("apiVersion").and_then(|entry| entry.value.as_str());
        own.map(Cow::Borrowed).or_else(|| self.inherited("apiVersion"))
    }

    /// Its kind; see [`api_version`](Self::api_version).
    #[must_use]
    pub fn kind(&self) -> Option<Cow<'_, str>> {
        let own = self.root().get("kind").and_then(|entry| entry.value.as_str());
        own.map(Cow::Borrowed).or_else(|| {
            self.inherited("kind").map(|kind| match kind.strip_suffix("List") {
                Some(kind) if !kind.is_empty() => kind.to_owned().into(),
                _ => kind,
            })
        })
    }

    /// What kubectl refuses of it, though it is YAML, in the order of the text.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        let extent = self.extent();
        self.tree.faults.iter().filter(move |fault| extent.contains(fault.span))
    }

    /// The keys that stand twice.
    pub fn duplicates(&self) -> impl Iterator<Item = &Duplicate> {
        let extent = self.extent();
        self.tree.duplicates.iter().filter(move |duplicate| extent.contains(duplicate.second))
    }

    /// The comments in it, in the order of the text. Those above the first object of a list belong to the list.
    pub fn comments(&self) -> impl Iterator<Item = &Comment> {
        // They stand in order: an object of a long list need not go through those of all others.
        let (extent, comments) = (self.extent(), &self.tree.comments);
        let from = comments.partition_point(|comment| comment.span.start < extent.start);
        let within = comments.get(from..).unwrap_or_default().iter();
        within.take_while(move |comment| extent.contains(comment.span))
    }

    /// Where a path leads, or the nearest node around where it does not.
    ///
    /// ```
    /// use smi_validate::source::Source;
    ///
    /// let source = Source::read("spec:\n  backends:\n  - service: a\n    weight: 1\n  - service: b\n");
    /// let document = source.documents().next().unwrap();
    /// let place = document.find("spec.backends[0].weight");
    /// assert_eq!(source.text().slice(place.value.span()), "1");
    /// assert_eq!(source.text().position(place.key.unwrap().span().start).to_string(), "4:5");
    ///
    /// let place = document.find("spec.backends[1].weight");
    /// assert_eq!((source.text().slice(place.value.span()), place.missing), ("service: b", 1));
    /// ```
    #[must_use]
    pub fn find(&self, path: &str) -> Place<'_> {
        self.follow(&Path::parse(path))
    }

    /// Where a path leads.
    #[must_use]
    pub fn follow(&self, path: &Path) -> Place<'_> {
        path::follow(self.root(), path)
    }

    /// The path to the innermost node around a byte, and the node.
    #[must_use]
    pub fn path_at(&self, offset: u32) -> (Path, Node<'_>) {
        path::around(self.root(), offset)
    }

    /// All nodes in the order of the text.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        let end = self.root().cell().next;
        (self.root..end).map(|index| Node { tree: &self.tree, index })
    }

    fn inherited(&self, field: &str) -> Option<Cow<'_, str>> {
        let says_type = |field| self.root().get(field).is_some_and(|entry| !entry.value.is_null());
        let (list, _) = self.list().filter(|_| !says_type("apiVersion") && !says_type("kind"))?;
        list.root().get(field).and_then(|entry: Entry<'_>| entry.value.as_str()).map(Cow::Borrowed)
    }

    fn extent(&self) -> Span {
        self.span()
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "document at {:?}", self.span())
    }
}
