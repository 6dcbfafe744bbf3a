//! SMI205: a subject says no namespace

use super::common::{gathered, serves};
use crate::check::{Affected, Context, ObjectView};
use crate::finding::Severity;
use crate::model::Subject;
use crate::profile::choice::NamespaceOmitted;
use crate::profile::{Answer, Profile};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A subject says no namespace
    ///
    /// The specification does not say which namespace is meant then. Most readers expect the one of the target; most
    /// meshes look elsewhere, or refuse.
    ///
    /// # In a mesh
    ///
    /// OSM and FSM refuse a target whose destination has none, and let no source without one in. Traefik Mesh fills
    /// the namespace of the target in for the destination, and for sources does not. NGINX Service Mesh takes
    /// `default`.
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
    ///   sources: [{ kind: ServiceAccount, name: web }]
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
    /// Write `namespace` on the destination and on every source.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification, which is silent (smi-spec issue 162); OSM v1.2.4, FSM, Traefik
    /// Mesh v1.4.8, the adapter for Istio; NGINX Service Mesh, known issues.
    "SMI205" "omitted-namespace" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let Some(target) = view.world.targets.first() else { return };
    let own = view.name.namespace.as_str();
    let omits = |subject: &&Subject| subject.namespace.as_deref().is_none_or(str::is_empty);
    let affected = |answer: fn(&Profile) -> &Answer<NamespaceOmitted>| {
        context.affected(|profile| serves(profile, view) && differs(answer(profile), own))
    };
    let destination = Some(&target.destination).filter(omits);
    let at_destination =
        destination.and_then(|_| affected(|profile| &profile.namespaces.destination_omitted));
    let sources: Vec<_> = target.sources.iter().filter(omits).collect();
    let at_sources =
        sources.first().and_then(|_| affected(|profile| &profile.namespaces.source_omitted));
    let affected = both(at_destination.as_ref(), at_sources.as_ref());
    let Some(affected) = affected else { return };
    let effects: Vec<_> = [
        at_destination.as_ref().map(|meshes| {
            format!(
                "in {} the target is refused, or its destination looked for elsewhere",
                meshes.titles
            )
        }),
        at_sources.as_ref().map(|meshes| {
            format!("for {} such a source is nobody, or somebody else", meshes.titles)
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    let places = destination.filter(|_| at_destination.is_some()).into_iter();
    let places = places.chain(sources.into_iter().filter(|_| at_sources.is_some()));
    let places = places.map(|subject| Place::of(&subject.origin)).collect();
    let subject = if at_destination.is_some() { "the destination" } else { "a source" };
    let draft = gathered(places, "no namespace here, either", |place| {
        Draft::new(
            place,
            format!("{subject} says no namespace, and meshes differ in which one they take"),
            effects.join("; "),
            format!("write `namespace: {own}`, if that is meant"),
        )
    });
    let severity = affected.severity(Severity::Error, Severity::Warning);
    drafts_of(draft, severity, &affected, drafts);
}

fn drafts_of(draft: Option<Draft>, severity: Severity, affected: &Affected, drafts: &mut Drafts) {
    if let Some(draft) = draft {
        drafts.add(draft.severity(severity).meshes(affected));
    }
}

/// Whether a mesh takes another namespace than that of the target.
fn differs(answer: &Answer<NamespaceOmitted>, own: &str) -> bool {
    match answer.first().map(|statement| statement.is) {
        Some(NamespaceOmitted::Nobody | NamespaceOmitted::RefusedByAdmission) => true,
        Some(NamespaceOmitted::Default) => own != "default",
        _ => false,
    }
}

fn both(one: Option<&Affected>, other: Option<&Affected>) -> Option<Affected> {
    let mut both = one.or(other)?.clone();
    for mesh in other.iter().flat_map(|other| &other.meshes) {
        if !both.meshes.contains(mesh) {
            both.meshes.push(mesh);
        }
    }
    Some(both)
}
