//! SMI341: a pattern is too large for Envoy

use super::group;
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::Engine;
use crate::regex::ENVOY_MAX_PROGRAM_SIZE;
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A pattern is too large for Envoy
    ///
    /// RE2 turns a pattern into a program, and repetitions into as many copies of it. Envoy takes programs of up to 100
    /// steps, unless its runtime setting `re2.max_program_size.error_level` says otherwise.
    ///
    /// # In a mesh
    ///
    /// OSM hands the pattern to Envoy, which refuses the whole configuration and keeps the one before.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: scan, pathRegex: '/scans/[a-z0-9-]{1,40}/.*', methods: [GET, HEAD] }
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
    ///   - { name: scan, pathRegex: '/scans/[a-z0-9-]+/.*', methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `+` or `*` instead of a large count.
    ///
    /// # Sources
    ///
    /// Envoy, RE2 matcher: runtime settings for the size of programs; RE2, program size.
    "SMI341" "large-pattern" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let of_paths = |profile: &Profile| {
        profile.paths.engine.first().is_some_and(|engine| engine.is == Engine::Re2)
    };
    let of_headers = |profile: &Profile| {
        profile.headers.engine.first().is_some_and(|engine| engine.is == Engine::Re2)
    };
    for path in group::paths(view) {
        let what = || format!("the path of match {}", path.name());
        judge(path.source, || path.place(), what, of_paths, view, context, drafts);
    }
    for header in group::headers(view) {
        let what = || {
            format!(
                "the pattern for the header `{}` of match {}",
                header.name,
                group::name(header.one)
            )
        };
        judge(header.source, || header.place(), what, of_headers, view, context, drafts);
    }
}

fn judge(
    source: &str,
    place: impl Fn() -> Place,
    what: impl Fn() -> String,
    is_read_by_re2: impl Fn(&Profile) -> bool,
    view: &ObjectView<'_>,
    context: &Context<'_>,
    drafts: &mut Drafts,
) {
    let pattern = context.pattern(source);
    let Ok(regex) = pattern.as_ref() else { return };
    let size = regex.program_size();
    if size <= ENVOY_MAX_PROGRAM_SIZE {
        return;
    }
    let Some(affected) = group::affected(view.entry, context, is_read_by_re2) else { return };
    let draft = Draft::new(
        place(),
        format!(
            "{} has {size} steps as a program of RE2, and Envoy takes {ENVOY_MAX_PROGRAM_SIZE}",
            what()
        ),
        format!(
            "{}: Envoy refuses the configuration and keeps the one before, unless its limit was raised",
            affected.titles
        ),
        "write `+` or `*` instead of a large count, or fewer alternatives",
    );
    drafts.add(
        draft.severity(affected.severity(Severity::Error, Severity::Warning)).meshes(&affected),
    );
}
