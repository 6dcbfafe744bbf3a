//! SMI416: the root service is a backend of its own split

use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::SelfReference;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// The root service is a backend of its own split
    ///
    /// The specification forbids it: the root service would be shared with itself. Yet it is how Argo Rollouts writes
    /// splits by default, what some manuals recommend, and what most meshes do as one would expect.
    ///
    /// # In a mesh
    ///
    /// Traefik Mesh removes the split and says `circular reference detected` in its log; then the root service gets
    /// everything. OSM, linkerd-smi and NGINX Service Mesh give the root service its share.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart, weight: 90 }, { service: cart-v2, weight: 10 }]
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
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2, weight: 10 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Make a Service for the present version with the same pods, and use it as the backend; with Argo Rollouts, set
    /// `rootService`.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Tradeoffs ("self-referential"); Traefik Mesh v1.4.8, topology; Argo Rollouts, SMI.
    "SMI416" "self-reference" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let refuses = |profile: &Profile| {
        let said = profile.splits.self_reference.first().map(|statement| statement.is);
        matches!(said, Some(SelfReference::Removed | SelfReference::Forbidden))
    };
    for split in &view.world.splits {
        let root = Set::root_of(split);
        let Some(backend) = split.backends.iter().find(|one| Set::backend_of(one) == root) else {
            continue;
        };
        let Some(affected) = context.affected(refuses) else { continue };
        let draft = Draft::new(
            Place::of(&backend.origin).at(".service"),
            format!("the root service `{}` is a backend of its own split", root.name),
            format!(
                "in {} the split is removed, and the root service keeps all its traffic",
                affected.titles
            ),
            "make a Service with the same pods and use it as the backend; with Argo Rollouts, set `rootService`",
        );
        let severity = affected.severity(Severity::Error, Severity::Warning);
        let draft = draft.severity(severity).meshes(&affected);
        drafts.add(draft.also(Place::of(&split.origin).at(".spec.service"), "the root service"));
    }
}
