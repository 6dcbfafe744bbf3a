//! SMI218: a ServiceAccount that is a source does not exist

use super::common::ACCOUNT;
use super::references::References;
use crate::check::Context;
use crate::finding::Severity;
use crate::rule::{Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// A ServiceAccount that is a source does not exist
    ///
    /// A source that does not exist admits nobody today, and whoever makes an account of that name tomorrow. What is
    /// not in the input is only said to be missing with `--complete`; without it, a name that is a slip away from
    /// another one is.
    ///
    /// # In a mesh
    ///
    /// The caller that was meant is denied. Who may create accounts in the namespace can let themselves in.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: webb, namespace: shop }]
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
    /// Traffic Access Control v1alpha3, Specification and Traffic Access Control (who may create accounts).
    "SMI218" "missing-source" Warning Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let references = References::of(set, context);
    for source in set.world.targets.iter().flat_map(|target| &target.sources) {
        let name = Set::subject_name(source);
        let is_used = !set.workloads_as(&name).is_empty();
        if source.kind != ACCOUNT || is_used {
            continue;
        }
        let Some(dangling) = references.dangling(ACCOUNT, &name) else { continue };
        let place = Place::of(&source.origin).at(".name");
        let effect = "it admits nobody today, and whoever runs as an account of that name later";
        drafts.add(dangling.draft(place, effect.to_owned(), Severity::Warning));
    }
}
