//! SMI111: a value is of another type than its field

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::{Problem, Violation};

rule! {
    /// A value is of another type than its field
    ///
    /// A text where a number belongs, a list where an object belongs. kubectl reads `on`, `12` and `1.10` as a boolean
    /// and numbers, wherever they stand.
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
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: 12
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
    /// Write a value of the type; quote what is meant as a text.
    ///
    /// # Sources
    ///
    /// The types of the fields, `schemas/json`.
    "SMI111" "wrong-type" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let Problem::Type { expected, found } = &violation.problem else { return None };
    let written = violation.node.text().unwrap_or_default();
    let mend = match *expected {
        "a string" if !written.is_empty() => format!("write `\"{written}\"` if the text is meant"),
        _ => format!("write {expected}"),
    };
    Some(Draft::new(
        violation.place(),
        format!("`{}` must be {expected}, and is {found}", violation.path),
        "the API server refuses the object",
        mend,
    ))
}
