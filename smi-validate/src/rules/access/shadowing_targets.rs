//! SMI228: targets with different callers have routes that overlap

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};

use super::common::GROUP;
use super::grants::{self, Groups, by_destination};
use crate::check::{Affected, Context};
use crate::finding::Severity;
use crate::model::{HttpMatch, Name, Target};
use crate::profile::Profile;
use crate::profile::choice::{Additivity, Anchoring};
use crate::regex::{Anchor, Answer};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// Targets with different callers have routes that overlap
    ///
    /// Targets add up: what one allows, no other takes away. A mesh that puts all routes of a destination in one list
    /// and lets the first that fits decide breaks this where routes overlap without being the same: the request of a
    /// caller fits a route of the other target first, which does not name this caller.
    ///
    /// # In a mesh
    ///
    /// OSM denies the request with 403, depending on an order that nobody promises. NGINX Service Mesh goes by the
    /// first match, too, and does not promise the order of targets.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart-till, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [items] }]
    ///   sources: [{ kind: ServiceAccount, name: till, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: items, pathRegex: /cart/items, methods: [GET, HEAD] }
    ///   - { name: read, pathRegex: "/cart.*", methods: [GET, HEAD] }
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
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart-till, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: till, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: items, pathRegex: /cart/items, methods: [GET, HEAD] }
    ///   - { name: read, pathRegex: "/cart.*", methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Name the very same matches in both targets, or write paths that exclude each other.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Traffic Access Control (access is additive); OSM v1.2.4, issue 5297; NGINX
    /// Service Mesh, guide to traffic policies.
    "SMI228" "shadowing-targets" Warning Set(check)
}

/// So many routes of one destination are looked at, at most.
const ROUTES: usize = 256;

/// So many pairs of them are compared at most: pairs with different callers.
const PAIRS: usize = 4_096;

/// One route of a destination, as the mesh has it: targets with the very same match share it.
struct Route<'s> {
    one: &'s HttpMatch,
    port: Option<i64>,
    /// The rules that name it, with their targets.
    rules: Vec<(&'s Target, &'s crate::model::Rule)>,
    callers: BTreeSet<(&'s str, Name)>,
}

/// Methods, path, headers and port: what makes two routes one.
type Key<'s> = (Option<&'s [String]>, Option<&'s str>, Vec<(&'s str, &'s str)>, Option<i64>);

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    let affected = context.affected(|profile| {
        let answer = profile.access.several_targets.first();
        answer.is_some_and(|statement| statement.is == Additivity::FirstMatch)
    });
    let Some(affected) = affected else { return };
    let anchor = anchor(&affected);
    let groups = Groups::of(set);
    for (destination, targets) in by_destination(set) {
        let routes = routes(&targets, &groups, context);
        let conflicts = conflicts(&routes, anchor, context);
        drafts.extend(draft(&destination, &routes, &conflicts, &affected));
    }
}

/// How the meshes hold patterns against paths; as whole texts, where nobody knows, since that overlaps least.
fn anchor(affected: &Affected) -> Anchor {
    let profiles = affected.meshes.iter().filter_map(|mesh| Profile::find(mesh).ok());
    let anchors = profiles.filter_map(|profile| profile.paths.anchoring.first());
    let anchors: Vec<_> = anchors.map(|statement| statement.is).collect();
    match anchors.as_slice() {
        [] => Anchor::Whole,
        all if all.iter().all(|one| *one == Anchoring::Search) => Anchor::Anywhere,
        all if all.iter().all(|one| *one == Anchoring::Start) => Anchor::Start,
        _ => Anchor::Whole,
    }
}

