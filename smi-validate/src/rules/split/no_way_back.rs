//! SMI436: requests that meet no condition do not reach the root service

use super::conditions;
use crate::check::Context;
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::Unmatched;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// Requests that meet no condition do not reach the root service
    ///
    /// A split with conditions leaves all other requests to the root service. One mesh does not, and this is said when
    /// it is selected.
    ///
    /// # In a mesh
    ///
    /// FSM gives such requests to the backends, each with the same share. If a match has no path, or `.*`, it makes no
    /// route for them at all, and its own sidecar answers 403.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # config target=fsm
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
    /// # Good
    ///
    /// ```yaml
    /// # config target=fsm
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v2, weight: 1 }]
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
    /// Do not limit splits there; route at an ingress, or let clients call the backend by its own name.
    ///
    /// # Sources
    ///
    /// FSM, outbound traffic policies; Traffic Split v1alpha4, Specification.
    "SMI436" "no-way-back" Error Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let has = |choice: Unmatched| {
        let is = move |profile: &Profile| {
            profile.splits.unmatched.iter().any(|statement| statement.is == choice)
        };
        context.affected(is).filter(|affected| affected.is_selected)
    };
    let (denied, shared) = (has(Unmatched::Denied), has(Unmatched::BackendsEqually));
    for split in &set.world.splits {
        let Some(matches) = conditions::of(set, split) else { continue };
        if matches.iter().any(|(_, one)| conditions::is_everything(context, &RULE, one)) {
            continue;
        }
        let pathless =
            matches.iter().find(|(_, one)| conditions::has_any_path(context, &RULE, one));
        let (affected, severity, effect) = match (&denied, &shared, pathless) {
            (Some(denied), _, Some(_)) => {
                (denied, Severity::Error, "they are denied: 403 from the client's own sidecar")
            }
            (_, Some(shared), _) => {
                (shared, Severity::Warning, "they go to the backends, each with the same share")
            }
            _ => continue,
        };
        let draft = Draft::new(
            Place::of(&split.origin).at(".spec.matches"),
            "requests that meet no condition of this split do not reach the root service",
            format!("in {} {effect}", affected.titles),
            "do not limit splits there: route at an ingress, or let clients call the backend by its own name",
        );
        let draft = match pathless {
            Some((_, one)) => draft.also(&one.origin, "this match holds for every path"),
            None => draft,
        };
        drafts.add(draft.severity(severity).meshes(affected));
    }
}
