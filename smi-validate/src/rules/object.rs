//! Any object: kind, version, name, fields.
//!
//! The rules about shape here speak where no rule of a kind does: they are asked last.

mod bad_name;
mod bare_version;
mod incompatible_versions;
mod large_for_admission;
pub(super) mod layout_of_other_version;
mod missing_field;
mod missing_spec;
mod no_namespace;
mod out_of_bounds;
mod repeated_object;
mod unknown_field;
mod unknown_kind;
mod unserved_version;
mod wrong_type;

use crate::rule::Rule;

/// The rules of this family, in the order of their codes.
pub(super) static RULES: &[&Rule] = &[
    &unknown_kind::RULE,
    &bad_name::RULE,
    &no_namespace::RULE,
    &unserved_version::RULE,
    &incompatible_versions::RULE,
    &layout_of_other_version::RULE,
    &unknown_field::RULE,
    &missing_spec::RULE,
    &repeated_object::RULE,
    &bare_version::RULE,
    &wrong_type::RULE,
    &missing_field::RULE,
    &out_of_bounds::RULE,
    &large_for_admission::RULE,
];
