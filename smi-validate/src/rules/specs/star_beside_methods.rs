//! SMI319: a star stands beside other methods

use super::group;
use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A star stands beside other methods
    ///
    /// `*` is every method, so the others say nothing.
    ///
    /// # In a mesh
    ///
    /// Every mesh lets in every method; whoever reads the list may take it for shorter.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: /cart.*, methods: ["*", GET, HEAD] }
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
    ///   - { name: read, pathRegex: /cart.*, methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write either the star or the methods.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTPRouteGroup; OSM v1.2.4 and Traefik Mesh v1.4.8, routes.
    "SMI319" "star-beside-methods" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for one in group::matches(view) {
        let methods = one.methods.as_deref().unwrap_or_default();
        let star = methods.iter().position(|method| method == "*");
        let other = methods.iter().position(|method| method != "*");
        let (Some(star), Some(other)) = (star, other) else { continue };
        let place = |index: usize| Place::of(&one.origin).at(&format!(".methods[{index}]"));
        let draft = Draft::new(
            place(star),
            format!("match {} lists `*` beside other methods", group::name(one)),
            "the star is every method, so the match is wider than the rest of the list says",
            "write either the star or the methods",
        );
        drafts.add(draft.label("every method").also(place(other), "says nothing"));
    }
}
