//! SMI224: a source has a port

use smi_types::Manifest;

use super::common::gathered;
use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A source has a port
    ///
    /// The SDK has one type for sources and destinations, so a port fits in. It means nothing: who calls does so from
    /// any port.
    ///
    /// # In a mesh
    ///
    /// The port is ignored, or pruned by the API server.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop, port: 8080 }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Remove it; if it is the port that may be called, write it on the destination.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha2, Specification; the types of the SDK v0.5.0.
    "SMI224" "port-on-source" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let (prefix, sources) = match view.manifest {
        Manifest::TrafficTargetV1alpha1(target) => ("", &target.sources),
        Manifest::TrafficTargetV1alpha2(target) => ("spec.", &target.spec.sources),
        _ => return,
    };
    let with_port = sources.iter().enumerate().filter(|(_, source)| source.port.is_some());
    let place = |(index, _)| Place::path(format!("{prefix}sources[{index}].port"));
    drafts.extend(gathered(with_port.map(place).collect(), "another one", |place| {
        Draft::new(
            place,
            "a source has a port, which means nothing: callers call from any port",
            "it is ignored, or pruned by the API server",
            "remove it; the port that may be called stands on the destination",
        )
    }));
}
