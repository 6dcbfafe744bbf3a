//! SMI413: a backend with weight zero may get traffic all the same

use super::percents::percents;
use super::services::gets_something;
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::model::{Backend, Split};
use crate::profile::Profile;
use crate::profile::choice::ZeroWeight;
use crate::rule::{Draft, Drafts, Place, rule};
use num_traits::Zero;

rule! {
    /// A backend with weight zero may get traffic all the same
    ///
    /// A weight of zero means no traffic, and that is how tools such as Flagger begin a release. Two meshes read it
    /// differently.
    ///
    /// # In a mesh
    ///
    /// FSM takes the backend for a standby: it gets what others fail to serve. The Istio adapter rounds shares to
    /// percents and gives what is left to the last backend, whatever its weight.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha2
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }, { service: cart-v2, weight: 0 }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha2
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Leave the backend out as long as it is to get nothing.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha2, Workflow; FSM, cluster balancing; SMI adapter for Istio, traffic split controller.
    "SMI413" "standby-weight" Info Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let those = |choice: ZeroWeight| {
        let is = move |profile: &Profile| {
            profile.weights.zero.first().is_some_and(|statement| statement.is == choice)
        };
        context.affected(is)
    };
    for split in &view.world.splits {
        if !split.backends.iter().any(gets_something) {
            continue;
        }
        let is_zero = |backend: &&Backend| backend.weight.as_ref().is_some_and(Zero::is_zero);
        let standby = split.backends.iter().find(is_zero).zip(those(ZeroWeight::Standby));
        let last = split.backends.last().filter(|_| last_gets_rest(split));
        let last = last.zip(those(ZeroWeight::NothingUnlessLast));
        let effect = |titles: &str, what: &str| format!("in {titles} it gets {what}");
        let (backend, affected, effect) = match (standby, last) {
            (Some((backend, affected)), _) => {
                let effect = effect(&affected.titles, "what other backends fail to serve");
                (backend, affected, effect)
            }
            (None, Some((backend, affected))) => {
                let effect = effect(&affected.titles, "what rounding to percents leaves");
                (backend, affected, effect)
            }
            (None, None) => continue,
        };
        let draft = Draft::new(
            Place::of(&backend.origin).at(".weight"),
            format!(
                "the backend `{}` has weight 0 and may get traffic all the same",
                backend.service
            ),
            effect,
            "leave the backend out as long as it is to get nothing",
        );
        let severity = affected.severity(Severity::Warning, Severity::Info);
        drafts.add(draft.severity(severity).meshes(&affected));
    }
}

/// Whether the last backend has weight zero, and rounding to percents leaves something for it.
fn last_gets_rest(split: &Split) -> bool {
    let last = split.backends.last().and_then(|backend| backend.weight.as_ref());
    last.is_some_and(Zero::is_zero)
        && percents(split).last().is_some_and(|percent| !percent.is_zero())
}
