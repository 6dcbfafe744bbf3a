//! SMI325: the headers are in a form that a mesh refuses

use super::group;
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::choice::HeaderForm as Wanted;
use crate::rule::{Draft, Drafts, Place, rule};
use smi_types::headers::HeaderForm;

rule! {
    /// The headers are in a form that a mesh refuses
    ///
    /// The released text and the SDK have a list of maps with one header each. A later text, the controller SDK and
    /// NGINX Service Mesh from 1.5 on have one map. A list is only spoken of when a mesh is selected that wants the
    /// map.
    ///
    /// # In a mesh
    ///
    /// The API server of that mesh refuses the object.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: beta, headers: { x-beta: ^on$ } }
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
    /// Write the other form.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTP header filters, as released and as of the last change; `headers.form` in the
    /// profiles.
    "SMI325" "refused-header-form" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for (one, headers) in group::with_headers(view) {
        let (written, wanted, other) = match headers.read_as() {
            HeaderForm::Map => ("a map", Wanted::List, "a list of maps with one header each"),
            HeaderForm::List if group::is_selected(context) => ("a list", Wanted::Map, "one map"),
            HeaderForm::List => continue,
        };
        let affected = group::affected(view.entry, context, |profile| {
            profile.headers.form.first().is_some_and(|form| form.is == wanted)
        });
        let Some(affected) = affected else { continue };
        let draft = Draft::new(
            Place::of(&one.origin).at(".headers").key(),
            format!("the headers of match {} are {written}", group::name(one)),
            format!("{}: the API server refuses the object, for it wants {other}", affected.titles),
            format!("write {other}"),
        );
        drafts.add(
            draft.severity(affected.severity(Severity::Error, Severity::Warning)).meshes(&affected),
        );
        return;
    }
}
