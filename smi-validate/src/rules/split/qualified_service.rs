//! SMI420: a Service is not named by its short name

use super::services::and_more;
use crate::check::{Affected, Context, ObjectView};
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::{RootName, WhereBackends};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A Service is not named by its short name
    ///
    /// The specification calls the root service a fully qualified name, and writes short ones in all its examples.
    /// Backends are Services of the split's own namespace.
    ///
    /// # In a mesh
    ///
    /// Traefik Mesh and linkerd-smi look for a Service that is called exactly so, and find none, in silence. OSM v1.2.4
    /// and FSM take both forms for the root service. Only FSM takes `namespace/name` for a backend.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart.shop.svc.cluster.local
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2, weight: 10 }]
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
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2, weight: 10 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the name of the Service alone, and keep the split in its namespace.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Specification; Traefik Mesh, measured; linkerd-smi v0.2.7, adaptor; OSM v1.2.4,
    /// measured; FSM, catalog.
    "SMI420" "qualified-service" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let is_qualified = |name: &str| name.contains(['.', '/']);
    for split in &view.world.splits {
        if is_qualified(&split.root) {
            let takes_short = |profile: &Profile| {
                let said = profile.splits.root_name.first().map(|statement| statement.is);
                matches!(said, Some(RootName::Short))
                    || (said.is_some() && split.root.contains('/'))
            };
            let place = Place::of(&split.origin).at(".spec.service");
            if let Some(affected) = context.affected(takes_short) {
                drafts.add(draft(place, ("root service", &split.root), "", &affected));
            }
        }
        let mut qualified = split.backends.iter().filter(|one| is_qualified(&one.service));
        let Some(first) = qualified.next() else { continue };
        let takes_short = |profile: &Profile| {
            let said = profile.namespaces.backends.first().map(|statement| statement.is);
            match said {
                Some(WhereBackends::Split) => true,
                Some(WhereBackends::SplitOrPrefix) => !first.service.contains('/'),
                Some(WhereBackends::Host) | None => false,
            }
        };
        let more = and_more(qualified.count());
        let place = Place::of(&first.origin).at(".service");
        if let Some(affected) = context.affected(takes_short) {
            drafts.add(draft(place, ("backend", &first.service), &more, &affected));
        }
    }
}

fn draft(place: Place, (what, name): (&str, &str), more: &str, affected: &Affected) -> Draft {
    let short = name.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or(name);
    Draft::new(
        place,
        format!("the {what} `{name}` is not named by its short name{more}"),
        format!(
            "in {} a Service that is called exactly so is looked for, and there is none",
            affected.titles
        ),
        format!("write `{short}`, and keep the split in the namespace of that Service"),
    )
    .severity(affected.severity(Severity::Error, Severity::Warning))
    .meshes(affected)
}
