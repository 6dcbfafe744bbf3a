//! SMI432: `apiGroup` of a condition is not the group of route groups

use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};
use smi_types::Manifest;

rule! {
    /// `apiGroup` of a condition is not the group of route groups
    ///
    /// The SDK's types have the field, its definitions do not. Where it is left out, Kubernetes' own reading would be
    /// the core group; all implementations look for an HTTPRouteGroup whatever it says. OSM's Egress, which is another
    /// kind, wants the version in it.
    ///
    /// # In a mesh
    ///
    /// The API server drops the field where the definition has none; otherwise nobody reads it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }]
    ///   matches: [{ apiGroup: specs.smi-spec.io/v1alpha4, kind: HTTPRouteGroup, name: cart }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }]
    ///   matches: [{ apiGroup: specs.smi-spec.io, kind: HTTPRouteGroup, name: cart }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write `specs.smi-spec.io`, or leave the field out.
    ///
    /// # Sources
    ///
    /// Kubernetes, TypedLocalObjectReference; smi-sdk-go, split v1alpha3 types and definitions.
    "SMI432" "other-api-group" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let matches = match view.manifest {
        Manifest::TrafficSplitV1alpha3(split) => &split.spec.matches,
        Manifest::TrafficSplitV1alpha4(split) => &split.spec.matches,
        _ => return,
    };
    for (index, reference) in matches.iter().flatten().enumerate() {
        let Some(group) = reference.api_group.as_deref() else { continue };
        if group.is_empty() || group == "specs.smi-spec.io" {
            continue;
        }
        let has_version = group.starts_with("specs.smi-spec.io/");
        let what =
            if has_version { "has a version in it" } else { "is not the group of HTTPRouteGroup" };
        drafts.add(Draft::new(
            Place::path(format!("spec.matches[{index}].apiGroup")),
            format!("the `apiGroup` `{group}` {what}"),
            "the API server drops it or nobody reads it: an HTTPRouteGroup of the split's namespace is taken all the same",
            "write `specs.smi-spec.io`, or leave the field out",
        ));
    }
}
