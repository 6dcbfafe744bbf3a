//! SMI333: a match has no condition

use super::group;
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::model::HttpMatch;
use crate::profile::Construct;
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A match has no condition
    ///
    /// A match that says nothing but its name holds for every request, which may be an oversight. With nothing but a
    /// star for the method it is meant so, but one mesh drops it when there are other matches.
    ///
    /// # In a mesh
    ///
    /// Every request belongs to it. Traefik Mesh leaves it out of the alternatives when there are others, so the group
    /// lets in less than it says.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: all }
    ///   - { name: read, pathRegex: /cart.*, methods: [GET, HEAD] }
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
    ///   - { name: all, pathRegex: ".*", methods: ["*"] }
    ///   - { name: read, pathRegex: /cart.*, methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `pathRegex: ".*"` if every request is meant.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTPRouteGroup; `constructs.wildcard-match` in the profile of Traefik Mesh.
    "SMI333" "match-without-condition" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let is_alone = group::matches(view).count() < 2;
    let is_bare = |one: &&HttpMatch| group::path(one).is_none() && one.headers.is_empty();
    for one in group::matches(view).filter(is_bare) {
        let place = Place::of(&one.origin).at(".name");
        let mend =
            "write `pathRegex: \".*\"` if every request is meant, or the condition that is missing";
        if one.methods.is_none() {
            drafts.add(Draft::new(
                place,
                format!("match {} has no condition", group::name(one)),
                "every request belongs to it; Traefik Mesh leaves it out when the group has other matches",
                mend,
            ));
            continue;
        }
        let has_star =
            one.methods.as_ref().is_some_and(|methods| methods.iter().any(|method| method == "*"));
        let affected = group::affected(view.entry, context, |profile| {
            group::fails(profile, Construct::WildcardMatch)
        });
        let (Some(affected), true, false) = (affected, has_star, is_alone) else { continue };
        let draft = Draft::new(
            place,
            format!("match {} has no condition but a star", group::name(one)),
            format!(
                "{}: it is left out, so only the other matches of the group count",
                affected.titles
            ),
            "write `pathRegex: \".*\"`",
        );
        drafts.add(
            draft.severity(affected.severity(Severity::Error, Severity::Warning)).meshes(&affected),
        );
    }
}
