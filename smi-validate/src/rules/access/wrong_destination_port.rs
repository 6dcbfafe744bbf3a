//! SMI221: the port of the destination is none

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::{Problem, Violation};

rule! {
    /// The port of the destination is none
    ///
    /// Up to v1alpha2 the destination may say the only port that may be called. TCP has the ports from 1 to 65535;
    /// names and fractions are none.
    ///
    /// # In a mesh
    ///
    /// The API server refuses texts and lists, as far as its definition has types. Numbers that are no ports get
    /// through, and no connection is ever to such a port: the target grants nothing.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop, port: 80800 }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop, port: 8080 }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the number of the port that the container listens on.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha1 and v1alpha2, Specification; the definitions of the SDK have a number here.
    "SMI221" "wrong-destination-port" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let is_port =
        matches!(violation.pattern().as_str(), "destination.port" | "spec.destination.port");
    let is_wrong = matches!(violation.problem, Problem::Type { .. } | Problem::Bound { .. });
    if violation.entry.kind != "TrafficTarget" || !is_port || !is_wrong {
        return None;
    }
    Some(Draft::new(
        violation.place(),
        format!(
            "the port of the destination is {}; ports are numbers from 1 to 65535",
            violation.found()
        ),
        "the API server refuses the object, or lets it through and no connection is ever to such a port",
        "write the number of the port that the container listens on",
    ))
}
