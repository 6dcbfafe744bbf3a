//! SMI233: the group has no matches

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::rules::object::layout_of_other_version;
use crate::shape::Violation;

rule! {
    /// The group has no matches
    ///
    /// A group is a list of matches that targets and splits refer to. Without one there is no request that it stands
    /// for.
    ///
    /// # In a mesh
    ///
    /// Rules that refer to the group grant nothing; OSM says so in its log (E2006). A split with such a condition
    /// splits nothing.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: [] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: [{ name: read, pathRegex: /cart.*, methods: [GET, HEAD] }] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write at least one match, or remove the group and what refers to it.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTPRouteGroup; OSM v1.2.4, error code E2006.
    "SMI233" "empty-group" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let is_list = violation.entry.kind == "HTTPRouteGroup"
        && matches!(violation.pattern().as_str(), "matches" | "spec.matches");
    if !is_list || !violation.is_unlisted() || layout_of_other_version::explains(violation) {
        return None;
    }
    Some(Draft::new(
        violation.place(),
        "the group has no matches",
        "rules that refer to it grant nothing, and conditions of splits hold for no request",
        "write at least one match, or remove the group and what refers to it",
    ))
}
