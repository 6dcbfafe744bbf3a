//! SMI242: the target lists no rules or no sources

use super::common::{is_everything, serves};
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::choice::EmptyList;
use crate::profile::{Answer, Profile};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// The target lists no rules or no sources
    ///
    /// Up to v1alpha2 the specification does not ask for them, and definitions let a target without them in.
    ///
    /// # In a mesh
    ///
    /// Traefik Mesh takes a target without rules for one that allows every HTTP request of its sources. A target
    /// without sources admits nobody.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: []
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha2
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
    /// List at least one rule and one source, or remove the target.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha2, Specification, and v1alpha3, which asks for them; Traefik Mesh v1.4.8, issue
    /// 747.
    "SMI242" "nothing-listed" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let Some(target) = view.world.targets.first() else { return };
    let (rules, sources) = match view.entry.version {
        "v1alpha1" => ("specs", "sources"),
        "v1alpha2" => ("spec.rules", "spec.sources"),
        _ => return,
    };
    let mut add =
        |path: &str, answer: fn(&Profile) -> &Answer<EmptyList>, wide: &str, plain: &str| {
            let widened =
                context.affected(|profile| serves(profile, view) && is_everything(answer(profile)));
            let field = path.rsplit('.').next().unwrap_or_default();
            let effect = match &widened {
                Some(meshes) => {
                    format!("{plain} by the specification, and {wide} in {}", meshes.titles)
                }
                None => plain.to_owned(),
            };
            let message = format!("the target lists no {field}");
            let mend = format!("list what is meant in `{field}`, or remove the target");
            let draft = Draft::new(Place::path(path), message, effect, mend);
            drafts.add(match &widened {
                Some(meshes) => draft
                    .severity(meshes.severity(Severity::Error, Severity::Warning))
                    .meshes(meshes),
                None => draft,
            });
        };
    if target.rules.is_empty() {
        let answer: fn(&Profile) -> &Answer<EmptyList> = |profile| &profile.access.without_rules;
        add(rules, answer, "every HTTP request of its sources is allowed", "it grants nothing");
    }
    if target.sources.is_empty() {
        let answer: fn(&Profile) -> &Answer<EmptyList> = |profile| &profile.access.without_sources;
        add(sources, answer, "everybody is let in over TCP", "it admits nobody");
    }
}
