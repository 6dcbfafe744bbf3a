//! SMI601: the port of a target has no place in the other version

use smi_types::convert::Loss;

use crate::rule::{Draft, Place, rule};

rule! {
    /// The port of a target has no place in the other version
    ///
    /// Up to access v1alpha2, a target can name the port of its destination; from v1alpha3 on, only TCPRoutes and UDPRoutes name
    /// ports. The conversion makes such a route and puts it in the place of the target's own, or beside its groups. A target
    /// without rules that it knows has no place for one.
    ///
    /// # In a mesh
    ///
    /// Without the port, the target would let its sources in on every port of the destination.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # --to v1alpha3
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop, port: 8080 }
    ///   rules: []
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
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
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop, port: 8080 }
    ///   rules: [{ kind: TCPRoute, name: all }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Add a rule that says what may be called, then convert again.
    ///
    /// # Sources
    ///
    /// SMI Traffic Access Control v1alpha2 and v1alpha3; SMI Traffic Specs v1alpha4, TCPRoute.
    "SMI601" "port-lost" Warning Elsewhere
}

/// What is said of a loss.
pub(super) fn draft(loss: &Loss, object: &str, version: &str) -> Draft {
    Draft::new(
        Place::path(&loss.path),
        format!("the port {} of {object} cannot be said in {version}", loss.value),
        "the converted target would let its sources in on every port of the destination",
        "add a rule to the target that says what may be called, and convert again",
    )
}
