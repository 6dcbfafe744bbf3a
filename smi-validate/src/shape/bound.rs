//! Whether a place is within its bounds.

use std::borrow::Cow;
use std::collections::HashSet;

use smi_types::bounds::Keyword;

use crate::source::{Kind, Node, Scalar};

/// What is out of a bound.
pub(super) enum Broken<'d> {
    /// The place itself.
    Here,
    /// A part of it: an item, or the key of a map.
    Inside(Node<'d>, Option<Node<'d>>, Inside),
}

/// Which part.
pub(super) enum Inside {
    /// A field of an item.
    ItemField(usize, &'static str),
    /// A key.
    Key(String),
}

/// What is out of a bound at a node that is there; all of it.
pub(super) fn broken<'d>(keyword: &Keyword, node: Node<'d>) -> Vec<Broken<'d>> {
    let Some(target) = node.target() else { return Vec::new() };
    let has = |name: &str| node.get(name).is_some_and(|entry| !entry.value.is_null());
    let holds = match (target.kind(), keyword) {
        (Kind::Sequence, Keyword::UniqueBy(field)) => return repeated(node, field),
        (Kind::Mapping, Keyword::Keys(pattern)) => return keys(node, pattern.holds),
        (Kind::Mapping, Keyword::Either(one, other)) => has(one) || has(other),
        (Kind::Mapping, Keyword::NotBoth(one, other)) => !(has(one) && has(other)),
        (Kind::Sequence, _) => keyword.admits_items(node.items().count()),
        (Kind::Mapping, _) => keyword.admits_fields(node.fields().count()),
        (Kind::Scalar | Kind::Alias, _) => {
            number(node).is_none_or(|number| keyword.admits_number(number))
                && node.as_str().is_none_or(|text| keyword.admits_text(text))
        }
    };
    if holds { Vec::new() } else { vec![Broken::Here] }
}

/// The number that a scalar is.
pub(super) fn number(node: Node<'_>) -> Option<f64> {
    match node.scalar()? {
        #[expect(clippy::cast_precision_loss, reason = "held against small bounds only")]
        Scalar::Integer(number) => Some(number as f64),
        Scalar::Float(number) => Some(number),
        _ => None,
    }
}

fn repeated<'d>(node: Node<'d>, field: &'static str) -> Vec<Broken<'d>> {
    let mut seen = HashSet::new();
    let mut broken = Vec::new();
    for (index, item) in node.items().enumerate() {
        let Some(entry) = item.get(field) else { continue };
        if entry.value.as_str().is_some_and(|name| !seen.insert(name)) {
            let inside = Inside::ItemField(index, field);
            broken.push(Broken::Inside(entry.value, Some(entry.key), inside));
        }
    }
    broken
}

fn keys<'d>(node: Node<'d>, holds: fn(&str) -> bool) -> Vec<Broken<'d>> {
    let wrong = |(key, value): (Node<'d>, Node<'d>)| {
        let name: Cow<'d, str> = key.name()?;
        let inside = || Broken::Inside(value, Some(key), Inside::Key(name.to_string()));
        (!key.is_merge() && !holds(&name)).then(inside)
    };
    node.pairs().filter_map(wrong).collect()
}
