//! SMI424: a backend lacks a port of the root service

use super::ports::{lacking, list};
use super::services::{and_more, backends, root};
use crate::check::Context;
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::BackendPort;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// A backend lacks a port of the root service
    ///
    /// The specification asks for a port that both have, and does not say what is with the others.
    ///
    /// # In a mesh
    ///
    /// Traefik Mesh wants every port of the root service and leaves the backend out otherwise. OSM and linkerd-smi look
    /// at the port that is dialled.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2, weight: 10 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }, { name: admin, port: 9000 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v1 }
    ///   ports: [{ name: http, port: 80 }, { name: admin, port: 9000 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v2 }
    ///   ports: [{ name: http, port: 80 }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2, weight: 10 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }, { name: admin, port: 9000 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v1 }
    ///   ports: [{ name: http, port: 80 }, { name: admin, port: 9000 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v2 }
    ///   ports: [{ name: http, port: 80 }, { name: admin, port: 9000 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Give all backends all ports of the root service, or take the port from the root service.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Ports, and issue 146 of the specification; Traefik Mesh v1.4.8, topology; OSM v1.2.4,
    /// outbound policies.
    "SMI424" "missing-port" Warning Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let those = |port: BackendPort| {
        let is = move |profile: &Profile| {
            profile.ports.backend.first().is_some_and(|statement| statement.is == port)
        };
        context.affected(is)
    };
    let (strict, lax) = (those(BackendPort::EveryRootPort), those(BackendPort::Dialled));
    let severity = strict
        .as_ref()
        .map_or(Severity::Warning, |strict| strict.severity(Severity::Error, Severity::Warning));
    let effects = [
        strict.map(|strict| format!("in {} the backend is left out altogether", strict.titles)),
        lax.map(|lax| format!("in {} for the missing port only", lax.titles)),
    ];
    let effects: Vec<_> = effects.into_iter().flatten().collect();
    if effects.is_empty() {
        return;
    }
    for split in &set.world.splits {
        let Some(root) = root(set, split) else { continue };
        let mut short = backends(set, split).filter(|(_, service)| {
            let lacking = lacking(root, service).len();
            lacking > 0 && lacking < root.ports.len() && !service.ports.is_empty()
        });
        let Some((backend, service)) = short.next() else { continue };
        let lacking = lacking(root, service);
        let more = and_more(short.count());
        let missing: Vec<_> = lacking.iter().map(|port| (*port).clone()).collect();
        let draft = Draft::new(
            Place::of(&backend.origin).at(".service"),
            format!(
                "the backend `{}` lacks {} of the root service{more}",
                backend.service,
                list(&missing)
            ),
            effects.join("; "),
            "give all backends all ports of the root service",
        );
        let root_port =
            missing.first().map_or_else(|| Place::of(&root.origin), |port| Place::of(&port.origin));
        drafts.add(
            draft
                .severity(severity)
                .also(root_port.at(".port"), "the root service has it")
                .also(Place::of(&service.origin).at("spec.ports"), "the backend does not"),
        );
    }
}
