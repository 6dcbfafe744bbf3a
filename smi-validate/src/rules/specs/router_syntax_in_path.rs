//! SMI315: a path has characters of the router's own syntax

use super::group;
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::Construct;
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// A path has characters of the router's own syntax
    ///
    /// One mesh writes the pattern into a rule of its router, between backticks and braces.
    ///
    /// # In a mesh
    ///
    /// In Traefik Mesh a backtick ends the rule early, and a brace without its partner, escaped or not, makes the rule
    /// unreadable. Braces in pairs, as in `{2,3}`, are fine.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: '/cart/[{]x.*', methods: [GET, HEAD] }
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
    ///   - { name: read, pathRegex: '/cart/\x7bx.*', methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the character by its number: `\x7b` for `{`, `\x7d` for `}`, `\x60` for a backtick.
    ///
    /// # Sources
    ///
    /// Traefik Mesh v1.4.8, rules of routers.
    "SMI315" "router-syntax-in-path" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for path in group::paths(view) {
        let Some(at) = offender(path.source) else { continue };
        // A group that makes the router panic is a sign of the same router.
        let affected = group::affected(view.entry, context, |profile| {
            group::fails(profile, Construct::CapturingGroupInPath)
        });
        let Some(affected) = affected else { continue };
        if context.pattern(path.source).is_err() {
            continue;
        }
        let written = &path.source[at..=at];
        let (message, code) = match written {
            "`" => (format!("the path of match {} has a backtick", path.name()), "\\x60"),
            _ => (
                format!("a `{written}` in the path of match {} has no partner", path.name()),
                if written == "{" { "\\x7b" } else { "\\x7d" },
            ),
        };
        let draft = Draft::new(
            path.place().within(at..at + 1),
            message,
            format!(
                "{}: the rule of the router that the path is written into cannot be read",
                affected.titles
            ),
            format!("write `{code}`"),
        );
        drafts.add(
            draft.severity(affected.severity(Severity::Error, Severity::Warning)).meshes(&affected),
        );
    }
}

/// A backtick, or a brace without its partner.
fn offender(source: &str) -> Option<usize> {
    let mut open = Vec::new();
    for (at, byte) in source.bytes().enumerate() {
        match byte {
            b'`' => return Some(at),
            b'{' => open.push(at),
            b'}' if open.pop().is_none() => return Some(at),
            _ => {}
        }
    }
    open.first().copied()
}
