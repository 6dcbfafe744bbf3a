//! SMI412: all weights are zero

use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::AllZero;
use crate::rule::{Draft, Drafts, Place, rule};
use num_traits::Zero;

rule! {
    /// All weights are zero
    ///
    /// Nothing says who gets the traffic then, and every mesh does something else.
    ///
    /// # In a mesh
    ///
    /// OSM keeps the shares it had before; FSM gives every backend the same; Traefik Mesh fails all requests;
    /// linkerd-smi leaves everything to the root service.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 0 }, { service: cart-v2, weight: 0 }]
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
    ///   backends: [{ service: cart-v1, weight: 1 }, { service: cart-v2, weight: 1 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Give a weight to the backend that is to get the traffic, or delete the split to give it back to the root
    /// service.
    ///
    /// # Sources
    ///
    /// OSM v1.2.4 and Traefik Mesh, measured; FSM, cluster balancing; linkerd2-proxy, service profiles.
    "SMI412" "all-weights-zero" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let said = |profile: &Profile| profile.weights.all_zero.first().map(|statement| statement.is);
    for split in &view.world.splits {
        let is_zero =
            |weight: &Option<num_rational::BigRational>| weight.as_ref().is_some_and(Zero::is_zero);
        if split.backends.is_empty()
            || !split.backends.iter().all(|backend| is_zero(&backend.weight))
        {
            continue;
        }
        let Some(affected) = context.affected(|profile| said(profile).is_some()) else { continue };
        let breaks = |profile: &Profile| {
            matches!(said(profile), Some(AllZero::Fail | AllZero::KeepsPrevious))
        };
        let severity = match context.affected(breaks) {
            Some(broken) => broken.severity(Severity::Error, Severity::Warning),
            None => Severity::Warning,
        };
        let draft = Draft::new(
            Place::of(&split.origin).at(".spec.backends"),
            "all weights are zero: nothing says who gets the traffic",
            outcomes(context),
            "give a weight to the backend that is to get the traffic, or delete the split",
        );
        drafts.add(draft.severity(severity).meshes(&affected));
    }
}

/// What comes of it in the meshes in question.
fn outcomes(context: &Context<'_>) -> String {
    let outcome = |choice: AllZero, words: &str| {
        let is = |profile: &Profile| {
            profile.weights.all_zero.first().is_some_and(|statement| statement.is == choice)
        };
        context.affected(is).map(|affected| format!("in {} {words}", affected.titles))
    };
    let outcomes = [
        outcome(AllZero::KeepsPrevious, "the shares stay as they were before"),
        outcome(AllZero::EqualShares, "every backend gets the same share"),
        outcome(AllZero::Fail, "the requests fail"),
        outcome(AllZero::Root, "the root service gets everything"),
        outcome(AllZero::Undefined, "nothing is promised"),
    ];
    outcomes.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
