//! SMI414: a share is too small to survive rounding

use super::percents::percents;
use super::services::gets_something;
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::Rounding;
use crate::rule::{Draft, Drafts, Place, rule};
use num_traits::Signed;

rule! {
    /// A share is too small to survive rounding
    ///
    /// The specification asks for shares in the ratio of the weights. An implementation that rounds to percents has
    /// nothing for less than half a percent.
    ///
    /// # In a mesh
    ///
    /// With the SMI adapter for Istio the backend gets nothing: weights of 999 and 1 are 100 and 0 percent.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 999 }, { service: cart-v2, weight: 1 }]
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
    ///   backends: [{ service: cart-v1, weight: 99 }, { service: cart-v2, weight: 1 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Give the backend at least one percent where a mesh rounds.
    ///
    /// # Sources
    ///
    /// SMI adapter for Istio, traffic split controller.
    "SMI414" "lost-share" Info Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let rounds = |profile: &Profile| {
        let rounding = profile.weights.rounding.first();
        rounding.is_some_and(|statement| statement.is == Rounding::PercentsLastTakesRest)
    };
    for split in &view.world.splits {
        let shares = percents(split);
        let mut lost = split.backends.iter().zip(&shares);
        let lost =
            lost.find(|(backend, percent)| gets_something(backend) && !percent.is_positive());
        let (Some((backend, _)), Some(affected)) = (lost, context.affected(rounds)) else {
            continue;
        };
        let draft = Draft::new(
            Place::of(&backend.origin).at(".weight"),
            format!("the share of `{}` is rounded to nothing", backend.service),
            format!(
                "in {} shares are rounded to percents, so the backend gets no traffic",
                affected.titles
            ),
            "give the backend at least one percent of the sum of the weights",
        );
        let severity = affected.severity(Severity::Warning, Severity::Info);
        drafts.add(draft.severity(severity).meshes(&affected));
    }
}
