//! SMI610: a conversion is only right under one reading of the specification

use smi_types::Interpretation;

use crate::rule::{Draft, Place, rule};

rule! {
    /// A conversion is only right under one reading of the specification
    ///
    /// Where the specification is silent, the result means the same as the source only to meshes that read it in one way. The message
    /// names the question by its id.
    ///
    /// # In a mesh
    ///
    /// A mesh that reads it the other way allows something else than before. For `ACCESS-L4-WITH-L7`, it opens the port to every
    /// request instead of limiting the requests to the port.
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
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }]
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
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Check how your mesh reads it (`--target` tells, as far as it is known), or change the object so that it does not matter.
    ///
    /// # Sources
    ///
    /// SMI Traffic Access Control, rules of several kinds in one target; servicemeshinterface/smi-spec issue 206.
    "SMI610" "rests-on-reading" Info Elsewhere
}

/// What is said of an object that rests on a reading.
pub(super) fn draft(interpretation: Interpretation, object: &str, version: &str) -> Draft {
    let reading = interpretation.reading().trim_end_matches('.');
    Draft::new(
        Place::path(""),
        format!(
            "{object} means the same in {version} only under one reading of {}",
            interpretation.id()
        ),
        format!(
            "it is right where this holds: {reading}; a mesh that reads it otherwise allows something else"
        ),
        "check how your mesh reads it, or change the object so that it does not matter",
    )
}
