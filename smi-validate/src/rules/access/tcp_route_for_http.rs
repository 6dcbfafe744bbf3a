//! SMI226: the target has only TCP rules, and the destination speaks HTTP

use std::collections::HashMap;

use super::common::ACCOUNT;
use super::ports::numbers;
use crate::check::Context;
use crate::model::{L4Route, Name, Origin};
use crate::profile::choice::DefaultAccess;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use crate::set::inventory::Spoken;

rule! {
    /// The target has only TCP rules, and the destination speaks HTTP
    ///
    /// An HTTP request is TCP as well, so one may read such a target as allowing it. Meshes that tell HTTP from TCP
    /// differ.
    ///
    /// # In a mesh
    ///
    /// Traefik Mesh allows every HTTP request of the sources. OSM denies them all: its filter for HTTP has no route.
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
    /// spec: { matches: { ports: [8080] } }
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
    ///   ports: [{ name: http, port: 8080 }]
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
    /// spec: { matches: { ports: [8080] } }
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
    ///   ports: [{ name: tcp, port: 8080 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write a rule for HTTP; or, if it is not HTTP, say so in the name or `appProtocol` of the Service's port.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification, which is silent; OSM v1.2.4; Traefik Mesh v1.4.8, issue 747;
    /// the conformance suite of Layer5, which expects that it is allowed.
    "SMI226" "tcp-route-for-http" Warning Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let Some(effect) = effect(context) else { return };
    let mut known: HashMap<Name, Vec<HttpPort>> = HashMap::new();
    for target in set.world.targets.iter().filter(|target| target.destination.kind == ACCOUNT) {
        let [first, ..] = target.rules.as_slice() else { continue };
        if target.rules.iter().any(|rule| rule.kind != "TCPRoute") {
            continue;
        }
        let routes = target
            .rules
            .iter()
            .filter_map(|rule| set.l4_route(&rule.kind, &Set::route_name(rule)).found());
        let routes: Vec<_> = routes.collect();
        let account = Set::subject_name(&target.destination);
        let ports = known.entry(account).or_insert_with_key(|account| http_ports(set, account));
        let is_open = |port: &&HttpPort| {
            let number = i64::from(port.number);
            let is_named =
                |route: &&L4Route| route.ports.is_empty() || route.ports.contains(&number);
            target.port.is_none_or(|wanted| wanted == number) && routes.iter().any(is_named)
        };
        let Some(port) = ports.iter().find(is_open) else { continue };
        let draft = Draft::new(
            Place::of(&first.origin),
            format!(
                "the target has only rules for TCP, and port {} of the destination speaks HTTP",
                port.number
            ),
            &*effect,
            "write a rule for HTTP; or say in the Service that the port is not HTTP",
        );
        drafts.add(draft.also(Place::of(&port.origin), "HTTP"));
    }
}

fn effect(context: &Context<'_>) -> Option<String> {
    let meshes = |wanted| {
        context.affected(|profile| {
            profile.access.l4_rules_on_http.first().is_some_and(|statement| statement.is == wanted)
        })
    };
    let allow = meshes(DefaultAccess::Allow)
        .map(|meshes| format!("every HTTP request of the sources is allowed in {}", meshes.titles));
    let deny =
        meshes(DefaultAccess::Deny).map(|meshes| format!("all are denied in {}", meshes.titles));
    let known: Vec<_> = allow.into_iter().chain(deny).collect();
    (!known.is_empty()).then(|| known.join("; "))
}

/// A port that speaks HTTP.
struct HttpPort {
    /// Its number in the pods.
    number: u16,
    origin: Origin,
}

fn http_ports(set: &Set, account: &Name) -> Vec<HttpPort> {
    let mut found = Vec::new();
    for service in set.services_as(account) {
        for port in service.ports.iter().filter(|port| port.spoken() == Spoken::Http) {
            let numbers = numbers(set, service, port).into_iter();
            found.extend(numbers.map(|number| HttpPort { number, origin: port.origin.clone() }));
        }
    }
    found
}
