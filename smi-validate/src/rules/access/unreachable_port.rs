//! SMI232: no Service leads to a port that a rule allows

use std::collections::HashMap;

use super::common::{ACCOUNT, is_layer_4};
use super::ports::{Exposed, Reach};
use crate::check::Context;
use crate::model::{L4Route, Name};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::{Lookup, Set};

rule! {
    /// No Service leads to a port that a rule allows
    ///
    /// The ports of a route are those that the server sees: the ones in the pods. Clients dial the port of a Service,
    /// and its `targetPort` is where that leads.
    ///
    /// # In a mesh
    ///
    /// No connection ever has one of these ports, so the rule grants nothing.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: TCPRoute, name: cart }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: TCPRoute
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: { ports: [33060] } }
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
    ///   ports: [{ name: mysql, port: 33060, targetPort: 3306 }]
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
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: TCPRoute
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: { ports: [3306] } }
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
    ///   ports: [{ name: mysql, port: 33060, targetPort: 3306 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the port that the container listens on.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, TCPRoute; OSM v1.2.4, whose filters see the port in the pod.
    "SMI232" "unreachable-port" Warning Set(check)
}

fn check(set: &Set, _: &Context<'_>, drafts: &mut Drafts) {
    let mut known: HashMap<Name, Exposed<'_>> = HashMap::new();
    for target in set.world.targets.iter().filter(|target| target.destination.kind == ACCOUNT) {
        for rule in target.rules.iter().filter(|rule| is_layer_4(rule)) {
            let Lookup::Found(route) = set.l4_route(&rule.kind, &Set::route_name(rule)) else {
                continue;
            };
            let account = Set::subject_name(&target.destination);
            let exposed =
                known.entry(account).or_insert_with_key(|account| Exposed::of(set, account));
            let protocol = if rule.kind == "UDPRoute" { "UDP" } else { "TCP" };
            let reach = |port: &i64| exposed.reach(protocol, *port);
            let best = route.ports.iter().map(reach).max().flatten();
            let is_open = route.ports.is_empty() || best.is_some_and(|best| best > Reach::Dialled);
            if !exposed.is_known() || is_open {
                continue;
            }
            let (message, mend) = match best {
                Some(_) => (
                    format!(
                        "{} names ports of a Service, which lead to others in the pods",
                        said(route)
                    ),
                    "write the `targetPort` of the Service into the route",
                ),
                None => (
                    format!("no Service of the destination leads to a port of {}", said(route)),
                    "write the port that the container listens on into the route",
                ),
            };
            let effect = "no connection arrives with such a port, and the rule grants nothing";
            let draft = Draft::new(Place::of(&rule.origin), message, effect, mend);
            let draft = draft
                .also(Place::of(&route.origin).at("spec.matches.ports"), "the ports of the route");
            let service = exposed.services.iter().min_by_key(|service| &service.origin.name);
            drafts.add(service.into_iter().fold(draft, |draft, service| {
                draft.also(Place::of(&service.origin).at("spec.ports"), "the ports of its Service")
            }));
        }
    }
}

fn said(route: &L4Route) -> String {
    format!("{} {}", route.origin.kind, route.origin.name.name)
}
