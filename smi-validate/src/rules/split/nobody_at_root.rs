//! SMI441: requests that meet no condition find nobody at the root service

use super::conditions;
use super::services::{has_no_pods, root};
use crate::check::Context;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// Requests that meet no condition find nobody at the root service
    ///
    /// A split with conditions leaves all other requests to the root service, which has no pods here.
    ///
    /// # In a mesh
    ///
    /// All users whom the split does not take get errors.
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
    ///   backends: [{ service: cart-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: beta, namespace: shop }
    /// spec:
    ///   matches: [{ name: beta, headers: [{ x-beta: "1" }] }]
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
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart, namespace: shop }
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
    ///   backends: [{ service: cart-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: beta, namespace: shop }
    /// spec:
    ///   matches: [{ name: beta, headers: [{ x-beta: "1" }] }]
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
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart } }
    ///     spec: { }
    /// ```
    ///
    /// # Mend
    ///
    /// Have the root service select the pods that serve everybody else.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Specification.
    "SMI441" "nobody-at-root" Warning Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    for split in &set.world.splits {
        let Some(root) = root(set, split).filter(|root| has_no_pods(set, root)) else { continue };
        let is_for_all = conditions::of(set, split).is_some_and(|matches| {
            matches.iter().any(|(_, one)| conditions::is_everything(context, &RULE, one))
        });
        if !conditions::is_limited(split) || is_for_all {
            continue;
        }
        let draft = Draft::new(
            Place::of(&split.origin).at(".spec.service"),
            format!(
                "the root service `{}` has no pods for requests that meet no condition",
                root.origin.name.name
            ),
            "all users whom the split does not take get errors",
            "have the root service select the pods that serve everybody else",
        );
        drafts.add(draft.also(
            Place::of(&root.origin).at("spec.selector"),
            "no pod with these labels is to run",
        ));
    }
}
