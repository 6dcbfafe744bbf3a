//! SMI321: a list of methods is empty

use super::group;
use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A list of methods is empty
    ///
    /// It reads as "no method", but nobody takes it like that.
    ///
    /// # In a mesh
    ///
    /// Every known mesh takes an empty list for an absent one: all methods are let in.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: /cart.*, methods: [] }
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
    ///   - { name: read, pathRegex: /cart.*, methods: ["*"] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the methods, or `["*"]` for all.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTPRouteGroup, which says nothing about it; OSM v1.2.4 and Traefik Mesh v1.4.8, routes.
    "SMI321" "empty-methods" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let is_empty = |methods: &Vec<String>| methods.is_empty();
    for one in group::matches(view).filter(|one| one.methods.as_ref().is_some_and(is_empty)) {
        drafts.add(Draft::new(
            Place::of(&one.origin).at(".methods"),
            format!("match {} lists no method", group::name(one)),
            "it reads as none, but meshes take it for all methods",
            "write the methods that are meant, or `[\"*\"]` for all",
        ));
    }
}
