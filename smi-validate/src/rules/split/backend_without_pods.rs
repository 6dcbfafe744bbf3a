//! SMI430: a backend with a share has no pods

use super::services::{backends, gets_something, has_no_pods, is_scaled_to_zero};
use crate::check::Context;
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::MissingBackend;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// A backend with a share has no pods
    ///
    /// The specification does not say what becomes of the share of a backend that cannot serve.
    ///
    /// # In a mesh
    ///
    /// OSM's proxies choose by weight and answer 503 for this share; linkerd-smi's choose among the backends that are
    /// there.
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
    ///   selector: { app: cart, version: v1 }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v2 }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart, version: v1 } }
    ///     spec: { }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart, version: v3 } }
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
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart, version: v1 } }
    ///     spec: { }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart, version: v2 } }
    ///     spec: { }
    /// ```
    ///
    /// # Mend
    ///
    /// Correct the selector, scale the pods up, or give the backend a weight of zero until then.
    ///
    /// # Sources
    ///
    /// Issue 45 of the specification; OSM, clusters; linkerd2-proxy, service profiles.
    "SMI430" "backend-without-pods" Warning Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let those = |choice: MissingBackend| {
        let is = move |profile: &Profile| {
            let said = profile.splits.backend_without_pods.first();
            said.is_some_and(|statement| statement.is == choice)
        };
        context.affected(is)
    };
    let (failing, moving) = (those(MissingBackend::Fails), those(MissingBackend::GoesToOthers));
    let severity = failing
        .as_ref()
        .map_or(Severity::Warning, |failing| failing.severity(Severity::Error, Severity::Warning));
    let effects = [
        failing.map(|failing| format!("its share fails in {}", failing.titles)),
        moving.map(|moving| format!("the others get it in {}", moving.titles)),
    ];
    let effects: Vec<_> = effects.into_iter().flatten().collect();
    let effect = if effects.is_empty() {
        "its share fails, or the others get it".to_owned()
    } else {
        effects.join("; ")
    };
    for split in &set.world.splits {
        for (backend, service) in backends(set, split) {
            let is_scaled = is_scaled_to_zero(set, service);
            if !gets_something(backend) || !(is_scaled || has_no_pods(set, service)) {
                continue;
            }
            let scaled = set.workloads_of(service).into_iter().next();
            let what = if scaled.is_some() {
                "whose pods are scaled to zero"
            } else {
                "that selects no pods"
            };
            let draft = Draft::new(
                Place::of(&backend.origin).at(".service"),
                format!("a share goes to the Service `{}` {what}", backend.service),
                effect.clone(),
                "correct the selector, scale the pods up, or give the backend a weight of 0 until then",
            );
            let also = match scaled {
                Some(workload) => {
                    (Place::of(&workload.origin).at("spec.replicas"), "no pods are asked for")
                }
                None => (Place::of(&service.origin).at("spec.selector"), "no pod has these labels"),
            };
            drafts.add(draft.severity(severity).also(also.0, also.1));
        }
    }
}
