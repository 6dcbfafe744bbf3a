//! TrafficSplit.

mod bad_quantity;
mod fractional_weight;
mod misplaced_matches;
mod missing_root;
mod missing_weight;
mod nameless_backend;
mod negative_weight;
mod no_backends;
mod other_condition_kind;
mod quantity_weight;
mod services;

use crate::rule::Rule;

/// The rules of this family, in the order of their codes.
pub(super) static RULES: &[&Rule] = &[
    &missing_root::RULE,
    &no_backends::RULE,
    &nameless_backend::RULE,
    &missing_weight::RULE,
    &fractional_weight::RULE,
    &negative_weight::RULE,
    &quantity_weight::RULE,
    &bad_quantity::RULE,
    &other_condition_kind::RULE,
    &misplaced_matches::RULE,
];
