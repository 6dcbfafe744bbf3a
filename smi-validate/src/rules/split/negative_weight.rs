//! SMI406: a weight is negative

use super::services::is_weight;
use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;
use smi_types::Quantity;
use smi_types::bounds::Keyword;

rule! {
    /// A weight is negative
    ///
    /// A share cannot be negative. Tools that compute the last weight as a hundred less the others write such numbers
    /// when the others are too many.
    ///
    /// # In a mesh
    ///
    /// OSM and linkerd-smi turn it into a number without sign, so that the backend gets nearly everything; the Istio
    /// adapter takes it away from the last backend; definitions with a minimum refuse it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 110 }, { service: cart-v2, weight: -10 }]
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
    ///   backends: [{ service: cart-v1, weight: 110 }, { service: cart-v2, weight: 10 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write zero for a backend that is to get nothing.
    ///
    /// # Sources
    ///
    /// OSM, weighted clusters; linkerd2, destination controller; smi-controller-sdk, definition of TrafficSplit.
    "SMI406" "negative-weight" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    if !is_weight(violation) {
        return None;
    }
    let is_negative = match violation.bound()?.keyword {
        Keyword::Minimum(_) => true,
        Keyword::Pattern(_) => violation
            .node
            .text()
            .is_some_and(|text| text.starts_with('-') && text.parse::<Quantity>().is_ok()),
        _ => false,
    };
    is_negative.then(|| {
        Draft::new(
            violation.place(),
            format!("the weight is negative: {}", violation.found()),
            "where it is not refused, meshes read a huge number, so that this backend gets nearly everything, or take it away from another one",
            "write 0 for a backend that is to get nothing",
        )
    })
}
