//! What targets grant over HTTP, and how two matches relate.

use foldhash::{HashMap, HashSet};

use crate::check::Context;
use crate::model::{HttpMatch, Name, Rule, Target};
use crate::regex::{Anchor, Answer};
use crate::set::Set;

use super::common::ACCOUNT;

/// The matches of all groups, by name.
pub(super) struct Groups<'s> {
    by_name: HashMap<&'s Name, (Vec<&'s HttpMatch>, HashMap<&'s str, &'s HttpMatch>)>,
}

/// What a rule names.
pub(super) struct Named<'s> {
    pub(super) matches: Vec<&'s HttpMatch>,
    /// Whether every name leads somewhere.
    pub(super) is_whole: bool,
}

impl<'s> Groups<'s> {
    pub(super) fn of(set: &'s Set) -> Self {
        let groups = set.world.route_groups.iter().map(|group| {
            let all: Vec<_> = group.matches.iter().collect();
            let by_name = all.iter().map(|one| (one.name.as_str(), *one)).collect();
            (&*group.origin.name, (all, by_name))
        });
        Self { by_name: groups.collect() }
    }

    /// The names of a group's matches; nothing for a group that is not here.
    pub(super) fn names(&self, group: &Name) -> Option<&HashMap<&'s str, &'s HttpMatch>> {
        self.by_name.get(group).map(|(_, by_name)| by_name)
    }

    /// The matches that a rule names: without names, all of them.
    pub(super) fn named(&self, rule: &Rule) -> Option<Named<'s>> {
        let (all, by_name) = self.by_name.get(&Set::route_name(rule))?;
        let names = match rule.matches.as_deref() {
            None | Some([]) => return Some(Named { matches: all.clone(), is_whole: true }),
            Some(names) => names,
        };
        let matches: Vec<_> =
            names.iter().filter_map(|name| by_name.get(name.as_str()).copied()).collect();
        let is_whole = matches.len() == names.len();
        Some(Named { matches, is_whole })
    }
}

/// The targets of each ServiceAccount that several targets are about.
pub(super) fn by_destination(set: &Set) -> Vec<(Name, Vec<&Target>)> {
    let mut seen = HashSet::default();
    let mut groups = Vec::new();
    for target in &set.world.targets {
        let name = Set::subject_name(&target.destination);
        if target.destination.kind != ACCOUNT || !seen.insert(name.clone()) {
            continue;
        }
        let of_name = set.targets_of(&name).filter(|one| one.destination.kind == ACCOUNT);
        let targets: Vec<_> = of_name.collect();
        if targets.len() > 1 {
            groups.push((name, targets));
        }
    }
    groups
}

/// Whether a match is about every method.
pub(super) fn is_any_method(one: &HttpMatch) -> bool {
    let methods = one.methods.as_deref().unwrap_or_default();
    methods.is_empty() || methods.iter().any(|method| method == "*")
}

/// Whether some request fits both matches.
pub(super) fn overlap(
    context: &Context<'_>,
    rule: &crate::rule::Rule,
    (one, other): (&HttpMatch, &HttpMatch),
    anchor: Anchor,
) -> Answer {
    let shares = |methods: &[String]| {
        methods.iter().any(|method| other.methods.iter().flatten().any(|one| one == method))
    };
    let methods_meet = is_any_method(one)
        || is_any_method(other)
        || shares(one.methods.as_deref().unwrap_or_default());
    if !methods_meet {
        return Answer::No;
    }
    let meet = |one: &str, other: &str, anchor| {
        if one == other {
            Answer::Yes
        } else if anchor != Anchor::Anywhere && begin_apart(one, other) {
            Answer::No
        } else {
            context.overlaps(rule, one, other, anchor)
        }
    };
    let paths = one.path.iter().zip(&other.path);
    let paths = paths.map(|(one, other)| meet(&one.source, &other.source, anchor));
    let headers = pairs(one, other).map(|(one, other)| meet(one, other, Anchor::Anywhere));
    all(paths.chain(headers))
}

