//! SMI335: nothing refers to a route

use foldhash::HashSet;

use crate::check::Context;
use crate::model::Name;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// Nothing refers to a route
    ///
    /// A route by itself has no effect: a target or a split must name it. Only said with `--complete`, for what is not
    /// in the input may refer to it.
    ///
    /// # In a mesh
    ///
    /// Nothing.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # config complete
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
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: /cart.*, methods: [GET, HEAD] }
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: basket, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: add, pathRegex: /basket.*, methods: [POST] }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: cart, namespace: shop }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: web, namespace: shop }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec: { selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { matchLabels: { app: cart } }
    ///   template:
    ///     metadata: { labels: { app: cart } }
    ///     spec: { serviceAccountName: cart, containers: [{ name: cart, image: cart, ports: [{ containerPort: 8080 }] }] }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web, namespace: shop }
    /// spec:
    ///   selector: { matchLabels: { app: web } }
    ///   template:
    ///     metadata: { labels: { app: web } }
    ///     spec: { serviceAccountName: web, containers: [{ name: web, image: web }] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # config complete
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }, { kind: HTTPRouteGroup, name: basket, matches: [add] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: /cart.*, methods: [GET, HEAD] }
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: basket, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: add, pathRegex: /basket.*, methods: [POST] }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: cart, namespace: shop }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: web, namespace: shop }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec: { selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { matchLabels: { app: cart } }
    ///   template:
    ///     metadata: { labels: { app: cart } }
    ///     spec: { serviceAccountName: cart, containers: [{ name: cart, image: cart, ports: [{ containerPort: 8080 }] }] }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web, namespace: shop }
    /// spec:
    ///   selector: { matchLabels: { app: web } }
    ///   template:
    ///     metadata: { labels: { app: web } }
    ///     spec: { serviceAccountName: web, containers: [{ name: web, image: web }] }
    /// ```
    ///
    /// # Mend
    ///
    /// Name it in a rule, or remove it.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTPRouteGroup: not associated with any resources yet.
    "SMI335" "unreferenced-route" Info Set(check)
}

fn check(set: &Set, _: &Context<'_>, drafts: &mut Drafts) {
    if !["TrafficTarget", "TrafficSplit"].iter().all(|kind| set.has_all(kind)) {
        return;
    }
    let rules = set.world.targets.iter().flat_map(|target| &target.rules);
    let of_splits = set.world.splits.iter().flat_map(|split| split.matches.iter().flatten());
    let named: HashSet<(&str, Name)> =
        rules.chain(of_splits).map(|rule| (rule.kind.as_str(), Set::route_name(rule))).collect();
    let groups = set.world.route_groups.iter().map(|group| &group.origin);
    let routes = groups.chain(set.world.l4_routes.iter().map(|route| &route.origin));
    for origin in
        routes.filter(|origin| !named.contains(&(&*origin.kind, Name::clone(&origin.name))))
    {
        drafts.add(Draft::new(
            Place::object(&origin.kind, &origin.name),
            format!("nothing refers to {} {}", origin.kind, origin.name),
            "it has no effect: routes count only where a target or a split names them",
            "name it in a rule of a target or in the matches of a split of its namespace, or remove it",
        ));
    }
}
