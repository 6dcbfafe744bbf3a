//! SMI222: no Service leads to the port of the destination

use std::collections::HashMap;

use super::common::ACCOUNT;
use super::ports::{Exposed, Reach};
use crate::check::{Affected, Context};
use crate::finding::Severity;
use crate::model::Name;
use crate::profile::Statement;
use crate::profile::choice::PortCompared;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// No Service leads to the port of the destination
    ///
    /// `destination.port` is the port that the server sees: the one in the pod. Clients dial the port of a Service,
    /// and its `targetPort` is where that leads.
    ///
    /// # In a mesh
    ///
    /// Nothing that arrives has this port, so the target grants nothing. Traefik Mesh compares with target ports that
    /// are numbers only: one with a name counts as 0.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop, port: 80 }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: cart, namespace: shop, labels: { app: cart } }
    /// spec:
    ///   serviceAccountName: cart
    ///   containers: [{ name: main, image: "example/cart" }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80, targetPort: 8080 }]
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
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: cart, namespace: shop, labels: { app: cart } }
    /// spec:
    ///   serviceAccountName: cart
    ///   containers: [{ name: main, image: "example/cart" }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80, targetPort: 8080 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the port that the container listens on; for Traefik Mesh, write the `targetPort` of the Service as a
    /// number.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha2, Specification, which does not say which port is meant; Traefik Mesh v1.4.8,
    /// its topology.
    "SMI222" "unexposed-port" Warning Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let by_number = context.affected(|profile| {
        let is = |one: &Statement<PortCompared>| one.is == PortCompared::TargetPort;
        profile.ports.destination_port.first().is_some_and(is)
    });
    let mut known: HashMap<Name, Exposed<'_>> = HashMap::new();
    for target in &set.world.targets {
        let Some(port) = target.port.filter(|_| target.destination.kind == ACCOUNT) else {
            continue;
        };
        let account = Set::subject_name(&target.destination);
        let exposed = known.entry(account).or_insert_with_key(|account| Exposed::of(set, account));
        if !exposed.is_known() {
            continue;
        }
        let place = Place::of(&target.destination.origin).at(".port");
        let draft = match (exposed.reach("TCP", port), &by_number) {
            (Some(Reach::ByNumber), _) => continue,
            (Some(Reach::ByName), Some(meshes)) => by_name(place, port, meshes),
            (Some(Reach::ByName), None) => continue,
            (Some(Reach::Dialled), _) => dialled(place, port),
            (None, _) => unexposed(place, port),
        };
        let service = exposed.services.iter().min_by_key(|service| &service.origin.name);
        drafts.add(service.into_iter().fold(draft, |draft, service| {
            draft.also(Place::of(&service.origin).at("spec.ports"), "the ports of its Service")
        }));
    }
}

fn unexposed(place: Place, port: i64) -> Draft {
    Draft::new(
        place,
        format!("no Service leads to port {port} of the destination"),
        "no request arrives there, and the target grants nothing",
        "write the port that the container listens on",
    )
}

fn dialled(place: Place, port: i64) -> Draft {
    Draft::new(
        place,
        format!("{port} is the port of a Service, and leads to another one in the pods"),
        "access is controlled in the pods, which see the other one: the target grants nothing",
        "write the `targetPort` of the Service",
    )
}

fn by_name(place: Place, port: i64, meshes: &Affected) -> Draft {
    let draft = Draft::new(
        place,
        format!("a Service leads to port {port} by the name that the container gives it"),
        format!("the name counts as port 0 in {}, and the target grants nothing", meshes.titles),
        "write the `targetPort` of the Service as a number",
    );
    draft.meshes(meshes).severity(meshes.severity(Severity::Error, Severity::Warning))
}