/// Whether every request that fits one match fits another, however meshes anchor their patterns: what holds for whole
/// texts holds for beginnings and parts.
pub(super) fn is_within(
    context: &Context<'_>,
    rule: &crate::rule::Rule,
    inner: &HttpMatch,
    outer: &HttpMatch,
) -> Answer {
    let listed = outer.methods.as_deref().unwrap_or_default();
    let methods = inner.methods.as_deref().unwrap_or_default();
    let is_listed = !is_any_method(inner) && methods.iter().all(|method| listed.contains(method));
    if !is_any_method(outer) && !is_listed {
        return Answer::No;
    }
    let has = |name: &String| inner.headers.iter().any(|(other, _)| other == name);
    if !outer.headers.iter().all(|(name, _)| has(name)) {
        return Answer::No;
    }
    let within = |inner: &str, outer: &str| {
        if inner == outer {
            Answer::Yes
        } else if begin_apart(inner, outer) {
            Answer::No
        } else {
            context.includes(rule, outer, inner, Anchor::Whole)
        }
    };
    let path = outer.path.iter().map(|outer| {
        let inner = inner.path.as_ref().map_or("/.*", |inner| inner.source.as_str());
        within(inner, &outer.source)
    });
    let headers = pairs(inner, outer).map(|(inner, outer)| within(inner, outer));
    all(path.chain(headers))
}

/// The patterns of headers that both matches have.
fn pairs<'m>(one: &'m HttpMatch, other: &'m HttpMatch) -> impl Iterator<Item = (&'m str, &'m str)> {
    one.headers.iter().flat_map(|(name, pattern)| {
        let same = other.headers.iter().filter(move |(other, _)| other == name);
        same.map(|(_, other)| (pattern.source.as_str(), other.source.as_str()))
    })
}

fn all(answers: impl Iterator<Item = Answer>) -> Answer {
    let mut together = Answer::Yes;
    for answer in answers {
        match answer {
            Answer::No => return Answer::No,
            Answer::Unknown => together = Answer::Unknown,
            Answer::Yes => {}
        }
    }
    together
}

/// A match in a few words: `GET, HEAD /cart.*`.
pub(super) fn in_words(one: &HttpMatch) -> String {
    let methods = match is_any_method(one) {
        true => "*".to_owned(),
        false => one.methods.as_deref().unwrap_or_default().join(", "),
    };
    let path = one.path.as_ref().map_or("any path", |path| path.source.as_str());
    let path: String = path.chars().take(60).collect();
    format!("`{methods} {path}`")
}

/// What every text that a pattern holds for begins with, as far as it is plain to see. Most paths differ in this, and
/// need no closer look.
pub(super) fn beginning(pattern: &str) -> &str {
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    if pattern.contains('|') {
        return "";
    }
    let is_special = |char: char| r".*+?()[]{}\^$".contains(char);
    let end = pattern.find(is_special).unwrap_or(pattern.len());
    let plain = &pattern[..end];
    // What may be repeated never, or left out, is not always there.
    let is_optional = pattern[end..].starts_with(['*', '?', '{']);
    let last = plain.char_indices().next_back().filter(|_| is_optional);
    last.map_or(plain, |(start, _)| &plain[..start])
}

/// Whether no text begins like both patterns ask for.
fn begin_apart(one: &str, other: &str) -> bool {
    let (one, other) = (beginning(one), beginning(other));
    !one.starts_with(other) && !other.starts_with(one)
}

#[cfg(test)]
mod tests {
    use super::{begin_apart, beginning};

    #[test]
    fn the_plain_beginning_of_a_pattern_is_always_there() {
        for (pattern, plain) in [
            ("/cart", "/cart"),
            ("^/cart/.*", "/cart/"),
            ("/carts?/x", "/cart"),
            ("/cart+", "/cart"),
            ("/a{0,2}b", "/"),
            ("/cart|/till", ""),
            ("(?i)/cart", ""),
            (r"/a\.b", "/a"),
        ] {
            assert_eq!(beginning(pattern), plain, "{pattern}");
        }
    }

    #[test]
    fn only_patterns_that_share_no_beginning_are_apart() {
        assert!(begin_apart("/cart/.*", "/till"));
        assert!(!begin_apart("/cart.*", "/cart/items"));
        assert!(!begin_apart("/carts?", "/cart"));
        assert!(!begin_apart(".*", "/cart"));
    }
}
