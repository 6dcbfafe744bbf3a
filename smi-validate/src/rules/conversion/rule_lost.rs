//! SMI603: a rule of a target has no place in the other version

use smi_types::convert::Loss;

use crate::rule::{Draft, Place, rule};

rule! {
    /// A rule of a target has no place in the other version
    ///
    /// UDPRoutes are known from access v1alpha3 on. On the way up, a rule goes whose route names other ports than the target does:
    /// together the two allow nothing, and newer versions cannot say that.
    ///
    /// # In a mesh
    ///
    /// The converted target allows less than the one that it was made of: calls over UDP are denied, or the whole target has no
    /// effect.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # --to v1alpha2
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }, { kind: UDPRoute, name: dns }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # --to v1alpha2
    /// apiVersion: access.smi-spec.io/v1alpha3
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
    /// Choose a version that has such rules, or remove the rule if nothing needs it.
    ///
    /// # Sources
    ///
    /// SMI Traffic Access Control v1alpha2 and v1alpha3.
    "SMI603" "rule-lost" Error Elsewhere
}

/// What is said of a loss.
pub(super) fn draft(loss: &Loss, object: &str, version: &str) -> Draft {
    Draft::new(
        Place::path(&loss.path),
        format!("a rule of {object} cannot be said in {version}: {}", route(loss)),
        "the rule is left out, so the converted target allows less",
        "choose a version that has such rules, or remove the rule if nothing needs it",
    )
}

/// The kind and the name of the route that the rule refers to.
fn route(loss: &Loss) -> String {
    let text = |field: &str| loss.value[field].as_str().unwrap_or_default().to_owned();
    format!("{} {}", text("kind"), text("name"))
}
