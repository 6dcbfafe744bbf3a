//! Metrics, and what is installed with a mesh.

mod bad_api_service;
mod bad_edge;
mod bad_window;
mod contradictory_edge;
mod impossible_metrics;
mod layout;
mod metrics;
mod odd_latency;
mod odd_list;
mod odd_metric_names;
mod odd_split_backend;
mod relabelled_versions;
mod unknown_metrics_resource;

use crate::rule::Rule;

/// The rules of this family, in the order of their codes.
pub(super) static RULES: &[&Rule] = &[
    &bad_api_service::RULE,
    &bad_edge::RULE,
    &odd_latency::RULE,
    &odd_metric_names::RULE,
    &impossible_metrics::RULE,
    &odd_list::RULE,
    &bad_window::RULE,
    &odd_split_backend::RULE,
    &unknown_metrics_resource::RULE,
    &relabelled_versions::RULE,
    &contradictory_edge::RULE,
];
