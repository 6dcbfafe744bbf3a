//! SMI507: the time that metrics are about cannot be told

use super::metrics;
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// The time that metrics are about cannot be told
    ///
    /// `window` is how long was counted, as a duration with units, and `timestamp` is when that ended.
    ///
    /// # In a mesh
    ///
    /// Clients that read the SDK's types cannot decode a window that is no duration. Without a time nobody knows how
    /// old the numbers are.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: metrics.smi-spec.io/v1alpha1
    /// kind: TrafficMetrics
    /// metadata: { name: cart, namespace: shop }
    /// timestamp: 2026-01-01T00:00:00Z
    /// window: "30"
    /// resource: { kind: Deployment, name: cart, namespace: shop }
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
    /// ```
    ///
    /// # Mend
    ///
    /// Write a duration such as `30s` or `1m30s`, and a time such as `2026-01-01T00:00:00Z`.
    ///
    /// # Sources
    ///
    /// Traffic Metrics v1alpha1, TrafficMetrics; Go, durations.
    "SMI507" "bad-window" Error Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for one in metrics::of(view.manifest) {
        if let Some(window) = one.window.filter(|window| !is_positive_duration(window)) {
            drafts.add(Draft::new(
                one.place("window"),
                format!("the window `{window}` is no duration above zero"),
                "clients that read the SDK's types cannot decode the object",
                "write a duration with units, such as `30s` or `1m30s`",
            ));
        }
        if !one.has_timestamp && one.metrics.is_some() {
            let draft = Draft::new(
                one.place("metrics"),
                "these metrics have no `timestamp`",
                "nobody knows how old the numbers are",
                "write the time at which the window ended, such as `2026-01-01T00:00:00Z`",
            );
            drafts.add(draft.severity(Severity::Warning));
        }
    }
}

/// Whether a text is a duration as Go reads it, and more than zero.
fn is_positive_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    let mut is_positive = false;
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let end =
            rest.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(rest.len());
        let (number, unit) = rest.split_at(end);
        let Ok(number) = number.parse::<f64>() else { return false };
        let units = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"];
        let unit_end =
            unit.find(|char: char| char.is_ascii_digit() || char == '.').unwrap_or(unit.len());
        let (unit, after) = unit.split_at(unit_end);
        if !units.contains(&unit) {
            return false;
        }
        is_positive |= number > 0.0;
        rest = after;
    }
    is_positive
}
