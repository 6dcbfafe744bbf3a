//! A pattern in the form that Rust's engine works on, with RE2's meaning: what a pattern of RE2 matches is found out
//! by an engine that is not RE2, and must not depend on how that one reads patterns.

use regex_syntax::hir::{self, Class, Dot, Hir, Repetition};

use super::ast::{Kind, Look, Node};
use super::set::RuneSet;

/// Lowers a pattern.
pub(super) fn lower(node: &Node) -> Hir {
    match &node.kind {
        Kind::Empty => Hir::empty(),
        Kind::Literal(rune) => literal(*rune, node.flags.fold),
        Kind::Class(set) => Hir::class(Class::Unicode(set.to_unicode())),
        Kind::AnyChar => Hir::dot(Dot::AnyChar),
        Kind::AnyByte => any_byte(),
        Kind::Look(look) => Hir::look(condition(*look)),
        Kind::Concat(parts) => Hir::concat(parts.iter().map(lower).collect()),
        Kind::Alternate(parts) => Hir::alternation(parts.iter().map(lower).collect()),
        Kind::Repeat(repeat, inner) => {
            let (min, max) = repeat.operator.bounds();
            let sub = Box::new(lower(inner));
            Hir::repetition(Repetition { min, max, greedy: repeat.greedy, sub })
        }
        Kind::Group(_, inner) => lower(inner),
    }
}

/// Any byte, even one in the middle of a character.
pub(super) fn any_byte() -> Hir {
    Hir::dot(Dot::AnyByte)
}

/// Any bytes.
pub(super) fn any_bytes() -> Hir {
    Hir::repetition(Repetition { min: 0, max: None, greedy: true, sub: Box::new(any_byte()) })
}

fn literal(rune: u32, fold: bool) -> Hir {
    let single = RuneSet::from_ranges(vec![(rune, rune)]);
    let set = if fold { single.folded() } else { single };
    Hir::class(Class::Unicode(set.to_unicode()))
}

const fn condition(look: Look) -> hir::Look {
    match look {
        Look::StartText => hir::Look::Start,
        Look::EndText | Look::Dollar => hir::Look::End,
        Look::StartLine => hir::Look::StartLF,
        Look::EndLine => hir::Look::EndLF,
        Look::WordBoundary => hir::Look::WordAscii,
        Look::NotWordBoundary => hir::Look::WordAsciiNegate,
    }
}
