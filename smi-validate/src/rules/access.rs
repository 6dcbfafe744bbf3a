//! TrafficTarget and IdentityBinding.

mod bad_spiffe_id;
mod client_grant;
mod common;
mod default_account;
mod destination_as_source;
mod empty_group;
mod empty_matches;
mod empty_reference;
mod empty_selector;
mod foreign_destination;
mod grant_of_everything;
mod grants;
mod http_rules_open_tcp;
mod idle_binding;
mod idle_destination;
mod impossible_name;
mod matches_on_route;
mod missing_binding;
mod missing_destination;
mod missing_match;
mod missing_route;
mod missing_source;
mod no_destination;
mod no_destination_port;
mod no_rules;
mod no_scheme;
mod no_sources;
mod nothing_listed;
mod omitted_matches;
mod omitted_namespace;
mod port_on_source;
mod port_type;
mod ports;
mod references;
mod repeated_rule;
mod repeated_source;
mod shadowing_targets;
mod subsumed_target;
mod tcp_beside_http;
mod tcp_route_for_http;
mod two_schemes;
mod udp_rule;
mod unexposed_port;
mod unreachable_port;
mod wrong_destination_port;
mod wrong_rule_kind;
mod wrong_subject_group;
mod wrong_subject_kind;

use crate::rule::Rule;

/// The rules of this family, in the order of their codes.
pub(super) static RULES: &[&Rule] = &[
    &no_destination::RULE,
    &no_rules::RULE,
    &no_sources::RULE,
    &foreign_destination::RULE,
    &omitted_namespace::RULE,
    &wrong_subject_kind::RULE,
    &empty_reference::RULE,
    &wrong_rule_kind::RULE,
    &matches_on_route::RULE,
    &missing_route::RULE,
    &missing_match::RULE,
    &omitted_matches::RULE,
    &empty_matches::RULE,
    &repeated_rule::RULE,
    &repeated_source::RULE,
    &destination_as_source::RULE,
    &missing_destination::RULE,
    &missing_source::RULE,
    &idle_destination::RULE,
    &default_account::RULE,
    &wrong_destination_port::RULE,
    &unexposed_port::RULE,
    &no_destination_port::RULE,
    &port_on_source::RULE,
    &tcp_beside_http::RULE,
    &tcp_route_for_http::RULE,
    &http_rules_open_tcp::RULE,
    &shadowing_targets::RULE,
    &subsumed_target::RULE,
    &grant_of_everything::RULE,
    &udp_rule::RULE,
    &unreachable_port::RULE,
    &empty_group::RULE,
    &no_scheme::RULE,
    &two_schemes::RULE,
    &bad_spiffe_id::RULE,
    &empty_selector::RULE,
    &missing_binding::RULE,
    &wrong_subject_group::RULE,
    &idle_binding::RULE,
    &client_grant::RULE,
    &nothing_listed::RULE,
    &impossible_name::RULE,
    &port_type::RULE,
];
