//! The program that RE2 makes of a pattern, as far as its size goes.
//!
//! RE2 builds a graph of instructions, drops those that do nothing, and writes it down as lists: one for every place
//! that something jumps to. The number of entries in these lists is what `RE2::ProgramSize` reports and what Envoy
//! limits, so this module builds the same graph and counts.

mod flatten;
mod fragment;
mod utf8;

use self::fragment::Fragment;
use super::ast::{Look, Operator};
use super::simplify::{End, simplify, strip_anchor};
use super::tree::{Copies, Tree};
use std::collections::HashMap;

/// The most instructions that fit the memory that RE2 gives a program by default (two thirds of 8 MiB).
const MAX_INSTRUCTIONS: usize = 698_996;

/// The most nodes that RE2 visits in a tree.
const MAX_NODES: usize = 1_000_000;

/// What an instruction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    Fail,
    /// Goes both ways.
    Alternate {
        second: u32,
    },
    /// The same, where one way is the end and the other any byte and back.
    AlternateMatch {
        second: u32,
    },
    Bytes {
        low: u8,
        high: u8,
        fold: bool,
    },
    Capture,
    Look,
    Nothing,
    Match,
}

#[derive(Clone, Copy, Debug)]
struct Instruction {
    operation: Operation,
    /// Where it goes on; 0 as long as nobody knows.
    next: u32,
}

/// The size of the program, or nothing if it does not fit.
pub(super) fn size(tree: &Tree) -> Option<usize> {
    let mut budget = MAX_NODES;
    if !fits(tree, &mut budget) {
        return None;
    }
    let mut tree = simplify(without_prefix(tree).unwrap_or_else(|| tree.clone()));
    let is_anchored = strip_anchor(&mut tree, End::Start, 0);
    strip_anchor(&mut tree, End::Stop, 0);
    let mut compiler = Compiler::new();
    let body = compiler.compile(&tree)?;
    drop(tree);
    let end = compiler.single(Operation::Match, false)?;
    let all = compiler.concat(body, end);
    let start = all.begin;
    let unanchored = if is_anchored {
        start
    } else {
        let any = compiler.single(Operation::Bytes { low: 0, high: 0xFF, fold: false }, false)?;
        let skip = compiler.star(any, false)?;
        compiler.concat(skip, all).begin
    };
    if start == 0 && unanchored == 0 {
        return Some(1);
    }
    Some(flatten::size(compiler.instructions, start, unanchored))
}

/// What is left behind `^` and a literal: RE2 compares these itself, outside of the program.
fn without_prefix(tree: &Tree) -> Option<Tree> {
    let Tree::Concat(parts) = tree else { return None };
    let anchors = parts.iter().take_while(|part| **part == Tree::Look(Look::StartText)).count();
    match parts.get(anchors)? {
        Tree::Text { .. } if anchors > 0 => {
            Some(Tree::from_list(parts[anchors + 1..].to_vec(), Tree::Concat, Tree::Empty))
        }
        _ => None,
    }
}

fn fits(tree: &Tree, budget: &mut usize) -> bool {
    let Some(left) = budget.checked_sub(1) else { return false };
    *budget = left;
    match tree {
        Tree::Concat(parts) | Tree::Alternate(parts) => parts.iter().all(|part| fits(part, budget)),
        Tree::Capture(inner) | Tree::Repeat { inner, .. } => fits(inner, budget),
        _ => true,
    }
}

struct Compiler {
    instructions: Vec<Instruction>,
    /// How many more nodes may be visited: copies count every time.
    visits: usize,
    /// The ends of sequences of bytes, shared within a class.
    suffixes: HashMap<(u8, u8, u32), u32>,
}

impl Compiler {
    fn new() -> Self {
        let fail = Instruction { operation: Operation::Fail, next: 0 };
        Self { instructions: vec![fail], visits: 2 * MAX_INSTRUCTIONS, suffixes: HashMap::new() }
    }

    /// Adds an instruction; nothing if the program is full.
    fn add(&mut self, operation: Operation, next: u32) -> Option<u32> {
        if self.instructions.len() >= MAX_INSTRUCTIONS {
            return None;
        }
        let id = u32::try_from(self.instructions.len()).ok()?;
        self.instructions.push(Instruction { operation, next });
        Some(id)
    }

    fn compile(&mut self, tree: &Tree) -> Option<Fragment> {
        self.visits = self.visits.checked_sub(1)?;
        match tree {
            Tree::NoMatch => Some(Fragment::no_match()),
            Tree::Empty => self.single(Operation::Nothing, true),
            Tree::Look(_) => self.single(Operation::Look, true),
            Tree::AnyByte => {
                self.single(Operation::Bytes { low: 0, high: 0xFF, fold: false }, false)
            }
            Tree::Text { runes, fold } => self.text(runes, *fold),
            Tree::AnyChar => self.any_char(),
            Tree::Class(set) => self.class(set),
            Tree::Concat(parts) => self.all(parts, Self::concat_or_full),
            Tree::Alternate(parts) => self.all(parts, Self::alternate),
            Tree::Capture(inner) => {
                let inner = self.compile(inner)?;
                self.capture(inner)
            }
            Tree::Repeat { operator, flags, inner } => {
                let inner = self.compile(inner)?;
                let greedy = !flags.swap_greed;
                match operator {
                    Operator::Star => self.star(inner, greedy),
                    Operator::Plus => self.plus(inner, greedy),
                    _ => self.quest(inner, greedy),
                }
            }
            Tree::Copies(copies) => self.copies(copies),
        }
    }

    fn all(
        &mut self,
        parts: &[Tree],
        combine: fn(&mut Self, Fragment, Fragment) -> Option<Fragment>,
    ) -> Option<Fragment> {
        let mut fragments = Vec::with_capacity(parts.len());
        for part in parts {
            fragments.push(self.compile(part)?);
        }
        let mut fragments = fragments.into_iter();
        let first = fragments.next();
        match first {
            None => self.single(Operation::Nothing, true),
            Some(first) => fragments.try_fold(first, |all, next| combine(self, all, next)),
        }
    }

    fn copies(&mut self, copies: &Copies) -> Option<Fragment> {
        let mut fragments = Vec::new();
        if let Some(first) = &copies.first {
            fragments.push(self.compile(first)?);
        }
        for _ in 0..copies.copies {
            fragments.push(self.compile(&copies.inner)?);
        }
        let mut optional = Vec::new();
        for _ in 1..copies.optional {
            optional.push(self.compile(&copies.inner)?);
        }
        if let Some(last) = &copies.last {
            let mut tail = self.compile(last)?;
            while let Some(one) = optional.pop() {
                let inside = self.concat(one, tail);
                tail = self.quest(inside, !copies.flags.swap_greed)?;
            }
            fragments.push(tail);
        }
        let mut fragments = fragments.into_iter();
        let first = fragments.next()?;
        Some(fragments.fold(first, |all, next| self.concat(all, next)))
    }

    fn text(&mut self, runes: &[u32], fold: bool) -> Option<Fragment> {
        let mut whole: Option<Fragment> = None;
        for &rune in runes {
            let one = self.rune(rune, fold)?;
            whole = Some(match whole {
                Some(before) => self.concat(before, one),
                None => one,
            });
        }
        whole
    }
}
