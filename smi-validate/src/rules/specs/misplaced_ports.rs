//! SMI339: the ports stand where the version has none

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::{Problem, Violation};
use crate::source::Kind;

rule! {
    /// The ports stand where the version has none
    ///
    /// TCPRoute has ports from v1alpha4 on, in `spec.matches`, which is an object there and not a list as in a route
    /// group.
    ///
    /// # In a mesh
    ///
    /// The API server refuses the object, or prunes the field in silence; then the route is about every port.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: TCPRoute
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: { ports: [8080] } }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: TCPRoute
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: { ports: [8080] } }
    /// ```
    ///
    /// # Mend
    ///
    /// Write v1alpha4, with `spec: { matches: { ports: […] } }`.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha3 and v1alpha4, TCPRoute.
    "SMI339" "misplaced-ports" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let entry = violation.entry;
    if !["TCPRoute", "UDPRoute"].contains(&entry.kind) {
        return None;
    }
    let path = violation.path.to_string();
    let is_unknown = matches!(violation.problem, Problem::Unknown { .. });
    let is_list = matches!(violation.problem, Problem::Type { .. })
        && violation.node.target().is_some_and(|node| node.kind() == Kind::Sequence);
    let holds_matches = violation.node.get("matches").is_some();
    let message = match (path.as_str(), entry.version) {
        ("spec.matches", "v1alpha3") | ("spec", "v1alpha1" | "v1alpha2")
            if is_unknown && (path != "spec" || holds_matches) =>
        {
            format!("{} has no ports in specs {}", entry.kind, entry.version)
        }
        ("spec.matches", "v1alpha4") if is_list => {
            format!("`spec.matches` of {} is an object, and not a list", entry.kind)
        }
        ("spec.ports", "v1alpha4") if is_unknown => {
            format!("the ports of {} belong in `spec.matches`", entry.kind)
        }
        _ => return None,
    };
    Some(Draft::new(
        violation.place(),
        message,
        "the API server refuses the object, or prunes the field in silence; then the route is about every port",
        "write specs v1alpha4 and `spec: { matches: { ports: [8080] } }`",
    ))
}
