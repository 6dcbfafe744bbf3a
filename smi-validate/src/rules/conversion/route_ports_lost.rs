//! SMI604: the ports of a route have no place in the other version

use smi_types::convert::Loss;

use crate::rule::{Draft, Place, rule};

rule! {
    /// The ports of a route have no place in the other version
    ///
    /// Before specs v1alpha4, a TCPRoute says nothing about ports. Targets that go back to access v1alpha2 together with their routes
    /// take a single port over; several ports, or a route that no target refers to, have no place.
    ///
    /// # In a mesh
    ///
    /// Without its ports, the route is about every port: targets that refer to it allow more than before.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # --to v1alpha3
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: TCPRoute
    /// metadata: { name: database, namespace: shop }
    /// spec:
    ///   matches: { ports: [3306] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # --to v1alpha3
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: TCPRoute
    /// metadata: { name: database, namespace: shop }
    /// spec: {}
    /// ```
    ///
    /// # Mend
    ///
    /// Convert the route together with the targets that refer to it, with one port for each route; or choose a version that has
    /// ports.
    ///
    /// # Sources
    ///
    /// SMI Traffic Specs v1alpha3 and v1alpha4.
    "SMI604" "route-ports-lost" Warning Elsewhere
}

/// What is said of a loss.
pub(super) fn draft(loss: &Loss, object: &str, version: &str) -> Draft {
    Draft::new(
        Place::path(&loss.path),
        format!("the ports {} of {object} cannot be said in {version}", loss.value),
        "the converted route is about every port, so targets that refer to it would allow more",
        "convert it together with the targets that refer to it, with one port for each route, or choose a version that has ports",
    )
}
