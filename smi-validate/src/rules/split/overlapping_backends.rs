//! SMI428: two backends select the same pods

use foldhash::HashMap;

use super::services::{backends, gets_something};
use crate::check::Context;
use crate::model::{Backend, Name};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use crate::set::inventory::Service;

rule! {
    /// Two backends select the same pods
    ///
    /// Weights say how traffic is shared between Services. If one selects pods of the other, the shares between the
    /// pods are others.
    ///
    /// # In a mesh
    ///
    /// The pods that both select get part of both shares: a canary of ten percent gets more, or the old version takes
    /// part in it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2, weight: 10 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   selector: { app: cart }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart, track: canary }
    ///   ports: [{ name: http, port: 80 }]
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
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   selector: { app: cart, track: stable }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart, track: canary }
    ///   ports: [{ name: http, port: 80 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Give the selectors a label that tells the versions apart.
    ///
    /// # Sources
    ///
    /// NGINX Service Mesh, traffic splitting; Traffic Split v1alpha4, Specification.
    "SMI428" "overlapping-backends" Warning Set(check)
}

/// The selectors of so many backends are compared, each with each; of more, only the pods that are here.
const COMPARED: usize = 32;

type Pair<'s> = (&'s Backend, &'s Service);

fn check(set: &Set, _: &Context<'_>, drafts: &mut Drafts) {
    for split in &set.world.splits {
        let sharing: Vec<Pair<'_>> =
            backends(set, split).filter(|(backend, _)| gets_something(backend)).collect();
        let Some((one, other)) = by_selector(&sharing).or_else(|| by_pods(set, &sharing)) else {
            continue;
        };
        let draft = Draft::new(
            Place::of(&other.0.origin).at(".service"),
            format!(
                "the backends `{}` and `{}` select the same pods",
                one.0.service, other.0.service
            ),
            "pods that both select get part of both shares, so the shares are others than the weights say",
            "give the selectors a label that tells the versions apart",
        );
        let selector = |service: &Service| Place::of(&service.origin).at("spec.selector");
        drafts.add(
            draft
                .also(selector(one.1), format!("what `{}` selects", one.0.service))
                .also(selector(other.1), format!("what `{}` selects", other.0.service)),
        );
    }
}

/// Two backends of which one selects all that the other does.
fn by_selector<'s>(sharing: &[Pair<'s>]) -> Option<(Pair<'s>, Pair<'s>)> {
    if sharing.len() > COMPARED {
        return None;
    }
    let includes = |wide: &Service, narrow: &Service| {
        let (Some(wide), Some(narrow)) = (&wide.selector, &narrow.selector) else { return false };
        wide.iter().all(|(key, value)| narrow.get(key) == Some(value))
    };
    let with_later = |(index, one): (usize, &Pair<'s>)| {
        let is_alike = |other: &&Pair<'s>| {
            one.1.origin != other.1.origin && (includes(one.1, other.1) || includes(other.1, one.1))
        };
        sharing.iter().skip(index + 1).find(is_alike).map(|other| (*one, *other))
    };
    sharing.iter().enumerate().find_map(with_later)
}

/// Two backends that select the same pods among those that are here.
fn by_pods<'s>(set: &'s Set, sharing: &[Pair<'s>]) -> Option<(Pair<'s>, Pair<'s>)> {
    let mut first: HashMap<(&str, &Name), Pair<'s>> = HashMap::default();
    for pair in sharing {
        for workload in set.workloads_of(pair.1) {
            let origin = &workload.origin;
            let before = first.entry((&origin.kind, &origin.name)).or_insert(*pair);
            if before.1.origin != pair.1.origin {
                return Some((*before, *pair));
            }
        }
    }
    None
}
