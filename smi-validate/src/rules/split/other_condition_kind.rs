//! SMI431: a split is limited by something that is no HTTPRouteGroup

use crate::check::Context;
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::{Construct, Treatment};
use crate::rule::{Draft, rule};
use crate::shape::Violation;
use smi_types::bounds::Keyword;

rule! {
    /// A split is limited by something that is no HTTPRouteGroup
    ///
    /// `matches` names route groups. Traefik Mesh also looks for a TCPRoute; nobody else does.
    ///
    /// # In a mesh
    ///
    /// The definition of the SDK lists one kind, so the API server refuses the object; where it lets it in, the
    /// condition counts in Traefik Mesh only.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }]
    ///   matches: [{ kind: UDPRoute, name: cart }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: cart }]
    /// ```
    ///
    /// # Mend
    ///
    /// Refer to an HTTPRouteGroup; for TCP leave `matches` out, then all connections are shared.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Specification; Traefik Mesh v1.4.8, topology.
    "SMI431" "other-condition-kind" Error Shape(check)
}

fn check(violation: &Violation<'_>, context: &Context<'_>) -> Option<Draft> {
    let is_kind =
        violation.entry.kind == "TrafficSplit" && violation.pattern() == "spec.matches[].kind";
    let is_other =
        violation.bound().is_some_and(|bound| matches!(bound.keyword, Keyword::OneOf(_)));
    if !is_kind || !is_other {
        return None;
    }
    let is_tcp = violation.node.as_str() == Some("TCPRoute");
    let takes_tcp = |profile: &Profile| {
        let said = profile.constructs.get(&Construct::TcpRouteInSplit);
        said.and_then(|said| said.first()).is_some_and(|said| said.is == Treatment::Honoured)
    };
    let is_taken = is_tcp && context.affected(takes_tcp).is_some();
    let severity = match context.affected(|profile| !takes_tcp(profile)) {
        Some(others) if is_taken => others.severity(Severity::Error, Severity::Warning),
        None if is_taken => Severity::Info,
        _ => Severity::Error,
    };
    let effect = if is_tcp {
        "Traefik Mesh takes it as a condition; elsewhere the API server refuses the object"
    } else {
        "the API server refuses the object; where it lets it in, no mesh knows such a condition"
    };
    let draft = Draft::new(
        violation.place(),
        format!("`matches` of a split refers to an HTTPRouteGroup, found {}", violation.found()),
        effect,
        "refer to an HTTPRouteGroup, or leave `matches` out to share all traffic",
    );
    Some(draft.severity(severity))
}
