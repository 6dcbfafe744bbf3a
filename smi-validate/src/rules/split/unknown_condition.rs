//! SMI433: a split is limited by a route group that does not exist

use super::services::Misspellings;
use crate::check::Context;
use crate::finding::Severity;
use crate::model::Name;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::{Lookup, Set};

rule! {
    /// A split is limited by a route group that does not exist
    ///
    /// The groups of `matches` are looked up in the namespace of the split.
    ///
    /// # In a mesh
    ///
    /// Without the group there is no condition to hold requests against: the split has no effect, or the mesh reports
    /// that it cannot be built. FSM also takes a group of that name from any other namespace.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # config complete
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta-user }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: beta-users, namespace: shop }
    /// spec:
    ///   matches: [{ name: beta, headers: [{ x-beta: "1" }] }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart } }
    ///     spec: { }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # config complete
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta-users }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: beta-users, namespace: shop }
    /// spec:
    ///   matches: [{ name: beta, headers: [{ x-beta: "1" }] }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart } }
    ///     spec: { }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the name of an existing group, or add it.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Specification; Traefik Mesh v1.4.8, topology; FSM, catalog.
    "SMI433" "unknown-condition" Error Set(check)
}

fn check(set: &Set, _: &Context<'_>, drafts: &mut Drafts) {
    let mut misspellings = Misspellings::new();
    for split in &set.world.splits {
        for reference in split.matches.iter().flatten() {
            let name = Set::route_name(reference);
            let lookup = set.route_group(&name);
            if reference.kind != "HTTPRouteGroup" || matches!(lookup, Lookup::Found(_)) {
                continue;
            }
            let near = misspellings.meant(set, "HTTPRouteGroup", &name);
            let severity = match (lookup.is_missing(), near) {
                (true, _) => Severity::Error,
                (false, Some(_)) => Severity::Warning,
                (false, None) => continue,
            };
            let mend = match near {
                Some(near) => format!("write `{near}` if that is meant, or add the group"),
                None => "write the name of a group of this namespace, or add the group".to_owned(),
            };
            let mut draft = Draft::new(
                Place::of(&reference.origin).at(".name"),
                format!(
                    "the HTTPRouteGroup `{}` of this split does not exist in the namespace {}",
                    name.name, name.namespace
                ),
                "without the group the split has no effect, or cannot be built",
                mend,
            );
            if let Some(near) = near {
                let place = Place::object("HTTPRouteGroup", &Name::new(&name.namespace, near));
                draft = draft.also(place, "a group of nearly that name");
            }
            drafts.add(draft.severity(severity));
        }
    }
}
