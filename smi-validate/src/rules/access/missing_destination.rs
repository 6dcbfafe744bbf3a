//! SMI217: a ServiceAccount that is a destination does not exist

use super::common::ACCOUNT;
use super::references::References;
use crate::check::Context;
use crate::finding::Severity;
use crate::rule::{Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// A ServiceAccount that is a destination does not exist
    ///
    /// A target opens the pods that run as an account. Without the account there are none. What is not in the input
    /// is only said to be missing with `--complete`; without it, a name that is a slip away from another one is.
    ///
    /// # In a mesh
    ///
    /// The target is about no pod, and what it was to allow is denied.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: catr, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: cart, namespace: shop }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: web, namespace: shop }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: cart, namespace: shop }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: web, namespace: shop }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the name of the account that the pods run as.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification.
    "SMI217" "missing-destination" Error Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let references = References::of(set, context);
    for destination in set.world.targets.iter().map(|target| &target.destination) {
        let name = Set::subject_name(destination);
        let is_used = !set.workloads_as(&name).is_empty();
        if destination.kind != ACCOUNT || is_used {
            continue;
        }
        let Some(dangling) = references.dangling(ACCOUNT, &name) else { continue };
        let place = Place::of(&destination.origin).at(".name");
        let effect = "the target is about no pod, and what it was to allow is denied";
        drafts.add(dangling.draft(place, effect.to_owned(), Severity::Error));
    }
}
