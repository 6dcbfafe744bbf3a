//! Metrics of one resource, wherever they stand: in an object of their own, or in a list.

use k8s_openapi::api::core::v1::ObjectReference;
use smi_types::Manifest;
use smi_types::metrics::v1alpha1::{Backend, Edge, Metric};

use crate::rule::Place;

/// The metrics of one resource.
pub(super) struct Metrics<'m> {
    /// The place of the object, up to the dot.
    prefix: String,
    pub(super) has_timestamp: bool,
    pub(super) window: Option<&'m str>,
    pub(super) resource: Option<&'m ObjectReference>,
    pub(super) edge: Option<&'m Edge>,
    pub(super) backend: Option<&'m Backend>,
    pub(super) metrics: Option<&'m [Metric]>,
}

impl Metrics<'_> {
    /// The place of a field.
    pub(super) fn place(&self, field: &str) -> Place {
        Place::path(format!("{}{field}", self.prefix))
    }

    /// Whether it is about a split.
    pub(super) fn is_of_split(&self) -> bool {
        let kind = self.resource.and_then(|resource| resource.kind.as_deref());
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case("TrafficSplit"))
    }
}

macro_rules! metrics {
    ($object:expr, $prefix:expr) => {
        Metrics {
            prefix: $prefix,
            has_timestamp: $object.timestamp.is_some(),
            window: $object.window.as_deref(),
            resource: $object.resource.as_ref(),
            edge: $object.edge.as_ref(),
            backend: $object.backend.as_ref(),
            metrics: $object.metrics.as_deref(),
        }
    };
}

/// All metrics of an object.
pub(super) fn of(manifest: &Manifest) -> Vec<Metrics<'_>> {
    let item = |index: usize| format!("items[{index}].");
    match manifest {
        Manifest::TrafficMetricsV1alpha1(object) => vec![metrics!(object, String::new())],
        Manifest::TrafficMetricsV1alpha2(object) => vec![metrics!(object, String::new())],
        Manifest::TrafficMetricsListV1alpha1(list) => {
            let items = list.items.iter().flatten().enumerate();
            items.map(|(index, object)| metrics!(object, item(index))).collect()
        }
        Manifest::TrafficMetricsListV1alpha2(list) => {
            let items = list.items.iter().flatten().enumerate();
            items.map(|(index, object)| metrics!(object, item(index))).collect()
        }
        _ => Vec::new(),
    }
}

/// What a list is about.
pub(super) fn list_resource(manifest: &Manifest) -> Option<&ObjectReference> {
    match manifest {
        Manifest::TrafficMetricsListV1alpha1(list) => list.resource.as_ref(),
        Manifest::TrafficMetricsListV1alpha2(list) => list.resource.as_ref(),
        _ => None,
    }
}
