//! SMI429: the root service selects no pods

use super::conditions;
use super::services::{backends, has_no_pods, pods, root};
use crate::check::Context;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// The root service selects no pods
    ///
    /// Clients outside the mesh, and everything that does not follow the split, call the root service as an ordinary
    /// Service. It should select the pods of all its backends.
    ///
    /// # In a mesh
    ///
    /// Clients without a sidecar find nobody. OSM needs the pods of the root service to build the way to it.
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
    ///   backends: [{ service: cart-v1, weight: 1 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { app: basket }
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
    /// Give the root service a selector that the pods of all backends meet.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Specification ("standard Kubernetes service configuration would continue to operate");
    /// OSM issue 4902.
    "SMI429" "root-without-pods" Warning Set(check)
}

fn check(set: &Set, _: &Context<'_>, drafts: &mut Drafts) {
    for split in &set.world.splits {
        let Some(root) = root(set, split).filter(|root| has_no_pods(set, root)) else { continue };
        let serving = backends(set, split).find(|(_, service)| !pods(set, service).is_empty());
        // Where the root service gets what meets no condition, another rule has more to say.
        let (Some((backend, _)), false) = (serving, conditions::is_limited(split)) else {
            continue;
        };
        let name = &root.origin.name.name;
        let draft = Draft::new(
            Place::of(&split.origin).at(".spec.service"),
            format!(
                "the root service `{name}` has no pods, while its backend `{}` has some",
                backend.service
            ),
            "clients outside the mesh find nobody, and OSM cannot build the way to the root service",
            "give the root service a selector that the pods of all backends meet",
        );
        drafts.add(draft.also(
            Place::of(&root.origin).at("spec.selector"),
            "no pod with these labels is to run",
        ));
    }
}
