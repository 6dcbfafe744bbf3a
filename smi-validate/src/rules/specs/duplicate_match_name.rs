//! SMI302: two matches of a group have one name

use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::shape::words;
use smi_types::bounds::{Bound, Keyword};
use std::collections::BTreeMap;

rule! {
    /// Two matches of a group have one name
    ///
    /// The name is the primary key of a match in its group. A rule that names it means one of them.
    ///
    /// # In a mesh
    ///
    /// OSM, FSM and the adapter for Istio look at the last one, Traefik Mesh at the first; NGINX Service Mesh promises
    /// nothing. The others have no effect, and nobody says so.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: /cart.*, methods: [GET, HEAD] }
    ///   - { name: read, pathRegex: /basket.*, methods: [GET, HEAD] }
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
    ///   - { name: look, pathRegex: /basket.*, methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Give each match a name of its own, and name all that are meant in the rules of targets.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTPRouteGroup; for the meshes `rules.duplicate-match-name` in their profiles.
    "SMI302" "duplicate-match-name" Error Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for group in &view.world.route_groups {
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, one) in group.matches.iter().enumerate() {
            by_name.entry(&one.name).or_default().push(index);
        }
        for (name, indices) in by_name {
            let [first, second, others @ ..] = indices.as_slice() else { continue };
            let place = |index: &usize| Place::of(&group.matches[*index].origin).at(".name");
            let draft = Draft::new(
                place(second),
                format!(
                    "{} matches of this group are called {}",
                    others.len() + 2,
                    words::quoted(name)
                ),
                "a rule that names it gets one of them, in some meshes the first and in others the last; the rest has no effect",
                "give each match a name of its own",
            );
            drafts.add(draft.label("here again").also(place(first), "the first of this name"));
        }
    }
}

/// Whether this rule speaks of a bound.
pub(super) const fn claims(bound: &Bound) -> bool {
    matches!(bound.keyword, Keyword::UniqueBy(_))
}