fn routes<'s>(
    targets: &[&'s Target],
    groups: &Groups<'s>,
    context: &Context<'_>,
) -> Vec<Route<'s>> {
    let mut numbers: HashMap<Key<'s>, usize> = HashMap::default();
    let mut routes: Vec<Route<'s>> = Vec::new();
    for target in targets {
        for rule in target.rules.iter().filter(|rule| rule.kind == GROUP) {
            for one in groups.named(rule).into_iter().flat_map(|named| named.matches) {
                let number = *numbers.entry(key(one, target.port)).or_insert(routes.len());
                if number == routes.len() {
                    if number == ROUTES {
                        context.give_up(&RULE);
                        return routes;
                    }
                    let rules = Vec::new();
                    routes.push(Route { one, port: target.port, rules, callers: BTreeSet::new() });
                }
                let callers = target.sources.iter();
                let callers = callers.map(|one| (one.kind.as_str(), Set::subject_name(one)));
                routes[number].callers.extend(callers);
                routes[number].rules.push((target, rule));
            }
        }
    }
    routes
}

fn key(one: &HttpMatch, port: Option<i64>) -> Key<'_> {
    let headers = one.headers.iter();
    let headers = headers.map(|(name, pattern)| (name.as_str(), pattern.source.as_str()));
    let path = one.path.as_ref().map(|path| path.source.as_str());
    (one.methods.as_deref(), path, headers.collect(), port)
}

/// The pairs of routes that overlap, and whose callers differ.
fn conflicts(routes: &[Route<'_>], anchor: Anchor, context: &Context<'_>) -> Vec<(usize, usize)> {
    let mut groups: HashMap<&BTreeSet<(&str, Name)>, usize> = HashMap::default();
    let next = |route| {
        let count = groups.len();
        *groups.entry(route).or_insert(count)
    };
    let callers: Vec<usize> = routes.iter().map(|route| &route.callers).map(next).collect();
    let mut found = Vec::new();
    let mut pairs = 0;
    for later in 1..routes.len() {
        for earlier in 0..later {
            let (one, other) = (&routes[earlier], &routes[later]);
            let ports_meet = one.port.is_none() || other.port.is_none() || one.port == other.port;
            if callers[earlier] == callers[later] || !ports_meet {
                continue;
            }
            if pairs == PAIRS {
                context.give_up(&RULE);
                return found;
            }
            pairs += 1;
            if grants::overlap(context, &RULE, (one.one, other.one), anchor) == Answer::Yes {
                found.push((earlier, later));
            }
        }
    }
    found
}

fn draft(
    destination: &Name,
    routes: &[Route<'_>],
    conflicts: &[(usize, usize)],
    affected: &Affected,
) -> Option<Draft> {
    let (earlier, later) = *conflicts.first()?;
    let (one, other) = (&routes[earlier], &routes[later]);
    let (first, second) = one.rules.iter().find_map(|first| {
        let differs = |second: &&(&Target, _)| second.0.origin != first.0.origin;
        other.rules.iter().find(differs).map(|second| (first, second))
    })?;
    let involved: HashSet<_> = conflicts
        .iter()
        .flat_map(|(one, other)| routes[*one].rules.iter().chain(&routes[*other].rules))
        .map(|(target, _)| &target.origin.name)
        .collect();
    let more = match involved.len() {
        0..=2 => String::new(),
        3 => "; 1 more target of this destination is in it".to_owned(),
        count => format!("; {} more targets of this destination are in it", count - 2),
    };
    let draft = Draft::new(
        Place::of(&second.1.origin),
        format!(
            "targets {} and {} give different callers routes of {destination} that overlap",
            second.0.origin.name.name, first.0.origin.name.name
        ),
        format!(
            "in {} the first route that fits a request decides, and denies the callers of the other target",
            affected.titles
        ),
        "name the very same matches in both, or write paths that exclude each other",
    );
    let draft = draft
        .label(grants::in_words(other.one))
        .also(Place::of(&first.1.origin), format!("{}{more}", grants::in_words(one.one)))
        .meshes(affected)
        .severity(affected.severity(Severity::Error, Severity::Warning));
    Some(draft)
}
