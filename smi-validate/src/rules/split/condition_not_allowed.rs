//! SMI440: what a split sends to its backends, they do not allow

use super::conditions;
use super::services::{backends, gets_something, pods};
use crate::check::Context;
use crate::model::{HttpMatch, Name, Split, Target};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// What a split sends to its backends, they do not allow
    ///
    /// The split acts on some requests only, and the TrafficTargets of its backends let in others only.
    ///
    /// # In a mesh
    ///
    /// Once access control is on, every request that the split takes is denied.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # config complete
    /// apiVersion: split.smi-spec.io/v1alpha3
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart } }
    ///     spec: { serviceAccountName: cart }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: cart, namespace: shop }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: web, namespace: shop }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: web } }
    ///     spec: { serviceAccountName: web }
    /// ---
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: HTTPRouteGroup
    /// metadata: { name: beta, namespace: shop }
    /// spec:
    ///   matches: [{ name: beta, headers: [{ x-beta: "1" }] }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches: [{ name: read, headers: [{ x-beta: "0" }] }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # config complete
    /// apiVersion: split.smi-spec.io/v1alpha3
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart } }
    ///     spec: { serviceAccountName: cart }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: cart, namespace: shop }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: web, namespace: shop }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: web } }
    ///     spec: { serviceAccountName: web }
    /// ---
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: HTTPRouteGroup
    /// metadata: { name: beta, namespace: shop }
    /// spec:
    ///   matches: [{ name: beta, headers: [{ x-beta: "1" }] }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches: [{ name: read, pathRegex: /cart.*, methods: [GET, HEAD] }]
    /// ```
    ///
    /// # Mend
    ///
    /// Allow the requests that the split takes, or change its conditions.
    ///
    /// # Sources
    ///
    /// Issue 171 of the specification; Traffic Access v1alpha3, TrafficTarget.
    "SMI440" "condition-not-allowed" Warning Set(check)
}

/// So many pairs of matches are compared for a split.
const COMPARED: usize = 400;

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    // What is not here may be allowed elsewhere.
    if !set.has_all("TrafficTarget") {
        return;
    }
    for split in set.world.splits.iter().filter(|split| conditions::is_limited(split)) {
        judge(set, split, context).into_iter().for_each(|draft| drafts.add(draft));
    }
}

fn judge(set: &Set, split: &Split, context: &Context<'_>) -> Option<Draft> {
    let taken = conditions::of(set, split)?;
    let mut allowed = Vec::new();
    for (_, service) in backends(set, split).filter(|(backend, _)| gets_something(backend)) {
        for workload in pods(set, service) {
            let account = Name::new(&workload.origin.name.namespace, &workload.service_account);
            for target in set.targets_of(&account) {
                allowed.extend(routes(set, target)?);
            }
        }
    }
    let first = allowed.first()?;
    if taken.len() * allowed.len() > COMPARED {
        context.give_up(&RULE);
        return None;
    }
    let meets = |one: &HttpMatch| {
        allowed.iter().any(|other| !conditions::are_disjoint(context, &RULE, one, other))
    };
    if taken.iter().any(|(_, one)| meets(one)) {
        return None;
    }
    let draft = Draft::new(
        Place::of(&split.origin).at(".spec.matches"),
        "the backends allow none of the requests that this split takes",
        "once access control is on, every request that the split takes is denied",
        "allow these requests in a TrafficTarget of the backends, or change the conditions",
    );
    let (_, one) = taken.first()?;
    Some(
        draft
            .also(&one.origin, "what the split takes")
            .also(&first.origin, "what the backends allow"),
    )
}

/// The matches that a target allows; nothing where it allows something else, or more than is here.
fn routes<'s>(set: &'s Set, target: &Target) -> Option<Vec<&'s HttpMatch>> {
    let mut routes = Vec::new();
    for rule in &target.rules {
        if rule.kind != "HTTPRouteGroup" {
            return None;
        }
        let group = set.route_group(&Set::route_name(rule)).found()?;
        let is_named = |one: &&HttpMatch| {
            rule.matches.as_ref().is_none_or(|names| names.is_empty() || names.contains(&one.name))
        };
        routes.extend(group.matches.iter().filter(is_named));
    }
    Some(routes)
}
