//! The registry: every rule, by code.
//!
//! | codes | about |
//! |---|---|
//! | SMI001–SMI099 | reading: what kubectl and people would read differently, or not at all |
//! | SMI100–SMI199 | any object: kind, version, name, fields |
//! | SMI200–SMI299 | TrafficTarget and IdentityBinding |
//! | SMI300–SMI399 | HTTPRouteGroup, TCPRoute and UDPRoute |
//! | SMI400–SMI499 | TrafficSplit |
//! | SMI500–SMI599 | metrics, and what is installed with a mesh |
//! | SMI600–SMI699 | converting between versions |
//! | SMI900–SMI999 | the use of this validator |

pub(crate) mod access;
pub(crate) mod conversion;
pub(crate) mod install;
pub(crate) mod object;
pub(crate) mod own;
pub(crate) mod reading;
pub(crate) mod specs;
pub(crate) mod split;

use std::sync::LazyLock;

use crate::rule::Rule;

/// Every rule, in the order of their codes.
pub static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let families = [
        reading::RULES,
        object::RULES,
        access::RULES,
        specs::RULES,
        split::RULES,
        install::RULES,
        conversion::RULES,
        own::RULES,
    ];
    families.concat()
});

/// The rule of a code or name, in any case.
#[must_use]
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    let is = |rule: &&&Rule| {
        rule.code.eq_ignore_ascii_case(code_or_name) || rule.name.eq_ignore_ascii_case(code_or_name)
    };
    ALL.iter().find(is).copied()
}

#[cfg(test)]
mod tests;
