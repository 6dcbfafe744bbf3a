//! Regular expressions in the dialects of the engines that meshes use, and what they match.
//!
//! The specification says "regex" and names no dialect. Envoy and what is built on it read RE2's syntax, traefik's
//! routers that of Go, and linkerd's proxy that of Rust's `regex`; a third of the patterns that stray from the plain
//! ones fare differently in two of them. So a pattern is [checked](check) for every engine by the rules of that
//! engine, with its words and the place that they are about:
//!
//! ```
//! use smi_validate::regex::{self, Engine, Verdict};
//!
//! let pattern = r"/files/(?!private).*";
//! for engine in Engine::ALL {
//!     let Verdict::Refused(refusal) = regex::check(pattern, engine) else { panic!("{engine}") };
//!     assert_eq!(refusal.span.start, 7);
//! }
//! assert!(matches!(regex::check("a++", Engine::Rust), Verdict::Accepted { .. }));
//! assert!(matches!(regex::check("a++", Engine::Re2), Verdict::Refused(_)));
//! ```
//!
//! A [`Regex`] is read as RE2 reads it, knows the [size of its program](Regex::program_size), which Envoy limits, and
//! [matches](Matcher) what it matches there. Two of them can be [compared](Language) as sets of texts:
//!
//! ```
//! use smi_validate::regex::{Anchor, Answer, Language, Regex, Texts};
//!
//! let language = |pattern| {
//!     let regex = Regex::new(pattern).unwrap();
//!     Language::new(&regex, Anchor::Whole, Texts::Printable)
//! };
//! let (all, one) = (language("/api/.*"), language("/api/v[12]/users"));
//! assert_eq!(all.includes(&one), Answer::Yes);
//! assert_eq!(one.includes(&all), Answer::No);
//! ```
//!
//! How true this is to the engines is tested against what they said: `testdata/regex` holds their recorded verdicts.

pub mod ast;

mod error;
mod factor;
mod language;
mod lower;
mod matcher;
mod parser;
mod program;
mod set;
mod simplify;
mod tree;
mod unicode;
mod utf8;
mod verdict;

pub use self::error::{Error, ErrorKind};
pub use self::language::{Anchor, Answer, Found, Language, MAX_DFA_BYTES, MAX_STATES, Texts};
pub use self::matcher::Matcher;
pub use self::parser::MAX_NESTING;
pub use self::set::RuneSet;
pub use self::verdict::{Engine, Refusal, Since, Verdict, check};

#[cfg(test)]
mod tests;

use self::ast::Node;
use self::parser::{Dialect, parse};
use self::tree::Tree;

/// The size of a program above which Envoy refuses a pattern, unless `re2.max_program_size.error_level` says
/// otherwise.
pub const ENVOY_MAX_PROGRAM_SIZE: usize = 100;

/// A pattern that RE2 accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regex {
    pattern: String,
    node: Node,
    captures: u32,
    program_size: usize,
}

impl Regex {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// What RE2 would find wrong with it.
    pub fn new(pattern: &str) -> Result<Self, Error> {
        let parsed = parse(pattern, Dialect::Re2)?;
        let whole = 0..pattern.len();
        let program_size = program::size(&Tree::new(&parsed.node)).ok_or(Error {
            kind: ErrorKind::TooLarge,
            span: whole,
            quoted: 0..0,
        })?;
        let pattern = pattern.to_owned();
        Ok(Self { pattern, node: parsed.node, captures: parsed.captures, program_size })
    }

    /// As written.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// What it says, part by part.
    #[must_use]
    pub const fn node(&self) -> &Node {
        &self.node
    }

    /// How many groups are remembered.
    #[must_use]
    pub const fn captures(&self) -> u32 {
        self.captures
    }

    /// What `RE2::ProgramSize` says of it; compare [`ENVOY_MAX_PROGRAM_SIZE`].
    #[must_use]
    pub const fn program_size(&self) -> usize {
        self.program_size
    }
}
