//! SMI328: the name of a header has capital letters

use super::group;
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::choice::NameCase;
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// The name of a header has capital letters
    ///
    /// The case of names does not matter in HTTP, and HTTP/2 sends them in lower case only. A mesh that compares them
    /// as written never finds others.
    ///
    /// # In a mesh
    ///
    /// FSM holds the name as written against names in lower case, so the match never holds.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: beta, headers: [{ X-Beta: ^on$ }] }
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
    ///   - { name: beta, headers: [{ x-beta: ^on$ }] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the name in lower case.
    ///
    /// # Sources
    ///
    /// RFC 9113, section 8.2; `headers.names` in the profile of FSM.
    "SMI328" "header-name-case" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let has_capital = |name: &str| name.chars().any(|char| char.is_ascii_uppercase());
    for header in group::headers(view).filter(|header| has_capital(header.name)) {
        let affected = group::affected(view.entry, context, |profile| {
            profile.headers.names.first().is_some_and(|names| names.is == NameCase::LowerOnly)
        });
        let Some(affected) = affected else { return };
        let draft = Draft::new(
            header.place().key(),
            format!(
                "the header `{}` of match {} has capital letters",
                header.name,
                group::name(header.one)
            ),
            format!(
                "{}: names arrive in lower case and are compared as written, so the match never holds",
                affected.titles
            ),
            format!("write `{}`", header.name.to_ascii_lowercase()),
        );
        drafts.add(
            draft.severity(affected.severity(Severity::Error, Severity::Warning)).meshes(&affected),
        );
    }
}
