//! SMI902: suppressions that say nothing.

use crate::rule::rule;

rule! {
    /// A suppression is malformed, or names no rule
    ///
    /// It is no suppression then, so what it was to allow is reported.
    ///
    /// # In a mesh
    ///
    /// Nothing.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # smi-validate: allow-file(unkown-field)
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
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
    /// Write `# smi-validate: allow(NAME)` with the name or code of a rule; `smi-validate rules` lists them.
    ///
    /// # Sources
    ///
    /// The section on suppression in this package's README.
    "SMI902" "unknown-suppression" Warning Elsewhere
}
