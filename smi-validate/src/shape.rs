//! Shapes: what an object of a kind and version may hold, and everything in it that is otherwise.

use crate::source::{Node, Path};
use smi_types::bounds::Bound;
use smi_types::catalog::Entry;

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
    /// A field is not there that must be.
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
