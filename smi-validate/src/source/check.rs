//! What kubectl refuses or passes over in a document that YAML allows.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::fault::{Fault, Problem};
use super::node::{Kind, MERGE, Node};
use super::scalar::{Reading, Scalar};
use super::text::Span;
use super::tree::{Duplicate, Shape, Style, Tag, Tree};

/// Above so many fields a table finds the repeated ones.
const FEW: usize = 8;

/// Finds faults and repeated keys, in the order of the text.
pub(super) fn check(tree: &mut Tree) {
    let Found { problems, duplicates, has_merges, .. } = find(tree);
    let faults = problems
        .into_iter()
        .map(|(problem, span)| Fault::new(problem, span, tree.chunk.span, tree.text.as_str()));
    let faults: Vec<_> = faults.collect();
    tree.faults.extend(faults);
    tree.faults.sort_by_key(|fault| fault.span);
    tree.duplicates = duplicates;
    tree.has_merges = has_merges;
}

#[derive(Default)]
struct Found {
    problems: Vec<(Problem, Span)>,
    duplicates: Vec<Duplicate>,
    /// The indices of keys that are infinite numbers: they become texts.
    infinite_keys: HashSet<u32>,
    has_merges: bool,
}

fn find(tree: &Tree) -> Found {
    let mut found = Found::default();
    // The room for the names of one object serves all.
    let mut names = Vec::new();
    for (index, cell) in (0..).zip(&tree.cells) {
        match cell.shape {
            Shape::Mapping { .. } => keys(Node { tree, index }, &mut names, &mut found),
            Shape::Scalar { style, .. } => {
                scalar(Node { tree, index }, style, &mut found);
            }
            Shape::Sequence { .. } | Shape::Alias => {}
        }
    }
    found
}

fn keys<'d>(object: Node<'d>, names: &mut Vec<(Cow<'d, str>, Span)>, found: &mut Found) {
    names.clear();
    let mut table: HashMap<Cow<'d, str>, Span> = HashMap::new();
    for (key, value) in object.pairs() {
        let name = match key.plain_text() {
            Some(text) if text != MERGE => Cow::Borrowed(text),
            _ if key.is_merge() => {
                merge(value, found);
                continue;
            }
            _ => match name(key, found) {
                Some(name) => name,
                None => continue,
            },
        };
        let first = if names.len() < FEW {
            let first = names.iter().find(|(other, _)| *other == name).map(|(_, first)| *first);
            names.push((name, key.span()));
            first
        } else {
            if table.is_empty() {
                // The first of equal names wins: reversed, it is inserted last.
                table.extend(names.iter().rev().cloned());
            }
            match table.get(&name) {
                Some(first) => Some(*first),
                None => {
                    table.insert(name, key.span());
                    None
                }
            }
        };
        found.duplicates.extend(first.map(|first| Duplicate { first, second: key.span() }));
    }
}

fn name<'d>(key: Node<'d>, found: &mut Found) -> Option<Cow<'d, str>> {
    let target = key.target()?;
    if target.kind() != Kind::Scalar {
        found.problems.push((Problem::ComplexKey, key.span()));
        return None;
    }
    let name = key.name();
    if name.is_none() {
        let is_null = key.is_null();
        let problem = if is_null { Problem::NullKey } else { Problem::LargeKey };
        found.problems.push((problem, key.span()));
    }
    if key.reading().and_then(infinite).is_some() {
        found.infinite_keys.insert(key.index);
    }
    name
}

fn merge(value: Node<'_>, found: &mut Found) {
    found.has_merges = true;
    let Some(target) = value.target() else { return };
    let is_object = |node: Node<'_>| node.target().is_none_or(|node| node.kind() == Kind::Mapping);
    let is_mergeable = match target.kind() {
        Kind::Mapping => true,
        // An alias of a list is refused, the list itself is not.
        Kind::Sequence => value == target && target.items().all(is_object),
        Kind::Scalar | Kind::Alias => false,
    };
    if !is_mergeable {
        found.problems.push((Problem::Merge, value.span()));
    }
}

fn scalar(node: Node<'_>, style: Style, found: &mut Found) {
    let may_be_infinite = |text: &str| text.starts_with(['.', '+', '-']);
    let problem = match node.tag() {
        Some((Tag::Text | Tag::Timestamp | Tag::Merge | Tag::Other, _)) => None,
        Some((tag, _)) => match Reading::tagged(tag, node.written()) {
            None => Some(Problem::TagValue),
            Some(reading) => infinite(reading),
        },
        None if style == Style::Plain && may_be_infinite(node.written()) => {
            infinite(Reading::of(node.written()))
        }
        None => None,
    };
    let Some(problem) = problem else { return };
    // An object is seen before its keys.
    if !found.infinite_keys.contains(&node.index) {
        found.problems.push((problem, node.span()));
    }
}

fn infinite(reading: Reading) -> Option<Problem> {
    match reading.kubernetes {
        Scalar::Float(float) if !float.is_finite() => Some(Problem::Infinite),
        _ => None,
    }
}
