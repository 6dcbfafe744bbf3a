//! SMI402: the split has no backends

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;

rule! {
    /// The split has no backends
    ///
    /// Traffic is shared between backends. One is enough: it gets everything.
    ///
    /// # In a mesh
    ///
    /// Most definitions require the list but let an empty one in. Then there is nobody to send requests to: they fail,
    /// or the split is passed over.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: []
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
    /// Name the Services that get the traffic, or delete the split to give the root service back its own.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Specification.
    "SMI402" "no-backends" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let is_list = violation.entry.kind == "TrafficSplit" && violation.pattern() == "spec.backends";
    if !is_list || !violation.is_unlisted() {
        return None;
    }
    let what = if violation.is_empty_list() {
        "the list of backends is empty"
    } else {
        "the split has no `backends`"
    };
    Some(Draft::new(
        violation.place(),
        format!("{what}: there is nobody to share the traffic"),
        "the API server refuses the object; where its definition is laxer, requests fail or the split is passed over",
        "name the Services that get the traffic, or delete the split",
    ))
}
