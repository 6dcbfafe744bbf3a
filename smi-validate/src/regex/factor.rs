//! What alternatives have in common at their beginning, as RE2 takes it out: literals first, then simple parts, then
//! runs of single characters become classes.

use super::ast::Operator;
use super::set::RuneSet;
use super::tree::Tree;

/// Alternatives that share ever longer beginnings nest, and this is how deep. Beyond it the size is an upper bound.
const MAX_DEPTH: usize = 50;

/// Factors a list of alternatives inside so many parentheses.
///
/// The deeper the parentheses, the less is allowed: all levels together must fit the stack.
pub(super) fn alternatives(list: Vec<Tree>, nesting: usize) -> Vec<Tree> {
    factor(list, MAX_DEPTH / (nesting + 1))
}

/// Factors a list, and what is left of its members, down to a depth.
fn factor(list: Vec<Tree>, depth: usize) -> Vec<Tree> {
    if depth == 0 || list.len() < 2 {
        return list;
    }
    merge_singles(factor_parts(factor_text(list, depth), depth))
}

/// A beginning, and what is left of the alternatives behind it.
fn spliced(prefix: Tree, suffixes: Vec<Tree>, depth: usize) -> Tree {
    let rest = factor(suffixes, depth - 1);
    Tree::Concat(vec![prefix, Tree::from_list(rest, Tree::Alternate, Tree::NoMatch)])
}

/// Runs of alternatives that begin with the same text.
fn factor_text(list: Vec<Tree>, depth: usize) -> Vec<Tree> {
    let mut out = Vec::with_capacity(list.len());
    let mut run: Vec<Tree> = Vec::new();
    let mut prefix: Vec<u32> = Vec::new();
    let mut folded = false;
    let mut flush = |run: &mut Vec<Tree>, prefix: &mut Vec<u32>, fold: bool| {
        let mut members = std::mem::take(run);
        let runes = std::mem::take(prefix);
        if members.len() < 2 {
            out.append(&mut members);
            return;
        }
        members.iter_mut().for_each(|member| remove_text(member, runes.len()));
        let prefix = Tree::Text { runes, fold };
        out.push(spliced(prefix, members, depth));
    };
    for tree in list {
        let (runes, fold) = leading_text(&tree);
        let same = prefix.iter().zip(runes).take_while(|(left, right)| left == right).count();
        if run.is_empty() || fold != folded || same == 0 {
            let runes = runes.to_vec();
            flush(&mut run, &mut prefix, folded);
            (prefix, folded) = (runes, fold);
        } else {
            prefix.truncate(same);
        }
        run.push(tree);
    }
    flush(&mut run, &mut prefix, folded);
    out
}

fn leading_text(tree: &Tree) -> (&[u32], bool) {
    match tree {
        Tree::Text { runes, fold } => (runes, *fold),
        Tree::Concat(parts) => parts.first().map_or((&[], false), leading_text),
        _ => (&[], false),
    }
}

fn remove_text(tree: &mut Tree, count: usize) {
    match tree {
        Tree::Text { runes, .. } if count >= runes.len() => *tree = Tree::Empty,
        Tree::Text { runes, .. } => {
            runes.drain(..count);
        }
        Tree::Concat(parts) => {
            if let Some(first) = parts.first_mut() {
                remove_text(first, count);
            }
            if matches!(parts.first(), Some(Tree::Empty)) {
                parts.remove(0);
            }
            if parts.len() == 1 {
                *tree = parts.remove(0);
            }
        }
        _ => {}
    }
}

/// Runs of alternatives that begin with the same simple part.
fn factor_parts(list: Vec<Tree>, depth: usize) -> Vec<Tree> {
    let mut out = Vec::with_capacity(list.len());
    let mut rest = list.into_iter().peekable();
    while let Some(tree) = rest.next() {
        let first = leading_part(&tree).filter(|part| is_simple(part)).cloned();
        let mut run = vec![tree];
        if let Some(first) = &first {
            while let Some(next) = rest.next_if(|next| leading_part(next) == Some(first)) {
                run.push(next);
            }
        }
        match first {
            Some(first) if run.len() > 1 => {
                let suffixes = run.into_iter().map(without_first).collect();
                out.push(spliced(first, suffixes, depth));
            }
            _ => out.append(&mut run),
        }
    }
    out
}

fn leading_part(tree: &Tree) -> Option<&Tree> {
    let first = match tree {
        Tree::Concat(parts) if parts.len() >= 2 => parts.first()?,
        tree => tree,
    };
    (*first != Tree::Empty).then_some(first)
}

/// Anything with several ways through it must not be taken out: that would make one of them.
fn is_simple(tree: &Tree) -> bool {
    match tree {
        Tree::Look(_) | Tree::Class(_) | Tree::AnyChar | Tree::AnyByte => true,
        Tree::Repeat { operator: Operator::Counted(least, Some(most)), inner, .. } => {
            least == most && (inner.is_single() || matches!(**inner, Tree::AnyChar | Tree::AnyByte))
        }
        _ => false,
    }
}

fn without_first(tree: Tree) -> Tree {
    match tree {
        Tree::Concat(mut parts) => {
            parts.remove(0);
            Tree::from_list(parts, Tree::Concat, Tree::Empty)
        }
        _ => Tree::Empty,
    }
}

fn merge_singles(list: Vec<Tree>) -> Vec<Tree> {
    let mut out = Vec::with_capacity(list.len());
    let mut rest = list.into_iter().peekable();
    while let Some(tree) = rest.next() {
        if !(tree.is_single() && rest.peek().is_some_and(Tree::is_single)) {
            out.push(tree);
            continue;
        }
        let mut ranges = Vec::new();
        add(&tree, &mut ranges);
        while let Some(next) = rest.next_if(Tree::is_single) {
            add(&next, &mut ranges);
        }
        out.push(Tree::Class(RuneSet::from_ranges(ranges)));
    }
    out
}

fn add(single: &Tree, ranges: &mut Vec<(u32, u32)>) {
    match single {
        Tree::Class(set) => ranges.extend_from_slice(set.ranges()),
        Tree::Text { runes, fold } => {
            let set = RuneSet::from_ranges(runes.iter().map(|&rune| (rune, rune)).collect());
            let set = if *fold { set.folded() } else { set };
            ranges.extend_from_slice(set.ranges());
        }
        _ => {}
    }
}
