//! SMI417: a backend is the root service of another split

use super::chains::{Chains, Link};
use super::services::and_more;
use crate::check::Context;
use crate::profile::Profile;
use crate::profile::choice::Chain;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use std::collections::BTreeMap;

rule! {
    /// A backend is the root service of another split
    ///
    /// Splits are not hierarchical: the specification does not have the share of such a backend split again.
    ///
    /// # In a mesh
    ///
    /// OSM and linkerd-smi send the share to the Service as it is, and the second split counts for its own clients
    /// only. Traefik Mesh warns in its log and splits the share again.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-old, weight: 90 }, { service: cart-new, weight: 10 }]
    /// ---
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart-new, namespace: shop }
    /// spec:
    ///   service: cart-new
    ///   backends: [{ service: cart-v2, weight: 50 }, { service: cart-v3, weight: 50 }]
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
    ///   backends: [{ service: cart-old, weight: 90 }, { service: cart-v2, weight: 5 }, { service: cart-v3, weight: 5 }]
    /// ---
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart-new, namespace: shop }
    /// spec:
    ///   service: cart-new
    ///   backends: [{ service: cart-v2, weight: 50 }, { service: cart-v3, weight: 50 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Name the backends of the second split in the first one, with their part of the weight.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Tradeoffs ("not hierarchical"); Traefik Mesh v1.4.8, topology; OSM, outbound policies.
    "SMI417" "chained-split" Warning Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let chains = Chains::of(set);
    let mut by_root: BTreeMap<usize, Vec<&Link<'_>>> = BTreeMap::new();
    for link in chains.links.iter().filter(|link| !chains.is_in_circle(link)) {
        by_root.entry(link.to).or_default().push(link);
    }
    let Some(effect) = effect(context) else { return };
    for (root, links) in by_root {
        let ([first, ..], Some(split)) = (links.as_slice(), chains.splits.get(root)) else {
            continue;
        };
        let more = and_more(links.len() - 1);
        let draft = Draft::new(
            Place::of(&first.backend.origin).at(".service"),
            format!(
                "the backend `{}` is the root service of another split{more}",
                first.backend.service
            ),
            effect.clone(),
            "name the backends of that split here, with their part of the weight",
        );
        drafts.add(draft.also(Place::of(&split.origin).at(".spec.service"), "the other split"));
    }
}

/// What the meshes in question make of it; nothing where none of them is known to look.
fn effect(context: &Context<'_>) -> Option<String> {
    let those = |chain: Chain| {
        let is = |profile: &Profile| {
            profile.splits.chain.first().is_some_and(|statement| statement.is == chain)
        };
        context.affected(is).map(|affected| affected.titles)
    };
    let followed =
        those(Chain::Followed).map(|titles| format!("in {titles} the share is split again"));
    let not = those(Chain::NotFollowed)
        .map(|titles| format!("in {titles} the share goes to the Service as it is"));
    let effects: Vec<_> = [not, followed].into_iter().flatten().collect();
    (!effects.is_empty()).then(|| effects.join("; "))
}
