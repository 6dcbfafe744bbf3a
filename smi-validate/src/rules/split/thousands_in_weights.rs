//! SMI410: weights in thousands lose their ratio on the way through v1alpha1

use super::scale;
use super::services::gets_something;
use crate::check::{Context, ObjectView, joined};
use crate::rule::{Draft, Drafts, Place, rule};
use num_bigint::BigInt;
use num_rational::BigRational;

rule! {
    /// Weights in thousands lose their ratio on the way through v1alpha1
    ///
    /// The official SDK writes a weight of 1000 as `1k` when it converts to v1alpha1, and reads `1k` back as 1. The
    /// specification's own example has 1000 and 500.
    ///
    /// # In a mesh
    ///
    /// Nothing happens where the object is read in its own version. In a cluster that serves v1alpha1 through a webhook
    /// built from the SDK, 1000 to 500 becomes 1 to 500.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1000 }, { service: cart-v2, weight: 500 }]
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
    ///   backends: [{ service: cart-v1, weight: 2 }, { service: cart-v2, weight: 1 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write smaller numbers in the same ratio.
    ///
    /// # Sources
    ///
    /// smi-sdk-go, conversion of split v1alpha1; Kubernetes, canonical form of Quantity.
    "SMI410" "thousands-in-weights" Info Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    if view.entry.version == "v1alpha1" {
        return;
    }
    for split in &view.world.splits {
        let backends: Vec<_> = split.backends.iter().filter(|one| gets_something(one)).collect();
        let pair = |weight: &BigRational| (weight.clone(), scale::without_thousands(weight));
        let pairs: Vec<(BigRational, BigInt)> =
            backends.iter().filter_map(|backend| backend.weight.as_ref()).map(pair).collect();
        let Some((first, other)) = scale::first_change(&pairs) else { continue };
        let is_shortened =
            |index: usize| pairs.get(index).is_some_and(|(value, digits)| value.numer() != digits);
        let shown = if is_shortened(first) { first } else { other };
        let Some(backend) = backends.get(shown) else { continue };
        let read: Vec<_> = pairs.iter().map(|(_, digits)| digits.to_string()).collect();
        let weight = backend.weight.as_ref().map(ToString::to_string).unwrap_or_default();
        drafts.add(Draft::new(
            Place::of(&backend.origin).at(".weight"),
            format!("the weight {weight} loses its zeros on the way through v1alpha1"),
            format!(
                "a conversion webhook built from the official SDK brings the weights back as {}",
                joined(&read)
            ),
            "write smaller numbers in the same ratio",
        ));
    }
}
