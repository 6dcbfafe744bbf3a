//! SMI326: a match names a header twice

use super::group::{self, Header};
use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, rule};
use std::collections::BTreeMap;

rule! {
    /// A match names a header twice
    ///
    /// Conditions on headers are joined by "and", and names are the same in any case. But where they are kept by name,
    /// one of the two is lost.
    ///
    /// # In a mesh
    ///
    /// OSM, FSM and Traefik Mesh keep the last one, so the match lets in more than it says.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: beta, headers: [{ x-beta: ^on.* }, { x-beta: .*now$ }] }
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
    ///   - { name: beta, headers: [{ x-beta: ^on.*now$ }] }
    /// ```
    ///
    /// # Mend
    ///
    /// Say it in one pattern.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTP header filters; the SDK, headers of specs v1alpha4.
    "SMI326" "repeated-header" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for (one, headers) in group::with_headers(view) {
        let mut by_name: BTreeMap<String, Vec<Header<'_>>> = BTreeMap::new();
        for header in group::of_match(one, headers) {
            by_name.entry(header.name.to_ascii_lowercase()).or_default().push(header);
        }
        for (name, written) in by_name {
            let [first, second, others @ ..] = written.as_slice() else { continue };
            let draft = Draft::new(
                second.place().key(),
                format!(
                    "match {} names the header `{name}` {} times",
                    group::name(one),
                    others.len() + 2
                ),
                "meshes that keep headers by name hold on to the last one only, so the match lets in more than it says",
                "say it in one pattern",
            );
            drafts
                .add(draft.label("here again").also(first.place().key(), "the first of this name"));
        }
    }
}
