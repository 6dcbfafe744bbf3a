//! SMI306: meshes read the ends of a path differently

use super::anatomy::{self, Edge};
use super::group::{self, Path};
use super::{glob_path, impossible_path, path_placeholder, path_without_slash};
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::{Anchoring, Query};
use crate::regex::{Anchor, Answer, Regex};
use crate::rule::{Draft, Drafts, rule};
use crate::shape::words;
use std::collections::BTreeMap;

rule! {
    /// Meshes read the ends of a path differently
    ///
    /// The specification anchors paths at the beginning and says nothing about the end. Some meshes want the whole path
    /// to match, some search it, one compares it letter by letter. A pattern that ends in `.*` or `$` means the same to
    /// most of them.
    ///
    /// Without `--target` this is a hint, once for a group. It is a warning when selected meshes differ, or when one of
    /// them lets in more than the specification does, and an error when the selected mesh reads no regular expressions.
    ///
    /// # In a mesh
    ///
    /// `/metrics` is only `/metrics` for OSM, everything that begins with it for Traefik Mesh, everything that has it
    /// somewhere for FSM (`/admin?x=/metrics`), and `/api/.*` has a dot and a star for the adapter for Istio.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: /metrics, methods: [GET, HEAD] }
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
    ///   - { name: read, pathRegex: /metrics$, methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// End the pattern with `$` if nothing may follow, with `.*` if anything may. For meshes that search begin it with
    /// `^`.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTPRouteGroup; `paths.anchoring` in the profiles.
    "SMI306" "path-anchoring" Hint Manifest(check)
}

/// What is to be said of a path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trouble {
    /// It is no regular expression there.
    Literal,
    /// It is searched there, and found where it is not meant.
    Searched,
    /// Selected meshes differ about its end.
    Differs,
    /// Some want the whole path to match, the specification does not.
    Open,
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let mut found: BTreeMap<Trouble, (Path<'_>, usize)> = BTreeMap::new();
    for path in group::paths(view) {
        if let Some(trouble) = trouble(path, view, context) {
            found.entry(trouble).or_insert((path, 0)).1 += 1;
        }
    }
    for (trouble, (path, count)) in found {
        drafts.add(draft(trouble, path, count, view, context));
    }
}

fn trouble(path: Path<'_>, view: &ObjectView<'_>, context: &Context<'_>) -> Option<Trouble> {
    let is_any = |holds: fn(Anchoring) -> bool| {
        group::is_any(view.entry, context, |profile| anchoring(profile).is_some_and(holds))
    };
    // Nobody writes for a mesh that reads no regular expressions without knowing it.
    let is_selected = group::is_selected(context);
    if is_selected && !is_literal(path.source) && is_any(|one| one == Anchoring::Literal) {
        return Some(Trouble::Literal);
    }
    let pattern = context.pattern(path.source);
    let regex = pattern.as_ref().as_ref().ok()?;
    if is_claimed(path.source, regex, context) {
        return None;
    }
    if is_selected
        && is_any(|one| one == Anchoring::Search)
        && does_start_matter(path.source, regex, context)
    {
        return Some(Trouble::Searched);
    }
    let wants_whole = is_any(|one| one == Anchoring::Whole);
    if !wants_whole || !does_end_matter(path.source, regex, context) {
        return None;
    }
    let differs = is_selected && is_any(|one| matches!(one, Anchoring::Start | Anchoring::Search));
    Some(if differs { Trouble::Differs } else { Trouble::Open })
}

/// Whether another rule has more to say about it.
fn is_claimed(source: &str, regex: &Regex, context: &Context<'_>) -> bool {
    glob_path::found(regex).is_some()
        || path_placeholder::found(regex).is_some()
        || impossible_path::culprit(regex, context).is_some()
        || !path_without_slash::may_begin(source)
}

fn anchoring(profile: &Profile) -> Option<Anchoring> {
    profile.paths.anchoring.first().map(|statement| statement.is)
}

