//! SMI241: the target lets the clients of its own namespace call elsewhere

use super::common::said_namespace;
use super::foreign_destination;
use crate::check::{Context, ObjectView};
use crate::model::{Subject, Target};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// The target lets the clients of its own namespace call elsewhere
    ///
    /// The owner of a service decides who may call it. A target in the namespace of its sources, with the destination
    /// in another, looks like clients that open a door for themselves.
    ///
    /// # In a mesh
    ///
    /// Meshes that heed targets of any namespace let the clients in; OSM and FSM refuse the object.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: front }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: front }]
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
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: front }]
    /// ```
    ///
    /// # Mend
    ///
    /// Move the target to the namespace of its destination, and let its owner decide.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha4, Tradeoffs (clients must not give themselves access); v1alpha3, Traffic Access
    /// Control.
    "SMI241" "client-grant" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let Some(target) = view.world.targets.first() else { return };
    let is_known = said_namespace(view, context).is_some();
    if !is_known
        || !is_by_client(target)
        || foreign_destination::affected(view, target, context).is_some()
    {
        return;
    }
    let own = &view.name.namespace;
    let draft = Draft::new(
        Place::path("metadata.namespace"),
        format!(
            "the target is in the namespace `{own}` of all its sources, and not in that of its destination"
        ),
        "meshes that heed it let clients open a door for themselves; others refuse it",
        "move the target and its routes to the namespace of the destination",
    );
    let place = |subject: &Subject| Place::of(&subject.origin).at(".namespace");
    let draft = draft.also(place(&target.destination), "the destination");
    drafts.add(
        target
            .sources
            .iter()
            .take(1)
            .fold(draft, |draft, source| draft.also(place(source), "the clients")),
    );
}

/// Whether a target is in the namespace of all its sources, and the destination is not.
pub(super) fn is_by_client(target: &Target) -> bool {
    let own = target.origin.name.namespace.as_str();
    let namespace = |subject: &Subject| Set::subject_name(subject).namespace;
    !target.sources.is_empty()
        && target.sources.iter().all(|source| namespace(source) == own)
        && namespace(&target.destination) != own
}
