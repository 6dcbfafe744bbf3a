//! SMI108: the object has no `spec`

use super::layout_of_other_version;
use crate::check::Context;
use crate::rule::{Draft, Place, rule};
use crate::shape::Violation;

rule! {
    /// The object has no `spec`
    ///
    /// From the version on that has a `spec`, everything that an object says is in it. The definitions of the SDK do
    /// not ask for it, so an API server lets an object without one in.
    ///
    /// # In a mesh
    ///
    /// The object exists and says nothing. Controllers read an empty destination or no backends, and some of them stop
    /// at it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the `spec`, or remove the object.
    ///
    /// # Sources
    ///
    /// The definitions in the SDK, where `spec` is not required.
    "SMI108" "missing-spec" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let is_spec = violation.is_missing() && violation.path.to_string() == "spec";
    if !is_spec || layout_of_other_version::explains(violation) {
        return None;
    }
    Some(Draft::new(
        Place::path(""),
        format!("this {} has no `spec`", violation.entry.kind),
        "API servers with the SDK's definitions let it in, and then it says nothing; some controllers stop at it",
        "write the `spec`, or remove the object",
    ))
}
