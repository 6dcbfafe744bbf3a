//! SMI331: the pattern of a header matches an empty value

use super::{anatomy, group};
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::choice::AbsentHeader;
use crate::regex::Regex;
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// The pattern of a header matches an empty value
    ///
    /// `.*` reads as "the header is there". A mesh that takes an absent header for an empty value finds it in every
    /// request.
    ///
    /// # In a mesh
    ///
    /// FSM lets in requests without the header; Envoy, and so OSM, does not.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: debug, headers: [{ x-debug: ".*" }] }
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
    ///   - { name: debug, headers: [{ x-debug: ".+" }] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `.+` if the header must be there.
    ///
    /// # Sources
    ///
    /// `headers.absent` in the profiles of OSM and FSM.
    "SMI331" "optional-header" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for header in group::headers(view) {
        let pattern = context.pattern(header.source);
        let may_be_empty = |regex: &Regex| anatomy::may_be_empty(regex.node());
        if !pattern.as_ref().as_ref().is_ok_and(may_be_empty) {
            continue;
        }
        let affected = group::affected(view.entry, context, |profile| {
            profile.headers.absent.first().is_some_and(|absent| absent.is == AbsentHeader::Empty)
        });
        let Some(affected) = affected else { return };
        let draft = Draft::new(
            header.place(),
            format!(
                "the pattern for the header `{}` of match {} matches an empty value",
                header.name,
                group::name(header.one)
            ),
            format!(
                "{}: a header that was not sent counts as empty, so every request has it",
                affected.titles
            ),
            "write `.+` instead of `.*` if the header must be there",
        );
        let severity = affected.severity(Severity::Error, Severity::Warning);
        drafts.add(draft.severity(severity).meshes(&affected));
    }
}
