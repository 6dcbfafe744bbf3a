//! SMI211: a rule names a match that its group does not have

use foldhash::HashMap;

use super::common::GROUP;
use super::grants::Groups;
use crate::check::{Context, joined};
use crate::model::HttpMatch;
use crate::profile::Statement;
use crate::profile::choice::DanglingRule;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use crate::shape::words;

rule! {
    /// A rule names a match that its group does not have
    ///
    /// Matches are looked up by name in the group, whose names are all known when the group is.
    ///
    /// # In a mesh
    ///
    /// OSM and FSM skip the name without a word. Traefik Mesh and the adapter for Istio drop the whole target. Either
    /// way, what the match was to allow is denied.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [raed] }]
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
    /// Write the name of a match that the group has.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification; OSM v1.2.4, inbound policies; Traefik Mesh v1.4.8, its
    /// topology; the adapter for Istio.
    "SMI211" "missing-match" Error Set(check)
}

/// So many names of a group are listed at most.
const LISTED: usize = 5;

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let groups = Groups::of(set);
    let effect = effect(context);
    for rule in set.world.targets.iter().flat_map(|target| &target.rules) {
        let name = Set::route_name(rule);
        let names = (rule.kind == GROUP).then(|| groups.names(&name)).flatten();
        let Some(names) = names else { continue };
        for (index, wanted) in rule.matches.iter().flatten().enumerate() {
            if names.contains_key(wanted.as_str()) {
                continue;
            }
            let near = words::nearest(wanted, names.keys().copied());
            let mend = match near {
                Some(near) => format!("did you mean `{near}`? Write that name then"),
                None => "write the name of a match that the group has".to_owned(),
            };
            let draft = Draft::new(
                Place::of(&rule.origin).at(&format!(".matches[{index}]")),
                format!("{GROUP} {name} has no match {}", words::quoted(wanted)),
                &*effect,
                mend,
            );
            drafts.add(draft.also(Place::object(GROUP, &name), listed(names)));
        }
    }
}

fn effect(context: &Context<'_>) -> String {
    let dropped = context.affected(|profile| {
        let is = |one: &Statement<DanglingRule>| one.is == DanglingRule::VoidsTarget;
        profile.rules.missing_match.first().is_some_and(is)
    });
    let plain = "the name grants nothing, and most meshes don't say so";
    match dropped {
        Some(meshes) => format!("{plain}; in {} the whole target is dropped", meshes.titles),
        None => plain.to_owned(),
    }
}

fn listed(names: &HashMap<&str, &HttpMatch>) -> String {
    let mut names: Vec<_> = names.keys().map(|name| words::quoted(name)).collect();
    names.sort();
    match names.len() {
        count if count > LISTED => {
            format!("it has {} and {} more", names[..LISTED].join(", "), count - LISTED)
        }
        _ => format!("it has {}", joined(&names)),
    }
}
