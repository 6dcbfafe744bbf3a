//! SMI418: splits lead to each other in a circle

use super::chains::{Chains, Link};
use crate::check::{Context, joined};
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::{Chain, SelfReference};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use std::collections::BTreeMap;

rule! {
    /// Splits lead to each other in a circle
    ///
    /// Each split has a backend that is the root service of the next, and the last leads back to the first.
    ///
    /// # In a mesh
    ///
    /// Traefik Mesh says `circular reference detected` in its log and removes the splits. Where chains are not
    /// followed, each split works for its own clients only.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: basket, weight: 1 }]
    /// ---
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: basket, namespace: shop }
    /// spec:
    ///   service: basket
    ///   backends: [{ service: cart, weight: 1 }]
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
    ///   backends: [{ service: cart-v1, weight: 1 }]
    /// ---
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: basket, namespace: shop }
    /// spec:
    ///   service: basket
    ///   backends: [{ service: basket-v1, weight: 1 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Give one of the splits backends that are no root services.
    ///
    /// # Sources
    ///
    /// Traefik Mesh v1.4.8, topology; Traffic Split v1alpha4, Tradeoffs.
    "SMI418" "circle-of-splits" Warning Set(check)
}

/// So many members are named.
const NAMED: usize = 4;

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let chains = Chains::of(set);
    let mut circles: BTreeMap<Option<usize>, Vec<&Link<'_>>> = BTreeMap::new();
    for link in chains.links.iter().filter(|link| chains.is_in_circle(link)) {
        circles.entry(chains.circle(link.from)).or_default().push(link);
    }
    let removes = |profile: &Profile| {
        let said = profile.splits.self_reference.first().map(|statement| statement.is);
        matches!(said, Some(SelfReference::Removed | SelfReference::Forbidden))
    };
    let keeps = |profile: &Profile| {
        profile.splits.chain.first().is_some_and(|statement| statement.is == Chain::NotFollowed)
    };
    let removed = context.affected(removes);
    let Some(affected) = context.affected(|profile| removes(profile) || keeps(profile)) else {
        return;
    };
    let effect = match &removed {
        Some(removed) => format!(
            "in {} the splits are removed; elsewhere each counts for its own clients only",
            removed.titles
        ),
        None => "each split counts for its own clients only: shares are not split again".to_owned(),
    };
    let severity = removed
        .map_or(Severity::Warning, |removed| removed.severity(Severity::Error, Severity::Warning));
    for links in circles.values() {
        let [first, second, ..] = links.as_slice() else { continue };
        let draft = Draft::new(
            Place::of(&first.backend.origin).at(".service"),
            format!("the splits of {} lead to each other in a circle", members(&chains, links)),
            effect.clone(),
            "give one of them backends that are no root services",
        );
        let also = Place::of(&second.backend.origin).at(".service");
        drafts.add(
            draft.also(also, "another part of the circle").severity(severity).meshes(&affected),
        );
    }
}

fn members(chains: &Chains<'_>, links: &[&Link<'_>]) -> String {
    let mut roots: Vec<usize> = links.iter().map(|link| link.from).collect();
    roots.sort_unstable();
    roots.dedup();
    let name = |root: &usize| {
        chains.splits.get(*root).map(|split| format!("`{}`", Set::root_of(split).name))
    };
    let mut names: Vec<String> = roots.iter().take(NAMED).filter_map(name).collect();
    if roots.len() > NAMED {
        names.push(format!("{} more", roots.len() - NAMED));
    }
    joined(&names)
}
