//! SMI225: the target has rules for TCP and for HTTP

use super::common::GROUP;
use crate::check::{Context, ObjectView};
use crate::model::{Rule, Target};
use crate::profile::Statement;
use crate::profile::choice::L4WithL7;
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// The target has rules for TCP and for HTTP
    ///
    /// Nobody says what they come to together: HTTP requests on these ports (AND), or all of TCP on these ports and
    /// those requests on any (OR). The examples of the specification only make sense one way or the other, each in
    /// its turn. A route that converting made of `destination.port` is meant as AND, and no finding.
    ///
    /// # In a mesh
    ///
    /// OSM has a filter for TCP and one for HTTP, and each knows all targets: a port of one and a path of another
    /// combine. Nothing is known of the other meshes.
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
    ///   - { kind: HTTPRouteGroup, name: cart, matches: [read] }
    ///   - { kind: TCPRoute, name: cart }
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
    ///   - { kind: HTTPRouteGroup, name: cart, matches: [read] }
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write a target for each, if they are alternatives. If the route is to restrict the port, test that it does.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification (smi-spec issue 206); OSM v1.2.4, its filters.
    "SMI225" "tcp-beside-http" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let Some(target) = view.world.targets.first() else { return };
    if matches!(view.entry.version, "v1alpha1" | "v1alpha2") {
        return;
    }
    let is_free = |rule: &&Rule| rule.kind == "TCPRoute" && !is_made_of_port(target, rule);
    let tcp = target.rules.iter().find(is_free);
    let http = target.rules.iter().find(|rule| rule.kind == GROUP);
    let (Some(tcp), Some(http)) = (tcp, http) else { return };
    let apart = context.affected(|profile| {
        let is = |one: &Statement<L4WithL7>| one.is == L4WithL7::IndependentFilters;
        profile.access.l4_with_l7.first().is_some_and(is)
    });
    let known = match &apart {
        Some(meshes) => format!(
            "in {} each is looked at by itself, over all targets together; others may take them as alternatives",
            meshes.titles
        ),
        None => {
            "meshes take them together or as alternatives, and then all of TCP is open".to_owned()
        }
    };
    let draft = Draft::new(
        Place::of(&tcp.origin),
        "the target has rules for TCP and for HTTP, and nobody says what they come to together",
        known,
        "write a target for each if they are alternatives, and test it if one is to restrict the other",
    );
    let draft = draft.label("TCP").also(Place::of(&http.origin), "HTTP");
    drafts.add(match &apart {
        Some(meshes) => draft.meshes(meshes),
        None => draft,
    });
}

/// Whether the route is one that converting makes of `destination.port`.
fn is_made_of_port(target: &Target, rule: &Rule) -> bool {
    let rest = rule.name.strip_prefix(&target.origin.name.name);
    let port = rest.and_then(|rest| rest.strip_prefix("-port-"));
    port.is_some_and(|port| port.parse::<u16>().is_ok())
}
