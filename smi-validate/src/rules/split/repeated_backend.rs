//! SMI415: a Service is a backend more than once

use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::model::{Backend, Name};
use crate::profile::Profile;
use crate::profile::choice::DuplicateBackend;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use std::collections::BTreeMap;

rule! {
    /// A Service is a backend more than once
    ///
    /// The specification does not say whether such weights add up.
    ///
    /// # In a mesh
    ///
    /// Traefik Mesh and linkerd-smi add them up. OSM counts entries of equal weight once for HTTP. The Istio adapter
    /// keeps weights by Service, so that the sum is wrong and the shares of all others with it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 50 }, { service: cart-v1, weight: 50 }, { service: cart-v2, weight: 10 }]
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
    ///   backends: [{ service: cart-v1, weight: 100 }, { service: cart-v2, weight: 10 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the Service once, with the sum of the weights.
    ///
    /// # Sources
    ///
    /// OSM v1.2.4, route configuration; SMI adapter for Istio, traffic split controller; Traefik Mesh v1.4.8, provider.
    "SMI415" "repeated-backend" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for split in &view.world.splits {
        let mut by_name: BTreeMap<Name, Vec<&Backend>> = BTreeMap::new();
        for backend in &split.backends {
            by_name.entry(Set::backend_of(backend)).or_default().push(backend);
        }
        for entries in by_name.values() {
            if let [first, second, ..] = entries.as_slice() {
                drafts.add(draft(first, second, entries.len(), context));
            }
        }
    }
}

fn draft(first: &Backend, second: &Backend, count: usize, context: &Context<'_>) -> Draft {
    let is_alike = first.weight == second.weight;
    let affected = context.affected(|profile: &Profile| {
        profile.weights.duplicate_backend.first().is_some_and(|statement| match statement.is {
            DuplicateBackend::Sum => false,
            DuplicateBackend::LikeEntriesOnce => is_alike,
            DuplicateBackend::Miscounted => true,
        })
    });
    let effect = match &affected {
        Some(affected) => {
            format!("in {} the weights are not added up, so the shares are others", affected.titles)
        }
        None => "the weights may add up, or one of them may count: the specification does not say"
            .to_owned(),
    };
    let draft = Draft::new(
        Place::of(&second.origin).at(".service"),
        format!("the Service `{}` is listed {count} times as a backend", second.service),
        effect,
        "write it once, with the sum of the weights",
    );
    let draft =
        draft.label("again here").also(Place::of(&first.origin).at(".service"), "first here");
    match affected {
        Some(affected) => {
            draft.severity(affected.severity(Severity::Error, Severity::Warning)).meshes(&affected)
        }
        None => draft,
    }
}
