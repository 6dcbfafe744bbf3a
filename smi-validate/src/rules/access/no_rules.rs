//! SMI202: the target lists no rules

use super::common::is_everything;
use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::rules::object::layout_of_other_version;
use crate::shape::Violation;

rule! {
    /// The target lists no rules
    ///
    /// A target allows what its rules name. The definitions of the SDK ask for the list, but let an empty one
    /// through. From v1alpha3 on the specification wants at least one.
    ///
    /// # In a mesh
    ///
    /// Traefik Mesh takes a target without rules for one that allows every HTTP request of its sources. Others refuse
    /// the object, or take it for one that does nothing.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: []
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
    /// List at least one rule, or remove the target.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification: at least one rule and one source must be given. Traefik Mesh
    /// v1.4.8, issue 747.
    "SMI202" "no-rules" Error Shape(check)
}

fn check(violation: &Violation<'_>, context: &Context<'_>) -> Option<Draft> {
    let is_list = violation.entry.kind == "TrafficTarget" && violation.pattern() == "spec.rules";
    if !is_list || !violation.is_unlisted() || layout_of_other_version::explains(violation) {
        return None;
    }
    let widened = context.affected(|profile| is_everything(&profile.access.without_rules));
    let effect = match &widened {
        Some(meshes) => format!(
            "it grants nothing by the specification, and every HTTP request of its sources in {}",
            meshes.titles
        ),
        None => "it grants nothing".to_owned(),
    };
    Some(Draft::new(
        violation.place(),
        "the target lists no rules",
        format!("API servers whose definitions know the bound refuse it; past them, {effect}"),
        "list at least one rule, or remove the target",
    ))
}
