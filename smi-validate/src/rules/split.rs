//! TrafficSplit.

mod all_weights_zero;
mod backend_not_allowed;
mod backend_without_pods;
mod bad_quantity;
mod bad_service_name;
mod chained_split;
mod chains;
mod circle_of_splits;
mod condition_not_allowed;
mod condition_on_path;
mod condition_without_http;
mod condition_without_limit;
mod conditions;
mod fractional_weight;
mod huge_weight;
mod lost_share;
mod misplaced_matches;
mod missing_port;
mod missing_root;
mod missing_weight;
mod mixed_scales;
mod nameless_backend;
mod negative_weight;
mod no_backends;
mod no_common_port;
mod no_way_back;
mod nobody_at_root;
mod other_api_group;
mod other_condition_kind;
mod other_protocol;
mod overlapping_backends;
mod percents;
mod ports;
mod qualified_service;
mod quantity_weight;
mod repeated_backend;
mod root_without_pods;
mod scale;
mod self_reference;
mod services;
mod several_splits;
mod standby_weight;
mod target_port_of_root;
mod thousands_in_weights;
mod unknown_backend;
mod unknown_condition;
mod unknown_root;
mod unsplittable_service;

use crate::rule::Rule;

/// The rules of this family, in the order of their codes.
pub(super) static RULES: &[&Rule] = &[
    &missing_root::RULE,
    &no_backends::RULE,
    &nameless_backend::RULE,
    &missing_weight::RULE,
    &fractional_weight::RULE,
    &negative_weight::RULE,
    &quantity_weight::RULE,
    &bad_quantity::RULE,
    &mixed_scales::RULE,
    &thousands_in_weights::RULE,
    &huge_weight::RULE,
    &all_weights_zero::RULE,
    &standby_weight::RULE,
    &lost_share::RULE,
    &repeated_backend::RULE,
    &self_reference::RULE,
    &chained_split::RULE,
    &circle_of_splits::RULE,
    &several_splits::RULE,
    &qualified_service::RULE,
    &unknown_root::RULE,
    &unknown_backend::RULE,
    &no_common_port::RULE,
    &missing_port::RULE,
    &other_protocol::RULE,
    &target_port_of_root::RULE,
    &unsplittable_service::RULE,
    &overlapping_backends::RULE,
    &root_without_pods::RULE,
    &backend_without_pods::RULE,
    &other_condition_kind::RULE,
    &other_api_group::RULE,
    &unknown_condition::RULE,
    &condition_without_limit::RULE,
    &condition_on_path::RULE,
    &no_way_back::RULE,
    &condition_without_http::RULE,
    &misplaced_matches::RULE,
    &backend_not_allowed::RULE,
    &condition_not_allowed::RULE,
    &nobody_at_root::RULE,
    &bad_service_name::RULE,
];
