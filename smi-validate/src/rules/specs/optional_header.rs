//! SMI331: the pattern of a header matches an empty value

use super::group;
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::model::Pattern;
use crate::profile::choice::AbsentHeader;
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
    for (one, headers) in group::with_headers(view) {
        let lowered = group::of_match(one, headers).zip(&one.headers);
        let is_empty =
            |(_, (_, pattern)): &(group::Header<'_>, &(String, Pattern))| pattern.is_found_in("");
        for (header, _) in lowered.filter(is_empty) {
            let affected = group::affected(view.entry, context, |profile| {
                profile
                    .headers
                    .absent
                    .first()
                    .is_some_and(|absent| absent.is == AbsentHeader::Empty)
            });
            let Some(affected) = affected else { return };
            let draft = Draft::new(
                header.place(),
                format!(
                    "the pattern for the header `{}` of match {} matches an empty value",
                    header.name,
                    group::name(one)
                ),
                format!(
                    "{}: a header that was not sent counts as empty, so every request has it",
                    affected.titles
                ),
                "write `.+` instead of `.*` if the header must be there",
            );
            drafts.add(
                draft
                    .severity(affected.severity(Severity::Error, Severity::Warning))
                    .meshes(&affected),
            );
        }
    }
}
