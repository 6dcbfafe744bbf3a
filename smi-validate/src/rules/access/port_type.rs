//! SMI244: the port of the destination is a text where a number is read, or the other way round

use smi_types::{Manifest, Port};

use super::common::treatment;
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::{Construct, Treatment};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// The port of the destination is a text where a number is read, or the other way round
    ///
    /// The first SDK wrote the port as a text; the specification and later SDKs write a number. Who was built with
    /// one cannot read the other.
    ///
    /// # In a mesh
    ///
    /// API servers with the definition of the SDK refuse a text. The adapter for Istio and the controller for Consul
    /// were built with the first SDK: a number stops their watch of all targets.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop, port: "8080" }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop, port: 8080 }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write a number; for the adapter for Istio and for Consul, write v1alpha1 and a text.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha1 and v1alpha2, Specification (its examples); the types of the SDK v0.1.0 and
    /// v0.5.0; the adapter for Istio; the controller for Consul.
    "SMI244" "port-type" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let Some(target) = view.world.targets.first() else { return };
    let place = Place::of(&target.destination.origin).at(".port");
    match view.manifest {
        Manifest::TrafficTargetV1alpha2(target) => {
            if let Some(Port::Text(_)) = &target.spec.destination.port {
                drafts.add(Draft::new(
                    place,
                    "the port of the destination is a text, and v1alpha2 has a number here",
                    "API servers with the definition of the SDK refuse the object",
                    "write it without quotes",
                ));
            }
        }
        Manifest::TrafficTargetV1alpha1(target) => {
            if let Some(Port::Number(number)) = target.destination.port {
                drafts.extend(number_in_v1alpha1(number, place, context));
            }
        }
        _ => {}
    }
}

/// The specification has a number: it is a mistake only for meshes that the user names.
fn number_in_v1alpha1(number: i64, place: Place, context: &Context<'_>) -> Option<Draft> {
    let affected = context
        .affected(|profile| treatment(profile, Construct::NumericPort) == Some(Treatment::Broken));
    let affected = affected.filter(|affected| affected.is_selected)?;
    let draft = Draft::new(
        place,
        "the port of the destination is a number, which cannot be read everywhere",
        format!("in {} no target is read any more until this one is mended", affected.titles),
        format!("write `\"{number}\"`"),
    );
    Some(draft.severity(Severity::Error).meshes(&affected))
}
