//! SMI425: a port has another protocol at a backend than at the root service

use super::services::{backends, root};
use crate::check::Context;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use crate::set::inventory::{Port, Service, Spoken};

rule! {
    /// A port has another protocol at a backend than at the root service
    ///
    /// Clients and proxies choose how to treat a connection by the port of the root service. Names of ports and
    /// `appProtocol` say what is spoken.
    ///
    /// # In a mesh
    ///
    /// What the root service says counts: HTTP is sent to a backend that speaks something else, or the other way round,
    /// and the requests of its share fail. Other transport protocols never arrive.
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
    ///   ports: [{ name: tcp, port: 80 }]
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
    /// Say the same at both Services, or use another number.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Ports; OSM, application protocol selection; Kubernetes, Service `appProtocol`.
    "SMI425" "other-protocol" Warning Set(check)
}

fn check(set: &Set, _: &Context<'_>, drafts: &mut Drafts) {
    for split in &set.world.splits {
        let Some(root) = root(set, split) else { continue };
        for (backend, service) in backends(set, split) {
            let Some((port, other)) = differing(root, service) else { continue };
            let draft = Draft::new(
                Place::of(&backend.origin).at(".service"),
                format!(
                    "port {} is {} at the root service and {} at the backend `{}`",
                    port.number,
                    words(port),
                    words(other),
                    backend.service
                ),
                "what the root service says counts, so the share of this backend fails",
                "say the same at both Services, or use another number",
            );
            drafts.add(
                draft
                    .also(Place::of(&port.origin), "at the root service")
                    .also(Place::of(&other.origin), "at the backend"),
            );
        }
    }
}

/// A port of both Services on which they speak differently.
fn differing<'s>(root: &'s Service, backend: &'s Service) -> Option<(&'s Port, &'s Port)> {
    root.ports.iter().find_map(|port| {
        let mut of_number =
            backend.ports.iter().filter(|other| other.number == port.number).peekable();
        of_number.peek()?;
        let same = of_number.clone().find(|other| other.protocol == port.protocol);
        let Some(same) = same else { return of_number.next().map(|other| (port, other)) };
        let (one, other) = (port.spoken(), same.spoken());
        let are_said = one != Spoken::Unsaid && other != Spoken::Unsaid;
        (are_said && one != other).then_some((port, same))
    })
}

fn words(port: &Port) -> &str {
    match port.spoken() {
        Spoken::Http => "HTTP",
        Spoken::Tcp => "plain TCP",
        Spoken::Udp => "UDP",
        Spoken::Unsaid => &port.protocol,
    }
}
