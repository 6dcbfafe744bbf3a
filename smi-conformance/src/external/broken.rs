//! How a plug-in can break the protocol.

use std::fmt;

use crate::driver::DriverError;
use crate::foreign_text::shortened;

/// How much of what was found is shown.
const SHOWN: usize = 200;

/// A rule of section 7 of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// The program stays to the end.
    P1,
    /// Lines are messages.
    P2,
    /// Responses are to what is under way.
    P3,
    /// Outcomes are of what is under way, once each.
    P4,
    /// A response to `probe` comes after all outcomes.
    P5,
    /// Results have their form.
    P6,
    /// Names are known.
    P7,
    /// Lists have the length of what was asked for.
    P8,
    /// There are signs of life.
    P9,
    /// Requests and notifications are known.
    P10,
    /// The program ends after `shutdown`.
    P11,
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, formatter)
    }
}

/// What a plug-in did in place of what a rule asks for.
#[derive(Clone, Debug)]
pub(crate) struct Objection {
    pub(crate) rule: Rule,
    pub(crate) expected: String,
    pub(crate) found: String,
}

impl Objection {
    pub(crate) fn new(rule: Rule, expected: impl Into<String>, found: impl AsRef<str>) -> Self {
        // What was expected may quote what was found: errors of a form do.
        let expected = shortened(&expected.into(), 2 * SHOWN);
        Self { rule, expected, found: shortened(found.as_ref(), SHOWN) }
    }

    /// The error for everybody who waits, or asks later.
    pub(crate) fn error(&self, about: &str) -> DriverError {
        let Self { rule, expected, found } = self.clone();
        DriverError::BrokenSession {
            rule: rule.to_string(),
            about: about.to_owned(),
            expected,
            found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Objection, Rule};

    #[test]
    fn what_a_plug_in_said_is_short() {
        let quoting = format!("a response, not `{}`", "y".repeat(1_000));
        let objection = Objection::new(Rule::P10, quoting, "x".repeat(1_000));
        assert_eq!(objection.expected.chars().count(), 401);
        assert_eq!(objection.found.chars().count(), 201);
        let text = objection.error("`probe` of d1").to_string();
        assert!(
            text.starts_with("the plug-in broke rule P10 of the protocol at `probe` of d1: "),
            "{text}"
        );
    }
}
