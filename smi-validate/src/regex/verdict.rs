//! What each engine says of a pattern.

use std::fmt;
use std::ops::Range;

use regex_automata::nfa::thompson;
use regex_syntax::hir::Hir;

use super::Regex;
use super::ast::Operator;
use super::error::{Error, ErrorKind};
use super::parser::{Dialect, parse};
use super::tree::Tree;

/// The levels that Go lets an expression nest.
const MAX_HEIGHT_IN_GO: u64 = 1_000;

/// The instructions that Go lets an expression have: 128 MiB of 40 bytes each.
const MAX_SIZE_IN_GO: u64 = (128 << 20) / 40;

/// The size up to which a program is small to Rust's `regex`, in whatever form.
const SMALL_IN_RUST: usize = 64 << 10;

/// An engine that a mesh may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// RE2: Envoy, and the meshes that are built on it.
    Re2,
    /// Go's `regexp`, as of Go 1.26: traefik mesh.
    Go,
    /// Rust's `regex`: linkerd's proxy.
    Rust,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Re2, Self::Go, Self::Rust];
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Re2 => "RE2",
            Self::Go => "Go",
            Self::Rust => "Rust",
        })
    }
}

/// What an engine says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It takes the pattern.
    Accepted {
        /// The first version that does, if older ones do not. Known of Go only.
        since: Option<Since>,
    },
    /// It does not.
    Refused(Refusal),
}

impl Verdict {
    /// Whether the engine takes the pattern.
    #[must_use]
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted { .. })
    }
}

/// The first version of an engine that takes a pattern, and the part of it that older ones do not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// Major and minor.
    pub version: (u32, u32),
    /// In bytes of the pattern.
    pub span: Range<usize>,
}

/// Why an engine does not take a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub kind: ErrorKind,
    /// In the engine's own words.
    pub message: String,
    /// Where, in bytes of the pattern.
    pub span: Range<usize>,
}

/// What an engine says of a pattern.
#[must_use]
pub fn check(pattern: &str, engine: Engine) -> Verdict {
    let result = match engine {
        Engine::Re2 => in_re2(pattern),
        Engine::Go => in_go(pattern),
        Engine::Rust => in_rust(pattern),
    };
    match result {
        Ok(since) => Verdict::Accepted { since },
        Err(refusal) => Verdict::Refused(refusal),
    }
}

type Result = std::result::Result<Option<Since>, Refusal>;

fn in_re2(pattern: &str) -> Result {
    Regex::new(pattern)
        .map(|_| None)
        .map_err(|error| refusal(&error, error.message_in_re2(pattern)))
}

fn in_go(pattern: &str) -> Result {
    let refused = |error: Error| refusal(&error, error.message_in_go(pattern));
    let parsed = parse(pattern, Dialect::Go).map_err(refused)?;
    let measure = Measure::of(&Tree::new(&parsed.node));
    let kind = if measure.height > MAX_HEIGHT_IN_GO {
        ErrorKind::TooDeep
    } else if measure.size > MAX_SIZE_IN_GO {
        ErrorKind::TooLarge
    } else {
        return Ok(parsed.since);
    };
    Err(refused(Error::new(kind, 0..pattern.len())))
}

fn refusal(error: &Error, message: String) -> Refusal {
    Refusal { kind: error.kind, message, span: error.span.clone() }
}

/// What Go limits.
#[derive(Clone, Copy)]
struct Measure {
    height: u64,
    size: u64,
}

impl Measure {
    fn of(tree: &Tree) -> Self {
        let (inside, size) = match tree {
            Tree::Text { runes, .. } => (0, runes.len() as u64),
            Tree::Capture(inner) => {
                let inner = Self::of(inner);
                (inner.height, inner.size.saturating_add(2))
            }
            Tree::Repeat { operator, inner, .. } => {
                let inner = Self::of(inner);
                (inner.height, repeated(*operator, inner.size))
            }
            Tree::Concat(parts) => Self::list(parts, 0),
            Tree::Alternate(parts) => Self::list(parts, parts.len() as u64 - 1),
            _ => (0, 1),
        };
        Self { height: inside + 1, size: size.max(1) }
    }

    fn list(parts: &[Tree], more: u64) -> (u64, u64) {
        parts.iter().map(Self::of).fold((0, more), |(height, size), part| {
            (height.max(part.height), size.saturating_add(part.size))
        })
    }
}

fn repeated(operator: Operator, inside: u64) -> u64 {
    match operator {
        Operator::Star => inside.saturating_add(2),
        Operator::Plus | Operator::Quest => inside.saturating_add(1),
        Operator::Counted(0, None) => inside.saturating_add(2),
        Operator::Counted(least, None) => inside.saturating_mul(least.into()).saturating_add(1),
        Operator::Counted(least, Some(most)) => {
            inside.saturating_mul(most.into()).saturating_add(u64::from(most - least))
        }
    }
}

/// Rust's own parser is asked, and its compiler where the size is in doubt.
fn in_rust(pattern: &str) -> Result {
    let hir = regex_syntax::Parser::new().parse(pattern).map_err(refusal_of_parser)?;
    if is_small(&hir) {
        return Ok(None);
    }
    regex::Regex::new(pattern).map(|_| None).map_err(|error| Refusal {
        kind: ErrorKind::TooLarge,
        message: error.to_string(),
        span: 0..pattern.len(),
    })
}

/// Whether a program is far from the limit of `regex`, which is 10 MiB.
fn is_small(hir: &Hir) -> bool {
    let config = thompson::Config::new().nfa_size_limit(Some(SMALL_IN_RUST));
    thompson::Compiler::new().configure(config).build_from_hir(hir).is_ok()
}

fn refusal_of_parser(error: regex_syntax::Error) -> Refusal {
    let (message, span) = match &error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span()),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span()),
        other => return Refusal { kind: ErrorKind::Rust, message: other.to_string(), span: 0..0 },
    };
    let span = span.start.offset..span.end.offset;
    Refusal { kind: ErrorKind::Rust, message, span }
}
