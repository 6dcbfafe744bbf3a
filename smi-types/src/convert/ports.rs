//! The port of a target: `destination.port` up to access v1alpha2, a `TCPRoute` from v1alpha3 on.
//!
//! The SDK drops the port, which opens every other port of the destination. Here it becomes a `TCPRoute`:
//!
//! * a rule for a whole protocol (`TCPRoute`, `UDPRoute`) is *replaced*: a second rule beside a route without ports would
//!   be an alternative, and every port would stay open;
//! * beside HTTP rules a `TCPRoute` is *added*, which restricts them only where the two are read together (AND):
//!   [`Interpretation::L4WithL7`];
//! * where no rule can take the port over, it is a loss;
//! * a rule whose route names other ports than the target allows nothing, which newer versions cannot say: it is left out,
//!   and reported.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::access::{v1alpha2, v1alpha3};
use crate::convert::Converted;
use crate::convert::loss::{Field, Loss};
use crate::interpretation::Interpretation;
use crate::manifest::Manifest;
use crate::specs::v1alpha4::{L4Match, L4RouteSpec, TCPRoute, UDPRoute};

/// Carries, on a route that was made from `destination.port`, the names of the routes that it replaced, one a line. Empty
/// on a route that was added beside HTTP rules.
pub const REPLACES: &str = "smi-toolkit.dev/replaces";

/// Converts a target with its port to v1alpha3, making the routes that take the port over.
pub fn to_route(target: v1alpha2::TrafficTarget) -> Converted<v1alpha3::TrafficTarget> {
    to_route_beside(target, &|_, _| Vec::new())
}

/// The same for callers that want a single object: the port is then a loss.
pub fn without_port(target: v1alpha2::TrafficTarget) -> Converted<v1alpha3::TrafficTarget> {
    let (target, port, lost) = split_off_port(target);
    Converted::exact(target).losing(lost).losing(port.map(port_loss))
}

/// The same, where `ports_of(kind, name)` tells which ports the routes name that the target refers to: a route that
/// replaces them allows only what both allow.
pub fn to_route_beside(
    target: v1alpha2::TrafficTarget,
    ports_of: &dyn Fn(&str, &str) -> Vec<i64>,
) -> Converted<v1alpha3::TrafficTarget> {
    let (mut target, port, mut lost) = split_off_port(target);
    let Some(port) = port else { return Converted::exact(target).losing(lost) };
    let rules = std::mem::take(&mut target.spec.rules);
    let (layer_4, others): (Vec<_>, Vec<_>) =
        rules.into_iter().partition(|rule| is_layer_4(&rule.kind));
    let has_http = others.iter().any(|rule| rule.kind == "HTTPRouteGroup");
    if layer_4.is_empty() && !has_http {
        target.spec.rules = others;
        return Converted::exact(target).losing(lost).losing([port_loss(port)]);
    }
    let mut also = Vec::new();
    let mut rules = Vec::new();
    for kind in ["TCPRoute", "UDPRoute"] {
        let replaced: Vec<_> = layer_4.iter().filter(|rule| rule.kind == kind).collect();
        if replaced.is_empty() && (kind == "UDPRoute" || !layer_4.is_empty()) {
            continue;
        }
        // A route that names other ports never allowed this one.
        let reaches = |name: &str| {
            let ports = ports_of(kind, name);
            ports.is_empty() || ports.contains(&port)
        };
        if !replaced.is_empty() && !replaced.iter().any(|rule| reaches(&rule.name)) {
            let unreachable =
                |rule: &&v1alpha3::TrafficTargetRule| Loss::new(Field::Rule, "spec.rules", rule);
            lost.extend(replaced.iter().map(unreachable));
            continue;
        }
        let names: Vec<_> = replaced.iter().map(|rule| rule.name.as_str()).collect();
        let route = route(&target.metadata, kind, port, &names);
        rules.push(rule(kind, route.metadata().name.clone().unwrap_or_default()));
        also.push(route);
    }
    rules.extend(others);
    target.spec.rules = rules;
    let converted = Converted::exact(target).losing(lost).beside(also);
    if has_http { converted.resting_on(Interpretation::L4WithL7) } else { converted }
}

/// Splits the port off a target, with the losses of ports that never had a meaning.
fn split_off_port(
    target: v1alpha2::TrafficTarget,
) -> (v1alpha3::TrafficTarget, Option<i64>, Vec<Loss>) {
    let v1alpha2::TrafficTarget { metadata, spec } = target;
    let v1alpha2::TrafficTargetSpec { destination, rules, sources } = spec;
    let mut lost = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let path = || format!("spec.sources[{index}].port");
        lost.extend(source.port.iter().map(|port| Loss::new(Field::SourcePort, path(), port)));
    }
    let port = destination.port.as_ref().map(crate::Port::number);
    let spec = v1alpha3::TrafficTargetSpec {
        destination: without_port_field(destination),
        rules,
        sources: sources.into_iter().map(without_port_field).collect(),
    };
    (v1alpha3::TrafficTarget { metadata, spec }, port, lost)
}

fn without_port_field(
    subject: v1alpha2::IdentityBindingSubject,
) -> v1alpha3::IdentityBindingSubject {
    let v1alpha2::IdentityBindingSubject { kind, name, namespace, port: _ } = subject;
    v1alpha3::IdentityBindingSubject { kind, name, namespace }
}

fn port_loss(port: i64) -> Loss {
    Loss::new(Field::DestinationPort, "spec.destination.port", &port)
}

fn is_layer_4(kind: &str) -> bool {
    matches!(kind, "TCPRoute" | "UDPRoute")
}

fn rule(kind: &str, name: String) -> v1alpha3::TrafficTargetRule {
    v1alpha3::TrafficTargetRule { kind: kind.to_owned(), name, matches: None }
}

/// Makes the route `<target>-port-<port>` that takes a port over.
fn route(target: &ObjectMeta, kind: &str, port: i64, replaced: &[&str]) -> Manifest {
    let protocol = if kind == "UDPRoute" { "-udp" } else { "" };
    let base = target.name.as_deref().unwrap_or("target");
    let metadata = ObjectMeta {
        name: Some(format!("{base}-port-{port}{protocol}")),
        namespace: target.namespace.clone(),
        labels: target.labels.clone(),
        owner_references: target.owner_references.clone(),
        annotations: Some([(REPLACES.to_owned(), replaced.join("\n"))].into()),
        ..ObjectMeta::default()
    };
    let spec = L4RouteSpec { matches: Some(L4Match { name: None, ports: Some(vec![port]) }) };
    if kind == "UDPRoute" {
        Manifest::UDPRouteV1alpha4(UDPRoute { metadata, spec })
    } else {
        Manifest::TCPRouteV1alpha4(TCPRoute { metadata, spec })
    }
}
