//! SMI614: a detail has no place in the other version

use smi_types::convert::Loss;

use crate::rule::{Draft, Place, rule};

rule! {
    /// A detail has no place in the other version
    ///
    /// The port of a source and the name of a TCP match never had a meaning. The selector of a list of metrics is not repeated in the
    /// later version, which is the SDK's alone.
    ///
    /// # In a mesh
    ///
    /// Nothing changes for traffic.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # --to v1alpha3
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop, port: 80 }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # --to v1alpha3
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Nothing needs to be done.
    ///
    /// # Sources
    ///
    /// SMI Traffic Access Control v1alpha2; SMI Traffic Specs v1alpha4; SMI Traffic Metrics v1alpha1.
    "SMI614" "detail-lost" Info Elsewhere
}

/// What is said of a loss.
pub(super) fn draft(loss: &Loss, object: &str, version: &str) -> Draft {
    Draft::new(
        Place::path(&loss.path),
        format!("{} of {object} cannot be said in {version}", loss.path),
        "nothing changes for traffic: it never had a meaning there",
        "remove it, if this message is in the way",
    )
}
