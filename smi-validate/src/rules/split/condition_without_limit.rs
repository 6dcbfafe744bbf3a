//! SMI434: the conditions of a split are met by every request

use super::conditions;
use crate::check::Context;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// The conditions of a split are met by every request
    ///
    /// A split with `matches` leaves the other requests to the root service. Here there are no others.
    ///
    /// # In a mesh
    ///
    /// The split acts as if it had no `matches`: the root service gets nothing. Meshes that don't know `matches` are
    /// left out for no reason.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: beta, namespace: shop }
    /// spec:
    ///   matches: [{ name: all, pathRegex: .*, methods: ["*"] }]
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
    ///   backends: [{ service: cart-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: beta, namespace: shop }
    /// spec:
    ///   matches: [{ name: beta, headers: [{ x-beta: "1" }] }]
    /// ```
    ///
    /// # Mend
    ///
    /// Say which requests are meant, or leave `matches` out.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Specification.
    "SMI434" "condition-without-limit" Warning Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    for split in &set.world.splits {
        let Some(matches) = conditions::of(set, split) else { continue };
        let all = matches.iter().find(|(_, one)| conditions::is_everything(context, &RULE, one));
        let Some((number, all)) = all else { continue };
        let draft = Draft::new(
            Place::of(&split.origin).at(&format!(".spec.matches[{number}]")),
            "every request meets the conditions of this split",
            "the split acts on all traffic, and the root service gets nothing",
            "say in the group which requests are meant, or leave `matches` out",
        );
        drafts.add(draft.also(&all.origin, "this match holds for every request"));
    }
}
