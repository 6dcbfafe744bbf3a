//! A pattern in the form that RE2 keeps it in: literals joined, nested lists flat, alternatives factored.
//!
//! Only the size of the program depends on this form; what a pattern matches is read off the [`Node`].

use super::ast::{Flags, Kind, Look, Node, Operator};
use super::factor::alternatives;
use super::set::RuneSet;

/// A part of a pattern, as RE2 keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tree {
    NoMatch,
    Empty,
    Text {
        runes: Vec<u32>,
        fold: bool,
    },
    Look(Look),
    AnyChar,
    AnyByte,
    Class(RuneSet),
    Concat(Vec<Self>),
    Alternate(Vec<Self>),
    Repeat {
        operator: Operator,
        flags: Flags,
        inner: Box<Self>,
    },
    Capture(Box<Self>),
    /// Only after simplification: copies, and what follows them.
    Copies(Box<Copies>),
}

/// `x{2,5}` is `xx(x(x(x)?)?)?`, and `x{3,}` is `xxx+`; kept as numbers, for they may be large.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Copies {
    /// One before all others, if its anchor was taken off.
    pub(super) first: Option<Tree>,
    pub(super) inner: Tree,
    /// How many there are, one after the other.
    pub(super) copies: u32,
    /// The last one: `x+`, the innermost `x?`, or one whose anchor was taken off.
    pub(super) last: Option<Tree>,
    /// How many `?` there are, the last one included.
    pub(super) optional: u32,
    pub(super) flags: Flags,
}

impl Tree {
    pub(super) fn new(node: &Node) -> Self {
        Self::inside(node, 0)
    }

    /// Of a node inside so many parentheses.
    fn inside(node: &Node, nesting: usize) -> Self {
        match &node.kind {
            Kind::Empty => Self::Empty,
            Kind::Literal(rune) => literal(*rune, node.flags.fold),
            Kind::Class(set) => class(set, node.flags.fold),
            Kind::AnyChar => Self::AnyChar,
            Kind::AnyByte => Self::AnyByte,
            Kind::Look(look) => Self::Look(*look),
            Kind::Concat(parts) => concat(parts, nesting),
            Kind::Alternate(parts) => alternate(parts, nesting),
            Kind::Repeat(repeat, inner) => {
                let flags = Flags { swap_greed: !repeat.greedy, ..node.flags };
                match repeat.operator {
                    Operator::Counted(..) => Self::Repeat {
                        operator: repeat.operator,
                        flags,
                        inner: Box::new(Self::inside(inner, nesting)),
                    },
                    operator => Self::inside(inner, nesting).repeated(operator, flags),
                }
            }
            Kind::Group(None, inner) => Self::inside(inner, nesting + 1),
            Kind::Group(Some(_), inner) => {
                Self::Capture(Box::new(Self::inside(inner, nesting + 1)))
            }
        }
    }

    /// `*`, `+` or `?` of it; on top of another of these with the same flags they become one.
    pub(super) fn repeated(self, operator: Operator, flags: Flags) -> Self {
        match self {
            Self::Repeat { operator: own, flags: same, inner }
                if same == flags && !matches!(own, Operator::Counted(..)) =>
            {
                let operator = if own == operator { own } else { Operator::Star };
                Self::Repeat { operator, flags, inner }
            }
            inner => Self::Repeat { operator, flags, inner: Box::new(inner) },
        }
    }

    /// One code point, or one out of a set: what RE2 merges runs of.
    pub(super) fn is_single(&self) -> bool {
        match self {
            Self::Text { runes, .. } => runes.len() == 1,
            Self::Class(_) => true,
            _ => false,
        }
    }

    pub(super) fn from_list(mut parts: Vec<Self>, list: fn(Vec<Self>) -> Self, none: Self) -> Self {
        match parts.len() {
            0 => none,
            1 => parts.remove(0),
            _ => list(parts),
        }
    }
}

fn literal(rune: u32, fold: bool) -> Tree {
    let single = RuneSet::from_ranges(vec![(rune, rune)]);
    if fold && !is_caseless(rune) {
        let orbit = single.folded();
        if orbit != single {
            return class(&orbit, fold);
        }
    }
    Tree::Text { runes: vec![rune], fold }
}

fn is_caseless(rune: u32) -> bool {
    u8::try_from(rune).is_ok_and(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic())
}

/// A class of one is a literal, and so is one of a letter of ASCII in both cases.
fn class(set: &RuneSet, fold: bool) -> Tree {
    let Some(&(first, _)) = set.ranges().first() else { return Tree::Class(set.clone()) };
    let is_capital = (u32::from('A')..=u32::from('Z')).contains(&first);
    match set.len() {
        1 => Tree::Text { runes: vec![first], fold },
        2 if is_capital && set.contains(first + 32) => {
            Tree::Text { runes: vec![first + 32], fold: true }
        }
        _ => Tree::Class(set.clone()),
    }
}

fn concat(parts: &[Node], nesting: usize) -> Tree {
    let mut list: Vec<Tree> = Vec::with_capacity(parts.len());
    for part in parts {
        join(&mut list);
        list.push(Tree::inside(part, nesting));
    }
    join(&mut list);
    if list.len() == 1 {
        return list.remove(0);
    }
    let mut flat = Vec::with_capacity(list.len());
    for tree in list {
        match tree {
            Tree::Concat(inner) => flat.extend(inner),
            tree => flat.push(tree),
        }
    }
    Tree::Concat(flat)
}

/// Joins the last two if both are literals. One stays apart while the next is read: it may be repeated.
fn join(list: &mut Vec<Tree>) {
    let [.., Tree::Text { fold: before, .. }, Tree::Text { fold, .. }] = list.as_slice() else {
        return;
    };
    if before != fold {
        return;
    }
    if let Some(Tree::Text { runes: last, .. }) = list.pop()
        && let Some(Tree::Text { runes, .. }) = list.last_mut()
    {
        runes.extend(last);
    }
}

fn alternate(parts: &[Node], nesting: usize) -> Tree {
    let mut list: Vec<Tree> = Vec::with_capacity(parts.len());
    for part in parts {
        let tree = Tree::inside(part, nesting);
        match (list.last_mut(), &tree) {
            (Some(Tree::AnyChar), Tree::AnyChar) => {}
            (Some(Tree::AnyChar), single) if single.is_single() => {}
            (Some(before), Tree::AnyChar) if before.is_single() => *before = tree,
            _ => list.push(tree),
        }
    }
    if list.len() == 1 {
        return list.remove(0);
    }
    let mut flat = Vec::with_capacity(list.len());
    for tree in list {
        match tree {
            Tree::Alternate(inner) => flat.extend(inner),
            tree => flat.push(tree),
        }
    }
    Tree::from_list(alternatives(flat, nesting), Tree::Alternate, Tree::NoMatch)
}
