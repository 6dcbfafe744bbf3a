//! SMI203: the target lists no sources

use super::common::is_everything;
use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::rules::object::layout_of_other_version;
use crate::shape::Violation;

rule! {
    /// The target lists no sources
    ///
    /// A target admits whom it lists. The definitions of the SDK ask for the list, but let an empty one through. From
    /// v1alpha3 on the specification wants at least one.
    ///
    /// # In a mesh
    ///
    /// OSM takes an empty list of sources for everybody, as far as TCP is concerned: the opposite of what it says.
    /// Others refuse the object, or take it for one that does nothing.
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
    ///   sources: []
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
    /// List at least one source, or remove the target.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification: at least one rule and one source must be given. OSM v1.2.4,
    /// its policy for TCP.
    "SMI203" "no-sources" Error Shape(check)
}

fn check(violation: &Violation<'_>, context: &Context<'_>) -> Option<Draft> {
    let is_list = violation.entry.kind == "TrafficTarget" && violation.pattern() == "spec.sources";
    if !is_list || !violation.is_unlisted() || layout_of_other_version::explains(violation) {
        return None;
    }
    let widened = context.affected(|profile| is_everything(&profile.access.without_sources));
    let effect = match &widened {
        Some(meshes) => format!(
            "it admits nobody by the specification, and everybody over TCP in {}",
            meshes.titles
        ),
        None => "it admits nobody".to_owned(),
    };
    Some(Draft::new(
        violation.place(),
        "the target lists no sources",
        format!("API servers whose definitions know the bound refuse it; past them, {effect}"),
        "list at least one source, or remove the target",
    ))
}
