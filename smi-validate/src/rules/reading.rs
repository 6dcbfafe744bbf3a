//! Reading: what kubectl and people would read differently, or not at all.

mod ambiguous_scalar;
mod bad_escape;
mod content_on_marker;
mod control_character;
mod document_after_end;
mod duplicate_key;
mod refused_value;
mod template;
mod too_large;
mod unreadable_document;

use crate::finding::Severity;
use crate::rule::{Draft, Rule};
use crate::source::{Fault, Problem};

/// The rules of this family, in the order of their codes.
pub(super) static RULES: &[&Rule] = &[
    &unreadable_document::RULE,
    &template::RULE,
    &bad_escape::RULE,
    &too_large::RULE,
    &refused_value::RULE,
    &duplicate_key::RULE,
    &ambiguous_scalar::RULE,
    &content_on_marker::RULE,
    &document_after_end::RULE,
    &control_character::RULE,
];

/// What is said of a document that cannot be read.
pub(crate) fn broken(fault: &Fault, text: &str) -> (&'static Rule, Draft) {
    let rule = match fault.problem {
        Problem::Template => &template::RULE,
        Problem::Escape => &bad_escape::RULE,
        Problem::TooLarge(_)
        | Problem::TooDeep(_)
        | Problem::TooMany(_)
        | Problem::TooMuchExpansion(_) => &too_large::RULE,
        _ => &unreadable_document::RULE,
    };
    let effect = match fault.problem {
        Problem::Template => template::EFFECT,
        Problem::Escape => bad_escape::EFFECT,
        _ => unreadable_document::EFFECT,
    };
    let draft = Draft::new(fault.span, fault.to_string(), effect, fault.help());
    // Nobody knows what the templates of other charts are about.
    let is_about_smi =
        text.get(fault.document.range()).is_none_or(|text| text.contains("smi-spec.io"));
    match fault.problem {
        Problem::Template if !is_about_smi => (rule, draft.severity(Severity::Info)),
        _ => (rule, draft),
    }
}
