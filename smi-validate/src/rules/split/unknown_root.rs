//! SMI421: the root service does not exist

use super::services::{Misspellings, is_label};
use crate::check::Context;
use crate::finding::Severity;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::{Lookup, Set};

rule! {
    /// The root service does not exist
    ///
    /// Clients call the root service by its name, so there must be a Service of that name in the namespace of the
    /// split.
    ///
    /// # In a mesh
    ///
    /// Nobody can resolve the name. Traefik Mesh says `unable to find root Service` in its log; the others have nothing
    /// to attach the split to.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # config complete
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: carrt
    ///   backends: [{ service: cart-v1, weight: 1 }]
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
    ///   backends: [{ service: cart-v1, weight: 1 }]
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
    /// Write the name of an existing Service, or add it.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Specification; Traefik Mesh v1.4.8, topology.
    "SMI421" "unknown-root" Error Set(check)
}

fn check(set: &Set, _: &Context<'_>, drafts: &mut Drafts) {
    let mut misspellings = Misspellings::new();
    for split in &set.world.splits {
        let root = Set::root_of(split);
        let lookup = set.service(&root);
        if !is_label(&root.name) || matches!(lookup, Lookup::Found(_)) {
            continue;
        }
        let is_backend =
            |name: &&str| split.backends.iter().any(|one| Set::backend_of(one).name == **name);
        let near = misspellings.meant(set, "Service", &root).filter(|name| !is_backend(name));
        let severity = match (lookup.is_missing(), near) {
            (true, _) => Severity::Error,
            (false, Some(_)) => Severity::Warning,
            (false, None) => continue,
        };
        let mend = match near {
            Some(near) => {
                format!("write `{near}` if that is meant, or add a Service `{}`", root.name)
            }
            None => format!("add a Service `{}`, or write the name of one that exists", root.name),
        };
        let place = Place::of(&split.origin).at(".spec.service");
        let message = format!(
            "the root service `{}` does not exist in the namespace {}",
            root.name, root.namespace
        );
        let effect = "clients cannot resolve the name, and the split has no effect";
        let mut draft = Draft::new(place, message, effect, mend).severity(severity);
        if let Some(near) = near {
            let near_name = crate::model::Name::new(&root.namespace, near);
            draft =
                draft.also(Place::object("Service", &near_name), "a Service of nearly that name");
        }
        drafts.add(draft);
    }
}
