//! SMI208: a rule is of a kind that the version does not know

use smi_types::bounds::Keyword;

use crate::check::{Context, joined};
use crate::rule::{Draft, rule};
use crate::shape::{Violation, words};

rule! {
    /// A rule is of a kind that the version does not know
    ///
    /// Rules are of kind HTTPRouteGroup or TCPRoute, and from v1alpha3 on UDPRoute as well. The kind is written
    /// exactly like that.
    ///
    /// # In a mesh
    ///
    /// The API server refuses the object, since the definitions list the kinds. Past it, OSM has the whole target
    /// without effect, and Traefik Mesh cannot build it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRoute, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the kind of the route object as SMI spells it, or the version of access that has it.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha1 to v1alpha4, Specification; the definitions of the SDK; OSM v1.2.4 and Traefik
    /// Mesh v1.4.8, the lookup of rules.
    "SMI208" "wrong-rule-kind" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let is_rule = matches!(violation.pattern().as_str(), "specs[].kind" | "spec.rules[].kind");
    let Keyword::OneOf(kinds) = violation.bound()?.keyword else { return None };
    if violation.entry.kind != "TrafficTarget" || !is_rule {
        return None;
    }
    let written = violation.node.as_str().unwrap_or_default();
    let mend = match words::nearest(written, kinds.iter().copied()) {
        _ if written == "UDPRoute" => {
            "write access v1alpha3, the first version with UDPRoute, or remove the rule".to_owned()
        }
        _ if written.to_uppercase().starts_with("HTTP") => "write `HTTPRouteGroup`".to_owned(),
        Some(kind) => format!("write `{kind}`"),
        None => format!("write one of {}", joined(kinds)),
    };
    Some(Draft::new(
        violation.place(),
        format!(
            "a rule is of kind {}, and access {} knows {}",
            words::quoted(written),
            violation.entry.version,
            joined(kinds)
        ),
        "the API server refuses the object; past it, the rule or the whole target has no effect",
        mend,
    ))
}
