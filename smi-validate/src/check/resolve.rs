//! From the places that rules know to ranges of text.

use crate::rule::{Part, Place};
use crate::source::{Document, Kind, Node, Path, Span};

/// The range of a place in a document.
pub(super) fn span(document: &Document, place: &Place) -> Span {
    match place {
        Place::Span(span) => *span,
        Place::Document(_) => object(document),
        Place::Path { path, part, .. } => at(document, path, part),
    }
}

/// The range of a place that is one.
pub(super) fn own(place: &Place) -> Span {
    match place {
        Place::Span(span) => *span,
        Place::Document(_) | Place::Path { .. } => Span::default(),
    }
}

/// The path of a place, as people read it.
pub(super) fn path(place: &Place) -> String {
    match place {
        Place::Span(_) | Place::Document(_) => String::new(),
        Place::Path { path, .. } => path.clone(),
    }
}

fn at(document: &Document, path: &str, part: &Part) -> Span {
    if path.is_empty() {
        return object(document);
    }
    let place = document.follow(&Path::parse(path));
    let whole = place.missing == 0;
    match part {
        Part::Within(range) if whole && place.value.style().is_some() => {
            place.value.place(range.clone())
        }
        Part::Key if whole => place.key.map_or_else(|| shown(place.value, None), Node::span),
        _ if !whole && place.value == document.root() => object(document),
        _ => shown(place.value, place.key),
    }
}

/// Where an object is shown: at its name, or else at what there is.
pub(super) fn object(document: &Document) -> Span {
    let root = document.root();
    let name = root.get("metadata").and_then(|entry| entry.value.get("name"));
    let of = name.or_else(|| root.get("kind")).or_else(|| root.get("apiVersion"));
    of.filter(|entry| !entry.value.is_null())
        .map_or_else(|| shown(root, None), |entry| entry.value.span())
}

/// What to point at for a node: a scalar itself, of what takes several lines its key or its first field.
pub(super) fn shown(node: Node<'_>, key: Option<Node<'_>>) -> Span {
    let span = node.span();
    let takes_lines = !node.is_flow() && matches!(node.kind(), Kind::Mapping | Kind::Sequence);
    let is_block = node.style().is_some_and(crate::source::Style::is_block);
    match key {
        Some(key) if takes_lines || is_block || span.is_empty() => key.span(),
        None if takes_lines => first(node).unwrap_or(span),
        _ => span,
    }
}

/// The first field or item of a node, without what stands on further lines.
fn first(node: Node<'_>) -> Option<Span> {
    if let Some((key, value)) = node.pairs().next() {
        let is_short =
            value.style().is_some_and(|style| !style.is_block()) && !value.span().is_empty();
        let end = if is_short { value.span().end } else { key.span().end };
        return Some(Span { start: key.span().start, end });
    }
    let item = node.items().next()?;
    Some(shown(item, None))
}
