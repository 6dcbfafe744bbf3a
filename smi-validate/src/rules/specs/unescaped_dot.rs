//! SMI312: a dot in a path stands for any character

use super::{anatomy, group, grpc_path};
use crate::check::{Context, ObjectView};
use crate::regex::ast::{Kind, Node};
use crate::rule::{Draft, Drafts, rule};
use std::ops::Range;

rule! {
    /// A dot in a path stands for any character
    ///
    /// Between letters or digits a dot is most often meant as such. The pattern matches a little more than it says.
    ///
    /// # In a mesh
    ///
    /// `/v1.0/cart` also lets in `/v1x0/cart`.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: /v1.0/cart.*, methods: [GET, HEAD] }
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
    ///   - { name: read, pathRegex: '/v1\.0/cart.*', methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `\.`.
    ///
    /// # Sources
    ///
    /// RE2, syntax: single characters.
    "SMI312" "unescaped-dot" Hint Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for path in group::paths(view).filter(|path| has_dot(path.source)) {
        if grpc_path::method(path.source).is_some() || !group::are_patterns_read(context) {
            continue;
        }
        let pattern = context.pattern(path.source);
        let found = pattern.as_ref().as_ref().ok().and_then(|regex| dot(regex.node()));
        let Some(span) = found else { continue };
        drafts.add(Draft::new(
            path.place().within(span),
            format!("a dot in the path of match {} stands for any character", path.name()),
            "requests with another character there belong to the match, too",
            "write `\\.` if the dot is meant as such",
        ));
    }
}

/// Whether a dot stands between letters or digits.
fn has_dot(source: &str) -> bool {
    source.as_bytes().windows(3).any(|bytes| {
        bytes[1] == b'.' && bytes[0].is_ascii_alphanumeric() && bytes[2].is_ascii_alphanumeric()
    })
}

fn dot(node: &Node) -> Option<Range<usize>> {
    let mut found = None;
    anatomy::visit(node, &mut |part| {
        let Kind::Concat(parts) = &part.kind else { return };
        let is_word = |part: &Node| anatomy::literal(part).is_some_and(char::is_alphanumeric);
        let is_bare = |three: &&[Node]| {
            anatomy::is_any(&three[1]) && is_word(&three[0]) && is_word(&three[2])
        };
        if found.is_none() {
            found = parts.windows(3).find(is_bare).map(|three| three[1].span.clone());
        }
    });
    found
}
