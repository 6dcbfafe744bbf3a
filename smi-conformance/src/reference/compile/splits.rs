//! Splits, compiled to the ways of a root service.

mod backends;
mod distort;

use smi_types::specs::v1alpha4::HTTPRouteGroup;
use smi_types::split::v1alpha4::{Backend, RouteGroupReference, TrafficSplit};

use super::condition::{Condition, of_group, only};
use super::routes::{Endpoint, Route, Rule, WeightedEndpoints, endpoint};
use super::{Cluster, Objects, ServiceEntry, name_of};
use crate::reference::fault::Fault;
use crate::topology::{Name, Protocol, ServicePort};

/// Compiles the routes of Services.
pub(super) struct Compiler<'a> {
    cluster: &'a Cluster,
    objects: &'a Objects,
    groups: Vec<HTTPRouteGroup>,
    fault: Option<Fault>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(cluster: &'a Cluster, objects: &'a Objects, fault: Option<Fault>) -> Self {
        let groups = objects.groups.iter().map(|group| distort::group(group, fault)).collect();
        Self { cluster, objects, groups, fault }
    }

    pub(super) fn route(&self, service: &ServiceEntry, port: &ServicePort) -> Route {
        let root = self.endpoints(service, port.target());
        let mut route = Route::plain(port.protocol, root);
        if !self.is_split(service, port) {
            return route;
        }
        let mut splits: Vec<_> = self
            .objects
            .splits
            .iter()
            .filter(|split| self.takes_hold(split, &service.name))
            .filter(|split| !self.is_void(split, port))
            .collect();
        splits.sort_by_key(|split| name_of(&split.metadata));
        if self.fault == Some(Fault::LastSplitDecides) {
            splits.reverse();
        }
        route.splits = splits.iter().filter_map(|split| self.rule(split, service, port)).collect();
        self.distort_route(&mut route, &splits, service);
        route
    }

    /// Whether a split is about requests to a Service.
    fn takes_hold(&self, split: &TrafficSplit, service: &Name) -> bool {
        let namespace = name_of(&split.metadata).namespace().to_owned();
        let root = |written: &str| {
            let full = format!("{}.{namespace}", service.name());
            let long = self.fault != Some(Fault::RootNameShort);
            written == service.name()
                || long
                    && [&full, &format!("{full}.svc"), &format!("{full}.svc.cluster.local")]
                        .contains(&&written.to_owned())
        };
        let direct = self.fault == Some(Fault::SplitOnDirectBackend)
            && split.spec.backends.iter().any(|backend| root(&backend.service));
        let here = namespace == service.namespace();
        (here || self.fault == Some(Fault::SplitNamespaceIgnored))
            && (root(&split.spec.service) || direct)
    }

    fn rule(&self, split: &TrafficSplit, root: &ServiceEntry, port: &ServicePort) -> Option<Rule> {
        let namespace = name_of(&split.metadata).namespace().to_owned();
        let references = split.spec.matches.as_deref();
        let limited = self.is_limited(references, &namespace);
        if limited && self.fault == Some(Fault::MatchingSplitIgnored) {
            return None;
        }
        let mut references: Vec<_> = references.unwrap_or_default().iter().collect();
        only(&mut references, self.fault, Fault::OnlyFirstGroup, Fault::OnlyLastGroup);
        let groups = references.into_iter().filter(|one| one.kind == "HTTPRouteGroup");
        let groups = groups.map(|one| self.conditions(&namespace, one)).collect();
        let backends = distort::entries(&split.spec.backends, self.fault);
        let backends = backends.iter();
        let mut clusters: Vec<_> = backends
            .filter_map(|backend| self.cluster_of(&namespace, backend, root, port))
            .collect();
        self.distort(&mut clusters, root, port);
        if self.fault == Some(Fault::MissingBackendRefuses) && self.lacks_a_backend(split) {
            clusters.clear();
        }
        Some(Rule { when: limited.then_some(groups), clusters, fault: self.fault })
    }

    /// Whether a split is about some requests only.
    fn is_limited(&self, references: Option<&[RouteGroupReference]>, namespace: &str) -> bool {
        let Some(references) = references else { return false };
        let exists = |one: &RouteGroupReference| {
            let name = Name::new(namespace, &one.name);
            self.groups.iter().any(|group| name_of(&group.metadata) == name)
        };
        match self.fault {
            Some(Fault::SplitMatchesIgnored) => false,
            Some(Fault::EmptySplitMatchesNothing) => true,
            Some(Fault::DanglingSplitMatchIgnored) => references.iter().any(exists),
            _ => !references.is_empty(),
        }
    }

    /// The conditions of a group that a split refers to.
    fn conditions(&self, namespace: &str, reference: &RouteGroupReference) -> Vec<Condition> {
        let names = if self.fault == Some(Fault::SplitGroupNamespaceIgnored) {
            let all = self.groups.iter().map(|group| name_of(&group.metadata));
            all.filter(|name| name.name() == reference.name).collect()
        } else {
            vec![Name::new(namespace, &reference.name)]
        };
        names.iter().flat_map(|name| of_group(&self.groups, name, None, self.fault)).collect()
    }

    /// The pods of a backend; nothing when it takes no part.
    fn cluster_of(
        &self,
        namespace: &str,
        backend: &Backend,
        root: &ServiceEntry,
        dialled: &ServicePort,
    ) -> Option<WeightedEndpoints> {
        let weight = backend.weight.as_ref().and_then(smi_types::Weight::whole).unwrap_or(0);
        let weight = distort::number(weight, self.fault);
        let Some(service) = self.backend(namespace, &backend.service) else {
            let sheds = self.fault == Some(Fault::MissingBackendSheds);
            return (!sheds).then_some(WeightedEndpoints { weight, endpoints: Vec::new() });
        };
        let lacks = |port: &ServicePort| service.ports.iter().all(|one| one.port != port.port);
        if self.fault == Some(Fault::EveryRootPortNeeded) && root.ports.iter().any(lacks) {
            return None;
        }
        let endpoints = match self.target_port(service, dialled) {
            Some(target) => self.endpoints(service, target),
            None if self.fault == Some(Fault::PortMismatchGoesToRoot) => {
                self.endpoints(root, dialled.target())
            }
            None => return None,
        };
        let sheds = self.fault == Some(Fault::MissingBackendSheds) && endpoints.is_empty();
        (!sheds).then_some(WeightedEndpoints { weight, endpoints })
    }

    /// The container's port of a backend for a dialled port; nothing when it does not have that port.
    fn target_port(&self, service: &ServiceEntry, dialled: &ServicePort) -> Option<u16> {
        let same = |port: &&ServicePort| match self.fault {
            Some(Fault::PortsMatchedByTarget) => port.target() == dialled.target(),
            _ => port.port == dialled.port,
        };
        let port = service.ports.iter().find(same);
        match (port, self.fault) {
            (Some(_), Some(Fault::RootTargetPort)) => Some(dialled.target()),
            (Some(_), Some(Fault::RootTargetPortForTcp)) if dialled.protocol == Protocol::Tcp => {
                Some(dialled.target())
            }
            (Some(_), Some(Fault::TargetPortIgnored)) => Some(dialled.port),
            (None, Some(Fault::PortMismatchKept)) => Some(dialled.target()),
            (port, _) => port.map(ServicePort::target),
        }
    }

    /// The Service that a backend names.
    fn backend(&self, namespace: &str, written: &str) -> Option<&ServiceEntry> {
        let name = match self.fault {
            Some(Fault::BackendWithNamespace) if written.contains('/') => {
                Name::from(written.to_owned())
            }
            Some(Fault::SplitsAreNested) => self.follow(Name::new(namespace, written)),
            _ => Name::new(namespace, written),
        };
        let anywhere = self.fault == Some(Fault::BackendNamespaceIgnored);
        let mut services = self.cluster.services.iter();
        services.find(|one| one.name == name || anywhere && one.name.name() == name.name())
    }

    /// The first backend of a split whose root a backend is.
    fn follow(&self, backend: Name) -> Name {
        let nested = self.objects.splits.iter().find(|split| {
            let name = name_of(&split.metadata);
            name.namespace() == backend.namespace() && split.spec.service == backend.name()
        });
        let first = nested.and_then(|split| split.spec.backends.first());
        first.map_or(backend.clone(), |first| Name::new(backend.namespace(), &first.service))
    }

    fn endpoints(&self, service: &ServiceEntry, port: u16) -> Vec<Endpoint> {
        let pods = self.cluster.pods.iter().filter(|pod| service.workloads.contains(&pod.workload));
        pods.map(|pod| endpoint(pod, port)).collect()
    }
}
