//! SMI305: a path is written for another engine

use super::{group, refusal};
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// A path is written for another engine
    ///
    /// The specification names no dialect. Look-around, back-references, possessive and atomic groups are known to
    /// Perl's relatives only; RE2 and Go refuse them. JavaScript in turn knows no flags such as `(?i)`.
    ///
    /// # In a mesh
    ///
    /// Meshes on Envoy (RE2) and Traefik Mesh (Go) refuse the pattern; FSM (JavaScript) and NGINX Service Mesh take
    /// look-ahead.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: '/(?!admin).*', methods: [GET, HEAD] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: '/cart.*', methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Say what is allowed instead of what is not, with the syntax that RE2 has.
    ///
    /// # Sources
    ///
    /// RE2, syntax; Go, regexp/syntax; `paths.engine` in the profiles.
    "SMI305" "foreign-path-syntax" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for path in group::paths(view) {
        let refused = refusal::by_some(path.source, view.entry, context, |profile| {
            profile.paths.engine.first().map(|engine| engine.is)
        });
        let Some((refused, affected)) = refused else { continue };
        let draft = Draft::new(
            path.place().within(refused.span),
            format!(
                "the path of match {} is written for another engine: {}",
                path.name(),
                refused.words
            ),
            format!(
                "{}: the pattern is refused, and the routes that depend on it don't take effect",
                affected.titles
            ),
            refused.mend,
        );
        let severity = affected.severity(Severity::Error, Severity::Warning);
        drafts.add(draft.severity(severity).meshes(&affected));
    }
}
