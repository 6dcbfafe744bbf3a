//! SMI439: a client may call the root service, but not a backend

use super::services::{backends, gets_something, pods, root};
use crate::check::Context;
use crate::model::{Name, Split, Subject};
use crate::profile::Profile;
use crate::profile::choice::WithAccess;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;
use crate::set::inventory::Service;
use std::collections::BTreeSet;

rule! {
    /// A client may call the root service, but not a backend
    ///
    /// Access is granted to the identity of pods. If the pods of a backend run as another ServiceAccount than those of
    /// the root service, they need a TrafficTarget, too.
    ///
    /// # In a mesh
    ///
    /// Once access control is on, the share of this backend is denied to the client. Traefik Mesh lets in only those
    /// whom all backends allow, so that the client is denied everything.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # config complete
    /// apiVersion: split.smi-spec.io/v1alpha3
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2, weight: 10 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v1 }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v1 }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v2 }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart, version: v1 } }
    ///     spec: { serviceAccountName: cart }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart, version: v2 } }
    ///     spec: { serviceAccountName: cart-next }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: cart, namespace: shop }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: cart-next, namespace: shop }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: web, namespace: shop }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: web } }
    ///     spec: { serviceAccountName: web }
    /// ---
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart-next, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart-next, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }]
    ///   sources: [{ kind: ServiceAccount, name: cart, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches: [{ name: read, pathRegex: /cart.*, methods: [GET, HEAD] }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # config complete
    /// apiVersion: split.smi-spec.io/v1alpha3
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2, weight: 10 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v1 }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v1 }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   selector: { app: cart, version: v2 }
    ///   ports: [{ name: http, port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart-v1, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart, version: v1 } }
    ///     spec: { serviceAccountName: cart }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: cart-v2, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: cart, version: v2 } }
    ///     spec: { serviceAccountName: cart-next }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: cart, namespace: shop }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: cart-next, namespace: shop }
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: web, namespace: shop }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web, namespace: shop }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: web } }
    ///     spec: { serviceAccountName: web }
    /// ---
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: access.smi-spec.io/v1alpha2
    /// kind: TrafficTarget
    /// metadata: { name: cart-next, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart-next, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches: [{ name: read, pathRegex: /cart.*, methods: [GET, HEAD] }]
    /// ```
    ///
    /// # Mend
    ///
    /// Add the client as a source to a TrafficTarget for the ServiceAccount of the backend.
    ///
    /// # Sources
    ///
    /// Traffic Access v1alpha3, TrafficTarget; Traefik Mesh v1.4.8, topology; issue 171 of the specification.
    "SMI439" "backend-not-allowed" Warning Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    // What is not here may be allowed elsewhere.
    if !set.has_all("TrafficTarget") {
        return;
    }
    for split in &set.world.splits {
        judge(set, split, context).into_iter().for_each(|draft| drafts.add(draft));
    }
}

fn judge(set: &Set, split: &Split, context: &Context<'_>) -> Option<Draft> {
    let root = root(set, split)?;
    let own = accounts(set, root);
    let allowed: Vec<&Subject> = own.iter().flat_map(|account| sources(set, account)).collect();
    let (backend, account, denied) = backends(set, split)
        .filter(|(backend, _)| gets_something(backend))
        .flat_map(|(backend, service)| {
            accounts(set, service).into_iter().map(move |account| (backend, account))
        })
        .filter(|(_, account)| !own.contains(account))
        .find_map(|(backend, account)| {
            let also: BTreeSet<_> = sources(set, &account).map(key).collect();
            let denied = allowed.iter().find(|source| !also.contains(&key(source)))?;
            Some((backend, account, *denied))
        })?;
    let all = context.affected(|profile: &Profile| {
        let said = profile.splits.with_access.first();
        said.is_some_and(|statement| statement.is == WithAccess::AllBackends)
    });
    let effect = match all {
        Some(all) => format!(
            "once access control is on, this share is denied to the client, and in {} everything is",
            all.titles
        ),
        None => "once access control is on, this share is denied to the client".to_owned(),
    };
    let draft = Draft::new(
        Place::of(&backend.origin).at(".service"),
        format!(
            "{} may call `{}`, but not its backend `{}`, which runs as {}",
            denied.name, root.origin.name.name, backend.service, account.name
        ),
        effect,
        format!("add it as a source to a TrafficTarget for the ServiceAccount {}", account.name),
    );
    Some(draft.also(&denied.origin, "it may call the root service"))
}

/// Whom the pods of a Service run as.
fn accounts(set: &Set, service: &Service) -> BTreeSet<Name> {
    let account = |workload: &crate::set::inventory::Workload| {
        Name::new(&workload.origin.name.namespace, &workload.service_account)
    };
    pods(set, service).into_iter().map(account).collect()
}

fn sources<'s>(set: &'s Set, account: &Name) -> impl Iterator<Item = &'s Subject> + use<'s> {
    let targets: Vec<_> = set.targets_of(account).collect();
    targets.into_iter().flat_map(|target| &target.sources)
}

fn key(subject: &Subject) -> (String, Name) {
    (subject.kind.clone(), Set::subject_name(subject))
}
