//! SMI613: the ratio of weights does not fit into the other version

use smi_types::convert::Loss;

use crate::rule::{Draft, Place, rule};

rule! {
    /// The ratio of weights does not fit into the other version
    ///
    /// Quantities of split v1alpha1 have digits without end; weights from v1alpha2 on are whole numbers of 64 bits. All weights are
    /// multiplied by one number so that they are whole, as far as that fits.
    ///
    /// # In a mesh
    ///
    /// The shares of the backends are close to what they were, and not the same.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # --to v1alpha2
    /// apiVersion: split.smi-spec.io/v1alpha1
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1Ei }, { service: cart-v2, weight: 1n }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # --to v1alpha2
    /// apiVersion: split.smi-spec.io/v1alpha1
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }, { service: cart-v2, weight: 500m }]
    /// ```
    ///
    /// # Mend
    ///
    /// Choose weights that are nearer to each other.
    ///
    /// # Sources
    ///
    /// SMI Traffic Split v1alpha1 and v1alpha2; Kubernetes, resource quantities.
    "SMI613" "ratio-changed" Warning Elsewhere
}

/// What is said of a loss.
pub(super) fn draft(loss: &Loss, object: &str, version: &str) -> Draft {
    Draft::new(
        Place::path(&loss.path),
        format!("the ratio of the weights of {object} cannot be said exactly in {version}"),
        "the shares of the backends change a little",
        "choose weights that are nearer to each other",
    )
}
