//! SMI210: a rule refers to a route that does not exist

use super::references::References;
use crate::check::Context;
use crate::finding::Severity;
use crate::profile::choice::DanglingRule;
use crate::rule::{Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// A rule refers to a route that does not exist
    ///
    /// Routes are looked up by kind and name in the namespace of the target. What is not in the input is only said to
    /// be missing with `--complete`; without it, a name that is a slip away from another one is, and a group that is
    /// in another namespace.
    ///
    /// # In a mesh
    ///
    /// OSM and FSM skip the rule without a word, or the whole target for TCP. Traefik Mesh and the adapter for Istio
    /// drop the whole target. Either way, what the rule was to allow is denied.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: catr, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: [{ name: read, pathRegex: /cart.*, methods: [GET, HEAD] }] }
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
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: [{ name: read, pathRegex: /cart.*, methods: [GET, HEAD] }] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the name of the route, or bring both into one namespace.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification; OSM v1.2.4, inbound policies and targets; Traefik Mesh v1.4.8,
    /// its topology.
    "SMI210" "missing-route" Error Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let references = References::of(set, context);
    for rule in set.world.targets.iter().flat_map(|target| &target.rules) {
        let kind = match rule.kind.as_str() {
            "HTTPRouteGroup" => "HTTPRouteGroup",
            "TCPRoute" => "TCPRoute",
            "UDPRoute" => "UDPRoute",
            _ => continue,
        };
        let name = Set::route_name(rule);
        let Some(dangling) = references.dangling(kind, &name) else { continue };
        let place = Place::of(&rule.origin).at(".name");
        drafts.add(dangling.draft(place, effect(kind, context), Severity::Error));
    }
}

fn effect(kind: &str, context: &Context<'_>) -> String {
    let dropped = context.affected(|profile| {
        let answer = match kind {
            "HTTPRouteGroup" => &profile.rules.missing_group,
            _ => &profile.rules.missing_tcp_route,
        };
        answer.first().is_some_and(|statement| statement.is == DanglingRule::VoidsTarget)
    });
    let plain = "the rule grants nothing, and most meshes don't say so";
    match dropped {
        Some(meshes) => format!("{plain}; in {} the whole target is dropped", meshes.titles),
        None => plain.to_owned(),
    }
}
