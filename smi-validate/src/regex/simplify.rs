//! RE2's simplification of a tree before it becomes a program: runs of one repetition become one, counts become
//! copies, and the anchors at both ends are taken off.

use super::ast::{Flags, Look, Operator};
use super::tree::{Copies, Tree};

/// How deep RE2 looks for an anchor.
const ANCHOR_DEPTH: u32 = 4;

/// Simplifies a tree.
pub(super) fn simplify(tree: Tree) -> Tree {
    match tree {
        Tree::Concat(parts) => {
            let parts = coalesce(parts);
            Tree::Concat(parts.into_iter().map(simplify).collect())
        }
        Tree::Alternate(parts) => Tree::Alternate(parts.into_iter().map(simplify).collect()),
        Tree::Capture(inner) => Tree::Capture(Box::new(simplify(*inner))),
        Tree::Repeat { operator, flags, inner } => match (simplify(*inner), operator) {
            (Tree::Empty, _) => Tree::Empty,
            (inner, Operator::Counted(least, most)) => counted(inner, least, most, flags),
            (inner, operator) => {
                let again = optional_flags(&inner).map(|flags| (Operator::Quest, flags));
                let own = match &inner {
                    Tree::Repeat { operator, flags, .. } => Some((*operator, *flags)),
                    _ => again,
                };
                if own == Some((operator, flags)) {
                    return inner;
                }
                Tree::Repeat { operator, flags, inner: Box::new(inner) }
            }
        },
        Tree::Class(set) if set.is_empty() => Tree::NoMatch,
        Tree::Class(set) if set.is_any() => Tree::AnyChar,
        tree => tree,
    }
}

/// The flags of `x{0,5}`, which is `(x…)?`.
fn optional_flags(tree: &Tree) -> Option<Flags> {
    match tree {
        Tree::Copies(copies) if copies.copies == 0 => Some(copies.flags),
        _ => None,
    }
}

fn counted(inner: Tree, least: u32, most: Option<u32>, flags: Flags) -> Tree {
    let is_empty = is_empty_width(&inner);
    let least = if is_empty { least.min(1) } else { least };
    let most = if is_empty { most.map(|most| most.min(1)) } else { most };
    let (copies, last, optional) = match (least, most) {
        (0, None) => return squashed(inner, Operator::Star, flags),
        (1, None) => return squashed(inner, Operator::Plus, flags),
        (least, None) => (least - 1, Some(squashed(inner.clone(), Operator::Plus, flags)), 0),
        (0, Some(0)) => return Tree::Empty,
        (1, Some(1)) => return inner,
        (0, Some(1)) => return squashed(inner, Operator::Quest, flags),
        (least, Some(most)) if least < most => {
            (least, Some(squashed(inner.clone(), Operator::Quest, flags)), most - least)
        }
        (least, Some(_)) => (least, None, 0),
    };
    Tree::Copies(Box::new(Copies { first: None, inner, copies, last, optional, flags }))
}

fn squashed(tree: Tree, operator: Operator, flags: Flags) -> Tree {
    match tree {
        Tree::Copies(mut copies) if copies.copies == 0 && copies.flags == flags => {
            if operator == Operator::Quest {
                return Tree::Copies(copies);
            }
            copies.optional -= 1;
            let rest = match (copies.optional, copies.last.take()) {
                (1, Some(last)) => last,
                (_, last) => Tree::Copies(Box::new(Copies { last, ..(*copies).clone() })),
            };
            let inner = Box::new(Tree::Concat(vec![copies.inner, rest]));
            Tree::Repeat { operator: Operator::Star, flags, inner }
        }
        tree => tree.repeated(operator, flags),
    }
}

fn is_empty_width(tree: &Tree) -> bool {
    match tree {
        Tree::Look(_) => true,
        Tree::Concat(parts) | Tree::Alternate(parts) => {
            parts.iter().all(|part| matches!(part, Tree::Look(_)))
        }
        _ => false,
    }
}

