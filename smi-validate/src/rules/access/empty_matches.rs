//! SMI213: a rule has an empty list of matches

use super::common::GROUP;
use crate::check::{Context, ObjectView};
use crate::model::Rule;
use crate::profile::choice::MatchesOmitted;
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A rule has an empty list of matches
    ///
    /// It reads like "no match". For many controllers an empty list and no list are the same, and without a list a
    /// rule means every match of the group.
    ///
    /// # In a mesh
    ///
    /// Traefik Mesh allows every match of the group, OSM, FSM and the adapter for Istio none.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [] }]
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
    /// List the names of the matches that are meant, or remove the rule.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification, which only speaks of a list that is left out; Traefik Mesh
    /// v1.4.8; OSM v1.2.4, inbound policies.
    "SMI213" "empty-matches" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let rules = view.world.targets.iter().flat_map(|target| &target.rules);
    let is_empty =
        |rule: &&Rule| rule.kind == GROUP && rule.matches.as_ref().is_some_and(Vec::is_empty);
    for rule in rules.filter(is_empty) {
        drafts.add(Draft::new(
            Place::of(&rule.origin).at(".matches"),
            "the rule has an empty list of matches, which some read as none and some as all",
            effect(context),
            "list the names of the matches that are meant, or remove the rule",
        ));
    }
}

fn effect(context: &Context<'_>) -> String {
    let meshes = |wanted| {
        context.affected(|profile| {
            profile.rules.matches_empty.first().is_some_and(|statement| statement.is == wanted)
        })
    };
    let all = meshes(MatchesOmitted::All)
        .map(|meshes| format!("every request of the group is allowed in {}", meshes.titles));
    let none = meshes(MatchesOmitted::None).map(|meshes| format!("none is in {}", meshes.titles));
    let known: Vec<_> = all.into_iter().chain(none).collect();
    if known.is_empty() {
        "controllers that don't tell it from a list that is left out allow every request of the group".to_owned()
    } else {
        known.join("; ")
    }
}
