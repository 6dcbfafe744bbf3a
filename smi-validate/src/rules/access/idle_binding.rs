//! SMI240: a binding stands for nobody

use std::collections::{BTreeMap, HashMap, HashSet};

use super::common::ACCOUNT;
use super::references::References;
use crate::check::Context;
use crate::decide::identity::selects;
use crate::finding::Severity;
use crate::model::Name;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// A binding stands for nobody
    ///
    /// A binding is about pods and accounts of its own namespace. What is not in the input is only said to be missing
    /// with `--complete`; without it, an account whose name is a slip away from another one is.
    ///
    /// # In a mesh
    ///
    /// Whoever was meant does not belong to the binding: sources are denied, destinations stay closed.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # config complete
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec: { schemes: { podLabelSelector: { matchLabels: { app: carts } } } }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: cart, namespace: shop, labels: { app: cart } }
    /// spec:
    ///   serviceAccountName: default
    ///   containers: [{ name: main, image: "example/cart" }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # config complete
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec: { schemes: { podLabelSelector: { matchLabels: { app: cart } } } }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: cart, namespace: shop, labels: { app: cart } }
    /// spec:
    ///   serviceAccountName: default
    ///   containers: [{ name: main, image: "example/cart" }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the labels or the account of pods in the namespace of the binding; make a binding in each namespace.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha4, IdentityBinding, Resource Design.
    "SMI240" "idle-binding" Warning Set(check)
}

/// So many comparisons of selectors and pods are made at most.
const BUDGET: usize = 1_000_000;

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let references = References::of(set, context);
    let mut labels: HashMap<&str, HashSet<&BTreeMap<String, String>>> = HashMap::new();
    for workload in &set.workloads {
        labels.entry(&workload.origin.name.namespace).or_default().insert(&workload.labels);
    }
    let mut budget = BUDGET;
    for binding in &set.world.identity_bindings {
        let namespace = binding.origin.name.namespace.as_str();
        if let Some(account) = &binding.service_account {
            let name = Name::new(namespace, account);
            let is_used = !set.workloads_as(&name).is_empty();
            let dangling = references.dangling(ACCOUNT, &name).filter(|_| !is_used);
            let place = Place::of(&binding.origin).at("spec.schemes.serviceAccount");
            let effect = "by its account, the binding stands for nobody";
            if let Some(dangling) = dangling {
                let mut draft = dangling.draft(place, effect.to_owned(), Severity::Warning);
                if let Some(other) = dangling.other_namespace() {
                    draft.mend =
                        format!("move the binding to `{other}`, or make another one there");
                }
                drafts.add(draft);
            }
        }
        let selector = binding.pod_label_selector.as_ref().filter(|_| set.is_complete());
        let Some(selector) = selector else { continue };
        let of_namespace = labels.get(namespace);
        let count = of_namespace.map_or(0, HashSet::len);
        let Some(rest) = budget.checked_sub(count) else {
            context.give_up(&RULE);
            continue;
        };
        budget = rest;
        if !of_namespace.into_iter().flatten().any(|labels| selects(selector, labels)) {
            drafts.add(Draft::new(
                Place::of(&binding.origin).at("spec.schemes.podLabelSelector"),
                format!("the selector fits no pod in namespace `{namespace}`"),
                "by its labels, the binding stands for nobody",
                "write the labels of pods in the namespace of the binding",
            ));
        }
    }
}
