//! SMI212: a rule for HTTP names no matches

use super::common::{GROUP, gathered, serves};
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::Statement;
use crate::profile::choice::MatchesOmitted;
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A rule for HTTP names no matches
    ///
    /// By the specification the rule then holds for all matches of the group. Several meshes only look the named ones
    /// up, and there are none.
    ///
    /// # In a mesh
    ///
    /// OSM, FSM and the adapter for Istio allow nothing by such a rule: requests are denied. Traefik Mesh and NGINX
    /// Service Mesh allow all of the group.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }]
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
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// List the names of the matches that are meant.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification; OSM v1.2.4 and FSM, inbound policies; the adapter for Istio,
    /// its controller for targets.
    "SMI212" "omitted-matches" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let Some(target) = view.world.targets.first() else { return };
    let rules = target.rules.iter().filter(|rule| rule.kind == GROUP && rule.matches.is_none());
    let places: Vec<_> = rules.map(|rule| Place::of(&rule.origin)).collect();
    if places.is_empty() {
        return;
    }
    let affected = context.affected(|profile| {
        let is_none = |one: &Statement<MatchesOmitted>| one.is == MatchesOmitted::None;
        serves(profile, view) && profile.rules.matches_omitted.first().is_some_and(is_none)
    });
    let Some(affected) = affected else { return };
    let draft = gathered(places, "no matches here, either", |place| {
        Draft::new(
            place,
            "the rule names no matches, which means all of them, but not everywhere",
            format!("nothing is allowed by it in {}", affected.titles),
            "list the names of the matches that are meant",
        )
    });
    let severity = affected.severity(Severity::Error, Severity::Warning);
    drafts.extend(draft.map(|draft| draft.severity(severity).meshes(&affected)));
}
