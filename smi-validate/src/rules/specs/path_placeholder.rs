//! SMI342: a path has a placeholder of another notation

use super::{anatomy, group};
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::regex::Regex;
use crate::rule::{Draft, Drafts, rule};
use std::ops::Range;

rule! {
    /// A path has a placeholder of another notation
    ///
    /// OpenAPI writes `/users/{id}`, other frameworks `/users/<id>` or `/users/:id`. For a regular expression these are
    /// the characters themselves. Paths cannot even have braces and angle brackets as such; the colon they can have, so
    /// of that a warning is given.
    ///
    /// # In a mesh
    ///
    /// No request for `/users/42` matches it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: item, pathRegex: "/items/{id}", methods: [GET, HEAD] }
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
    ///   - { name: item, pathRegex: "/items/[^/]+$", methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `[^/]+` for one segment.
    ///
    /// # Sources
    ///
    /// RE2, syntax; RFC 3986, section 3.3; OpenAPI, path templating.
    "SMI342" "path-placeholder" Error Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for path in group::paths(view).filter(|path| path.source.contains(['{', '<', ':'])) {
        let pattern = context.pattern(path.source);
        let Some(span) = pattern.as_ref().as_ref().ok().and_then(found) else { continue };
        if !group::are_patterns_read(context) {
            continue;
        }
        let written = path.source[span.clone()].to_owned();
        let severity = if written.starts_with(':') { Severity::Warning } else { Severity::Error };
        let draft = Draft::new(
            path.place().within(span),
            format!("`{written}` in the path of match {} is no placeholder", path.name()),
            "a regular expression takes it for the characters themselves, so no real path matches it",
            "write `[^/]+` for one segment",
        );
        drafts.add(draft.severity(severity));
    }
}

/// `{id}` anywhere; `<id>` and `:id` as a whole segment.
pub(super) fn found(regex: &Regex) -> Option<Range<usize>> {
    if !regex.pattern().contains(['{', '<', ':']) {
        return None;
    }
    anatomy::runs(regex.node())
        .iter()
        .find_map(|run| in_text(&run.text).map(|bytes| run.place(bytes)))
}

fn in_text(text: &str) -> Option<Range<usize>> {
    let is_name = |name: &str| {
        name.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_')
            && name.chars().all(|char| char.is_ascii_alphanumeric() || "_-.".contains(char))
    };
    let enclosed = |open: char, close: char| {
        let start = text.find(open)?;
        let end = start + text[start..].find(close)?;
        is_name(&text[start + 1..end]).then_some(start..end + 1)
    };
    let colon = || {
        let start = text.find("/:")? + 1;
        let rest = &text[start + 1..];
        let end = rest.find('/').unwrap_or(rest.len());
        is_name(&rest[..end]).then_some(start..start + 1 + end)
    };
    enclosed('{', '}').or_else(|| enclosed('<', '>')).or_else(colon)
}

#[cfg(test)]
mod tests {
    use super::in_text;

    #[test]
    fn placeholders_are_told_from_other_texts() {
        assert_eq!(in_text("/users/{id}/cart"), Some(7..11));
        assert_eq!(in_text("/users/<user_id>"), Some(7..16));
        assert_eq!(in_text("/users/:id/cart"), Some(7..10));
        for other in ["/v1/items:batchGet", "/a{2", "/{}", "/:8080", "/<"] {
            assert_eq!(in_text(other), None, "{other}");
        }
    }
}
