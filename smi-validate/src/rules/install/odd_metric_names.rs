//! SMI504: the metrics are not those of the specification

use super::metrics::{self, Metrics};
use crate::check::{Context, ObjectView, joined};
use crate::rule::{Draft, Drafts, rule};
use smi_types::metrics::v1alpha1::Metric;
use std::collections::HashMap;

rule! {
    /// The metrics are not those of the specification
    ///
    /// There are five: `p99_response_latency`, `p90_response_latency`, `p50_response_latency`, `success_count` and
    /// `failure_count`, each once.
    ///
    /// # In a mesh
    ///
    /// Readers look for these names: what has another one is passed over, and what is missing counts as zero or as an
    /// error.
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
    /// - { name: p95_response_latency, unit: seconds, value: 90m }
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
    /// - { name: p99_response_latency, unit: seconds, value: 90m }
    /// - { name: p90_response_latency, unit: seconds, value: 40m }
    /// - { name: p50_response_latency, unit: seconds, value: 10m }
    /// - { name: success_count, value: "100" }
    /// - { name: failure_count, value: "2" }
    /// ```
    ///
    /// # Mend
    ///
    /// Give the five metrics, each once.
    ///
    /// # Sources
    ///
    /// Traffic Metrics v1alpha1, TrafficMetrics; smi-sdk-go, metrics.
    "SMI504" "odd-metric-names" Warning Manifest(check)
}

const NAMES: [&str; 5] = [
    "p99_response_latency",
    "p90_response_latency",
    "p50_response_latency",
    "success_count",
    "failure_count",
];

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for one in metrics::of(view.manifest) {
        if let Some(metrics) = one.metrics {
            judge(&one, metrics, drafts);
        }
    }
}

fn judge(one: &Metrics<'_>, metrics: &[Metric], drafts: &mut Drafts) {
    let effect = "readers look for the five names of the specification: others are passed over, and a missing one is an error or a zero";
    let place = |index: usize| one.place(&format!("metrics[{index}].name"));
    let has = |name: &str| metrics.iter().any(|metric| metric.name == name);
    let missing: Vec<&str> = NAMES.into_iter().filter(|name| !has(name)).collect();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut is_odd = false;
    for (index, metric) in metrics.iter().enumerate() {
        let name = metric.name.as_str();
        if !NAMES.contains(&name) {
            is_odd = true;
            let mend = match missing.as_slice() {
                [] => "leave it out".to_owned(),
                missing => format!("write one of those that are missing: {}", joined(missing)),
            };
            let message = format!("the specification has no metric `{name}`");
            drafts.add(Draft::new(place(index), message, effect, mend));
        } else if let Some(first) = seen.get(name) {
            is_odd = true;
            let message = format!("the metric `{name}` is given twice");
            let draft = Draft::new(
                place(index),
                message,
                "readers take the first or the last of them",
                "give it once",
            );
            drafts.add(draft.also(place(*first), "first here"));
        } else {
            seen.insert(name, index);
        }
    }
    // What is missing may be what those are meant to be.
    if !missing.is_empty() && !is_odd {
        let message = format!("these metrics are missing: {}", joined(&missing));
        drafts.add(Draft::new(one.place("metrics"), message, effect, "give the five metrics"));
    }
}
