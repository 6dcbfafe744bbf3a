//! SMI227: the target has only HTTP rules, and the destination has other ports

use std::collections::HashMap;

use super::common::{ACCOUNT, GROUP};
use crate::check::Context;
use crate::model::Name;
use crate::profile::Statement;
use crate::profile::choice::L4WithL7;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use crate::set::inventory::{Port, Spoken};

rule! {
    /// The target has only HTTP rules, and the destination has other ports
    ///
    /// A target for HTTP says nothing about ports. A mesh that filters TCP and HTTP apart finds no restriction for
    /// TCP in it.
    ///
    /// # In a mesh
    ///
    /// OSM opens every TCP port of the destination to the sources.
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
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: [{ name: read, pathRegex: /cart.*, methods: [GET, HEAD] }] }
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
    ///   ports: [{ name: http, port: 80 }, { name: mysql, port: 3306 }]
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
    ///   ports: [{ name: http, port: 80 }, { name: http-admin, port: 3306 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Run what speaks TCP as an account of its own, or restrict the ports with a TCPRoute and test that it holds.
    ///
    /// # Sources
    ///
    /// OSM v1.2.4, its policy for TCP, where no ports means all ports.
    "SMI227" "http-rules-open-tcp" Warning Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let affected = context.affected(|profile| {
        let is = |one: &Statement<L4WithL7>| one.is == L4WithL7::IndependentFilters;
        profile.access.l4_with_l7.first().is_some_and(is)
    });
    let Some(affected) = affected else { return };
    let mut known: HashMap<Name, Option<&Port>> = HashMap::new();
    for target in set.world.targets.iter().filter(|target| target.destination.kind == ACCOUNT) {
        let [first, ..] = target.rules.as_slice() else { continue };
        if target.port.is_some() || target.rules.iter().any(|rule| rule.kind != GROUP) {
            continue;
        }
        let account = Set::subject_name(&target.destination);
        let port = known.entry(account).or_insert_with_key(|account| tcp_port(set, account));
        let Some(port) = port else { continue };
        let draft = Draft::new(
            Place::of(&first.origin),
            format!(
                "the target has only rules for HTTP, and port {} of the destination does not speak it",
                port.number
            ),
            format!(
                "every TCP port of the destination is open to the sources in {}",
                affected.titles
            ),
            "run what speaks TCP as an account of its own, or restrict the ports with a TCPRoute",
        );
        drafts.add(draft.also(Place::of(&port.origin), "not HTTP").meshes(&affected));
    }
}

fn tcp_port<'s>(set: &'s Set, account: &Name) -> Option<&'s Port> {
    let ports = set.services_as(account).into_iter().flat_map(|service| &service.ports);
    ports.into_iter().find(|port| port.spoken() == Spoken::Tcp)
}
