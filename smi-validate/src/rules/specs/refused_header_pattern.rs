//! SMI329: the pattern of a header is refused

use super::{group, refusal};
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// The pattern of a header is refused
    ///
    /// It is no regular expression at all, or one for another engine: look-around, back-references, possessive and
    /// atomic groups are unknown to RE2 and Go. The latter is a warning as long as no mesh is selected that refuses it.
    ///
    /// # In a mesh
    ///
    /// OSM hands the pattern to Envoy, which refuses the whole configuration and keeps the one before. Traefik Mesh
    /// refuses what is written for other engines, too.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: beta, headers: [{ cookie: '(?<=type=)beta' }] }
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
    ///   - { name: beta, headers: [{ cookie: '.*type=beta.*' }] }
    /// ```
    ///
    /// # Mend
    ///
    /// Say what is meant with the syntax that RE2 has.
    ///
    /// # Sources
    ///
    /// RE2, syntax; Go, regexp/syntax; `headers.engine` in the profiles.
    "SMI329" "refused-header-pattern" Error Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for header in group::headers(view) {
        let what = || {
            format!(
                "the pattern for the header `{}` of match {}",
                header.name,
                group::name(header.one)
            )
        };
        if let Some(refused) = refusal::by_all(header.source, context) {
            if group::are_patterns_read(context) {
                drafts.add(Draft::new(
                    header.place().within(refused.span),
                    format!("{} is no regular expression: {}", what(), refused.words),
                    "no engine takes it: OSM keeps the routes that it had before, all of them",
                    refused.mend,
                ));
            }
            continue;
        }
        let refused = refusal::by_some(header.source, view.entry, context, |profile| {
            profile.headers.engine.first().map(|engine| engine.is)
        });
        let Some((refused, affected)) = refused else { continue };
        let draft = Draft::new(
            header.place().within(refused.span),
            format!("{} is written for another engine: {}", what(), refused.words),
            format!(
                "{}: the pattern is refused, and the routes that depend on it don't take effect",
                affected.titles
            ),
            refused.mend,
        );
        drafts.add(
            draft.severity(affected.severity(Severity::Error, Severity::Warning)).meshes(&affected),
        );
    }
}
