//! SMI602: the conditions of a split have no place in the other version

use smi_types::convert::Loss;

use crate::rule::{Draft, Place, rule};

rule! {
    /// The conditions of a split have no place in the other version
    ///
    /// Before split v1alpha3, a split has no `matches`: it is about every request to its root service.
    ///
    /// # In a mesh
    ///
    /// Without its conditions, the split would share all requests, not only those of the users that it was made for.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # --to v1alpha2
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2, weight: 10 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # --to v1alpha2
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
    /// Choose a version or a mesh that has conditions (v1alpha3 or newer), or leave the split out.
    ///
    /// # Sources
    ///
    /// SMI Traffic Split v1alpha2 and v1alpha3.
    "SMI602" "conditions-lost" Warning Elsewhere
}

/// What is said of a loss.
pub(super) fn draft(loss: &Loss, object: &str, version: &str) -> Draft {
    Draft::new(
        Place::path(&loss.path),
        format!("the conditions of {object} cannot be said in {version}"),
        "the converted split would share every request to its root service, not only those that the conditions are about",
        "choose a version that has conditions (v1alpha3 or newer), or leave the split out",
    )
}
