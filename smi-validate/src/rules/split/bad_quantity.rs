//! SMI408: a weight is no quantity

use super::services::is_weight;
use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;
use smi_types::Quantity;
use smi_types::bounds::Keyword;

rule! {
    /// A weight is no quantity
    ///
    /// In v1alpha1 a weight is a quantity as Kubernetes has it for resources: `1` is `1000m`. Percent signs and words
    /// are none, and a fraction without quotes is refused where whole numbers or strings are asked for.
    ///
    /// # In a mesh
    ///
    /// The API server refuses the object, or controllers cannot decode it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha1
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: "90%" }, { service: cart-v2, weight: 10 }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha1
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: "90" }, { service: cart-v2, weight: 10 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write a whole number, or a quantity such as `500m`.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha1, Specification; Kubernetes, Quantity; linkerd-smi v0.2.7, definition of TrafficSplit.
    "SMI408" "bad-quantity" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    if !is_weight(violation) || violation.entry.version != "v1alpha1" {
        return None;
    }
    let mend = match violation.bound()?.keyword {
        Keyword::Pattern(_) => {
            match violation.node.text().and_then(|text| text.strip_suffix('%')) {
                Some(number) if number.parse::<Quantity>().is_ok() => {
                    format!("write `{number}`: only the ratio of the weights counts")
                }
                _ => "write a whole number, or a quantity such as `500m`".to_owned(),
            }
        }
        Keyword::IntegerOrString => {
            "write it as a quantity: `500m` is a half; or whole numbers in the same ratio"
                .to_owned()
        }
        _ => return None,
    };
    Some(Draft::new(
        violation.place(),
        format!("the weight is no quantity: {}", violation.found()),
        "the API server refuses the object, or controllers cannot decode it",
        mend,
    ))
}
