//! `metrics.smi-spec.io/v1alpha1`, as the text of the specification has it. The SDK's type of that version lacks
//! `edge.side`, `backend` and `selector`; all of them are optional here.

use k8s_openapi::api::core::v1::ObjectReference;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, Time};
use serde::{Deserialize, Serialize};

use crate::quantity::Quantity;
use crate::resource::{null_as_default, resource};
use crate::weight;

resource! {
    /// The metrics of one resource over a window of time (SMI Traffic Metrics v1alpha1).
    TrafficMetrics in "metrics.smi-spec.io" / "v1alpha1" as "trafficmetrics" {
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

/// The other end of traffic.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Edge {
    /// `to` or `from`, seen from the resource.
    pub direction: String,
    /// Where it was observed: `client` or `server`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<String>,
    /// The other resource; empty or absent for all traffic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(schema_with = "crate::schema::object_reference"))]
    pub resource: Option<ObjectReference>,
}

/// A backend of a split.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Backend {
    /// The root service.
    #[serde(default, deserialize_with = "null_as_default")]
    pub apex: String,
    /// The backend service.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// Its weight.
    #[serde(default, deserialize_with = "weight::whole_or_zero")]
    pub weight: i64,
}

/// One number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Metric {
    /// For example `p99_response_latency` or `success_count`.
    pub name: String,
    /// The unit: `seconds` in the specification, `ms` in the SDK; absent for counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The value.
    pub value: Quantity,
}

resource! {
    /// The metrics of several resources (SMI Traffic Metrics v1alpha1).
    TrafficMetricsList in "metrics.smi-spec.io" / "v1alpha1" as "trafficmetrics" {
        /// What kind of resources are listed, or whose edges.
        resource: Option<ObjectReference> => "resource" if Option::is_some,
        /// The selector of the request.
        selector: Option<LabelSelector> => "selector" if Option::is_some,
        /// The metrics.
        items: Option<Vec<TrafficMetrics>> => "items" if Option::is_some,
    }
}