/// Whether a path means the same where it is compared letter by letter, with a star at an end.
fn is_literal(source: &str) -> bool {
    let text = source.strip_suffix('*').or_else(|| source.strip_prefix('*')).unwrap_or(source);
    !text.contains(['\\', '^', '$', '|', '?', '+', '(', ')', '[', ']', '*']) && !text.ends_with('.')
}

/// Whether it makes a difference that something may follow.
fn does_end_matter(source: &str, regex: &Regex, context: &Context<'_>) -> bool {
    match anatomy::end(regex.node()) {
        Edge::Free | Edge::Fixed => false,
        Edge::Bare => true,
        Edge::Unknown => {
            let languages =
                (context.language(source, Anchor::Whole), context.language(source, Anchor::Start));
            let (Some(whole), Some(start)) = languages else { return false };
            let answer = whole.includes(&start);
            if answer == Answer::Unknown {
                context.give_up(&RULE);
            }
            answer == Answer::No
        }
    }
}

/// Whether it makes a difference that something may stand before it.
fn does_start_matter(source: &str, regex: &Regex, context: &Context<'_>) -> bool {
    match anatomy::start(regex.node()) {
        Edge::Free | Edge::Fixed => false,
        Edge::Bare | Edge::Unknown => {
            let later = format!("/.*(?:{source})");
            context.includes(&RULE, source, &later, Anchor::Start) == Answer::No
        }
    }
}

fn draft(
    trouble: Trouble,
    path: Path<'_>,
    count: usize,
    view: &ObjectView<'_>,
    context: &Context<'_>,
) -> Draft {
    let affected = group::affected(view.entry, context, |profile| {
        anchoring(profile).is_some_and(|anchoring| trouble.concerns(anchoring))
    });
    let titles = affected.as_ref().map_or("", |affected| &affected.titles);
    let name = words::quoted(path.source);
    let (message, effect, mend) = match trouble {
        Trouble::Literal => (
            format!("the path {name} is no regular expression in every mesh"),
            format!("{titles}: the path of a request is compared with it letter by letter"),
            "write the path as such there, with one `*` at an end for anything",
        ),
        Trouble::Searched => (
            format!("nothing holds the path {name} to the beginning"),
            format!(
                "{titles}: it is found anywhere{}, so other requests that have it somewhere belong to the match, too",
                query(view, context)
            ),
            "begin the pattern with `^`",
        ),
        Trouble::Differs | Trouble::Open => (
            format!("whether anything may follow the path {name} depends on the mesh"),
            format!(
                "{titles}: nothing may follow it; for the specification and others anything may"
            ),
            "end it with `$` if nothing may follow, with `.*` if anything may",
        ),
    };
    let message = match count {
        1 => message,
        count => format!("{message}; {} more in this group", count - 1),
    };
    let draft = Draft::new(path.place(), message, effect, mend).severity(trouble.severity());
    match &affected {
        Some(affected) => draft.meshes(affected),
        None => draft,
    }
}

/// Where else than in the path it is searched.
fn query(view: &ObjectView<'_>, context: &Context<'_>) -> &'static str {
    let is_searched = |profile: &Profile| {
        let has_query =
            profile.paths.query.first().is_some_and(|query| query.is == Query::Included);
        has_query && anchoring(profile) == Some(Anchoring::Search)
    };
    if group::is_any(view.entry, context, is_searched) { ", in the query as well" } else { "" }
}

impl Trouble {
    /// Whether meshes that read paths like this are what it is about.
    const fn concerns(self, anchoring: Anchoring) -> bool {
        match self {
            Self::Literal => matches!(anchoring, Anchoring::Literal),
            Self::Searched => matches!(anchoring, Anchoring::Search),
            Self::Differs | Self::Open => matches!(anchoring, Anchoring::Whole),
        }
    }

    const fn severity(self) -> Severity {
        match self {
            Self::Literal => Severity::Error,
            Self::Searched | Self::Differs => Severity::Warning,
            Self::Open => Severity::Hint,
        }
    }
}
