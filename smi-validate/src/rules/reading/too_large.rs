//! SMI004: documents beyond the limits.

use crate::rule::rule;

rule! {
    /// A document is larger, deeper or more entangled than any manifest
    ///
    /// Reading stops at 64 MiB, 200 levels, four million nodes, or aliases that stand for more than 250,000 nodes. Honest
    /// manifests stay far below; the largest definitions of resources have 60 levels and 40,000 nodes.
    ///
    /// # In a mesh
    ///
    /// API servers refuse objects above about 1.5 MB, and kubectl gives up on aliases that grow without end.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    /// b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
    /// c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
    /// d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
    /// e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
    /// f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop, labels: &labels { app: cart }, annotations: *labels }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the file in several documents, and anchors without aliases inside aliases.
    ///
    /// # Sources
    ///
    /// A bound of this toolkit.
    "SMI004" "too-large" Error Elsewhere
}
