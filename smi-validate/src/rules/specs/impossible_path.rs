//! SMI310: no text matches the path

use std::ops::Range;

use super::{anatomy, group};
use crate::check::{Context, ObjectView};
use crate::regex::ast::{Kind, Look, Node};
use crate::regex::{Anchor, Answer, Regex};
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// No text matches the path
    ///
    /// Something is asked for behind the end or before the beginning, or a class has nothing in it.
    ///
    /// # In a mesh
    ///
    /// No request ever belongs to the match, in any mesh.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: /cart$/items, methods: [GET, HEAD] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: '/cart\$/items$', methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Remove the `^` or `$` in the middle, or escape it.
    ///
    /// # Sources
    ///
    /// RE2, syntax: empty strings.
    "SMI310" "impossible-path" Error Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for path in group::paths(view) {
        let pattern = context.pattern(path.source);
        let Ok(regex) = pattern.as_ref() else { continue };
        let Some(culprit) = culprit(regex, context) else { continue };
        if group::are_patterns_read(context) {
            drafts.add(Draft::new(
                path.place().within(culprit),
                format!("no text matches the path of match {}", path.name()),
                "no request ever belongs to this match",
                "remove what asks for the end or the beginning in the middle, or put a backslash before it",
            ));
        }
    }
}

/// What is to blame if a pattern matches nothing.
pub(super) fn culprit(regex: &Regex, context: &Context<'_>) -> Option<Range<usize>> {
    let source = regex.pattern();
    // Control characters are a fault of their own.
    if !source.contains(['^', '$', '\\', '[']) || source.contains(char::is_control) {
        return None;
    }
    let suspect = suspect(regex.node())?;
    match context.language(source, Anchor::Whole)?.is_empty() {
        Answer::Yes => Some(suspect),
        Answer::No => None,
        Answer::Unknown => {
            context.give_up(&RULE);
            None
        }
    }
}

/// A condition where it may not hold, or a class without characters.
fn suspect(node: &Node) -> Option<Range<usize>> {
    let parts = anatomy::parts(node);
    let is = |part: &Node, other: Option<&Node>| other.is_some_and(|other| other.span == part.span);
    let is_suspect = |part: &Node| match &part.kind {
        Kind::Look(Look::StartText) => !is(part, parts.first()),
        Kind::Look(Look::EndText | Look::Dollar) => !is(part, parts.last()),
        Kind::Look(_) => true,
        Kind::Class(set) => set.is_empty(),
        _ => false,
    };
    anatomy::find(node, is_suspect).map(|part| part.span.clone())
}
