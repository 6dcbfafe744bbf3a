//! SMI301: a match has no name

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;
use smi_types::bounds::Keyword;

rule! {
    /// A match has no name
    ///
    /// The name is what rules of targets refer to; it is the primary key of a match in its group.
    ///
    /// # In a mesh
    ///
    /// The API server refuses the object where its definition is the SDK's; elsewhere no rule can name the match.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { pathRegex: /cart.*, methods: [GET, HEAD] }
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
    ///   - { name: read, pathRegex: /cart.*, methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write a `name` that no other match of the group has.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTPRouteGroup; the definitions of the SDK.
    "SMI301" "missing-match-name" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let pattern = violation.pattern();
    let is_name = pattern == "spec.matches[].name" || pattern == "matches[].name";
    let is_empty =
        violation.bound().is_some_and(|bound| matches!(bound.keyword, Keyword::NotEmpty));
    if violation.entry.kind != "HTTPRouteGroup" || !is_name || !(violation.is_missing() || is_empty)
    {
        return None;
    }
    Some(Draft::new(
        violation.place(),
        "a match of this group has no name",
        "API servers with the SDK's definitions refuse the object; elsewhere no rule of a target can name the match",
        "write a `name` that no other match of the group has",
    ))
}
