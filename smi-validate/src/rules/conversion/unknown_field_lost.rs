//! SMI612: a field that no version knows is left out

use crate::rule::{Draft, Place, rule};

rule! {
    /// A field that no version knows is left out
    ///
    /// A converted object is written anew, with the fields that its kind has. Metadata, with all labels and annotations, and `status`
    /// stay as they are.
    ///
    /// # In a mesh
    ///
    /// An extension of a mesh does not take effect any more. A typing error had none before.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # --to v1alpha3
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2, weight: 10 }]
    ///   sticky: true
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # --to v1alpha3
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
    /// Remove the field, or add it to the converted object where the mesh reads it there.
    ///
    /// # Sources
    ///
    /// Kubernetes, custom resources: field pruning.
    "SMI612" "unknown-field-lost" Warning Elsewhere
}

/// What is said of a field.
pub(super) fn draft(path: &str, object: &str) -> Draft {
    Draft::new(
        Place::path(path),
        format!("the field `{path}` of {object} is not carried over: its kind has no such field"),
        "an extension of a mesh does not take effect any more; a typing error had no effect before",
        "remove it, or add it to the converted object where the mesh reads it there",
    )
}
