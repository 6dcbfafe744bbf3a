//! SMI229: another target allows all that the target allows

use foldhash::HashSet;

use super::common::GROUP;
use super::grants::{self, Groups, by_destination};
use crate::check::Context;
use crate::model::{HttpMatch, L4Route, Name, Target};
use crate::regex::Answer;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// Another target allows all that the target allows
    ///
    /// Targets add up, so the target changes nothing as long as the other one is there. Often the wider one was for
    /// debugging and has been forgotten.
    ///
    /// # In a mesh
    ///
    /// Nothing: but whoever removes the target and thinks a door closed is mistaken.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [items] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart-all, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: items, pathRegex: /cart/items, methods: [GET, HEAD] }
    ///   - { name: read, pathRegex: "/cart.*", methods: [GET, HEAD] }
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
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [items] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart-all, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: other, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: items, pathRegex: /cart/items, methods: [GET, HEAD] }
    ///   - { name: read, pathRegex: "/cart.*", methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Remove the target; or the wider one, if that is not meant.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Traffic Access Control (access is additive).
    "SMI229" "subsumed-target" Info Set(check)
}

/// So many targets of one destination are compared at most.
const TARGETS: usize = 64;

/// So many pairs of matches of one destination are compared at most.
const PAIRS: usize = 4_096;

/// What a target grants.
struct Grant<'s> {
    target: &'s Target,
    callers: HashSet<(&'s str, Name)>,
    http: Vec<&'s HttpMatch>,
    layer_4: Vec<&'s L4Route>,
    /// Whether it grants this in every mesh: some drop rules without matches, and targets with rules for UDP.
    is_everywhere: bool,
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let groups = Groups::of(set);
    for (_, targets) in by_destination(set) {
        if targets.len() > TARGETS {
            context.give_up(&RULE);
        }
        let targets = targets.iter().take(TARGETS);
        let grants: Vec<_> = targets.filter_map(|target| grant(set, &groups, target)).collect();
        let mut comparison = Comparison { context, left: PAIRS };
        for (number, inner) in grants.iter().enumerate() {
            let mut is_outer = |(other, outer): &(usize, &Grant<'_>)| {
                let is_within = *other != number && comparison.is_within(inner, outer);
                // Of two that allow the same, the later one is too many.
                is_within && (*other < number || !comparison.is_within(outer, inner))
            };
            if let Some((_, outer)) = grants.iter().enumerate().find(|one| is_outer(one)) {
                drafts.add(draft(inner.target, outer.target));
            }
        }
        if comparison.left == 0 {
            context.give_up(&RULE);
        }
    }
}

/// What a target grants, if that is known: what rules for HTTP and others come to together is not.
fn grant<'s>(set: &'s Set, groups: &Groups<'s>, target: &'s Target) -> Option<Grant<'s>> {
    let callers = target.sources.iter().map(|one| (one.kind.as_str(), Set::subject_name(one)));
    let callers = callers.collect();
    let mut grant = Grant {
        target,
        callers,
        http: Vec::new(),
        layer_4: Vec::new(),
        is_everywhere: target.rules.iter().all(|rule| {
            let has_names = rule.matches.as_ref().is_some_and(|names| !names.is_empty());
            rule.kind == "TCPRoute" || rule.kind == GROUP && has_names
        }),
    };
    for rule in &target.rules {
        if rule.kind == GROUP {
            let named = groups.named(rule).filter(|named| named.is_whole)?;
            grant.http.extend(named.matches);
        } else {
            grant.layer_4.push(set.l4_route(&rule.kind, &Set::route_name(rule)).found()?);
        }
    }
    let is_one_kind = grant.http.is_empty() != grant.layer_4.is_empty();
    (is_one_kind && !grant.callers.is_empty()).then_some(grant)
}

struct Comparison<'c> {
    context: &'c Context<'c>,
    /// How many comparisons are left.
    left: usize,
}

impl Comparison<'_> {
    fn is_within(&mut self, inner: &Grant<'_>, outer: &Grant<'_>) -> bool {
        let port = outer.target.port;
        let namespace = |grant: &Grant<'_>| grant.target.origin.name.namespace.clone();
        // Some meshes only heed targets in the namespace of their destination.
        if !outer.is_everywhere || namespace(inner) != namespace(outer) {
            return false;
        }
        (port.is_none() || port == inner.target.port)
            && inner.callers.is_subset(&outer.callers)
            && inner.layer_4.iter().all(|one| outer.layer_4.iter().any(|other| opens(other, one)))
            && inner.http.iter().all(|one| outer.http.iter().any(|other| self.covers(other, one)))
    }

    fn covers(&mut self, outer: &HttpMatch, inner: &HttpMatch) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        grants::is_within(self.context, &RULE, inner, outer) == Answer::Yes
    }
}

/// Whether a route opens all that another one does.
fn opens(outer: &L4Route, inner: &L4Route) -> bool {
    let has = |port: &i64| outer.ports.contains(port);
    let is_every = outer.ports.is_empty();
    outer.origin.kind == inner.origin.kind
        && (is_every || !inner.ports.is_empty() && inner.ports.iter().all(has))
}

fn draft(inner: &Target, outer: &Target) -> Draft {
    let draft = Draft::new(
        Place::of(&inner.origin),
        format!(
            "TrafficTarget {} allows nothing that {} does not",
            inner.origin.name, outer.origin.name
        ),
        "it changes nothing while the other one is there, and removing it closes nothing",
        "remove it; or the other one, if that was for debugging",
    );
    draft.also(Place::of(&outer.origin), "this one allows as much, or more")
}
