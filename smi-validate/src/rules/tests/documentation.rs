//! The documentation of rules: complete, and its examples true.

use super::fixture::findings;
use crate::rule::{Check, Documentation};
use crate::rules::ALL;

#[test]
fn documentation_has_every_section() {
    for rule in ALL.iter() {
        let documentation = rule.documentation();
        let headings: Vec<_> =
            documentation.sections.iter().map(|section| section.heading).collect();
        assert_eq!(headings, Documentation::HEADINGS, "{rule}");
        assert!(!documentation.title.ends_with('.') && !documentation.title.is_empty(), "{rule}");
        assert!(!documentation.why.trim().is_empty(), "{rule}");
        for section in &documentation.sections {
            assert!(!section.body.trim().is_empty(), "{rule}: {}", section.heading);
        }
    }
}

#[test]
fn examples_are_true() {
    for rule in ALL.iter() {
        let documentation = rule.documentation();
        // What only converting, or the limits, can show is tested where that happens.
        if matches!(rule.check, Check::Elsewhere) && rule.code >= "SMI600" {
            continue;
        }
        let found = |heading| {
            let text = documentation.example(heading);
            assert!(!text.is_empty(), "{rule}: {heading} has no example");
            findings(&text, ALL.as_slice())
        };
        let bad = found("Bad");
        assert!(
            bad.iter().any(|finding| finding.rule == *rule),
            "{rule}: bad example yields {bad:#?}"
        );
        let good = found("Good");
        assert!(
            good.iter().all(|finding| finding.rule != *rule),
            "{rule}: good example yields {good:#?}"
        );
    }
}
