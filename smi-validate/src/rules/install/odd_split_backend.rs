//! SMI508: metrics name a backend where there is none, or none where there is one

use super::metrics;
use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// Metrics name a backend where there is none, or none where there is one
    ///
    /// Metrics of a TrafficSplit are given per backend: `backend` says which. Other resources have no backends.
    ///
    /// # In a mesh
    ///
    /// Tools that compare the versions of a release cannot tell whose numbers they see.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: metrics.smi-spec.io/v1alpha1
    /// kind: TrafficMetrics
    /// metadata: { name: cart, namespace: shop }
    /// timestamp: 2026-01-01T00:00:00Z
    /// window: 30s
    /// resource: { kind: Deployment, name: cart, namespace: shop }
    /// backend: { apex: cart, name: cart-v2, weight: 10 }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: metrics.smi-spec.io/v1alpha1
    /// kind: TrafficMetrics
    /// metadata: { name: cart, namespace: shop }
    /// timestamp: 2026-01-01T00:00:00Z
    /// window: 30s
    /// resource: { kind: TrafficSplit, name: cart, namespace: shop }
    /// backend: { apex: cart, name: cart-v2, weight: 10 }
    /// ```
    ///
    /// # Mend
    ///
    /// Give metrics of a split once per backend, with `backend`, and leave it out elsewhere.
    ///
    /// # Sources
    ///
    /// Traffic Metrics v1alpha1, TrafficSplits.
    "SMI508" "odd-split-backend" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for one in metrics::of(view.manifest) {
        let Some(kind) = one.resource.and_then(|resource| resource.kind.as_deref()) else {
            continue;
        };
        // The SDK writes an empty one where there is none.
        let has_backend = one.backend.is_some_and(|backend| !backend.name.is_empty());
        let (place, message, mend) = match (one.is_of_split(), has_backend) {
            (false, true) => (
                one.place("backend"),
                format!("these are metrics of a {kind}, and yet of a backend"),
                "leave `backend` out; only a TrafficSplit has backends",
            ),
            (true, false) => (
                one.place("resource"),
                "these are metrics of a split, and do not say of which backend".to_owned(),
                "give the metrics once per backend, with `backend`",
            ),
            _ => continue,
        };
        let effect =
            "tools that compare the versions of a release cannot tell whose numbers they see";
        let draft = Draft::new(place, message, effect, mend);
        let other =
            if has_backend { ("resource.kind", "no split") } else { ("resource.kind", "a split") };
        drafts.add(draft.also(one.place(other.0), other.1));
    }
}
