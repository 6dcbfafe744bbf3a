//! SMI230: a rule allows every HTTP request

use std::collections::HashMap;

use super::common::GROUP;
use super::grants::{Groups, beginning, is_any_method};
use crate::check::Context;
use crate::model::{HttpMatch, Pattern};
use crate::regex::{Anchor, Answer};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use crate::shape::words;

rule! {
    /// A rule allows every HTTP request
    ///
    /// A match of every path and every method, without headers, is no restriction: who is a source may do everything,
    /// read metrics and debug pages included.
    ///
    /// # In a mesh
    ///
    /// Every request of the sources is allowed. Traefik Mesh drops such a match where there are others beside it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [any] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: any, pathRegex: ".*", methods: ["*"] }
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
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [any] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: any, pathRegex: /cart.*, methods: ["*"] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the paths and methods that the sources need, if it is not meant.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification; Traffic Specs v1alpha4, HTTPRouteGroup.
    "SMI230" "grant-of-everything" Info Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let groups = Groups::of(set);
    let mut known: HashMap<*const HttpMatch, bool> = HashMap::new();
    for rule in set.world.targets.iter().flat_map(|target| &target.rules) {
        let named = (rule.kind == GROUP).then(|| groups.named(rule)).flatten();
        let Some(named) = named else { continue };
        let is_known = |one: &&&HttpMatch| {
            *known.entry(std::ptr::from_ref(**one)).or_insert_with(|| is_everything(one, context))
        };
        let Some(everything) = named.matches.iter().find(is_known) else { continue };
        let draft = Draft::new(
            Place::of(&rule.origin),
            format!("the match {} allows every HTTP request", words::quoted(&everything.name)),
            "whoever is a source may do everything over HTTP, read metrics and debug pages included",
            "write the paths and methods that the sources need, if it is not meant",
        );
        drafts.add(draft.also(Place::of(&everything.origin), "every path and every method"));
    }
}

fn is_everything(one: &HttpMatch, context: &Context<'_>) -> bool {
    // Every path begins with a slash, and by the specification a pattern holds for all that begins with what it says.
    let is_every = |pattern: &Pattern| {
        beginning(&pattern.source).len() <= "/".len()
            && context.includes(&RULE, &pattern.source, "/", Anchor::Start) == Answer::Yes
    };
    one.headers.is_empty() && is_any_method(one) && one.path.as_ref().is_none_or(is_every)
}
