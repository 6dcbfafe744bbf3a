//! Matching HTTP requests.

use http::request::Parts;
use regex::Regex;
use smi_types::specs::v1alpha4::{HTTPMatch, HTTPRouteGroup};

use super::name_of;
use crate::reference::fault::Fault;
use crate::topology::Name;

/// A compiled match: everything given must hold.
#[derive(Clone, Debug)]
pub(in crate::reference) struct Condition {
    path: Option<Regex>,
    methods: Option<Vec<String>>,
    headers: Vec<(String, Regex)>,
    any_header: bool,
    never: bool,
}

impl Condition {
    fn compile(one: &HTTPMatch, fault: Option<Fault>) -> Self {
        let mut methods = one.methods.clone().filter(|_| fault != Some(Fault::MethodIgnored));
        if let Some(methods) = &mut methods {
            only(methods, fault, Fault::OnlyFirstMethod, Fault::OnlyLastMethod);
        }
        let wanted = one.headers.iter().flat_map(|headers| headers.iter());
        let mut headers: Vec<_> =
            wanted.map(|(name, value)| (name.to_ascii_lowercase(), regex(value))).collect();
        let mut never = match fault {
            Some(Fault::HeadersDeny) => !headers.is_empty(),
            Some(Fault::HeaderOnlyDenies) => one.path_regex.is_none(),
            _ => false,
        };
        // What is no regular expression matches nothing.
        never |= headers.iter().any(|(_, pattern)| pattern.is_none());
        let path = one.path_regex.as_deref().filter(|_| fault != Some(Fault::PathIgnored));
        let path = path.map(|path| match fault {
            Some(Fault::PathUnanchored) => regex(path),
            Some(Fault::PathFullyAnchored) => regex(&format!("^(?:{path})$")),
            _ => regex(path).and_then(|_| regex(&format!("^(?:{path})"))),
        });
        never |= matches!(path, Some(None));
        if fault == Some(Fault::HeadersIgnored) {
            headers.clear();
        }
        Self {
            path: path.flatten(),
            methods: methods.map(|methods| match fault {
                Some(Fault::WildcardMethodDenies) => methods,
                _ if methods.is_empty() || methods.iter().any(|one| one == "*") => Vec::new(),
                _ => methods,
            }),
            headers: headers
                .into_iter()
                .filter_map(|(name, pattern)| Some((name, pattern?)))
                .collect(),
            any_header: fault == Some(Fault::HeaderOr),
            never,
        }
    }

    /// Whether a request belongs to the match.
    pub(in crate::reference) fn holds(&self, request: &Parts) -> bool {
        let Self { path, methods, headers, any_header, never } = self;
        let method = request.method.as_str();
        let header = |(name, pattern): &(String, Regex)| {
            let values = request.headers.get_all(name).iter();
            values.filter_map(|value| value.to_str().ok()).any(|value| pattern.is_match(value))
        };
        !never
            && path.as_ref().is_none_or(|path| path.is_match(request.uri.path()))
            && methods
                .as_ref()
                .is_none_or(|methods| methods.is_empty() || methods.iter().any(|one| one == method))
            && if *any_header && !headers.is_empty() {
                headers.iter().any(header)
            } else {
                headers.iter().all(header)
            }
    }
}

/// The conditions of a group: those of these names, or all.
pub(in crate::reference) fn of_group(
    groups: &[HTTPRouteGroup],
    name: &Name,
    names: Option<&[String]>,
    fault: Option<Fault>,
) -> Vec<Condition> {
    let names = names.filter(|names| !names.is_empty() && fault != Some(Fault::MatchNamesIgnored));
    let of_this_name = groups.iter().filter(|group| name_of(&group.metadata) == *name);
    let matches = of_this_name.flat_map(|group| &group.spec.matches);
    let wanted = matches.filter(|one| names.is_none_or(|names| names.contains(&one.name)));
    let most = if fault == Some(Fault::OnlyFirstMatch) { 1 } else { usize::MAX };
    wanted.take(most).map(|one| Condition::compile(one, fault)).collect()
}

/// Keeps only the first or the last of a list, under the faults that do that.
pub(in crate::reference) fn only<T>(
    list: &mut Vec<T>,
    fault: Option<Fault>,
    first: Fault,
    last: Fault,
) {
    if fault == Some(first) {
        list.truncate(1);
    } else if fault == Some(last) && list.len() > 1 {
        list.drain(..list.len() - 1);
    }
}

fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}
