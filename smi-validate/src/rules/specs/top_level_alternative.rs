//! SMI314: a path is an alternative as a whole

use super::{anatomy, group};
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::Construct;
use crate::regex::ast::{Kind, Node};
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// A path is an alternative as a whole
    ///
    /// Whoever puts something before such a pattern puts it before the first alternative only, or before all of them
    /// when each has its own slash.
    ///
    /// # In a mesh
    ///
    /// Traefik Mesh puts the slash before the pattern: the alternatives that begin with a slash of their own match
    /// nothing. A reader that puts `^` before the pattern anchors only the first.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: "/cart|/basket", methods: [GET, HEAD] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: "/(?:cart|basket)", methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the slash once, and the alternatives in a group behind it.
    ///
    /// # Sources
    ///
    /// Traefik Mesh v1.4.8, rules of routers; RE2, syntax: composites.
    "SMI314" "top-level-alternative" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for path in group::paths(view).filter(|path| path.source.contains('|')) {
        let pattern = context.pattern(path.source);
        let Ok(regex) = pattern.as_ref() else { continue };
        let Some(lost) = lost(regex.node()) else { continue };
        // Where a `^` fails, the slash is put before the pattern.
        let affected = group::affected(view.entry, context, |profile| {
            group::fails(profile, Construct::CaretInPath)
        });
        let Some(affected) = affected else { continue };
        let draft = Draft::new(
            path.place().within(lost.span.clone()),
            format!("the path of match {} has an alternative with a slash of its own", path.name()),
            format!(
                "{}: a slash is put before the pattern, so this alternative matches nothing",
                affected.titles
            ),
            "write the slash once, and the alternatives in a group behind it: `/(?:a|b)`",
        );
        drafts.add(
            draft.severity(affected.severity(Severity::Error, Severity::Warning)).meshes(&affected),
        );
    }
}

/// An alternative that begins with a slash of its own: in a group at the beginning any, else one behind the first.
fn lost(node: &Node) -> Option<&Node> {
    let first = anatomy::parts(node).first()?;
    let (branches, skipped) = match (&first.kind, &node.kind) {
        (Kind::Group(_, inner), _) => match &inner.kind {
            Kind::Alternate(branches) => (branches, 0),
            _ => return None,
        },
        (_, Kind::Alternate(branches)) => (branches, 1),
        _ => return None,
    };
    let has_slash =
        |branch: &&Node| anatomy::parts(branch).first().and_then(anatomy::literal) == Some('/');
    branches.iter().skip(skipped).find(has_slash)
}
