//! SMI503: a latency has a unit that does not fit

use super::metrics;
use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, rule};
use num_rational::BigRational;
use num_traits::Signed;
use smi_types::metrics::v1alpha1::Metric;

rule! {
    /// A latency has a unit that does not fit
    ///
    /// The specification gives latencies in `seconds`, the SDK in `ms`. An implementation for Istio once gave seconds
    /// and called them milliseconds.
    ///
    /// # In a mesh
    ///
    /// Dashboards and tools that decide about releases see latencies a thousand times too large or too small.
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
    /// metrics:
    /// - { name: p99_response_latency, unit: seconds, value: "296" }
    /// - { name: p90_response_latency, unit: seconds, value: 40m }
    /// - { name: p50_response_latency, unit: seconds, value: 10m }
    /// - { name: success_count, value: "100" }
    /// - { name: failure_count, value: "2" }
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
    /// metrics:
    /// - { name: p99_response_latency, unit: seconds, value: 296m }
    /// - { name: p90_response_latency, unit: seconds, value: 40m }
    /// - { name: p50_response_latency, unit: seconds, value: 10m }
    /// - { name: success_count, value: "100" }
    /// - { name: failure_count, value: "2" }
    /// ```
    ///
    /// # Mend
    ///
    /// Give latencies in seconds, or in milliseconds with the unit `ms`.
    ///
    /// # Sources
    ///
    /// Traffic Metrics v1alpha1, TrafficMetrics; smi-sdk-go, metrics; smi-metrics, queries for Istio.
    "SMI503" "odd-latency" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let effect =
        "tools that read the metrics see latencies a thousand times too large or too small";
    for one in metrics::of(view.manifest) {
        for (index, metric) in one.metrics.unwrap_or_default().iter().enumerate() {
            if !metric.name.ends_with("_latency") {
                continue;
            }
            let Some((field, message)) = oddity(metric) else { continue };
            let mend = "give latencies in seconds, or in milliseconds with the unit `ms`";
            let place = one.place(&format!("metrics[{index}].{field}"));
            drafts.add(Draft::new(place, message, effect, mend));
        }
    }
}

/// What does not fit, and where that is seen.
fn oddity(metric: &Metric) -> Option<(&'static str, String)> {
    let value = metric.value.to_rational();
    let than =
        |numerator: i64, denominator: i64| BigRational::new(numerator.into(), denominator.into());
    let name = &metric.name;
    match metric.unit.as_deref() {
        None | Some("") => Some(("name", format!("the latency `{name}` has no unit"))),
        Some("seconds") if value > than(60, 1) => Some((
            "value",
            format!("the latency `{name}` is more than a minute: it may be in milliseconds"),
        )),
        Some("ms") if value.is_positive() && value < than(1, 20) => Some((
            "value",
            format!(
                "the latency `{name}` is less than a twentieth of a millisecond: it may be in seconds"
            ),
        )),
        Some("seconds" | "ms") => None,
        Some(unit) => {
            Some(("unit", format!("the latency `{name}` is in `{unit}`, not in `seconds` or `ms`")))
        }
    }
}
