//! SMI505: the numbers of the metrics contradict each other

use super::metrics::{self, Metrics};
use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, rule};
use num_rational::BigRational;
use num_traits::Signed;
use smi_types::metrics::v1alpha1::Metric;

rule! {
    /// The numbers of the metrics contradict each other
    ///
    /// Half of the requests cannot be slower than the slowest tenth, and nothing happens less than zero times. Counts
    /// need not be whole: what Prometheus extrapolates is not.
    ///
    /// # In a mesh
    ///
    /// Tools that decide about releases by these numbers decide by chance.
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
    /// - { name: p99_response_latency, unit: seconds, value: 30m }
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
    /// - { name: p99_response_latency, unit: seconds, value: 50m }
    /// - { name: p90_response_latency, unit: seconds, value: 40m }
    /// - { name: p50_response_latency, unit: seconds, value: 10m }
    /// - { name: success_count, value: "100" }
    /// - { name: failure_count, value: "2" }
    /// ```
    ///
    /// # Mend
    ///
    /// Correct the queries that the numbers come from.
    ///
    /// # Sources
    ///
    /// Traffic Metrics v1alpha1, TrafficMetrics.
    "SMI505" "impossible-metrics" Warning Manifest(check)
}

const EFFECT: &str = "tools that decide about releases by these numbers decide by chance";
const MEND: &str = "correct the queries that the numbers come from";

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for one in metrics::of(view.manifest) {
        let metrics = one.metrics.unwrap_or_default();
        for (index, metric) in metrics.iter().enumerate() {
            if metric.value.to_rational().is_negative() {
                let place = one.place(&format!("metrics[{index}].value"));
                let message = format!("`{}` is less than zero", metric.name);
                drafts.add(Draft::new(place, message, EFFECT, MEND));
            }
        }
        compare(&one, metrics, ("p50_response_latency", "p90_response_latency"), drafts);
        compare(&one, metrics, ("p90_response_latency", "p99_response_latency"), drafts);
    }
}

fn compare(one: &Metrics<'_>, metrics: &[Metric], (low, high): (&str, &str), drafts: &mut Drafts) {
    let find = |name: &str| {
        metrics.iter().enumerate().find_map(|(index, metric)| {
            let value = (metric.name == name).then(|| in_seconds(metric))??;
            Some((index, value))
        })
    };
    let (Some((low_index, low_value)), Some((high_index, high_value))) = (find(low), find(high))
    else {
        return;
    };
    if low_value > high_value {
        let place = |index: usize| one.place(&format!("metrics[{index}].value"));
        let draft =
            Draft::new(place(low_index), format!("`{low}` is more than `{high}`"), EFFECT, MEND);
        drafts.add(draft.also(place(high_index), "the higher percentile is lower"));
    }
}

fn in_seconds(metric: &Metric) -> Option<BigRational> {
    let value = metric.value.to_rational();
    match metric.unit.as_deref() {
        Some("seconds") => Some(value),
        Some("ms") => Some(value / BigRational::from_integer(1000.into())),
        _ => None,
    }
}
