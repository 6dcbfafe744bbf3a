//! SMI209: a rule for TCP or UDP names matches

use super::common::is_layer_4;
use crate::check::{Context, ObjectView, joined};
use crate::model::Rule;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::shape::words;

rule! {
    /// A rule for TCP or UDP names matches
    ///
    /// Only the matches of an HTTPRouteGroup have names. The names in a rule for a TCPRoute or UDPRoute refer to
    /// nothing, though they read like a restriction.
    ///
    /// # In a mesh
    ///
    /// The names are ignored, and the rule allows all that the route allows.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: TCPRoute, name: cart, matches: [orders] }]
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
    ///   rules: [{ kind: TCPRoute, name: cart }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Remove `matches`; restrict the ports in the route.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification; Traffic Specs v1alpha4, TCPRoute, whose matches have no name
    /// in the definitions.
    "SMI209" "matches-on-route" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let rules = view.world.targets.iter().flat_map(|target| &target.rules);
    let named = |rule: &&Rule| {
        is_layer_4(rule) && rule.matches.as_ref().is_some_and(|matches| !matches.is_empty())
    };
    for rule in rules.filter(named) {
        let names = rule.matches.as_deref().unwrap_or_default();
        let names: Vec<_> = names.iter().map(|name| words::quoted(name)).collect();
        drafts.add(Draft::new(
            Place::of(&rule.origin).at(".matches"),
            format!(
                "a rule for a {} names {}, and such a route has no matches with names",
                rule.kind,
                joined(&names)
            ),
            "the names are ignored: the rule allows all that the route allows",
            "remove `matches`; ports are restricted in the route",
        ));
    }
}
