//! SMI407: a weight is written as a string

use super::services::is_weight;
use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::{Problem, Violation};

rule! {
    /// A weight is written as a string
    ///
    /// Quantities such as `500m` are weights in v1alpha1 only. From v1alpha2 on a weight is a whole number, without
    /// quotes. A deployment action once wrote `1000m` into objects of v1alpha2.
    ///
    /// # In a mesh
    ///
    /// The API server refuses the object.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha2
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: "500m" }, { service: cart-v2, weight: "500m" }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha2
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 500 }, { service: cart-v2, weight: 500 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write whole numbers in the same ratio, or the version v1alpha1 if the mesh serves it.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha2, Specification; Azure/k8s-deploy issue 150.
    "SMI407" "quantity-weight" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let Problem::Type { .. } = violation.problem else { return None };
    let text = violation.node.as_str()?;
    if !is_weight(violation) || violation.entry.version == "v1alpha1" {
        return None;
    }
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mend = if is_number {
        "remove the quotes".to_owned()
    } else {
        "write whole numbers in the same ratio; quantities are weights in v1alpha1 only".to_owned()
    };
    Some(Draft::new(
        violation.place(),
        format!(
            "a weight of {} is a whole number, found {}",
            violation.entry.version,
            violation.found()
        ),
        "the API server refuses the object",
        mend,
    ))
}
