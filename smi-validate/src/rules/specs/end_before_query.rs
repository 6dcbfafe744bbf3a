//! SMI308: a path ends with `$` in a mesh that matches the query, too

use super::anatomy::{self, Edge};
use super::group;
use crate::check::{Context, ObjectView};
use crate::profile::choice::Query;
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// A path ends with `$` in a mesh that matches the query, too
    ///
    /// The specification does not say whether the query belongs to the path. Where it does, `$` forbids it. Only said
    /// when such a mesh is selected.
    ///
    /// # In a mesh
    ///
    /// FSM holds the pattern against path and query: `^/cart$` does not match `/cart?page=2`.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # config target=fsm
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: ^/cart$, methods: [GET, HEAD] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # config target=fsm
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: '^/cart(?:\?.*)?$', methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `(?:\?.*)?` before `$`.
    ///
    /// # Sources
    ///
    /// `paths.query` in the profile of FSM.
    "SMI308" "end-before-query" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    if !group::is_selected(context) {
        return;
    }
    for path in group::paths(view) {
        if !path.source.ends_with('$') || path.source.contains("\\?") || path.source.contains("[?")
        {
            continue;
        }
        let pattern = context.pattern(path.source);
        let is_end = |regex: &crate::regex::Regex| anatomy::end(regex.node()) == Edge::Fixed;
        if !pattern.as_ref().as_ref().is_ok_and(is_end) {
            continue;
        }
        let affected = group::affected(view.entry, context, |profile| {
            profile.paths.query.first().is_some_and(|query| query.is == Query::Included)
        });
        let Some(affected) = affected else { continue };
        let end = path.source.len();
        let draft = Draft::new(
            path.place().within(end - 1..end),
            format!(
                "the path of match {} ends with `$`, which leaves no room for a query",
                path.name()
            ),
            format!(
                "{}: the query belongs to what is matched, so requests with one don't match",
                affected.titles
            ),
            "write `(?:\\?.*)?` before `$`",
        );
        drafts.add(draft.meshes(&affected));
    }
}
