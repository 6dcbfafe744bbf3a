//! SMI403: a backend names no Service

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;
use smi_types::bounds::Keyword;

rule! {
    /// A backend names no Service
    ///
    /// A backend is a Service in the namespace of the split.
    ///
    /// # In a mesh
    ///
    /// The API server refuses the object where its definition requires the field; an empty name passes some
    /// definitions, and its share goes nowhere.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: "", weight: 10 }]
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
    /// Write the name of a Service, or remove the backend.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Specification.
    "SMI403" "nameless-backend" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let is_backend = violation.pattern() == "spec.backends[].service";
    let is_empty =
        violation.bound().is_some_and(|bound| matches!(bound.keyword, Keyword::NotEmpty));
    if violation.entry.kind != "TrafficSplit"
        || !is_backend
        || !(is_empty || violation.is_missing())
    {
        return None;
    }
    let what = if is_empty { "its `service` is empty" } else { "it has no `service`" };
    Some(Draft::new(
        violation.place(),
        format!("the backend names no Service: {what}"),
        "the API server refuses the object; where its definition is laxer, the share of this backend goes nowhere",
        "write the name of a Service in the namespace of the split, or remove the backend",
    ))
}
