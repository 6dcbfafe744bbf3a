//! SMI311: a path looks like a file pattern

use super::{anatomy, group};
use crate::check::{Context, ObjectView};
use crate::regex::Regex;
use crate::regex::ast::{Kind, Node, Operator};
use crate::rule::{Draft, Drafts, rule};
use std::ops::Range;

rule! {
    /// A path looks like a file pattern
    ///
    /// In a regular expression a star repeats the character before it: `/*` is any number of slashes.
    ///
    /// # In a mesh
    ///
    /// `/cart/*` is `/cart`, `/cart/` and `/cart//` for OSM; where the end is free it is everything that begins with
    /// `/cart`, `/cartoon` included. Only the adapter for Istio reads it as it looks.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: /cart/*, methods: [GET, HEAD] }
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
    ///   - { name: read, pathRegex: /cart/.*, methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `.*` for any characters, `[^/]*` for one segment.
    ///
    /// # Sources
    ///
    /// RE2, syntax: repetitions.
    "SMI311" "glob-path" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for path in group::paths(view).filter(|path| path.source.contains('*')) {
        let pattern = context.pattern(path.source);
        let Some(span) = pattern.as_ref().as_ref().ok().and_then(found) else { continue };
        if !group::are_patterns_read(context) {
            continue;
        }
        let written = &path.source[span.clone()];
        let repeated = written.trim_end_matches('*');
        drafts.add(Draft::new(
            path.place().within(span.clone()),
            format!("the path of match {} looks like a file pattern: `{written}` is any number of `{repeated}`", path.name()),
            format!("the star stands for no other characters: a mesh that wants the whole path to match knows only `{repeated}` here"),
            "write `.*` for any characters, `[^/]*` for one segment",
        ));
    }
}

/// A star behind a slash, or behind a character at the end of a segment.
pub(super) fn found(regex: &Regex) -> Option<Range<usize>> {
    let parts = anatomy::parts(regex.node());
    parts.iter().enumerate().find_map(|(index, part)| {
        let repeated = starred(part)?;
        let next = parts.get(index + 1);
        let ends_segment = next.is_none_or(|next| anatomy::literal(next) == Some('/'));
        let is_glob = repeated == '/' || (repeated.is_alphanumeric() && ends_segment);
        is_glob.then(|| part.span.clone())
    })
}

/// The single character that a star repeats.
fn starred(part: &Node) -> Option<char> {
    match &part.kind {
        Kind::Repeat(repeat, inner) if repeat.operator == Operator::Star => anatomy::literal(inner),
        _ => None,
    }
}
