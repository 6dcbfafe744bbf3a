//! SMI313: a path has a group that is remembered

use super::{anatomy, group};
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::Construct;
use crate::regex::ast::Kind;
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// A path has a group that is remembered
    ///
    /// Nobody asks what a group matched, and one router does not bear the question.
    ///
    /// # In a mesh
    ///
    /// The router of Traefik Mesh takes only groups that are not remembered; it panics at others.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: "/(cart|basket)/.*", methods: [GET, HEAD] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: "/(?:cart|basket)/.*", methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `(?:…)`.
    ///
    /// # Sources
    ///
    /// Traefik Mesh v1.4.8, rules of routers.
    "SMI313" "capturing-group" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for path in group::paths(view).filter(|path| path.source.contains('(')) {
        let pattern = context.pattern(path.source);
        let Ok(regex) = pattern.as_ref() else { continue };
        let is_remembered =
            |part: &crate::regex::ast::Node| matches!(part.kind, Kind::Group(Some(_), _));
        let Some(found) = anatomy::find(regex.node(), is_remembered) else { continue };
        let affected = group::affected(view.entry, context, |profile| {
            group::fails(profile, Construct::CapturingGroupInPath)
        });
        let Some(affected) = affected else { continue };
        let draft = Draft::new(
            path.place().within(found.span.start..found.span.start + 1),
            format!("the path of match {} has a group that is remembered", path.name()),
            format!("{}: its router panics at such a group", affected.titles),
            "write `(?:…)` instead of `(…)`",
        );
        drafts.add(
            draft.severity(affected.severity(Severity::Error, Severity::Warning)).meshes(&affected),
        );
    }
}
