//! SMI427: a Service of a split has no address that a mesh could take over

use super::services::{backends, root};
use crate::check::Context;
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::{Construct, Treatment};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use crate::set::inventory::Service;

rule! {
    /// A Service of a split has no address that a mesh could take over
    ///
    /// Clients of a headless Service get the addresses of its pods; an ExternalName Service is only another name.
    ///
    /// # In a mesh
    ///
    /// linkerd-smi and NGINX Service Mesh do nothing for headless Services; Traefik Mesh ignores ExternalName Services.
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
    ///   clusterIP: None
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
    /// Use a Service with an address of its own.
    ///
    /// # Sources
    ///
    /// Linkerd, traffic split; NGINX Service Mesh, issue 69; Traefik Mesh v1.4.8, provider.
    "SMI427" "unsplittable-service" Warning Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    for split in &set.world.splits {
        let root = root(set, split)
            .map(|service| (Place::of(&split.origin).at(".spec.service"), "root service", service));
        let backends = backends(set, split).map(|(backend, service)| {
            (Place::of(&backend.origin).at(".service"), "backend", service)
        });
        for (place, role, service) in root.into_iter().chain(backends) {
            judge(place, role, service, context).into_iter().for_each(|draft| drafts.add(draft));
        }
    }
}

fn judge(place: Place, role: &str, service: &Service, context: &Context<'_>) -> Option<Draft> {
    let (construct, what, at) = match (&service.external_name, service.is_headless) {
        (Some(_), _) => {
            (Construct::ExternalNameBackend, "another name for something else", "spec.externalName")
        }
        (None, true) => (Construct::HeadlessService, "headless", "spec.clusterIP"),
        (None, false) => return None,
    };
    let ignores = |profile: &Profile| {
        let said = profile.constructs.get(&construct).and_then(|said| said.first());
        said.is_some_and(|statement| statement.is == Treatment::Ignored)
    };
    let affected = context.affected(ignores)?;
    let draft = Draft::new(
        place,
        format!("the {role} `{}` is {what}", service.origin.name.name),
        format!(
            "in {} it is ignored: the split has no effect, or the backend gets nothing",
            affected.titles
        ),
        "use a Service with an address of its own",
    );
    let severity = affected.severity(Severity::Error, Severity::Warning);
    Some(
        draft
            .severity(severity)
            .meshes(&affected)
            .also(Place::of(&service.origin).at(at), "here it says so"),
    )
}
