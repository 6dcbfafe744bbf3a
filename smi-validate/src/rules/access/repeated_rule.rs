//! SMI214: a rule or a match is named twice

use std::collections::hash_map::Entry;

use foldhash::HashMap;

use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::shape::words;

rule! {
    /// A rule or a match is named twice
    ///
    /// Rules add up, so the second one changes nothing. Often another name was meant.
    ///
    /// # In a mesh
    ///
    /// Nothing: the second one has no effect.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read, read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
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
    /// ```
    ///
    /// # Mend
    ///
    /// Remove it, or write the name that is meant.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification (rules and matches are alternatives).
    "SMI214" "repeated-rule" Info Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let Some(target) = view.world.targets.first() else { return };
    let mut rules = HashMap::default();
    for rule in &target.rules {
        let place = Place::of(&rule.origin);
        match rules.entry((&rule.kind, &rule.name, &rule.matches)) {
            Entry::Occupied(first) => {
                let what = format!("the rule about {} `{}` is here twice", rule.kind, rule.name);
                drafts.add(repeated(what, place, Place::clone(first.get())));
                continue;
            }
            Entry::Vacant(free) => drop(free.insert(place)),
        }
        let mut names = HashMap::default();
        for (index, name) in rule.matches.iter().flatten().enumerate() {
            let place = Place::of(&rule.origin).at(&format!(".matches[{index}]"));
            match names.entry(name) {
                Entry::Occupied(first) => {
                    let what =
                        format!("the match {} is named twice in one rule", words::quoted(name));
                    drafts.add(repeated(what, place, Place::clone(first.get())));
                }
                Entry::Vacant(free) => drop(free.insert(place)),
            }
        }
    }
}

fn repeated(what: String, place: Place, first: Place) -> Draft {
    let mend = "remove it, or write the name that is meant";
    Draft::new(place, what, "it has no effect", mend).also(first, "the first one")
}
