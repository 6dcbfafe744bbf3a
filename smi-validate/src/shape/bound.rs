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
    let here = |holds: bool| if holds { Vec::new() } else { vec![Broken::Here] };
    let of_number = |judge: &dyn Fn(f64) -> bool| here(number(node).is_none_or(judge));
    let of_text = |judge: &dyn Fn(&str) -> bool| here(node.as_str().is_none_or(judge));
    let items = || node.items().count();
    let is_list = || node.target().is_some_and(|node| node.kind() == Kind::Sequence);
    let is_object = || node.target().is_some_and(|node| node.kind() == Kind::Mapping);
    let has = |name: &str| node.get(name).is_some_and(|entry| !entry.value.is_null());
    match keyword {
        Keyword::Required => Vec::new(),
        Keyword::Either(one, other) => here(!is_object() || has(one) || has(other)),
        Keyword::NotBoth(one, other) => here(!(has(one) && has(other))),
        Keyword::Whole | Keyword::IntegerOrString => of_number(&is_whole),
        #[expect(clippy::cast_precision_loss, reason = "the bounds of the table are small")]
        Keyword::Minimum(least) => of_number(&|number| number >= *least as f64),
        #[expect(clippy::cast_precision_loss, reason = "the bounds of the table are small")]
        Keyword::Maximum(most) => of_number(&|number| number <= *most as f64),
        Keyword::OneOf(values) => of_text(&|text| values.contains(&text)),
        Keyword::NotEmpty => of_text(&|text| !text.is_empty()),
        Keyword::Pattern(pattern) => of_text(&|text| (pattern.holds)(text)),
        Keyword::SomeItems => here(!is_list() || items() > 0),
        Keyword::MostItems(most) => here(!is_list() || items() <= *most),
        Keyword::SomeFields => here(!is_object() || node.pairs().next().is_some()),
        Keyword::MostFields(most) => here(!is_object() || node.entries().len() <= *most),
        Keyword::UniqueBy(field) => repeated(node, field),
        Keyword::Keys(pattern) => keys(node, pattern.holds),
    }
}

/// The number that a scalar is.
pub(super) fn number(node: Node<'_>) -> Option<f64> {
    match node.reading()?.kubernetes {
        #[expect(clippy::cast_precision_loss, reason = "held against small bounds only")]
        Scalar::Integer(number) => Some(number as f64),
        Scalar::Float(number) => Some(number),
        _ => None,
    }
}

/// Whether a number is whole and fits in 64 bits.
pub(super) fn is_whole(number: f64) -> bool {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0; // 2^63
    number.fract() == 0.0 && (-LIMIT..LIMIT).contains(&number)
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
