//! SMI204: the target is in another namespace than its destination

use super::client_grant;
use super::common::{said_namespace, serves, treatment};
use crate::check::{Affected, Context, ObjectView};
use crate::finding::Severity;
use crate::model::Target;
use crate::profile::{Construct, Treatment};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// The target is in another namespace than its destination
    ///
    /// Whoever may write a target opens the pods that it names. So the specification wants the owner of the
    /// destination to agree, and meshes that take this seriously only heed targets in the namespace of their
    /// destination.
    ///
    /// # In a mesh
    ///
    /// The webhooks of OSM and FSM refuse the object. Other meshes let a target in one namespace open pods in
    /// another.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop-policies }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
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
    /// Move the target to the namespace of its destination; its routes must be there, too.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Traffic Access Control (who may write targets); v1alpha4, Tradeoffs; OSM
    /// v1.2.4 and FSM, validation webhook.
    "SMI204" "foreign-destination" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let Some(target) = view.world.targets.first() else { return };
    let Some(affected) = affected(view, target, context) else { return };
    let namespace = target.destination.namespace.as_deref().unwrap_or_default();
    let own = &view.name.namespace;
    let draft = Draft::new(
        Place::of(&target.destination.origin).at(".namespace"),
        format!("the target is in namespace `{own}`, and its destination in `{namespace}`"),
        format!("the object is refused in {}", affected.titles),
        format!("move the target and its routes to namespace `{namespace}`"),
    );
    let place = Place::path("metadata.namespace");
    drafts.add(
        draft
            .label("the destination is here")
            .also(place, "the target is here")
            .severity(affected.severity(Severity::Error, Severity::Warning))
            .meshes(&affected),
    );
}

/// The meshes that refuse the target for its namespace, unless another rule has more to say about it.
pub(super) fn affected(
    view: &ObjectView<'_>,
    target: &Target,
    context: &Context<'_>,
) -> Option<Affected> {
    let own = said_namespace(view, context)?;
    let namespace = target.destination.namespace.as_deref();
    namespace.filter(|namespace| !namespace.is_empty() && *namespace != own)?;
    let affected = context.affected(|profile| {
        let treatment = treatment(profile, Construct::TargetOutsideDestinationNamespace);
        serves(profile, view) && treatment == Some(Treatment::RefusedByAdmission)
    })?;
    (affected.is_selected || !client_grant::is_by_client(target)).then_some(affected)
}
