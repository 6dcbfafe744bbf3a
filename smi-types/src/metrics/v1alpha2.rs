//! `metrics.smi-spec.io/v1alpha2`, which only the SDK has: the fields of v1alpha1, but no selector in a list.

use k8s_openapi::api::core::v1::ObjectReference;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::v1alpha1;
use crate::convert::{Converted, Downgrade, Field, Loss, Upgrade};
use crate::resource::resource;

pub use super::v1alpha1::{Backend, Edge, Metric};

resource! {
    /// The metrics of one resource over a window of time (SMI SDK, metrics v1alpha2).
    TrafficMetrics in "metrics.smi-spec.io" / "v1alpha2" as "trafficmetrics" {
        /// The end of the window.
        timestamp: Option<Time> => "timestamp" if Option::is_some,
        /// The length of the window, for example `30s`.
        window: Option<String> => "window" if Option::is_some,
        /// What the metrics are about.
        resource: Option<ObjectReference> => "resource" if Option::is_some,
        /// The other end of the traffic that is counted.
        edge: Option<Edge> => "edge" if Option::is_some,
        /// The backend of a split that the traffic went to.
        backend: Option<Backend> => "backend" if Option::is_some,
        /// The numbers.
        metrics: Option<Vec<Metric>> => "metrics" if Option::is_some,
    }
}

resource! {
    /// The metrics of several resources (SMI SDK, metrics v1alpha2).
    TrafficMetricsList in "metrics.smi-spec.io" / "v1alpha2" as "trafficmetrics" {
        /// What kind of resources are listed, or whose edges.
        resource: Option<ObjectReference> => "resource" if Option::is_some,
        /// The metrics.
        items: Option<Vec<TrafficMetrics>> => "items" if Option::is_some,
    }
}

impl Upgrade for v1alpha1::TrafficMetrics {
    type Newer = TrafficMetrics;

    fn upgrade(self) -> Converted<TrafficMetrics> {
        let Self { metadata, timestamp, window, resource, edge, backend, metrics } = self;
        Converted::exact(TrafficMetrics {
            metadata,
            timestamp,
            window,
            resource,
            edge,
            backend,
            metrics,
        })
    }
}

impl Downgrade for TrafficMetrics {
    type Older = v1alpha1::TrafficMetrics;

    fn downgrade(self) -> Converted<v1alpha1::TrafficMetrics> {
        let Self { metadata, timestamp, window, resource, edge, backend, metrics } = self;
        Converted::exact(v1alpha1::TrafficMetrics {
            metadata,
            timestamp,
            window,
            resource,
            edge,
            backend,
            metrics,
        })
    }
}

impl Upgrade for v1alpha1::TrafficMetricsList {
    type Newer = TrafficMetricsList;

    fn upgrade(self) -> Converted<TrafficMetricsList> {
        let Self { metadata, resource, selector, items } = self;
        let lost = selector.map(|selector| Loss::new(Field::ListSelector, "selector", &selector));
        let list = Converted::exact((metadata, resource)).losing(lost);
        list.then(|(metadata, resource)| {
            all(items, Upgrade::upgrade).map(|items| TrafficMetricsList {
                metadata,
                resource,
                items,
            })
        })
    }
}

impl Downgrade for TrafficMetricsList {
    type Older = v1alpha1::TrafficMetricsList;

    fn downgrade(self) -> Converted<v1alpha1::TrafficMetricsList> {
        let Self { metadata, resource, items } = self;
        all(items, Downgrade::downgrade).map(|items| v1alpha1::TrafficMetricsList {
            metadata,
            resource,
            selector: None,
            items,
        })
    }
}

fn all<T, U>(
    items: Option<Vec<T>>,
    convert: impl Fn(T) -> Converted<U>,
) -> Converted<Option<Vec<U>>> {
    let Some(items) = items else { return Converted::exact(None) };
    let empty = Converted::exact(Vec::with_capacity(items.len()));
    let collect = |done: Converted<Vec<U>>, item| {
        done.then(|mut done| {
            convert(item).map(|item| {
                done.push(item);
                done
            })
        })
    };
    items.into_iter().fold(empty, collect).map(Some)
}
