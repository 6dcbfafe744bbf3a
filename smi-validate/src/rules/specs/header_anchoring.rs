//! SMI330: meshes read the ends of a header's pattern differently

use super::anatomy::{self, Edge};
use super::group::{self, Header};
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::profile::choice::Anchoring;
use crate::regex::{Anchor, Answer};
use crate::rule::{Draft, Drafts, rule};
use crate::shape::words;

rule! {
    /// Meshes read the ends of a header's pattern differently
    ///
    /// The specification does not say whether the pattern is the whole value or is found in it. Once for a group. For
    /// headers that carry free text, such as `user-agent` and `cookie`, a bare word is most likely meant to be found,
    /// and this is a warning; so it is when selected meshes differ.
    ///
    /// # In a mesh
    ///
    /// `user-agent: Firefox` never holds for OSM, which wants the whole value; for FSM, Traefik Mesh and NGINX Service
    /// Mesh `x-role: admin` also holds for `not-admin`.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: firefox, headers: [{ user-agent: Firefox }] }
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
    ///   - { name: firefox, headers: [{ user-agent: ".*Firefox.*" }] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `.*word.*` if it is to be found, `^word$` if it is the whole value.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTP header filters; `headers.anchoring` in the profiles.
    "SMI330" "header-anchoring" Hint Manifest(check)
}

/// Headers whose values are more than one word.
const FREE_TEXT: [&str; 10] = [
    "user-agent",
    "cookie",
    "accept",
    "accept-language",
    "accept-encoding",
    "authorization",
    "referer",
    "via",
    "forwarded",
    "cache-control",
];

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let mut found: Vec<(Severity, Header<'_>)> = Vec::new();
    for header in group::headers(view) {
        if let Some(severity) = severity(header, view, context) {
            found.push((severity, header));
        }
    }
    for severity in [Severity::Warning, Severity::Hint] {
        let mut of_severity =
            found.iter().filter(|(one, _)| *one == severity).map(|(_, header)| header);
        let Some(header) = of_severity.next() else { continue };
        drafts.add(draft(header, severity, of_severity.count(), view, context));
    }
}

fn severity(header: Header<'_>, view: &ObjectView<'_>, context: &Context<'_>) -> Option<Severity> {
    let reads = |wanted| {
        group::is_any(view.entry, context, |profile| {
            profile.headers.anchoring.first().is_some_and(|anchoring| anchoring.is == wanted)
        })
    };
    let (whole, search) = (reads(Anchoring::Whole), reads(Anchoring::Search));
    let is_free = FREE_TEXT.iter().any(|name| header.name.eq_ignore_ascii_case(name));
    let severity = match (group::is_selected(context), whole, search) {
        (_, false, false) => return None,
        (true, true, true) => Severity::Warning,
        (true, true, false) if !is_free => return None,
        (_, true, _) if is_free => Severity::Warning,
        (true, false, _) if is_free => return None,
        (false, false, _) => return None,
        _ => Severity::Hint,
    };
    do_ends_matter(header.source, context).then_some(severity)
}

fn do_ends_matter(source: &str, context: &Context<'_>) -> bool {
    let pattern = context.pattern(source);
    let Ok(regex) = pattern.as_ref() else { return false };
    let is_open = |edge| matches!(edge, Edge::Free | Edge::Fixed);
    if is_open(anatomy::start(regex.node())) && is_open(anatomy::end(regex.node())) {
        return false;
    }
    if anatomy::end(regex.node()) == Edge::Bare {
        return true;
    }
    let languages =
        (context.language(source, Anchor::Whole), context.language(source, Anchor::Anywhere));
    let (Some(whole), Some(search)) = languages else { return false };
    let answer = whole.includes(&search);
    if answer == Answer::Unknown {
        context.give_up(&RULE);
    }
    answer == Answer::No
}

fn draft(
    header: &Header<'_>,
    severity: Severity,
    others: usize,
    view: &ObjectView<'_>,
    context: &Context<'_>,
) -> Draft {
    let titles = |wanted| {
        let of = group::affected(view.entry, context, |profile| {
            profile.headers.anchoring.first().is_some_and(|anchoring| anchoring.is == wanted)
        });
        of.map(|affected| affected.titles)
    };
    let whole =
        titles(Anchoring::Whole).map(|titles| format!("{titles}: it must be the whole value"));
    let search = titles(Anchoring::Search)
        .map(|titles| format!("{titles}: it is found anywhere in the value"));
    let effect: Vec<_> = [whole, search].into_iter().flatten().collect();
    let more = match others {
        0 => String::new(),
        others => format!("; {others} more in this group"),
    };
    Draft::new(
        header.place(),
        format!(
            "meshes read the pattern {} for the header `{}` of match {} differently{more}",
            words::quoted(header.source),
            header.name,
            group::name(header.one)
        ),
        effect.join("; "),
        "write `.*word.*` if it is to be found in the value, `^word$` if it is all of it",
    )
    .severity(severity)
}
