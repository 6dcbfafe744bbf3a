//! SMI316: a path asks for what is not in a path

use super::anatomy::{self, Run};
use super::group::{self, Path};
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::Profile;
use crate::profile::choice::{Engine, PathForm, Query};
use crate::regex::ast::{Kind, Node, Operator};
use crate::rule::{Draft, Drafts, rule};
use std::ops::Range;

rule! {
    /// A path asks for what is not in a path
    ///
    /// A path ends before the query and the fragment; the latter is never sent. A `?` without a backslash makes the
    /// character before it optional. Encoded characters, double slashes and dot segments are read in different forms,
    /// and proxies may tidy them up.
    ///
    /// # In a mesh
    ///
    /// OSM, as most proxies, matches the path without its query, so the pattern never matches; FSM matches both
    /// together. Traefik Mesh decodes `%2F` before it matches.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: search, pathRegex: '/search\?q=.*', methods: [GET, HEAD] }
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
    ///   - { name: search, pathRegex: '/search.*', methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Match the path alone. The query cannot be matched.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTPRouteGroup; RFC 3986, section 3; `paths.query` and `paths.form` in the profiles.
    "SMI316" "query-in-path" Warning Manifest(check)
}

/// What does not belong in a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Odd {
    Query,
    Optional,
    Fragment,
    Encoded,
    Untidy,
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let may_be_odd = |path: &Path<'_>| {
        path.source.contains(['?', '#', '%'])
            || path.source.contains("//")
            || path.source.contains("/\\.")
    };
    for path in group::paths(view).filter(may_be_odd) {
        let pattern = context.pattern(path.source);
        let Some((odd, span)) = pattern.as_ref().as_ref().ok().and_then(|regex| odd(regex.node()))
        else {
            continue;
        };
        drafts_of(path, odd, span, view, context, drafts);
    }
}

fn drafts_of(
    path: Path<'_>,
    odd: Odd,
    span: Range<usize>,
    view: &ObjectView<'_>,
    context: &Context<'_>,
    drafts: &mut Drafts,
) {
    let affected = match odd {
        Odd::Query => group::affected(view.entry, context, without_query),
        Odd::Encoded => group::affected(view.entry, context, decodes),
        Odd::Optional | Odd::Fragment | Odd::Untidy => None,
    };
    let needs_mesh = matches!(odd, Odd::Query | Odd::Encoded);
    if (needs_mesh && affected.is_none()) || !group::are_patterns_read(context) {
        return;
    }
    let titles = affected.as_ref().map_or("", |affected| affected.titles.as_str());
    let (message, effect) = words(path, odd, &path.source[span.clone()], titles);
    let severity = match (odd, &affected) {
        (Odd::Untidy, _) => Severity::Info,
        (_, Some(affected)) => affected.severity(Severity::Error, Severity::Warning),
        _ => Severity::Warning,
    };
    let mend = match odd {
        Odd::Query | Odd::Optional => "match the path alone; the query cannot be matched",
        Odd::Fragment => "leave the fragment out",
        Odd::Encoded => "write the character itself",
        Odd::Untidy => "write the path as it is after tidying up",
    };
    let draft = Draft::new(path.place().within(span), message, effect, mend).severity(severity);
    drafts.add(match &affected {
        Some(affected) => draft.meshes(affected),
        None => draft,
    });
}

/// What is wrong, and what it does in the meshes of these names.
fn words(path: Path<'_>, odd: Odd, written: &str, titles: &str) -> (String, String) {
    let name = path.name();
    match odd {
        Odd::Query => (
            format!("the path of match {name} asks for a query"),
            format!("{}: the query is not part of what is matched, so no request matches it", titles),
        ),
        Odd::Optional => (
            format!("the `?` in the path of match {name} makes the character before it optional"),
            "it is no question mark, and the query is not part of the path: the pattern matches no such request".to_owned(),
        ),
        Odd::Fragment => (
            format!("the path of match {name} asks for a fragment"),
            "clients keep what is behind `#` to themselves, so no request matches it".to_owned(),
        ),
        Odd::Encoded => (
            format!("the path of match {name} asks for the encoded character `{written}`"),
            format!("{}: the path is decoded before it is matched, so no request matches it", titles),
        ),
        Odd::Untidy => (
            format!("the path of match {name} asks for `{written}`, which proxies may tidy up"),
            "the specification does not say whether paths are brought into a normal form before they are matched".to_owned(),
        ),
    }
}

fn without_query(profile: &Profile) -> bool {
    let is_pattern = profile.paths.engine.first().is_none_or(|engine| engine.is != Engine::None);
    is_pattern && profile.paths.query.first().is_none_or(|query| query.is == Query::Excluded)
}

fn decodes(profile: &Profile) -> bool {
    profile.paths.form.first().is_some_and(|form| form.is == PathForm::Decoded)
}

/// The first thing in a pattern that does not belong in a path.
fn odd(node: &Node) -> Option<(Odd, Range<usize>)> {
    anatomy::runs(node).iter().find_map(in_run).or_else(|| Some((Odd::Optional, optional(node)?)))
}

fn in_run(run: &Run) -> Option<(Odd, Range<usize>)> {
    let found = |odd, text| Some((odd, run.find(text)?));
    let end = run.text.ends_with("/..").then_some((Odd::Untidy, "/.."));
    found(Odd::Query, "?")
        .or_else(|| found(Odd::Fragment, "#"))
        .or_else(|| encoded(run))
        .or_else(|| ["//", "/./", "/../"].into_iter().find_map(|text| found(Odd::Untidy, text)))
        .or_else(|| end.and_then(|(odd, text)| found(odd, text)))
}

fn encoded(run: &Run) -> Option<(Odd, Range<usize>)> {
    let is_code = |bytes: &[u8]| {
        bytes[0] == b'%' && bytes[1].is_ascii_hexdigit() && bytes[2].is_ascii_hexdigit()
    };
    let at = run.text.as_bytes().windows(3).position(is_code)?;
    Some((Odd::Encoded, run.place(at..at + 3)))
}

/// `?q=` without a backslash: where the `?` is.
fn optional(node: &Node) -> Option<Range<usize>> {
    let parts = anatomy::parts(node);
    let is_name = |char: char| char.is_alphanumeric() || "-_".contains(char);
    parts.iter().enumerate().find_map(|(index, part)| {
        let Kind::Repeat(repeat, _) = &part.kind else { return None };
        let behind: String = parts[index + 1..].iter().map_while(anatomy::literal).collect();
        let (name, _) = behind.split_once('=')?;
        let is_query = !name.is_empty() && name.chars().all(is_name);
        (repeat.operator == Operator::Quest && is_query).then(|| part.span.end - 1..part.span.end)
    })
}
