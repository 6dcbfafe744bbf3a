//! Findings about documents that something else than a check came upon.

use super::prepare::Drafted;
use super::{Context, resolve};
use crate::config::Config;
use crate::finding::{Finding, Object};
use crate::rule::{Draft, Place, Rule};
use crate::source::{Document, Fault};

/// A finding about a document, if it is wanted.
pub(crate) fn finding(
    (rule, draft): (&'static Rule, Draft),
    document: &Document,
    input: usize,
    config: &Config,
) -> Option<Finding> {
    let context = Context::new(config, &[]);
    let object = Object {
        api_version: document.api_version().unwrap_or_default().into_owned(),
        kind: document.kind().unwrap_or_default().into_owned(),
        name: super::prepare::name(document, &context),
    };
    let place = |place: &Place| resolve::span(document, place);
    Drafted { rule, draft }.finding(&context, Some(object), place, input)
}

/// A finding about what cannot be read, if it is wanted.
pub(crate) fn about_fault(
    (rule, draft): (&'static Rule, Draft),
    fault: &Fault,
    input: usize,
    config: &Config,
) -> Option<Finding> {
    let context = Context::new(config, &[]);
    Drafted { rule, draft }.finding(&context, None, |_| fault.span, input)
}
