//! Lists of objects, as `kubectl get -o yaml` writes them.

use std::sync::Arc;

use super::{Document, ListItem};
use smi_types::catalog::CATALOG;

use crate::source::node::{Kind, Node};

/// The objects of a document: those of its list, and of lists therein, or itself.
///
/// Aliases are followed. What they may stand for is bounded for every document, and so is this.
pub(in crate::source) fn expand(document: Document) -> Vec<Document> {
    let Some(listed) = items(&document) else { return vec![document] };
    let mut objects = Vec::new();
    // A stack, the next document last, keeps the order without recursion.
    let mut open: Vec<_> = listed.into_iter().rev().collect();
    while let Some(document) = open.pop() {
        match items(&document) {
            Some(items) => open.extend(items.into_iter().rev()),
            None => objects.push(document),
        }
    }
    objects
}

/// The items of a document that is a list of objects. An empty list is one without objects.
fn items(document: &Document) -> Option<Vec<Document>> {
    let root = document.root();
    let kind = root.get("kind")?.value.as_str()?;
    // Of the kinds with such a name, those of the catalogue are objects themselves.
    if !kind.ends_with("List") || CATALOG.iter().any(|entry| entry.kind == kind) {
        return None;
    }
    let items = root.get("items")?.value.target()?;
    if items.kind() != Kind::Sequence {
        return None;
    }
    let item = |(index, node): (usize, Node<'_>)| Document {
        tree: Arc::clone(&document.tree),
        root: node.target().unwrap_or(node).index,
        list: Some(Arc::new(ListItem { list: document.clone(), index })),
    };
    Some(items.items().enumerate().map(item).collect())
}
