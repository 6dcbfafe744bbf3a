//! SMI107: the version has no such field

use super::layout_of_other_version;
use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::{Problem, Violation, words};

rule! {
    /// The version has no such field
    ///
    /// A misspelt field is no field. So are fields of other versions, and those that only some client library knows,
    /// such as `apiGroup` in a split's match or `name` in the matches of a TCPRoute.
    ///
    /// # In a mesh
    ///
    /// kubectl of today refuses the object; older clients and most controllers do not, and the API server drops the
    /// field in silence. What it was to say does not hold.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1, port: 80 }]
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
    /// Write the field that is meant, or remove it.
    ///
    /// # Sources
    ///
    /// The fields of the type, `schemas/json`; Kubernetes, field validation.
    "SMI107" "unknown-field" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let Problem::Unknown { meant } = &violation.problem else { return None };
    if layout_of_other_version::claims(violation) {
        return None;
    }
    let entry = violation.entry;
    let name = violation.key.and_then(crate::source::Node::text).unwrap_or_default();
    let mend = match meant {
        Some(meant) => format!("write `{meant}` if that is meant, or remove it"),
        None => "remove it, or write the field that is meant".to_owned(),
    };
    Some(Draft::new(
        violation.place(),
        format!("{} {} has no field {} here", entry.kind, entry.version, words::quoted(name)),
        "kubectl refuses the object; other clients let it through, and the API server drops the field in silence",
        mend,
    ))
}
