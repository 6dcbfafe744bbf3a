//! SMI324: an item of the list of headers has several keys

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;
use smi_types::bounds::Keyword;

rule! {
    /// An item of the list of headers has several keys
    ///
    /// In the form of a list each header is an item of its own. The schema lets such an item in; the SDK that meshes
    /// read it with does not.
    ///
    /// # In a mesh
    ///
    /// OSM and Traefik Mesh stop watching route groups altogether, and serve the policy that they had before until the
    /// object is mended.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: beta, headers: [{ x-beta: ^on$, x-team: ^blue$ }] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: beta, headers: [{ x-beta: ^on$ }, { x-team: ^blue$ }] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write one item for each header.
    ///
    /// # Sources
    ///
    /// The SDK, headers of specs v1alpha4; OSM v1.2.4 and Traefik Mesh as measured.
    "SMI324" "crowded-header-item" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let Keyword::MostFields(1) = violation.bound()?.keyword else { return None };
    if !violation.pattern().ends_with("matches[].headers[]") {
        return None;
    }
    let count = violation.node.entries().len();
    Some(Draft::new(
        violation.place(),
        format!("an item of `headers` has {count} keys"),
        "the SDK stops at it: OSM and Traefik Mesh take in no changes to any route group until it is mended",
        "write one item for each header",
    ))
}
