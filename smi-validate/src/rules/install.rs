//! Metrics, and what is installed with a mesh.

mod bad_edge;

use crate::rule::Rule;

/// The rules of this family, in the order of their codes.
pub(super) static RULES: &[&Rule] = &[&bad_edge::RULE];
