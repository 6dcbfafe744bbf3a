//! SMI438: `matches` stands where the version has none

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::{Problem, Violation};

rule! {
    /// `matches` stands where the version has none
    ///
    /// `matches` exists from v1alpha3 on, in `spec`. An early release of the SDK had it in each backend.
    ///
    /// # In a mesh
    ///
    /// kubectl refuses the object; other clients let it through, and the API server drops the field in silence: then
    /// *all* traffic is shared, not only that of the users who were meant.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha2
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha3
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the version v1alpha3 or v1alpha4, and `matches` beside `backends`.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha2 and v1alpha3, Specification; SDK v0.3.0, split v1alpha3.
    "SMI438" "misplaced-matches" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let Problem::Unknown { .. } = violation.problem else { return None };
    let entry = violation.entry;
    if entry.kind != "TrafficSplit" {
        return None;
    }
    let (message, mend) = match violation.pattern().as_str() {
        "spec.matches" => (
            format!("a split of {} has no `matches`", entry.version),
            "write the version v1alpha3 or v1alpha4, if the mesh serves it",
        ),
        "spec.backends[].matches" => (
            "`matches` limits the whole split, not one backend".to_owned(),
            "write it in `spec`, with v1alpha3 or v1alpha4; for conditions of their own backends need splits of their own",
        ),
        _ => return None,
    };
    let effect = "kubectl refuses the object; through other clients the field is dropped in silence, and all traffic is shared";
    Some(Draft::new(violation.place(), message, effect, mend))
}
