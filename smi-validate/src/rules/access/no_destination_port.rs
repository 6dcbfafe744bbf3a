//! SMI223: the destination says no port, which a definition asks for

use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// The destination says no port, which a definition asks for
    ///
    /// By the specification the port may be left out, and all ports are meant. The definition of v1alpha1 that the
    /// SDK ships asks for it all the same; the examples of the specification don't pass it.
    ///
    /// # In a mesh
    ///
    /// An API server with that definition refuses the object.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha1
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// destination: { kind: ServiceAccount, name: cart, namespace: shop }
    /// specs: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    /// sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha1
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// destination: { kind: ServiceAccount, name: cart, namespace: shop, port: "8080" }
    /// specs: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    /// sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the port, or a later version.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha1, Specification; the definitions of the SDK v0.5.0.
    "SMI223" "no-destination-port" Hint Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let Some(target) = view.world.targets.first() else { return };
    if view.entry.version == "v1alpha1" && target.port.is_none() {
        drafts.add(Draft::new(
            Place::of(&target.destination.origin),
            "the destination says no port; the SDK's definition of v1alpha1 asks for one",
            "an API server with that definition refuses the object; elsewhere all ports are meant",
            "write `port`, or a later version",
        ));
    }
}
