//! The use of this validator.

mod unknown_suppression;
mod unused_suppression;

use crate::rule::{Draft, Rule};
use crate::suppress::{Mistake, Unused};

/// The rules of this family, in the order of their codes.
pub(super) static RULES: &[&Rule] = &[&unused_suppression::RULE, &unknown_suppression::RULE];

/// What is said of suppressions that cover nothing, or that are none: the input, the rule and the finding.
pub(crate) fn findings(
    unused: &[Unused],
    mistakes: &[Mistake],
) -> Vec<(usize, &'static Rule, Draft)> {
    let idle = |unused: &Unused| {
        let draft = Draft::new(
            unused.span,
            format!("`{}` finds nothing that this suppression covers", unused.rule.name),
            "nothing in a mesh; but the next finding of that rule here would go unnoticed",
            "remove it, or move it to what it is to cover",
        );
        (unused.input, &unused_suppression::RULE, draft)
    };
    let wrong = |mistake: &Mistake| {
        let effect = "it is no suppression, so what it was to allow is reported";
        let draft = Draft::new(mistake.span, &mistake.message, effect, &mistake.mend);
        (mistake.input, &unknown_suppression::RULE, draft)
    };
    unused.iter().map(idle).chain(mistakes.iter().map(wrong)).collect()
}
