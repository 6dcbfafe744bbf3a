//! SMI307: a path begins with `^`

use super::group;
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::Construct;
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// A path begins with `^`
    ///
    /// The specification anchors paths at the beginning, so `^` says nothing new. A mesh that puts something before the
    /// pattern never matches it.
    ///
    /// # In a mesh
    ///
    /// Traefik Mesh puts the slash before the pattern: `^/cart` asks for a beginning behind a slash, and no request has
    /// that. FSM and NGINX Service Mesh search, so they need `^`; to others it makes no difference.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: ^/cart.*, methods: [GET, HEAD] }
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
    ///   - { name: read, pathRegex: /cart.*, methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Leave `^` out, unless the mesh searches.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTPRouteGroup; Traefik Mesh v1.4.8, rules of routers.
    "SMI307" "leading-caret" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for path in group::paths(view) {
        let length = match path.source {
            source if source.starts_with('^') => 1,
            source if source.starts_with("\\A") => 2,
            _ => continue,
        };
        let affected = group::affected(view.entry, context, |profile| {
            group::fails(profile, Construct::CaretInPath)
        });
        let Some(affected) = affected else { continue };
        let draft = Draft::new(
            path.place().within(0..length),
            format!("the path of match {} begins with `{}`", path.name(), &path.source[..length]),
            format!(
                "{}: a slash is put before the pattern, so no request matches it",
                affected.titles
            ),
            "leave it out: paths are anchored at the beginning anyway",
        );
        drafts.add(
            draft.severity(affected.severity(Severity::Error, Severity::Warning)).meshes(&affected),
        );
    }
}
