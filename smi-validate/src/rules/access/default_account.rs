//! SMI220: a subject is the ServiceAccount `default`

use super::common::{ACCOUNT, gathered, subjects};
use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A subject is the ServiceAccount `default`
    ///
    /// Every pod that names no account of its own runs as `default` of its namespace. Who opens a door to it opens it
    /// to all of them, and to those that come later.
    ///
    /// # In a mesh
    ///
    /// As a source, it admits every pod of the namespace that has no account. As a destination, it opens all of them.
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
    ///   sources: [{ kind: ServiceAccount, name: default, namespace: shop }]
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
    /// Give the pods a ServiceAccount of their own, and name that.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Traffic Access Control (who may run as an account); Kubernetes, Service
    /// Accounts.
    "SMI220" "default-account" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let of_targets = view.world.targets.iter().flat_map(subjects);
    let defaults = of_targets.filter(|one| one.kind == ACCOUNT && one.name == "default");
    let of_bindings = view.world.identity_bindings.iter();
    let bound = of_bindings.filter(|one| one.service_account.as_deref() == Some("default"));
    let places = defaults.map(|subject| Place::of(&subject.origin).at(".name"));
    let places = places
        .chain(bound.map(|binding| Place::of(&binding.origin).at("spec.schemes.serviceAccount")));
    drafts.extend(gathered(places.collect(), "here, too", |place| {
        Draft::new(
            place,
            "the account is `default`, as which every pod runs that names none",
            "it stands for all of them, today's and those that come later",
            "give the pods a ServiceAccount of their own, and name that",
        )
    }));
}
