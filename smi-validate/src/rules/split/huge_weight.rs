//! SMI411: a weight is larger than meshes can count

use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::Profile;
use crate::rule::{Draft, Drafts, Place, rule};
use num_rational::BigRational;

rule! {
    /// A weight is larger than meshes can count
    ///
    /// Meshes keep weights in 32 bits. linkerd-smi multiplies them by ten thousand first.
    ///
    /// # In a mesh
    ///
    /// Above 429,496 the weight wraps around in linkerd-smi and becomes some other number. Above 4,294,967,295, or if
    /// the sum is, Envoy refuses the configuration of OSM.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 900000 }, { service: cart-v2, weight: 100000 }]
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
    /// Write smaller numbers in the same ratio.
    ///
    /// # Sources
    ///
    /// linkerd2, destination controller, profile translator; Envoy, weighted clusters.
    "SMI411" "huge-weight" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for split in &view.world.splits {
        let weighted =
            split.backends.iter().filter_map(|one| one.weight.as_ref().map(|weight| (weight, one)));
        let Some((largest, backend)) = weighted.clone().max_by_key(|(weight, _)| *weight) else {
            continue;
        };
        let sum: BigRational = weighted.map(|(weight, _)| weight).sum();
        let affected = context.affected(|profile| {
            most(profile)
                .is_some_and(|most| *largest > whole(most) || (most == WORD && sum > whole(most)))
        });
        let Some(affected) = affected else { continue };
        let draft = Draft::new(
            Place::of(&backend.origin).at(".weight"),
            format!("the weight {largest} is larger than {} can count", affected.titles),
            "it wraps around to some other number, or the whole configuration of the proxy is refused",
            "write smaller numbers in the same ratio",
        );
        drafts.add(
            draft.severity(affected.severity(Severity::Error, Severity::Warning)).meshes(&affected),
        );
    }
}

/// What keeps a weight in 32 bits keeps the sum of all in them, too.
const WORD: u64 = u32::MAX as u64;

fn most(profile: &Profile) -> Option<u64> {
    profile.weights.largest.first().map(|statement| statement.is)
}

fn whole(number: u64) -> BigRational {
    BigRational::from_integer(number.into())
}
