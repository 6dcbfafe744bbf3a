//! SMI336: a port is none that TCP or UDP have

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;
use smi_types::bounds::Keyword;

rule! {
    /// A port is none that TCP or UDP have
    ///
    /// Ports go from 1 to 65535.
    ///
    /// # In a mesh
    ///
    /// The definitions have no range, so the API server takes it. OSM keeps the lower 16 bits: 65616 becomes 80, which
    /// nobody asked for.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: TCPRoute
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: { ports: [65616] } }
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
    /// Write a port from 1 to 65535.
    ///
    /// # Sources
    ///
    /// RFC 9293, section 3.1; the definitions of the SDK; OSM v1.2.4, targets.
    "SMI336" "impossible-port" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let is_route = ["TCPRoute", "UDPRoute"].contains(&violation.entry.kind);
    let is_range = matches!(violation.bound()?.keyword, Keyword::Minimum(_) | Keyword::Maximum(_));
    if !is_route || !is_range || violation.pattern() != "spec.matches.ports[]" {
        return None;
    }
    Some(Draft::new(
        violation.place(),
        format!("{} is no port", violation.node.text().unwrap_or_default()),
        "nothing listens there; OSM keeps the lower 16 bits and opens another port, 80 for 65616",
        "write a port from 1 to 65535",
    ))
}
