//! SMI309: a path can begin with anything but a slash

use super::group::{self, Path};
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::choice::Anchoring;
use crate::profile::{Construct, Profile};
use crate::regex::{Anchor, Answer};
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// A path can begin with anything but a slash
    ///
    /// Paths of requests begin with a slash, and the pattern is held against their beginning.
    ///
    /// # In a mesh
    ///
    /// OSM never matches it. Traefik Mesh puts the slash before it, and FSM and NGINX Service Mesh find it anywhere, so
    /// there it works.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: cart/.*, methods: [GET, HEAD] }
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
    /// Begin the pattern with `/`.
    ///
    /// # Sources
    ///
    /// RFC 9110, section 7.1; `paths.anchoring` in the profiles.
    "SMI309" "path-without-slash" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for path in group::paths(view).filter(|path| !may_begin(path.source)) {
        if !never_begins(path, context) {
            continue;
        }
        let affected = group::affected(view.entry, context, is_affected);
        let who = match &affected {
            Some(affected) => affected.titles.clone(),
            None if !group::is_selected(context) => "the specification".to_owned(),
            None => continue,
        };
        let draft = Draft::new(
            path.place(),
            format!("the path of match {} does not begin with a slash", path.name()),
            format!("paths of requests do; by the reading of {who}, no request matches it"),
            "begin the pattern with `/`",
        );
        drafts.add(match affected {
            Some(affected) => draft
                .severity(affected.severity(Severity::Error, Severity::Warning))
                .meshes(&affected),
            None => draft,
        });
    }
}

/// Whether a pattern may begin with a slash, at a glance.
pub(super) fn may_begin(source: &str) -> bool {
    let source = source.strip_prefix('^').unwrap_or(source);
    source.starts_with(['/', '.', '['])
}

fn never_begins(path: Path<'_>, context: &Context<'_>) -> bool {
    let is_possible = || {
        let language = context.language(path.source, Anchor::Whole);
        language.is_some_and(|language| language.is_empty() == Answer::No)
    };
    context.pattern(path.source).is_ok()
        && context.overlaps(&RULE, "/.*", path.source, Anchor::Start) == Answer::No
        && is_possible()
}

fn is_affected(profile: &Profile) -> bool {
    match profile.paths.anchoring.first().map(|anchoring| anchoring.is) {
        Some(Anchoring::Whole | Anchoring::Literal) => true,
        // A mesh that a `^` fails in puts the slash before the pattern itself.
        Some(Anchoring::Start) => !group::fails(profile, Construct::CaretInPath),
        _ => false,
    }
}
