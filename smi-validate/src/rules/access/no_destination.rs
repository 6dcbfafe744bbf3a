//! SMI201: the target has no destination

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::rules::object::layout_of_other_version;
use crate::shape::Violation;

rule! {
    /// The target has no destination
    ///
    /// A target says who may call whom. Without a destination it is about nobody, and its rules and sources say
    /// nothing.
    ///
    /// # In a mesh
    ///
    /// The API server refuses the object: every definition asks for the field. Past it, controllers read an empty
    /// name, which no pod has.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write `destination` with `kind`, `name` and `namespace` of the ServiceAccount that is called.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha1 to v1alpha4, Specification; the definitions of the SDK require the field.
    "SMI201" "no-destination" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let is_destination = matches!(violation.pattern().as_str(), "destination" | "spec.destination");
    let is_about = violation.entry.kind == "TrafficTarget" && is_destination;
    if !is_about || !violation.is_missing() || layout_of_other_version::explains(violation) {
        return None;
    }
    Some(Draft::new(
        violation.place(),
        "the target names no destination",
        "the API server refuses it; past it, it is about nobody",
        "write `destination` with `kind`, `name` and `namespace` of the ServiceAccount that is called",
    ))
}
