//! SMI317: a path stops short of the name of its match

use super::{anatomy, group};
use crate::check::{Context, ObjectView};
use crate::model::Pattern;
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// A path stops short of the name of its match
    ///
    /// `/cart/.*` is everything below `/cart`, without `/cart` itself. When the match is called `cart`, that may be an
    /// oversight; the specification's own example has it.
    ///
    /// # In a mesh
    ///
    /// A request for `/cart` is not part of the match, in any mesh.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: cart, pathRegex: /cart/.*, methods: [GET, HEAD] }
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
    ///   - { name: cart, pathRegex: "/cart(?:/.*)?$", methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `/cart(?:/.*)?$`.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTP header filters: the example for requests to `/api`.
    "SMI317" "uncovered-prefix" Hint Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for path in group::paths(view).filter(|path| path.source.ends_with("/.*")) {
        let pattern = context.pattern(path.source);
        let Ok(regex) = pattern.as_ref() else { continue };
        let Some(prefix) = prefix(regex.node()) else { continue };
        let last = prefix.rsplit('/').next().unwrap_or_default();
        if !path.one.name.eq_ignore_ascii_case(last) || !group::are_patterns_read(context) {
            continue;
        }
        let has = |pattern: &Option<Pattern>| {
            let source = pattern.as_ref().map(|pattern| pattern.source.as_str());
            source.is_none_or(|source| {
                context.matcher(source).is_some_and(|matcher| matcher.is_whole_of(&prefix))
            })
        };
        if group::matches(view).any(|one| has(&one.path)) {
            continue;
        }
        drafts.add(Draft::new(
            path.place(),
            format!("`{prefix}` itself is not part of match {}", path.name()),
            "requests for it belong to no match of this group",
            format!("write `{prefix}(?:/.*)?$` if it is meant, too"),
        ));
    }
}

/// What stands before `/.*`, if that is plain text.
fn prefix(node: &crate::regex::ast::Node) -> Option<String> {
    let (last, before) = anatomy::parts(node).split_last()?;
    let (slash, before) = before.split_last().filter(|_| anatomy::is_anything(last))?;
    let text: Option<String> = before.iter().map(anatomy::literal).collect();
    text.filter(|text| anatomy::literal(slash) == Some('/') && text.len() > 1)
}
