//! SMI102: the name is none that Kubernetes takes

use crate::check::Context;
use crate::rule::{Draft, Place, rule};
use crate::shape::Violation;

rule! {
    /// The name is none that Kubernetes takes
    ///
    /// Names of objects are made of lower-case letters, digits, `-` and `.`, begin and end with a letter or digit, and
    /// have at most 253 characters.
    ///
    /// # In a mesh
    ///
    /// The API server refuses the object.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: Cart_V1, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }]
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
    /// Write the name in lower case, with hyphens.
    ///
    /// # Sources
    ///
    /// Kubernetes, Object Names and IDs.
    "SMI102" "bad-name" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let path = violation.path.to_string();
    let is_name = path == "metadata.name" || path == "metadata";
    let (true, Some(_)) = (is_name, violation.bound()) else { return None };
    let effect = "the API server refuses the object";
    Some(if path == "metadata.name" {
        Draft::new(
            violation.place(),
            format!("the name is {}, which Kubernetes does not take", violation.found()),
            effect,
            "write it in lower-case letters, digits, `-` and `.`",
        )
    } else {
        Draft::new(Place::path("kind"), "the object has no name", effect, "write `metadata.name`")
    })
}
