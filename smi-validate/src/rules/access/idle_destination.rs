//! SMI219: no pod or no Service stands behind a destination

use std::collections::{BTreeMap, HashSet};

use super::common::{ACCOUNT, gathered};
use crate::check::Context;
use crate::model::{Name, Subject};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// No pod or no Service stands behind a destination
    ///
    /// A target opens pods that run as an account, and callers reach them through a Service. Only said with
    /// `--complete`.
    ///
    /// # In a mesh
    ///
    /// Without pods the target does nothing. Without a Service that selects them, Traefik Mesh does not build it, and
    /// other meshes have no host name that leads there.
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
    /// spec: { matches: [{ name: read, pathRegex: /cart.*, methods: [GET, HEAD] }] }
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
    /// kind: Pod
    /// metadata: { name: cart, namespace: shop, labels: { app: cart } }
    /// spec:
    ///   serviceAccountName: till
    ///   containers: [{ name: main, image: "example/cart" }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
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
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: [{ name: read, pathRegex: /cart.*, methods: [GET, HEAD] }] }
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
    /// kind: Pod
    /// metadata: { name: cart, namespace: shop, labels: { app: cart } }
    /// spec:
    ///   serviceAccountName: cart
    ///   containers: [{ name: main, image: "example/cart" }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Run the pods as the account (`serviceAccountName`), and give them a Service.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification; Traefik Mesh v1.4.8, its topology, which goes by Services.
    "SMI219" "idle-destination" Warning Set(check)
}

fn check(set: &Set, _: &Context<'_>, drafts: &mut Drafts) {
    if !set.is_complete() {
        return;
    }
    let mut by_account: BTreeMap<Name, Vec<&Subject>> = BTreeMap::new();
    let destinations = set.world.targets.iter().map(|target| &target.destination);
    for destination in destinations.filter(|destination| destination.kind == ACCOUNT) {
        by_account.entry(Set::subject_name(destination)).or_default().push(destination);
    }
    // Addresses that are written by hand may be those of any pod.
    let by_hand = set.services.iter().filter(|service| service.selector.is_none());
    let by_hand: HashSet<_> = by_hand.map(|service| &service.origin.name.namespace).collect();
    for (account, destinations) in by_account {
        if set.account(&account).is_missing() {
            continue;
        }
        let (message, effect, mend) = if set.workloads_as(&account).is_empty() {
            (
                format!("no pod runs as {ACCOUNT} {account}"),
                "the target is about nobody",
                "run the pods as the account with `serviceAccountName`",
            )
        } else if set.services_as(&account).is_empty() && !by_hand.contains(&account.namespace) {
            (
                format!("no Service selects the pods that run as {ACCOUNT} {account}"),
                "callers have no name for them; Traefik Mesh does not build the target",
                "give the pods a Service",
            )
        } else {
            continue;
        };
        let places = destinations.iter().map(|one| Place::of(&one.origin).at(".name"));
        drafts.extend(gathered(places.collect(), "another target about it", |place| {
            Draft::new(place, message, effect, mend)
        }));
    }
}
