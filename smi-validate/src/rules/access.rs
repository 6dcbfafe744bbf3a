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
mod impossible_name;
mod matches_on_route;
mod no_destination;
mod no_destination_port;
mod no_rules;
mod no_scheme;
mod no_sources;
mod nothing_listed;
mod omitted_matches;
mod omitted_namespace;
mod port_on_source;
mod repeated_rule;
mod repeated_source;
mod tcp_beside_http;
mod two_schemes;
mod udp_rule;
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
    &omitted_matches::RULE,
    &empty_matches::RULE,
    &repeated_rule::RULE,
    &repeated_source::RULE,
    &destination_as_source::RULE,
    &default_account::RULE,
    &wrong_destination_port::RULE,
    &no_destination_port::RULE,
    &port_on_source::RULE,
    &tcp_beside_http::RULE,
    &udp_rule::RULE,
    &empty_group::RULE,
    &no_scheme::RULE,
    &two_schemes::RULE,
    &bad_spiffe_id::RULE,
    &empty_selector::RULE,
    &wrong_subject_group::RULE,
    &client_grant::RULE,
    &nothing_listed::RULE,
    &impossible_name::RULE,
];
