//! SMI105: versions are used together that the specification does not pair

use smi_types::catalog::Entry;

use crate::check::Context;
use crate::model::Rule;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// Versions are used together that the specification does not pair
    ///
    /// Each version of access and split names the version of specs that it goes with. Meshes implement such pairs: a
    /// mesh that reads access v1alpha3 looks for routes of specs v1alpha4.
    ///
    /// # In a mesh
    ///
    /// A mesh that serves one of the versions most often does not serve the other, so the route does not exist for it.
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
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha3
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
    /// Convert the older one: `smi-validate convert --to latest`.
    ///
    /// # Sources
    ///
    /// The line "compatible with" at the top of each document of the specification.
    "SMI105" "incompatible-versions" Warning Set(check)
}

fn check(set: &Set, _: &Context<'_>, drafts: &mut Drafts) {
    let targets = set.world.targets.iter().map(|target| (&target.origin, &target.rules[..]));
    let splits = set.world.splits.iter();
    let splits = splits.map(|split| (&split.origin, split.matches.as_deref().unwrap_or_default()));
    for (origin, references) in targets.chain(splits) {
        let Some(user) = set.version_of(&origin.kind, &origin.name) else { continue };
        let odd = |rule: &&Rule| {
            let route = set.version_of(&rule.kind, &Set::route_name(rule));
            route.is_some_and(|route| !is_pair(user, route))
        };
        let mut odd = references.iter().filter(odd);
        let Some(first) = odd.next() else { continue };
        let Some(route) = set.version_of(&first.kind, &Set::route_name(first)) else { continue };
        let draft = Draft::new(
            Place::of(&first.origin).at(".name"),
            format!(
                "{} {} refers to {} of specs {}, but goes together with {}",
                user.group.split('.').next().unwrap_or_default(),
                user.version,
                route.kind,
                route.version,
                user.compatible_with
            ),
            "a mesh that serves the one most often does not serve the other, and then the reference leads nowhere",
            "convert the older one: `smi-validate convert --to latest`",
        );
        let place = Place::object(&first.kind, &Set::route_name(first)).at("apiVersion");
        let also = match odd.count() {
            0 => "of this version".to_owned(),
            more => format!("of this version; {more} more references like it"),
        };
        drafts.add(draft.also(place, also));
    }
}

fn is_pair(user: &Entry, route: &Entry) -> bool {
    let says = |one: &Entry, other: &Entry| {
        let group = other.group.split('.').next().unwrap_or_default();
        let named: Vec<_> = versions_of(one.compatible_with, group);
        named.is_empty() || named.contains(&other.version)
    };
    says(user, route)
}

/// The versions of a group in a text such as `access v1alpha2, split v1alpha3`.
fn versions_of<'t>(text: &'t str, group: &str) -> Vec<&'t str> {
    let mut current = "";
    let mut versions = Vec::new();
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        if word.starts_with("v1") {
            if current == group {
                versions.push(word);
            }
        } else {
            current = word;
        }
    }
    versions
}
