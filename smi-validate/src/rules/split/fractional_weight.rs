//! SMI405: a weight is not a whole number

use super::services::is_weight;
use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;
use crate::source::Scalar;
use smi_types::bounds::Keyword;

rule! {
    /// A weight is not a whole number
    ///
    /// From v1alpha2 on weights are whole numbers. The definition of the SDK says `number`, so an API server with it
    /// lets fractions in.
    ///
    /// # In a mesh
    ///
    /// Controllers that read the SDK's types cannot decode the object. Their watch fails, and they go on with what they
    /// knew before.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 66.7 }, { service: cart-v2, weight: 33 }]
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
    ///   backends: [{ service: cart-v1, weight: 67 }, { service: cart-v2, weight: 33 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write whole numbers in the same ratio. Only the ratio counts: the sum may be anything.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Specification ("whole numbers"); the SDK's definition of TrafficSplit.
    "SMI405" "fractional-weight" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let asks_whole = violation.bound().is_some_and(|bound| matches!(bound.keyword, Keyword::Whole));
    if !is_weight(violation) || !asks_whole {
        return None;
    }
    let is_fraction = match violation.node.reading()?.kubernetes {
        Scalar::Float(number) if !number.is_finite() => return None,
        Scalar::Float(number) => number.fract() != 0.0,
        _ => false,
    };
    let (what, mend) = if is_fraction {
        ("is not whole", "write whole numbers in the same ratio; the sum may be anything")
    } else {
        ("does not fit in 64 bits", "write smaller numbers in the same ratio")
    };
    Some(Draft::new(
        violation.place(),
        format!("the weight {what}: {}", violation.found()),
        "controllers cannot decode the object; their watch fails and they go on with what they knew before",
        mend,
    ))
}
