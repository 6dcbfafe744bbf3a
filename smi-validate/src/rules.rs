//! The registry: every rule, by code.

use crate::rule::Rule;

/// Every rule, in the order of their codes.
pub static ALL: &[&Rule] = &[];

/// The rule of a code or name, in any case.
#[must_use]
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    let is = |rule: &&&Rule| {
        rule.code.eq_ignore_ascii_case(code_or_name) || rule.name.eq_ignore_ascii_case(code_or_name)
    };
    ALL.iter().find(is).copied()
}
