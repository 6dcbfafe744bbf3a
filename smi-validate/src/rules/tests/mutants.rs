//! Each rule replaced by one that finds nothing, and by one that always does: its fixtures notice both.

use super::fixture::fixtures;
use crate::check::{Context, DocumentView};
use crate::rule::{Check, Draft, Drafts, Place, Rule};
use crate::rules::ALL;

fn always(_: &DocumentView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    drafts.add(Draft::new(Place::path(""), "always", "always", "never"));
}

/// The rules, with one replaced. Leaked: rules are for ever.
fn with(rule: &Rule, check: Check) -> Vec<&'static Rule> {
    let Rule { code, name, severity, text, check: _ } = *rule;
    let mutant: &'static Rule = Box::leak(Box::new(Rule { code, name, severity, text, check }));
    ALL.iter().map(|one| if one.code == code { mutant } else { one }).collect()
}

#[test]
fn a_rule_that_finds_nothing_fails_its_bad_fixtures() {
    // Reading reports by itself, so such rules are taken away instead.
    for fixture in fixtures().iter().filter(|fixture| fixture.is_bad) {
        let found = match fixture.rule.check {
            Check::Elsewhere => continue,
            _ => fixture.found_by(&with(fixture.rule, Check::Elsewhere)),
        };
        assert_ne!(found, fixture.expected, "{}", fixture.path);
    }
}

#[test]
fn a_rule_that_always_finds_something_fails_its_good_fixtures() {
    for fixture in fixtures().iter().filter(|fixture| !fixture.is_bad) {
        let found = fixture.found_by(&with(fixture.rule, Check::Document(always)));
        let is_read = fixture.found_by(&[]).is_empty() && !fixture.text.trim().is_empty();
        assert!(!found.is_empty() || !is_read, "{}", fixture.path);
    }
}
