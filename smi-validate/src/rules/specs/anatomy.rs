//! How patterns are built: their ends, and the plain texts in them.

use std::ops::Range;

use crate::regex::ast::{Kind, Look, Node, Operator};

/// How a pattern begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// With anything: `.*`, `.+`.
    Free,
    /// At the text's own beginning or end: `^`, `$`.
    Fixed,
    /// With characters that not all texts have there.
    Bare,
    /// In a way that only its language tells.
    Unknown,
}

/// Characters that stand next to each other in a pattern, as such.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: String,
    /// Where each character is written.
    spans: Vec<Range<usize>>,
}

/// What stands one after the other at the top of a pattern.
pub(super) fn parts(node: &Node) -> &[Node] {
    match &node.kind {
        Kind::Concat(parts) => parts,
        _ => std::slice::from_ref(node),
    }
}

/// How a pattern ends.
pub(super) fn end(node: &Node) -> Edge {
    match edge(node, |parts| parts.last(), [Look::Dollar, Look::EndText]) {
        Edge::Unknown if has_optional_tail(node) => Edge::Bare,
        edge => edge,
    }
}

/// Whether it ends with a character, and then perhaps with something that begins with a character: `/a(?:/.*)?`. What
/// begins with another one cannot follow the shortest text before it.
fn has_optional_tail(node: &Node) -> bool {
    let [.., before, tail] = parts(node) else { return false };
    match &tail.kind {
        Kind::Repeat(repeat, inner) if repeat.operator.bounds().0 == 0 => {
            literal(before).is_some() && first_literal(inner).is_some()
        }
        _ => false,
    }
}

fn first_literal(node: &Node) -> Option<char> {
    match &node.kind {
        Kind::Group(_, inner) => first_literal(inner),
        Kind::Concat(parts) => first_literal(parts.first()?),
        _ => literal(node),
    }
}

/// The plain text that every match of a pattern begins with.
pub(super) fn prefix(node: &Node) -> String {
    let is_start = |part: &&Node| matches!(part.kind, Kind::Look(Look::StartText));
    let of_one_case = |part: &Node| literal(part).filter(|_| !part.flags.fold);
    parts(node).iter().skip_while(is_start).map_while(of_one_case).collect()
}

/// How a pattern begins.
pub(super) fn start(node: &Node) -> Edge {
    edge(node, |parts| parts.first(), [Look::StartText, Look::StartText])
}

type Choose = fn(&[Node]) -> Option<&Node>;

fn edge(node: &Node, choose: Choose, fixed: [Look; 2]) -> Edge {
    match &node.kind {
        Kind::Concat(parts) => {
            choose(parts).map_or(Edge::Unknown, |part| edge(part, choose, fixed))
        }
        Kind::Group(_, inner) => edge(inner, choose, fixed),
        Kind::Alternate(branches) => {
            let mut edges = branches.iter().map(|branch| edge(branch, choose, fixed));
            let first = edges.next().unwrap_or(Edge::Unknown);
            if edges.all(|edge| edge == first) { first } else { Edge::Unknown }
        }
        Kind::Look(look) if fixed.contains(look) => Edge::Fixed,
        Kind::Literal(_) => Edge::Bare,
        Kind::Class(set) if !set.is_any() && !is_any(node) => Edge::Bare,
        Kind::Repeat(repeat, inner) => match repeat.operator.bounds() {
            (_, None) if is_any(inner) => Edge::Free,
            (1.., _) if !is_any(inner) => edge(inner, choose, fixed),
            _ => Edge::Unknown,
        },
        _ => Edge::Unknown,
    }
}

/// Whether it is `.`.
pub(super) fn is_any(node: &Node) -> bool {
    match &node.kind {
        Kind::AnyChar => true,
        Kind::Class(set) => matches!(set.ranges(), [(0, 0x09), (0x0B, 0x10_FFFF)]),
        _ => false,
    }
}

/// Whether it is `.*`.
pub(super) fn is_anything(node: &Node) -> bool {
    let star = |operator| matches!(operator, Operator::Star | Operator::Counted(0, None));
    matches!(&node.kind, Kind::Repeat(repeat, inner) if star(repeat.operator) && is_any(inner))
}

/// The character that a part is.
pub(super) fn literal(node: &Node) -> Option<char> {
    match node.kind {
        Kind::Literal(rune) => char::from_u32(rune),
        _ => None,
    }
}

