//! SMI338: a route says nothing about ports

use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};
use smi_types::Manifest;

rule! {
    /// A route says nothing about ports
    ///
    /// From v1alpha4 on routes have ports, and without them they are about all ports. An empty list says so, and is not
    /// spoken of.
    ///
    /// # In a mesh
    ///
    /// The SDK's definition requires the field, so API servers with it refuse the object. Elsewhere every port is let
    /// in.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: TCPRoute
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: {} }
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
    /// List the ports, or write `ports: []` for all.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, TCPRoute and UDPRoute; the definitions of the SDK.
    "SMI338" "route-without-ports" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let spec = match view.manifest {
        Manifest::TCPRouteV1alpha4(route) => &route.spec,
        Manifest::UDPRouteV1alpha4(route) => &route.spec,
        _ => return,
    };
    let place = match &spec.matches {
        None => Place::path("spec"),
        Some(matches) if matches.ports.is_none() => Place::path("spec.matches"),
        Some(_) => return,
    };
    drafts.add(Draft::new(
        place,
        format!("this {} says nothing about ports", view.entry.kind),
        "API servers with the SDK's definitions refuse it; elsewhere it is about every port",
        "list the ports, or write `ports: []` for all",
    ));
}
