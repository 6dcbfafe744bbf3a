//! SMI404: a backend has no weight

use super::services::is_weight;
use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;

rule! {
    /// A backend has no weight
    ///
    /// The specification does not say what an absent weight means: nothing, or an equal share.
    ///
    /// # In a mesh
    ///
    /// Definitions require a weight, so the API server refuses the object. Past it, OSM, FSM, Traefik Mesh and the
    /// Istio adapter take zero, and linkerd-smi dies.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2 }]
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
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2, weight: 10 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write a weight; zero for a backend that is to get nothing yet.
    ///
    /// # Sources
    ///
    /// The definitions in the SDK, TrafficSplit; linkerd-smi v0.2.7, adaptor.
    "SMI404" "missing-weight" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    if !is_weight(violation) || !violation.is_missing() {
        return None;
    }
    let service = violation.node.get("service").and_then(|entry| entry.value.text());
    let of = service.map(|service| format!(" `{service}`")).unwrap_or_default();
    Some(Draft::new(
        violation.place(),
        format!("the backend{of} has no weight"),
        "the API server refuses the object; past it, most meshes give the backend nothing and linkerd-smi stops",
        "write its `weight`: 0 if it is to get nothing yet",
    ))
}
