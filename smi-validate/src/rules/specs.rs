//! HTTPRouteGroup, TCPRoute and UDPRoute.

mod anatomy;
mod bad_header_name;
mod capturing_group;
mod crowded_header_item;
mod duplicate_match_name;
mod empty_methods;
mod end_before_query;
mod foreign_path_syntax;
mod get_without_head;
mod glob_path;
mod group;
mod grpc_path;
mod header_anchoring;
mod header_name_case;
mod headers_in_first_version;
mod impossible_path;
mod impossible_port;
mod incomplete_match;
mod large_pattern;
mod leading_caret;
mod malformed_path;
mod match_without_condition;
mod misplaced_ports;
mod missing_match_name;
mod optional_header;
mod path_anchoring;
mod path_placeholder;
mod path_without_slash;
mod query_in_path;
mod refusal;
mod refused_header_form;
mod refused_header_pattern;
mod repeated_header;
mod repeated_method;
mod repeated_port;
mod reserved_header;
mod route_without_ports;
mod router_syntax_in_path;
mod shadowed_match;
mod star_beside_methods;
mod top_level_alternative;
mod uncovered_prefix;
mod unescaped_dot;
mod unknown_method;
mod unreferenced_route;

use smi_types::bounds::Bound;

use crate::rule::Rule;

/// The rules of this family, in the order of their codes.
pub(super) static RULES: &[&Rule] = &[
    &missing_match_name::RULE,
    &duplicate_match_name::RULE,
    &incomplete_match::RULE,
    &malformed_path::RULE,
    &foreign_path_syntax::RULE,
    &path_anchoring::RULE,
    &leading_caret::RULE,
    &end_before_query::RULE,
    &path_without_slash::RULE,
    &impossible_path::RULE,
    &glob_path::RULE,
    &unescaped_dot::RULE,
    &capturing_group::RULE,
    &top_level_alternative::RULE,
    &router_syntax_in_path::RULE,
    &query_in_path::RULE,
    &uncovered_prefix::RULE,
    &unknown_method::RULE,
    &star_beside_methods::RULE,
    &repeated_method::RULE,
    &empty_methods::RULE,
    &get_without_head::RULE,
    &headers_in_first_version::RULE,
    &crowded_header_item::RULE,
    &refused_header_form::RULE,
    &repeated_header::RULE,
    &bad_header_name::RULE,
    &header_name_case::RULE,
    &refused_header_pattern::RULE,
    &header_anchoring::RULE,
    &optional_header::RULE,
    &reserved_header::RULE,
    &match_without_condition::RULE,
    &shadowed_match::RULE,
    &unreferenced_route::RULE,
    &impossible_port::RULE,
    &repeated_port::RULE,
    &route_without_ports::RULE,
    &misplaced_ports::RULE,
    &grpc_path::RULE,
    &large_pattern::RULE,
    &path_placeholder::RULE,
];

/// Whether a rule of this family speaks of a bound while it looks at the whole object.
pub(super) const fn claims(bound: &Bound) -> bool {
    duplicate_match_name::claims(bound)
}
