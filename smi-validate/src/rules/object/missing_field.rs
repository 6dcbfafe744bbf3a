//! SMI112: a field is missing that the object cannot do without

use super::layout_of_other_version;
use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;

rule! {
    /// A field is missing that the object cannot do without
    ///
    /// What a rule, a backend or a subject is about must be said.
    ///
    /// # In a mesh
    ///
    /// The API server refuses the object; where its definition is laxer, controllers read an empty name.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: TCPRoute }]
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
    ///   rules: [{ kind: TCPRoute, name: cart }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the field.
    ///
    /// # Sources
    ///
    /// The fields of the type, `schemas/json`.
    "SMI112" "missing-field" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    if !violation.is_missing() || layout_of_other_version::explains(violation) {
        return None;
    }
    let effect = "the API server refuses the object; where its definition is laxer, controllers read nothing there";
    let name = violation.path.steps().last().map(ToString::to_string).unwrap_or_default();
    Some(Draft::new(
        violation.place(),
        format!("`{}` is missing", violation.path),
        effect,
        format!("write `{name}`"),
    ))
}
