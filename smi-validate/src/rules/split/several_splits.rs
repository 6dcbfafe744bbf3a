//! SMI419: several splits share the traffic of one root service

use foldhash::HashMap;

use super::conditions;
use crate::check::Context;
use crate::finding::Severity;
use crate::model::{HttpMatch, Name, Split};
use crate::profile::Profile;
use crate::profile::choice::SeveralSplits;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// Several splits share the traffic of one root service
    ///
    /// The specification does not say which of them counts. Splits with conditions that no request meets at once do not
    /// get in each other's way.
    ///
    /// # In a mesh
    ///
    /// OSM takes the first that it happens to see; linkerd-smi the last one written, and deleting either clears both;
    /// in Traefik Mesh it is undefined; the Istio adapter makes two virtual services for one host. FSM merges them.
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
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart-canary, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 50 }, { service: cart-v3, weight: 50 }]
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
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart-canary, namespace: shop }
    /// spec:
    ///   service: cart-canary
    ///   backends: [{ service: cart-v1, weight: 50 }, { service: cart-v3, weight: 50 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write one split with all backends.
    ///
    /// # Sources
    ///
    /// OSM v1.2.4 and Traefik Mesh, measured; linkerd-smi v0.2.7, adaptor; issues 59 and 227 of the specification.
    "SMI419" "several-splits" Warning Set(check)
}

/// So many matches of one root service are compared, each with each.
const COMPARED: usize = 48;

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let mut order: Vec<Name> = Vec::new();
    let mut by_root: HashMap<Name, Vec<&Split>> = HashMap::default();
    for split in &set.world.splits {
        let splits = by_root.entry(Set::root_of(split)).or_insert_with_key(|root| {
            order.push(root.clone());
            Vec::new()
        });
        splits.push(split);
    }
    let clashes = |profile: &Profile| {
        profile
            .splits
            .several
            .first()
            .is_some_and(|statement| statement.is != SeveralSplits::Merged)
    };
    let Some(affected) = context.affected(clashes) else { return };
    for root in order {
        let splits = by_root.get(&root).map_or(&[][..], Vec::as_slice);
        let ([first, second, ..], false) = (splits, are_apart(set, splits, context)) else {
            continue;
        };
        let draft = Draft::new(
            Place::of(&second.origin).at(".spec.service"),
            format!("{} splits share the traffic of `{}`", splits.len(), root.name),
            format!("in {} only one of them counts, and nobody promises which", affected.titles),
            "write one split with all backends",
        );
        let draft = draft.also(Place::of(&first.origin).at(".spec.service"), "the first of them");
        drafts.add(
            draft.severity(affected.severity(Severity::Error, Severity::Warning)).meshes(&affected),
        );
    }
}

/// Whether no request can meet the conditions of two of the splits, or nobody can tell.
fn are_apart(set: &Set, splits: &[&Split], context: &Context<'_>) -> bool {
    if splits.len() < 2 {
        return true;
    }
    if !splits.iter().all(|split| conditions::is_limited(split)) {
        return false;
    }
    let matches: Option<Vec<_>> = splits.iter().map(|split| conditions::of(set, split)).collect();
    if share_group(splits) {
        return false;
    }
    // The groups are not here: the conditions may be anything.
    let Some(matches) = matches else { return true };
    let all: Vec<(usize, &HttpMatch)> = matches
        .iter()
        .enumerate()
        .flat_map(|(split, matches)| matches.iter().map(move |(_, one)| (split, *one)))
        .collect();
    if all.len() > COMPARED {
        context.give_up(&RULE);
        return true;
    }
    let meet = |(index, (split, one)): (usize, &(usize, &HttpMatch))| {
        all.iter().skip(index + 1).any(|(other_split, other)| {
            split != other_split && !conditions::are_disjoint(context, &RULE, one, other)
        })
    };
    !all.iter().enumerate().any(meet)
}

/// Whether two splits name the same group.
fn share_group(splits: &[&Split]) -> bool {
    let mut named: HashMap<&str, usize> = HashMap::default();
    let references = splits.iter().enumerate().flat_map(|(number, split)| {
        split.matches.iter().flatten().map(move |reference| (number, reference.name.as_str()))
    });
    references.into_iter().any(|(number, name)| *named.entry(name).or_insert(number) != number)
}
