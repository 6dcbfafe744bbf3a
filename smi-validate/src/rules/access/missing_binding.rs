//! SMI238: a subject is an IdentityBinding that does not exist

use super::common::{BINDING, subjects};
use super::references::References;
use crate::check::Context;
use crate::finding::Severity;
use crate::rule::{Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// A subject is an IdentityBinding that does not exist
    ///
    /// Bindings are looked up by name in the namespace that the subject says. What is not in the input is only said
    /// to be missing with `--complete`; without it, a name that is a slip away from another one is, and a binding
    /// that is in another namespace.
    ///
    /// # In a mesh
    ///
    /// The subject stands for nobody: such a source admits nobody, and a target with such a destination is about no
    /// pod. No mesh reads bindings yet.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: IdentityBinding, group: access.smi-spec.io, name: catrs, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec: { schemes: { serviceAccount: cart } }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: IdentityBinding, group: access.smi-spec.io, name: carts, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec: { schemes: { serviceAccount: cart } }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the name and namespace of the binding.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha4, Specification.
    "SMI238" "missing-binding" Error Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let references = References::of(set, context);
    let all = set.world.targets.iter().flat_map(subjects);
    for subject in all.filter(|subject| subject.kind == BINDING) {
        let name = Set::subject_name(subject);
        let Some(dangling) = references.dangling(BINDING, &name) else { continue };
        let place = Place::of(&subject.origin).at(".name");
        let effect = "the subject stands for nobody, and what was to be allowed is denied";
        drafts.add(dangling.draft(place, effect.to_owned(), Severity::Error));
    }
}
