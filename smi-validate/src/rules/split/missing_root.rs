//! SMI401: the split names no root service

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;
use smi_types::bounds::Keyword;

rule! {
    /// The split names no root service
    ///
    /// The root service is the name that clients call. Without it nobody's traffic is shared.
    ///
    /// # In a mesh
    ///
    /// The API server refuses the object where its definition requires the field; elsewhere controllers look for a
    /// Service without a name and find none.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: ""
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2, weight: 10 }]
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
    /// Write the name of the Service that clients call as `service`.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Specification.
    "SMI401" "missing-root" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let is_root = violation.entry.kind == "TrafficSplit" && violation.pattern() == "spec.service";
    let is_empty =
        violation.bound().is_some_and(|bound| matches!(bound.keyword, Keyword::NotEmpty));
    if !is_root || !(is_empty || violation.is_missing()) {
        return None;
    }
    let what = if is_empty { "its `service` is empty" } else { "it has no `service`" };
    Some(Draft::new(
        violation.place(),
        format!("the split names no root service: {what}"),
        "the API server refuses the object; where its definition is laxer, no traffic is ever shared",
        "write the name of the Service that clients call as `spec.service`",
    ))
}
