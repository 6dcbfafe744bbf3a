//! SMI502: the direction or the side of an edge is none that there is

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;
use smi_types::bounds::Keyword;

rule! {
    /// The direction or the side of an edge is none that there is
    ///
    /// `direction` is `to` or `from`, seen from the resource; `side` says where the traffic was observed, at the
    /// `client` or the `server`.
    ///
    /// # In a mesh
    ///
    /// Whoever reads the metrics cannot tell whose traffic they count.
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
    /// edge: { direction: out, side: client, resource: { kind: Deployment, name: bill, namespace: shop } }
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
    /// Write one of the two words.
    ///
    /// # Sources
    ///
    /// Traffic Metrics v1alpha1, Edge.
    "SMI502" "bad-edge" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let is_other =
        violation.bound().is_some_and(|bound| matches!(bound.keyword, Keyword::OneOf(_)));
    if violation.entry.group != "metrics.smi-spec.io" || !is_other {
        return None;
    }
    let pattern = violation.pattern();
    let (what, words) = match pattern.trim_start_matches("items[].") {
        "edge.direction" => ("direction", "`to` or `from`"),
        "edge.side" => ("side", "`client` or `server`"),
        _ => return None,
    };
    Some(Draft::new(
        violation.place(),
        format!("the {what} of an edge is {words}, found {}", violation.found()),
        "whoever reads the metrics cannot tell whose traffic they count",
        format!("write {words}"),
    ))
}
