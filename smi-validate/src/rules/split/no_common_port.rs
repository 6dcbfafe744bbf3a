//! SMI423: a backend has no port in common with the root service

use super::ports::{lacking, list};
use super::services::{and_more, backends, gets_something, root};
use crate::check::Context;
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::BackendPort;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// A backend has no port in common with the root service
    ///
    /// A split has no ports of its own: a request to a port of the root service goes to the same port of a backend, so
    /// there must be one that both have.
    ///
    /// # In a mesh
    ///
    /// The backend is left out, and the others get its share. The specification asks for an event; most meshes only
    /// write a line to their log.
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
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v1 }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v2 }
    ///   ports: [{ name: http, port: 8080 }]
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
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v1 }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v2 }
    ///   ports: [{ name: http, port: 80 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Give the backend's Service the port of the root service; its `targetPort` may be another one.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Ports; OSM v1.2.4, outbound policies; Traefik Mesh v1.4.8, topology.
    "SMI423" "no-common-port" Error Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let compares = |profile: &Profile| {
        profile
            .ports
            .backend
            .first()
            .is_none_or(|statement| statement.is != BackendPort::NotCompared)
    };
    let is_compared = context.affected(compares).is_some();
    for split in &set.world.splits {
        let Some(root) = root(set, split) else { continue };
        let mut apart = backends(set, split).filter(|(_, service)| {
            !service.ports.is_empty()
                && !root.ports.is_empty()
                && lacking(root, service).len() == root.ports.len()
        });
        let Some((backend, service)) = apart.next() else { continue };
        let more = and_more(apart.count());
        let draft = Draft::new(
            Place::of(&backend.origin).at(".service"),
            format!(
                "the backend `{}` has no port in common with the root service{more}",
                backend.service
            ),
            "the backend is left out, and the others get its share",
            format!("give it the port of the root service: {}", list(&root.ports)),
        );
        let is_lost = is_compared && gets_something(backend);
        let severity = if is_lost { Severity::Error } else { Severity::Warning };
        drafts.add(
            draft
                .severity(severity)
                .also(place(root), format!("the root service has {}", list(&root.ports)))
                .also(place(service), format!("the backend has {}", list(&service.ports))),
        );
    }
}

fn place(service: &crate::set::inventory::Service) -> Place {
    Place::of(&service.origin).at("spec.ports")
}
