//! SMI231: a rule is about UDP

use super::common::{serves, treatment};
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::{Construct, Treatment};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A rule is about UDP
    ///
    /// The specification has UDPRoute; no mesh controls access over UDP.
    ///
    /// # In a mesh
    ///
    /// OSM and FSM have a target with such a rule without effect as a whole, other rules included. UDP itself is let
    /// through or not carried at all.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules:
    ///   - { kind: TCPRoute, name: cart }
    ///   - { kind: UDPRoute, name: cart }
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules:
    ///   - { kind: TCPRoute, name: cart }
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Move the rule to a target of its own, or remove it.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Example Implementation; OSM v1.2.4 and FSM, the kinds of rules that they
    /// know.
    "SMI231" "udp-rule" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let Some(target) = view.world.targets.first() else { return };
    let Some(rule) = target.rules.iter().find(|rule| rule.kind == "UDPRoute") else { return };
    let affected = context.affected(|profile| {
        let treatment = treatment(profile, Construct::UdpRule);
        let is_kept = matches!(treatment, None | Some(Treatment::Honoured));
        serves(profile, view) && !is_kept
    });
    let Some(affected) = affected else { return };
    drafts.add(
        Draft::new(
            Place::of(&rule.origin),
            "the target has a rule about UDP, which no mesh enforces",
            format!("in {} the whole target has no effect, other rules included", affected.titles),
            "move the rule to a target of its own, or remove it",
        )
        .severity(affected.severity(Severity::Error, Severity::Warning))
        .meshes(&affected),
    );
}
