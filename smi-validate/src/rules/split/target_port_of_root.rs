//! SMI426: a mesh takes the target port of the root service

use super::services::{backends, root};
use crate::check::Context;
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::{BackendTarget, Protocol};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use crate::set::inventory::{Port, Service, Spoken, TargetPort};

rule! {
    /// A mesh takes the target port of the root service
    ///
    /// A port is mapped to a container port at each backend by itself. Traefik Mesh does so for HTTP; for TCP and UDP
    /// it takes the number that the root service maps to.
    ///
    /// # In a mesh
    ///
    /// In Traefik Mesh connections to this backend go to the wrong container port.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: queue
    ///   backends: [{ service: queue-v1, weight: 90 }, { service: queue-v2, weight: 10 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: queue, namespace: shop }
    /// spec:
    ///   selector: { app: queue }
    ///   ports: [{ name: tcp, port: 9000, targetPort: 9001 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: queue-v1, namespace: shop }
    /// spec:
    ///   selector: { app: queue, version: v1 }
    ///   ports: [{ name: tcp, port: 9000, targetPort: 9001 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: queue-v2, namespace: shop }
    /// spec:
    ///   selector: { app: queue, version: v2 }
    ///   ports: [{ name: tcp, port: 9000, targetPort: 9002 }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: queue
    ///   backends: [{ service: queue-v1, weight: 90 }, { service: queue-v2, weight: 10 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: queue, namespace: shop }
    /// spec:
    ///   selector: { app: queue }
    ///   ports: [{ name: tcp, port: 9000, targetPort: 9001 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: queue-v1, namespace: shop }
    /// spec:
    ///   selector: { app: queue, version: v1 }
    ///   ports: [{ name: tcp, port: 9000, targetPort: 9001 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: queue-v2, namespace: shop }
    /// spec:
    ///   selector: { app: queue, version: v2 }
    ///   ports: [{ name: tcp, port: 9000, targetPort: 9001 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Have the containers of all backends listen at the same port.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Ports; Traefik Mesh v1.4.8, provider.
    "SMI426" "target-port-of-root" Warning Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    for split in &set.world.splits {
        let Some(root) = root(set, split) else { continue };
        for (backend, service) in backends(set, split) {
            let Some((port, other, protocol)) = differing(root, service) else { continue };
            let takes_root = |profile: &Profile| {
                profile.ports.backend_target.iter().any(|statement| {
                    statement.is == BackendTarget::Root && statement.when.protocol == Some(protocol)
                })
            };
            let Some(affected) = context.affected(takes_root) else { continue };
            let draft = Draft::new(
                Place::of(&backend.origin).at(".service"),
                format!(
                    "port {} leads to other container ports at the root service and at `{}`",
                    port.number, backend.service
                ),
                format!(
                    "in {} the one of the root service is taken, which is wrong here",
                    affected.titles
                ),
                "have the containers of all backends listen at the same port",
            );
            let severity = affected.severity(Severity::Error, Severity::Warning);
            drafts.add(
                draft
                    .severity(severity)
                    .meshes(&affected)
                    .also(Place::of(&port.origin).at(".targetPort"), "at the root service")
                    .also(Place::of(&other.origin).at(".targetPort"), "at the backend"),
            );
        }
    }
}

/// A port of both Services that is not HTTP and leads to other numbers.
fn differing<'s>(
    root: &'s Service,
    backend: &'s Service,
) -> Option<(&'s Port, &'s Port, Protocol)> {
    root.ports.iter().find_map(|port| {
        let protocol = match port.spoken() {
            Spoken::Tcp => Protocol::Tcp,
            Spoken::Udp => Protocol::Udp,
            Spoken::Http | Spoken::Unsaid => return None,
        };
        let is_same =
            |other: &&Port| other.number == port.number && other.protocol == port.protocol;
        let other = backend.ports.iter().find(is_same)?;
        match (&port.target, &other.target) {
            (TargetPort::Number(one), TargetPort::Number(two)) if one != two => {
                Some((port, other, protocol))
            }
            _ => None,
        }
    })
}
