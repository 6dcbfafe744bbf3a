//! SMI437: a split has conditions, but its root service does not speak HTTP

use super::conditions;
use super::services::root;
use crate::check::Context;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use crate::set::inventory::Spoken;

rule! {
    /// A split has conditions, but its root service does not speak HTTP
    ///
    /// Headers, paths and methods are those of HTTP requests.
    ///
    /// # In a mesh
    ///
    /// On ports that say TCP nothing looks into the stream: no condition is ever met, or the whole traffic is split.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: queue
    ///   backends: [{ service: queue-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: queue, namespace: shop }
    /// spec:
    ///   selector: { app: queue }
    ///   ports: [{ name: tcp, port: 9000 }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: queue
    ///   backends: [{ service: queue-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: queue, namespace: shop }
    /// spec:
    ///   selector: { app: queue }
    ///   ports: [{ name: http, port: 9000 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Say at the port that it is HTTP, by `appProtocol` or by its name, or leave `matches` out.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Specification; OSM, application protocol selection.
    "SMI437" "condition-without-http" Warning Set(check)
}

fn check(set: &Set, _: &Context<'_>, drafts: &mut Drafts) {
    for split in &set.world.splits {
        let Some(root) = root(set, split).filter(|_| conditions::is_limited(split)) else {
            continue;
        };
        let Some(port) = root.ports.first() else { continue };
        if !root.ports.iter().all(|port| matches!(port.spoken(), Spoken::Tcp | Spoken::Udp)) {
            continue;
        }
        let draft = Draft::new(
            Place::of(&split.origin).at(".spec.matches"),
            format!(
                "the split has conditions on HTTP, but `{}` does not speak it",
                root.origin.name.name
            ),
            "nothing looks into the stream: no condition is ever met, or all traffic is split",
            "say at the port that it is HTTP, or leave `matches` out",
        );
        drafts.add(draft.also(&port.origin, "this port is no HTTP"));
    }
}