/// Whether it matches the empty text, as far as its ends go.
pub(super) fn may_be_empty(node: &Node) -> bool {
    match &node.kind {
        Kind::Empty | Kind::Look(_) => true,
        Kind::Concat(parts) => parts.iter().all(may_be_empty),
        Kind::Alternate(branches) => branches.iter().any(may_be_empty),
        Kind::Repeat(repeat, inner) => repeat.operator.bounds().0 == 0 || may_be_empty(inner),
        Kind::Group(_, inner) => may_be_empty(inner),
        _ => false,
    }
}

/// Looks at every part of a pattern, those inside others too.
pub(super) fn visit<'n>(node: &'n Node, look: &mut impl FnMut(&'n Node)) {
    look(node);
    match &node.kind {
        Kind::Concat(parts) | Kind::Alternate(parts) => {
            for part in parts {
                visit(part, look);
            }
        }
        Kind::Repeat(_, inner) | Kind::Group(_, inner) => visit(inner, look),
        _ => {}
    }
}

/// The first part for which something holds.
pub(super) fn find(node: &Node, holds: impl Fn(&Node) -> bool) -> Option<&Node> {
    let mut found = None;
    visit(node, &mut |part| {
        if found.is_none() && holds(part) {
            found = Some(part);
        }
    });
    found
}

/// The plain texts in a pattern. What is repeated ends one.
pub(super) fn runs(node: &Node) -> Vec<Run> {
    let mut runs = Vec::new();
    visit(node, &mut |part| {
        if let Kind::Concat(parts) = &part.kind {
            for group in
                parts.chunk_by(|one, other| literal(one).is_some() == literal(other).is_some())
            {
                let chars =
                    group.iter().filter_map(|part| Some((literal(part)?, part.span.clone())));
                let (text, spans): (String, Vec<_>) = chars.unzip();
                if !text.is_empty() {
                    runs.push(Run { text, spans });
                }
            }
        }
    });
    runs
}

impl Run {
    /// Where a part of the text is written, by its bytes.
    pub(super) fn place(&self, bytes: Range<usize>) -> Range<usize> {
        let inside = |(at, _): &(usize, char)| bytes.contains(at);
        let mut spans = self
            .text
            .char_indices()
            .zip(&self.spans)
            .filter(|(char, _)| inside(char))
            .map(|(_, span)| span);
        let Some(first) = spans.next() else { return 0..0 };
        first.start..spans.last().unwrap_or(first).end
    }

    /// Where a text in it is written.
    pub(super) fn find(&self, text: &str) -> Option<Range<usize>> {
        let at = self.text.find(text)?;
        Some(self.place(at..at + text.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Edge, end, may_be_empty, prefix, runs, start};
    use crate::regex::Regex;

    #[test]
    fn ends_are_told_apart() {
        let ends = |pattern: &str| {
            let regex = Regex::new(pattern).unwrap();
            (start(regex.node()), end(regex.node()))
        };
        assert_eq!(ends("/api.*"), (Edge::Bare, Edge::Free));
        assert_eq!(ends("^/api$"), (Edge::Fixed, Edge::Fixed));
        assert_eq!(ends(".*/(?:a|b[0-9]+)"), (Edge::Free, Edge::Bare));
        assert_eq!(ends("/a(?:/.*)?"), (Edge::Bare, Edge::Bare));
        assert_eq!(ends("/[^/]+(?:/.*)?"), (Edge::Bare, Edge::Unknown));
        assert_eq!(ends("/.*."), (Edge::Bare, Edge::Unknown));
    }

    #[test]
    fn a_prefix_is_what_every_match_has() {
        let prefix = |pattern: &str| prefix(Regex::new(pattern).unwrap().node());
        assert_eq!(prefix(r"^/a\.b/(?:c|d)"), "/a.b/");
        assert_eq!(prefix("/ab*"), "/a");
        assert_eq!(prefix("/a|/b"), "");
        assert_eq!(prefix("/a(?i)b"), "/a");
    }

    #[test]
    fn what_may_be_empty_is_known() {
        let may = |pattern: &str| may_be_empty(Regex::new(pattern).unwrap().node());
        assert!(may(".*") && may("^(?:on)?$") && may("a|b*") && may("(?:a?){3}"));
        assert!(!may(".+") && !may("^on$") && !may("a*b") && !may("a|b"));
    }

    #[test]
    fn plain_texts_know_their_places() {
        let regex = Regex::new(r"/a\.b/{id}x*").unwrap();
        let runs = runs(regex.node());
        assert_eq!(runs.len(), 1);
        assert_eq!(runs[0].text, "/a.b/{id}");
        assert_eq!(runs[0].find("{id}"), Some(6..10));
        assert_eq!(runs[0].find("."), Some(2..4));
    }
}
