//! Shapes: what an object of a kind and version may hold, and everything in it that is otherwise.
//!
//! The shapes are made from the JSON Schemas and the table of bounds in `smi-types`, so they cannot differ from what the
//! files in `schemas/` say.

mod bound;
mod expected;
mod walk;
pub(crate) mod words;

use smi_types::bounds::{Bound, Keyword};
use smi_types::catalog::Entry;

use crate::rule::Place;
use crate::source::{Document, Node, Path};

/// A place where an object is not of its shape.
#[derive(Clone, Debug)]
pub(crate) struct Violation<'d> {
    /// The kind and version.
    pub(crate) entry: &'static Entry,
    /// The place; of something that is missing, the place where it would be.
    pub(crate) path: Path,
    /// What is there, or what is around the place.
    pub(crate) node: Node<'d>,
    /// The key, where there is one.
    pub(crate) key: Option<Node<'d>>,
    /// What is wrong.
    pub(crate) problem: Problem,
    root: Node<'d>,
}

/// What can be wrong with a place.
#[derive(Clone, Debug)]
pub(crate) enum Problem {
    /// It is of another type.
    Type {
        /// What was expected, with an article: `a string`.
        expected: &'static str,
        /// What was found, in words: `the number 12`.
        found: String,
    },
    /// A field is not there, and the object cannot be read without it.
    Missing,
    /// A field that the version does not have.
    Unknown {
        /// A field of the object that it may have been meant for.
        meant: Option<String>,
    },
    /// It is out of a bound.
    Bound {
        /// The bound.
        bound: &'static Bound,
        /// What was found, in words; empty where nothing is there.
        found: String,
    },
}

impl Violation<'_> {
    /// Whether the object cannot be read as its type.
    pub(crate) const fn is_unreadable(&self) -> bool {
        matches!(self.problem, Problem::Type { .. } | Problem::Missing)
    }

    /// Where it is shown.
    pub(crate) fn place(&self) -> Place {
        match (&self.problem, self.key) {
            (Problem::Unknown { .. }, Some(key)) => Place::Span(key.span()),
            _ => Place::path(self.path.to_string()),
        }
    }

    /// The outermost node of the document.
    pub(crate) const fn document_root(&self) -> Node<'_> {
        self.root
    }

    /// The bound that is broken.
    pub(crate) const fn bound(&self) -> Option<&'static Bound> {
        match self.problem {
            Problem::Bound { bound, .. } => Some(bound),
            _ => None,
        }
    }

    /// Whether something is not there that must be: by its type, or by a bound.
    pub(crate) fn is_missing(&self) -> bool {
        let asks = |bound: &Bound| matches!(bound.keyword, Keyword::Required);
        matches!(self.problem, Problem::Missing) || self.bound().is_some_and(asks)
    }

    /// Whether it is a list without the items that it must have.
    pub(crate) fn is_empty_list(&self) -> bool {
        self.bound().is_some_and(|bound| matches!(bound.keyword, Keyword::SomeItems))
    }

    /// Whether a list that must have items is empty, or not there.
    pub(crate) fn is_unlisted(&self) -> bool {
        self.is_empty_list() || self.is_missing()
    }

    /// What was found, in words.
    pub(crate) fn found(&self) -> String {
        match &self.problem {
            Problem::Type { found, .. } | Problem::Bound { found, .. } if !found.is_empty() => {
                found.clone()
            }
            Problem::Unknown { .. } => "a field of another name".to_owned(),
            _ => "nothing".to_owned(),
        }
    }

    /// The path with `[]` for the numbers of items.
    pub(crate) fn pattern(&self) -> String {
        let mut pattern = String::new();
        for step in self.path.steps() {
            match step {
                crate::source::Step::Item(_) => pattern.push_str("[]"),
                crate::source::Step::Field(name) => {
                    if !pattern.is_empty() {
                        pattern.push('.');
                    }
                    pattern.push_str(name);
                }
            }
        }
        pattern
    }
}

/// Everything in a document that is not of the shape of its kind and version.
pub(crate) fn violations<'d>(document: &'d Document, entry: &'static Entry) -> Vec<Violation<'d>> {
    let root = document.root();
    let mut walk = walk::Walk { entry, root, violations: Vec::new() };
    if let Some(expected) = expected::of(entry) {
        walk.root(document.root(), expected);
    }
    walk.violations
}
