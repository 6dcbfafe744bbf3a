//! SMI901: suppressions of nothing.

use crate::rule::rule;

rule! {
    /// A suppression covers no finding
    ///
    /// What it allowed is gone, or it stands at the wrong place. Left behind, it would hide the next finding of that rule.
    ///
    /// # In a mesh
    ///
    /// Nothing; but the next mistake of that kind goes unnoticed.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// # smi-validate: allow(unknown-field) the old tool wrote it
    /// spec:
    ///   service: cart
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
    /// Remove it, or move it: a comment covers what begins on the next line with content, or on its own line.
    ///
    /// # Sources
    ///
    /// The section on suppression in this package's README.
    "SMI901" "unused-suppression" Warning Elsewhere
}