/// Makes one of `a*a+`, `a?a`, `a*aab` and the like.
fn coalesce(mut parts: Vec<Tree>) -> Vec<Tree> {
    let mut changed = false;
    for next in 1..parts.len() {
        let (before, after) = parts.split_at_mut(next);
        let (Some(left), Some(right)) = (before.last_mut(), after.first_mut()) else { continue };
        if let Some((new_left, new_right)) = coalesced(left, right) {
            (*left, *right) = (new_left, new_right);
            changed = true;
        }
    }
    if changed {
        parts.retain(|part| *part != Tree::Empty);
    }
    parts
}

fn coalesced(left: &Tree, right: &Tree) -> Option<(Tree, Tree)> {
    let Tree::Repeat { operator, flags, inner } = left else { return None };
    let is_one = inner.is_single() || matches!(**inner, Tree::AnyChar | Tree::AnyByte);
    if !is_one {
        return None;
    }
    let repeat = |least: u32, most: Option<u32>| {
        let (own_least, own_most) = operator.bounds();
        let most = own_most.zip(most).map(|(own, most)| own.saturating_add(most));
        let operator = Operator::Counted(own_least.saturating_add(least), most);
        Tree::Repeat { operator, flags: *flags, inner: inner.clone() }
    };
    match right {
        Tree::Repeat { operator, flags: other, inner: same }
            if same == inner && other.swap_greed == flags.swap_greed =>
        {
            let (least, most) = operator.bounds();
            Some((Tree::Empty, repeat(least, most)))
        }
        right if *right == **inner => Some((Tree::Empty, repeat(1, Some(1)))),
        Tree::Text { runes, fold } => {
            let Tree::Text { runes: one, fold: same } = &**inner else { return None };
            let count = runes.iter().take_while(|rune| one.first() == Some(*rune)).count();
            if count == 0 || fold != same {
                return None;
            }
            let times = u32::try_from(count).unwrap_or(u32::MAX);
            if count == runes.len() {
                return Some((Tree::Empty, repeat(times, Some(times))));
            }
            let rest = Tree::Text { runes: runes[count..].to_vec(), fold: *fold };
            Some((repeat(times, Some(times)), rest))
        }
        _ => None,
    }
}

/// Which end of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Start,
    Stop,
}

/// Takes the anchor off one end, if it is there and not too deep.
pub(super) fn strip_anchor(tree: &mut Tree, end: End, depth: u32) -> bool {
    if depth >= ANCHOR_DEPTH {
        return false;
    }
    match tree {
        Tree::Look(Look::StartText) if end == End::Start => *tree = Tree::Empty,
        Tree::Look(Look::EndText | Look::Dollar) if end == End::Stop => *tree = Tree::Empty,
        Tree::Capture(inner) => return strip_anchor(inner, end, depth + 1),
        Tree::Concat(parts) => {
            let part = if end == End::Start { parts.first_mut() } else { parts.last_mut() };
            return part.is_some_and(|part| strip_anchor(part, end, depth + 1));
        }
        Tree::Copies(copies) => return strip_copies(copies, end, depth),
        _ => return false,
    }
    true
}

/// The anchor is on the first of the copies, or on the last: that one comes apart from the others.
fn strip_copies(copies: &mut Copies, end: End, depth: u32) -> bool {
    // Behind several copies, RE2 keeps the optional ones in a list around that of the copies.
    let is_nested = copies.optional > 0 && copies.copies > 1;
    let depth = depth + 1 + u32::from(end == End::Start && is_nested);
    if end == End::Stop && copies.last.is_some() {
        return false;
    }
    let Some(others) = copies.copies.checked_sub(1) else {
        return end == End::Stop
            && copies.first.as_mut().is_some_and(|first| strip_anchor(first, end, depth));
    };
    let mut one = copies.inner.clone();
    if !strip_anchor(&mut one, end, depth) {
        return false;
    }
    copies.copies = others;
    let place = if end == End::Start { &mut copies.first } else { &mut copies.last };
    *place = Some(one);
    true
}
