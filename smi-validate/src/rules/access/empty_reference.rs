//! SMI207: a subject or a rule has an empty name

use smi_types::bounds::Keyword;

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;

rule! {
    /// A subject or a rule has an empty name
    ///
    /// The definitions only ask for the field to be there. An empty text is there, and refers to nothing.
    ///
    /// # In a mesh
    ///
    /// Nothing has an empty name: such a source admits nobody, such a rule grants nothing, and a target with such a
    /// destination is about no pod. Traefik Mesh drops a whole target whose rule leads nowhere.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: "", namespace: shop }]
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
    /// Write the name of the ServiceAccount or of the route, or remove the entry.
    ///
    /// # Sources
    ///
    /// The definitions of the SDK: they only require the field.
    "SMI207" "empty-reference" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let pattern = violation.pattern();
    let is_empty = matches!(violation.bound()?.keyword, Keyword::NotEmpty);
    if violation.entry.kind != "TrafficTarget" || !is_empty || !pattern.ends_with(".name") {
        return None;
    }
    let (what, effect, other) = if pattern.contains("destination") {
        ("the destination", "the target is about no pod", "ServiceAccount")
    } else if pattern.contains("sources") {
        ("a source", "it admits nobody", "ServiceAccount")
    } else {
        ("a rule", "it grants nothing, and some meshes drop the whole target for it", "route")
    };
    Some(Draft::new(
        violation.place(),
        format!("{what} has an empty name"),
        format!("the API server lets it through, and {effect}"),
        format!("write the name of the {other}"),
    ))
}
