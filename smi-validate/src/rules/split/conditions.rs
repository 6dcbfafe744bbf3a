//! The conditions of splits: the matches of the groups that they name, as sets of requests.

use crate::check::Context;
use crate::model::{HttpMatch, Pattern, Split};
use crate::regex::{Anchor, Answer};
use crate::rule::Rule;
use crate::set::Set;

/// Whether a split is limited to some requests.
pub(super) fn is_limited(split: &Split) -> bool {
    split.matches.as_ref().is_some_and(|matches| !matches.is_empty())
}

/// The matches of all groups that a split names, with the number of the reference; nothing if one of them is not here.
pub(super) fn of<'s>(set: &'s Set, split: &Split) -> Option<Vec<(usize, &'s HttpMatch)>> {
    let references = split.matches.as_deref().filter(|references| !references.is_empty())?;
    let mut all = Vec::new();
    for (number, reference) in references.iter().enumerate() {
        if reference.kind != "HTTPRouteGroup" {
            return None;
        }
        let group = set.route_group(&Set::route_name(reference)).found()?;
        all.extend(group.matches.iter().map(|one| (number, one)));
    }
    Some(all)
}

/// Whether a path is no condition.
pub(super) fn has_any_path(context: &Context<'_>, rule: &Rule, one: &HttpMatch) -> bool {
    one.path.as_ref().is_none_or(|path| {
        context.includes(rule, &path.source, "/.*", Anchor::Whole) == Answer::Yes
    })
}

/// Whether methods are no condition.
pub(super) fn has_any_method(one: &HttpMatch) -> bool {
    one.methods.as_ref().is_none_or(|methods| methods.iter().any(|method| method == "*"))
}

/// Whether every request meets a match.
pub(super) fn is_everything(context: &Context<'_>, rule: &Rule, one: &HttpMatch) -> bool {
    one.headers.is_empty() && has_any_method(one) && has_any_path(context, rule, one)
}

/// Whether no request meets both matches: for their methods, their paths, or a header that they share.
pub(super) fn are_disjoint(
    context: &Context<'_>,
    rule: &Rule,
    one: &HttpMatch,
    other: &HttpMatch,
) -> bool {
    let apart = |one: &Pattern, other: &Pattern, anchor| {
        let can_tell = [one, other].iter().all(|pattern| context.pattern(&pattern.source).is_ok());
        can_tell && context.overlaps(rule, &one.source, &other.source, anchor) == Answer::No
    };
    let by_path = || {
        let paths = one.path.as_ref().zip(other.path.as_ref());
        paths.is_some_and(|(one, other)| apart(one, other, Anchor::Start))
    };
    let by_header = || {
        one.headers.iter().any(|(name, pattern)| {
            let same = other.headers.iter().filter(|(other_name, _)| other_name == name);
            same.into_iter().any(|(_, other)| apart(pattern, other, Anchor::Whole))
        })
    };
    have_other_methods(one, other) || by_header() || by_path()
}

fn have_other_methods(one: &HttpMatch, other: &HttpMatch) -> bool {
    match (&one.methods, &other.methods) {
        (Some(ones), Some(others)) if !ones.is_empty() && !others.is_empty() => {
            let is_any = has_any_method(one) || has_any_method(other);
            !is_any && ones.iter().all(|method| !others.contains(method))
        }
        _ => false,
    }
}
