//! SMI215: a source is listed twice

use std::collections::hash_map::Entry;

use foldhash::HashMap;

use crate::check::{Context, ObjectView};
use crate::model::Subject;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// A source is listed twice
    ///
    /// Sources add up, so the second one changes nothing. Often another account was meant.
    ///
    /// # In a mesh
    ///
    /// Nothing: the second one has no effect.
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
    ///   sources:
    ///   - { kind: ServiceAccount, name: web, namespace: shop }
    ///   - { kind: ServiceAccount, name: web, namespace: shop }
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
    ///   sources:
    ///   - { kind: ServiceAccount, name: web, namespace: shop }
    ///   - { kind: ServiceAccount, name: till, namespace: shop }
    /// ```
    ///
    /// # Mend
    ///
    /// Remove it, or write the name that is meant.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification.
    "SMI215" "repeated-source" Info Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let Some(target) = view.world.targets.first() else { return };
    let mut seen: HashMap<_, &Subject> = HashMap::default();
    for source in &target.sources {
        match seen.entry((&source.kind, Set::subject_name(source))) {
            Entry::Occupied(first) => {
                let message =
                    format!("{} {} is listed twice as a source", source.kind, first.key().1);
                let mend = "remove it, or write the name that is meant";
                let draft =
                    Draft::new(Place::of(&source.origin), message, "it has no effect", mend);
                drafts.add(draft.also(Place::of(&first.get().origin), "the first one"));
            }
            Entry::Vacant(free) => drop(free.insert(source)),
        }
    }
}
