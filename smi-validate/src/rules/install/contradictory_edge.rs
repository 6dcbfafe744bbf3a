//! SMI511: the direction and the side of an edge contradict each other

use super::metrics;
use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// The direction and the side of an edge contradict each other
    ///
    /// Traffic *to* another resource is seen at the client, traffic *from* another at the server. Metrics of a split
    /// are seen at the client, whatever the direction.
    ///
    /// # In a mesh
    ///
    /// Whoever reads the metrics counts the wrong end of the traffic.
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
    /// edge: { direction: to, side: server, resource: { kind: Deployment, name: bill, namespace: shop } }
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
    /// resource: { kind: Deployment, name: cart, namespace: shop }
    /// edge: { direction: to, side: client, resource: { kind: Deployment, name: bill, namespace: shop } }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `to` with `client`, or `from` with `server`.
    ///
    /// # Sources
    ///
    /// Traffic Metrics v1alpha1, Edge and TrafficSplits.
    "SMI511" "contradictory-edge" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for one in metrics::of(view.manifest) {
        let Some(edge) = one.edge else { continue };
        let side = edge.side.as_deref().unwrap_or_default();
        let right = match (edge.direction.as_str(), side) {
            ("to", "server") => "client",
            ("from", "client") if !one.is_of_split() => "server",
            _ => continue,
        };
        let draft = Draft::new(
            one.place("edge.side"),
            format!(
                "traffic `{}` another resource is seen at the {right}, not at the {side}",
                edge.direction
            ),
            "whoever reads the metrics counts the wrong end of the traffic",
            format!("write `{right}`, or the other direction"),
        );
        drafts.add(draft.also(one.place("edge.direction"), "the direction"));
    }
}
