//! SMI216: the destination is one of the sources

use crate::check::{Context, ObjectView};
use crate::model::Subject;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// The destination is one of the sources
    ///
    /// That is right for servers that talk to each other, and often left over from copying.
    ///
    /// # In a mesh
    ///
    /// Pods of the destination may call each other.
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
    ///   sources: [{ kind: ServiceAccount, name: cart, namespace: shop }]
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
    /// ```
    ///
    /// # Mend
    ///
    /// Nothing, if the pods call each other; else name the caller.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Example Implementation, whose servers of one cluster do so.
    "SMI216" "destination-as-source" Info Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let Some(target) = view.world.targets.first() else { return };
    let destination = &target.destination;
    let name = Set::subject_name(destination);
    let same =
        |source: &&Subject| source.kind == destination.kind && Set::subject_name(source) == name;
    if let Some(source) = target.sources.iter().find(same) {
        let draft = Draft::new(
            Place::of(&source.origin),
            format!("{} {name} is source and destination", source.kind),
            "its pods may call each other",
            "nothing, if they do; else name the caller that is meant",
        );
        drafts.add(draft.also(Place::of(&destination.origin), "the destination"));
    }
}
