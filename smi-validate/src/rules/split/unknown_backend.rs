//! SMI422: a backend does not exist

use super::services::{Misspellings, gets_something, is_label};
use crate::check::Context;
use crate::finding::Severity;
use crate::model::{Backend, Name, Split};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::{Lookup, Set};

rule! {
    /// A backend does not exist
    ///
    /// A backend may be named before it exists, with a weight of zero: that is how releases begin. With another weight
    /// its share goes nowhere, or to the others.
    ///
    /// # In a mesh
    ///
    /// OSM and Traefik Mesh leave the backend out and give its share to the others; a line in the log says so. Where a
    /// proxy keeps it, its share of the requests fails.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # config complete
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
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart } }
    ///     spec: { }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # config complete
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 90 }]
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
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart } }
    ///     spec: { }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the name of an existing Service, add it, or give the backend a weight of zero until it exists.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Workflow; OSM v1.2.4 and Traefik Mesh, measured.
    "SMI422" "unknown-backend" Error Set(check)
}

fn check(set: &Set, _: &Context<'_>, drafts: &mut Drafts) {
    let mut misspellings = Misspellings::new();
    for split in &set.world.splits {
        let root = Set::root_of(split);
        for backend in &split.backends {
            let name = Set::backend_of(backend);
            // Of a root service that does not exist another rule speaks.
            let lookup = set.service(&name);
            if name == root || !is_label(&name.name) || matches!(lookup, Lookup::Found(_)) {
                continue;
            }
            let near = misspellings.meant(set, "Service", &name);
            let near = near.filter(|near| !is_taken(split, near));
            draft(backend, &name, lookup.is_missing(), near)
                .into_iter()
                .for_each(|draft| drafts.add(draft));
        }
    }
}

/// Whether a split has a Service already.
fn is_taken(split: &Split, name: &str) -> bool {
    let is_backend = |backend: &Backend| Set::backend_of(backend).name == name;
    Set::root_of(split).name == name || split.backends.iter().any(is_backend)
}

fn draft(backend: &Backend, name: &Name, is_missing: bool, near: Option<&str>) -> Option<Draft> {
    let severity = match (is_missing, near.is_some(), gets_something(backend)) {
        (true, _, true) => Severity::Error,
        (false, true, true) => Severity::Warning,
        (true, _, false) => Severity::Info,
        (false, _, _) => return None,
    };
    let effect = if severity == Severity::Info {
        "nothing, as long as its weight is 0"
    } else {
        "its share goes to the other backends, or that part of the requests fails"
    };
    let mend = match near {
        Some(near) => format!("write `{near}` if that is meant, or add a Service `{}`", name.name),
        None => format!(
            "add a Service `{}`, or give the backend a weight of 0 until it exists",
            name.name
        ),
    };
    let place = Place::of(&backend.origin).at(".service");
    let message = format!(
        "the Service `{}` of this backend does not exist in the namespace {}",
        name.name, name.namespace
    );
    let draft = Draft::new(place, message, effect, mend).severity(severity);
    Some(match near {
        Some(near) => {
            let place = Place::object("Service", &Name::new(&name.namespace, near));
            draft.also(place, "a Service of nearly that name")
        }
        None => draft,
    })
}
