//! SMI323: a match of specs v1alpha1 has headers

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::{Problem, Violation};

rule! {
    /// A match of specs v1alpha1 has headers
    ///
    /// Headers came with v1alpha2. The SDK's definition of v1alpha1 lets them in all the same, but nothing reads them.
    ///
    /// # In a mesh
    ///
    /// The match holds for requests with any headers: it lets in more than it says.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha1
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// matches:
    /// - { name: beta, pathRegex: /cart$, methods: [GET, HEAD], headers: [{ x-beta: ^on$ }] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha2
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// matches:
    /// - { name: beta, pathRegex: /cart$, methods: [GET, HEAD], headers: [{ x-beta: ^on$ }] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write a later version.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha1, Tradeoffs, and v1alpha2, HTTPRouteGroup.
    "SMI323" "headers-in-first-version" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let Problem::Unknown { .. } = violation.problem else { return None };
    let is_first =
        violation.entry.kind == "HTTPRouteGroup" && violation.entry.version == "v1alpha1";
    if !is_first || violation.pattern() != "matches[].headers" {
        return None;
    }
    Some(Draft::new(
        violation.place(),
        "specs v1alpha1 has no headers",
        "nothing reads them, so the match holds for requests with any headers",
        "write specs v1alpha2 or later, or remove them",
    ))
}
