//! SMI334: a match is within another one above it

use foldhash::HashSet;

use super::anatomy;
use crate::check::Context;
use crate::model::{HttpMatch, Name, Pattern};
use crate::regex::{Anchor, Answer};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use crate::shape::words;

rule! {
    /// A match is within another one above it
    ///
    /// Where a rule or a split names both, the lower one never decides anything. Matches that are named apart are not
    /// spoken of: then each has its use. Whether one pattern is within another is found out for the whole of a path and
    /// for its beginning; both must hold.
    ///
    /// # In a mesh
    ///
    /// Nothing changes, except that a mesh that takes the first match never comes to the second.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [all, read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: all, pathRegex: /cart.*, methods: ["*"] }
    ///   - { name: read, pathRegex: /cart/items.*, methods: [GET, HEAD] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [all, read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: all, pathRegex: /cart.*, methods: ["*"] }
    ///   - { name: read, pathRegex: /basket/items.*, methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Remove the lower one, or narrow the upper one.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTP header filters: several matches are joined by "or".
    "SMI334" "shadowed-match" Hint Set(check)
}

/// So many matches are compared with each other.
const MOST: usize = 16;

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let rules = set.world.targets.iter().flat_map(|target| &target.rules);
    let of_splits = set.world.splits.iter().flat_map(|split| split.matches.iter().flatten());
    let mut seen: HashSet<(Name, Option<&[String]>)> = HashSet::default();
    let mut told: HashSet<(Name, usize)> = HashSet::default();
    for reference in rules.chain(of_splits).filter(|rule| rule.kind == "HTTPRouteGroup") {
        let name = Set::route_name(reference);
        if !seen.insert((name.clone(), reference.matches.as_deref())) {
            continue;
        }
        let Some(group) = set.route_group(&name).found() else { continue };
        let is_named = |one: &HttpMatch| {
            reference.matches.as_ref().is_none_or(|names| names.contains(&one.name))
        };
        let together: Vec<(usize, &HttpMatch)> =
            group.matches.iter().enumerate().filter(|(_, one)| is_named(one)).collect();
        if together.len() > MOST {
            context.give_up(&RULE);
            continue;
        }
        for (number, (index, inner)) in together.iter().enumerate() {
            let above = together[..number].iter().find(|(_, outer)| covers(outer, inner, context));
            if let Some((_, outer)) = above
                && told.insert((name.clone(), *index))
            {
                drafts.add(draft(outer, inner));
            }
        }
    }
}

fn draft(outer: &HttpMatch, inner: &HttpMatch) -> Draft {
    let place = |one: &HttpMatch| Place::of(&one.origin).at(".name");
    let names = (words::quoted(&inner.name), words::quoted(&outer.name));
    Draft::new(
        place(inner),
        format!(
            "match {} is within match {} above it, and both are used together",
            names.0, names.1
        ),
        "it lets in nothing more; a mesh that takes the first match never comes to it",
        "remove it, or narrow the other one",
    )
    .label("never decides")
    .also(place(outer), "has all of its requests")
}

/// Whether every request of one match belongs to another. Of matches with one name nothing is said: that is a fault of its own.
fn covers(outer: &HttpMatch, inner: &HttpMatch, context: &Context<'_>) -> bool {
    outer.name != inner.name
        && has_methods(outer, inner)
        && has_path(outer.path.as_ref(), inner.path.as_ref(), context)
        && outer.headers.iter().all(|(name, pattern)| has_header(name, pattern, inner, context))
}

fn has_methods(outer: &HttpMatch, inner: &HttpMatch) -> bool {
    let every = |one: &HttpMatch| {
        one.methods
            .as_ref()
            .is_none_or(|methods| methods.is_empty() || methods.iter().any(|method| method == "*"))
    };
    let listed = |one: &HttpMatch| one.methods.clone().unwrap_or_default();
    every(outer)
        || (!every(inner) && listed(inner).iter().all(|method| listed(outer).contains(method)))
}

fn has_path(outer: Option<&Pattern>, inner: Option<&Pattern>, context: &Context<'_>) -> bool {
    let of = |pattern: Option<&Pattern>| {
        pattern.map_or("", |pattern| pattern.source.as_str()).to_owned()
    };
    let (outer, inner) = (of(outer), of(inner));
    if outer.is_empty() || outer == ".*" || outer == inner {
        return true;
    }
    if inner.is_empty() {
        return outer == "/.*";
    }
    let includes = |anchor| context.includes(&RULE, &outer, &inner, anchor) == Answer::Yes;
    !diverge(&outer, &inner, context) && includes(Anchor::Start) && includes(Anchor::Whole)
}

/// Whether two patterns begin with plain texts that are not the same.
fn diverge(one: &str, other: &str, context: &Context<'_>) -> bool {
    let prefix = |source: &str| {
        let pattern = context.pattern(source);
        pattern
            .as_ref()
            .as_ref()
            .map_or_else(|_| String::new(), |regex| anatomy::prefix(regex.node()))
    };
    prefix(one).bytes().zip(prefix(other).bytes()).any(|(left, right)| left != right)
}

fn has_header(name: &str, outer: &Pattern, inner: &HttpMatch, context: &Context<'_>) -> bool {
    inner.headers.iter().any(|(other, pattern)| {
        let includes =
            |anchor| context.includes(&RULE, &outer.source, &pattern.source, anchor) == Answer::Yes;
        name == other
            && (outer.source == pattern.source
                || (includes(Anchor::Anywhere) && includes(Anchor::Whole)))
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::{MOST, RULE};
    use crate::check::check_all;
    use crate::config::Config;
    use crate::finding::Input;

    #[test]
    fn large_groups_are_given_up() {
        let given_up = |count: usize| {
            let mut text = "
apiVersion: split.smi-spec.io/v1alpha4
kind: TrafficSplit
metadata: { name: cart, namespace: shop }
spec:
  service: cart
  matches: [{ kind: HTTPRouteGroup, name: cart }]
  backends: [{ service: cart-v1, weight: 1 }]
---
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata: { name: cart, namespace: shop }
spec:
  matches:
"
            .to_owned();
            for index in 0..count {
                writeln!(text, "  - {{ name: m{index}, pathRegex: /m{index}$ }}").unwrap();
            }
            let checked = check_all(&[Input::new("large.yaml", text, 0)], &Config::default());
            checked.statistics.given_up.get(RULE.code).copied().unwrap_or_default()
        };
        assert_eq!((given_up(MOST), given_up(MOST + 1)), (0, 1));
    }
}
