//! SMI506: the items of a list are not about what the list is about

use super::metrics;
use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};
use k8s_openapi::api::core::v1::ObjectReference;

rule! {
    /// The items of a list are not about what the list is about
    ///
    /// A list of resources says a kind and a namespace, and each item names one resource of that kind. A list of edges
    /// names one resource in full, and each item is about that one.
    ///
    /// # In a mesh
    ///
    /// Readers of the list cannot tell whose metrics they have.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: metrics.smi-spec.io/v1alpha1
    /// kind: TrafficMetricsList
    /// resource: { kind: Pod, namespace: shop }
    /// items:
    /// - resource: { kind: Deployment, name: cart, namespace: shop }
    ///   timestamp: 2026-01-01T00:00:00Z
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: metrics.smi-spec.io/v1alpha1
    /// kind: TrafficMetricsList
    /// resource: { kind: Deployment, namespace: shop }
    /// items:
    /// - resource: { kind: Deployment, name: cart, namespace: shop }
    ///   timestamp: 2026-01-01T00:00:00Z
    /// ```
    ///
    /// # Mend
    ///
    /// Say in the list what its items are about; name a resource only where all items are edges of it.
    ///
    /// # Sources
    ///
    /// Traffic Metrics v1alpha1, TrafficMetricsList.
    "SMI506" "odd-list" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let Some(of_list) = metrics::list_resource(view.manifest) else { return };
    let items = metrics::of(view.manifest);
    let differs = |item: &&metrics::Metrics<'_>| {
        item.resource.is_some_and(|of_item| differing(of_list, of_item).is_some())
    };
    let mut differing_items = items.iter().filter(differs);
    let Some(first) = differing_items.next() else { return };
    let Some(field) = first.resource.and_then(|of_item| differing(of_list, of_item)) else {
        return;
    };
    let more = match differing_items.count() {
        0 => String::new(),
        count => format!(", and so do {count} more"),
    };
    let draft = Draft::new(
        first.place(&format!("resource.{field}")),
        format!("this item has another {field} than its list{more}"),
        "readers of the list cannot tell whose metrics they have",
        "say in the list what its items are about; name a resource only where all items are edges of it",
    );
    drafts.add(draft.also(Place::path(format!("resource.{field}")), "what the list is about"));
}

/// The field in which an item is about something else than its list.
fn differing(list: &ObjectReference, item: &ObjectReference) -> Option<&'static str> {
    let differ = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => {
            !one.is_empty() && !other.is_empty() && !one.eq_ignore_ascii_case(other)
        }
        _ => false,
    };
    if differ(&list.kind, &item.kind) {
        Some("kind")
    } else if differ(&list.namespace, &item.namespace) {
        Some("namespace")
    } else if differ(&list.name, &item.name) {
        Some("name")
    } else {
        None
    }
}
