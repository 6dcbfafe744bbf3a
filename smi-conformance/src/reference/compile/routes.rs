//! Where requests go: compiled from Services and splits, for the client's side.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use http::request::Parts;
use smi_types::split::v1alpha4::{Backend, TrafficSplit};

use super::condition::{Condition, of_group};
use super::{Cluster, Objects, PodEntry, ServiceEntry, name_of};
use crate::reference::fault::Fault;
use crate::reference::identity::Identity;
use crate::topology::{Name, Protocol, ServicePort};

/// What to do with a connection, by the address that was dialled.
#[derive(Debug, Default)]
pub(in crate::reference) struct Routes {
    /// By address, streams and datagrams apart.
    to: BTreeMap<(bool, SocketAddrV4), Route>,
}

/// The ways from one address on.
#[derive(Clone, Debug)]
pub(in crate::reference) struct Route {
    pub(in crate::reference) protocol: Protocol,
    splits: Vec<Rule>,
    /// The pods of the dialled Service, where no split applies.
    root: Vec<Endpoint>,
    /// Whether requests that no split is about are refused.
    closed: bool,
}

/// One split, for one port.
#[derive(Clone, Debug)]
struct Rule {
    when: Option<Vec<Condition>>,
    clusters: Vec<WeightedEndpoints>,
}

/// A backend's pods, and its weight.
#[derive(Clone, Debug)]
pub(in crate::reference) struct WeightedEndpoints {
    pub(in crate::reference) weight: u64,
    pub(in crate::reference) endpoints: Vec<Endpoint>,
}

/// One port of one pod.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::reference) struct Endpoint {
    pub(in crate::reference) address: SocketAddrV4,
    /// Who must answer; nobody in particular outside the mesh.
    pub(in crate::reference) identity: Option<Identity>,
}

/// What a request is shared between.
pub(in crate::reference) enum Ways<'a> {
    /// The pods of one Service.
    Plain(&'a [Endpoint]),
    /// The backends of a split.
    Split(&'a [WeightedEndpoints]),
}

impl Routes {
    /// The route of a dialled address.
    pub(in crate::reference) fn to(&self, dialled: SocketAddrV4) -> Option<&Route> {
        self.to.get(&(false, dialled))
    }

    /// The route of an address that datagrams are sent to.
    pub(in crate::reference) fn datagrams_to(&self, dialled: SocketAddrV4) -> Option<&Route> {
        self.to.get(&(true, dialled))
    }

    pub(super) fn compile(cluster: &Cluster, objects: &Objects, fault: Option<Fault>) -> Self {
        let mut to = BTreeMap::new();
        for pod in &cluster.pods {
            for (port, protocol) in &pod.ports {
                let route = Route::plain(*protocol, vec![endpoint(pod, *port)]);
                to.insert(key(*protocol, pod.address, *port), route);
            }
        }
        let compiler = Compiler { cluster, objects, fault };
        for service in &cluster.services {
            for port in &service.ports {
                let route = compiler.route(service, port);
                to.insert(key(port.protocol, service.address, port.port), route);
            }
        }
        Self { to }
    }
}

impl Route {
    const fn plain(protocol: Protocol, root: Vec<Endpoint>) -> Self {
        Self { protocol, splits: Vec::new(), root, closed: false }
    }

    /// The pods of the dialled Service, whatever splits say.
    pub(in crate::reference) fn unsplit(&self) -> Ways<'_> {
        Ways::Plain(&self.root)
    }

    /// The ways of a request, or of a TCP connection.
    pub(in crate::reference) fn ways(&self, request: Option<&Parts>) -> Ways<'_> {
        match self.splits.iter().find(|rule| rule.applies(request)) {
            Some(rule) => Ways::Split(&rule.clusters),
            None if self.closed => Ways::Plain(&[]),
            None => Ways::Plain(&self.root),
        }
    }
}

impl Rule {
    fn applies(&self, request: Option<&Parts>) -> bool {
        let Some(conditions) = &self.when else { return true };
        request.is_some_and(|request| conditions.iter().any(|one| one.holds(request)))
    }
}

struct Compiler<'a> {
    cluster: &'a Cluster,
    objects: &'a Objects,
    fault: Option<Fault>,
}

impl Compiler<'_> {
    fn route(&self, service: &ServiceEntry, port: &ServicePort) -> Route {
        let root = self.endpoints(service, port.target());
        let mut route = Route::plain(port.protocol, root);
        if port.protocol == Protocol::Tcp && self.fault == Some(Fault::TcpNotSplit) {
            return route;
        }
        let mut splits: Vec<_> = self
            .objects
            .splits
            .iter()
            .filter(|split| self.takes_hold(split, &service.name))
            .collect();
        splits.sort_by_key(|split| name_of(&split.metadata));
        route.splits = splits.iter().filter_map(|split| self.rule(split, service, port)).collect();
        route.closed = self.fault == Some(Fault::FallbackMissing) && !splits.is_empty();
        route
    }

    /// Whether a split is about requests to a Service.
    fn takes_hold(&self, split: &TrafficSplit, service: &Name) -> bool {
        let namespace = name_of(&split.metadata).namespace().to_owned();
        let root = |written: &str| {
            let full = format!("{}.{namespace}", service.name());
            [service.name(), &full, &format!("{full}.svc"), &format!("{full}.svc.cluster.local")]
                .contains(&written)
        };
        let direct = self.fault == Some(Fault::SplitOnDirectBackend)
            && split.spec.backends.iter().any(|backend| root(&backend.service));
        namespace == service.namespace() && (root(&split.spec.service) || direct)
    }

    fn rule(&self, split: &TrafficSplit, root: &ServiceEntry, port: &ServicePort) -> Option<Rule> {
        let namespace = name_of(&split.metadata).namespace().to_owned();
        let references = split.spec.matches.as_deref().unwrap_or_default();
        let most = if self.fault == Some(Fault::OnlyFirstGroup) { 1 } else { usize::MAX };
        let conditions = references.iter().take(most).filter(|one| one.kind == "HTTPRouteGroup");
        let conditions = conditions.flat_map(|one| {
            of_group(&self.objects.groups, &Name::new(&namespace, &one.name), None, self.fault)
        });
        let limited = !references.is_empty() && self.fault != Some(Fault::SplitMatchesIgnored);
        if limited && self.fault == Some(Fault::MatchingSplitIgnored) {
            return None;
        }
        let mut clusters: Vec<_> = split
            .spec
            .backends
            .iter()
            .filter_map(|backend| self.cluster_of(&namespace, backend, port))
            .collect();
        self.distort(&mut clusters, root, port);
        Some(Rule { when: limited.then(|| conditions.collect()), clusters })
    }

    /// The pods of a backend; none at all when it takes no part.
    fn cluster_of(
        &self,
        namespace: &str,
        backend: &Backend,
        dialled: &ServicePort,
    ) -> Option<WeightedEndpoints> {
        let weight = backend.weight.as_ref().and_then(smi_types::Weight::whole).unwrap_or(0);
        let weight = u64::try_from(weight).unwrap_or(0);
        let name = Name::new(namespace, &backend.service);
        let name =
            if self.fault == Some(Fault::SplitsAreNested) { self.follow(name) } else { name };
        let service = self.cluster.services.iter().find(|service| service.name == name);
        let Some(service) = service else {
            return Some(WeightedEndpoints { weight, endpoints: Vec::new() });
        };
        let port = service.ports.iter().find(|port| port.port == dialled.port);
        let target = match (port, self.fault) {
            (Some(_), Some(Fault::RootTargetPort)) => dialled.target(),
            (Some(port), _) => port.target(),
            (None, Some(Fault::PortMismatchKept)) => dialled.target(),
            (None, _) => return None,
        };
        Some(WeightedEndpoints { weight, endpoints: self.endpoints(service, target) })
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

    /// Applies the faults that are about weights.
    fn distort(
        &self,
        clusters: &mut Vec<WeightedEndpoints>,
        root: &ServiceEntry,
        port: &ServicePort,
    ) {
        let sum: u64 = clusters.iter().map(|cluster| cluster.weight).sum();
        match self.fault {
            Some(Fault::WeightsIgnored) => clusters.iter_mut().for_each(|one| one.weight = 1),
            Some(Fault::SharesByPods) => {
                clusters.iter_mut().for_each(|one| one.weight *= one.endpoints.len() as u64);
            }
            Some(Fault::WeightsAsPercent) if sum < 100 => {
                let endpoints = self.endpoints(root, port.target());
                clusters.push(WeightedEndpoints { weight: 100 - sum, endpoints });
            }
            Some(Fault::WeightsOffByTenPoints) => {
                clusters.iter_mut().for_each(|one| one.weight *= 10);
                let share = |one: &WeightedEndpoints| (one.weight > 0).then_some(one.weight);
                let largest = clusters.iter().map(share).max().flatten();
                let smallest = clusters.iter().filter_map(share).min();
                let moved = clusters.iter().position(|one| Some(one.weight) == smallest);
                let from = clusters.iter().rposition(|one| Some(one.weight) == largest);
                if let (Some(from), Some(to)) = (from, moved)
                    && from != to
                {
                    clusters[from].weight -= sum.min(clusters[from].weight);
                    clusters[to].weight += sum;
                }
            }
            _ => {}
        }
    }

    fn endpoints(&self, service: &ServiceEntry, port: u16) -> Vec<Endpoint> {
        let pods = self.cluster.pods.iter().filter(|pod| service.workloads.contains(&pod.workload));
        pods.map(|pod| endpoint(pod, port)).collect()
    }
}

fn key(protocol: Protocol, address: Ipv4Addr, port: u16) -> (bool, SocketAddrV4) {
    (protocol == Protocol::Udp, SocketAddrV4::new(address, port))
}

fn endpoint(pod: &PodEntry, port: u16) -> Endpoint {
    Endpoint { address: SocketAddrV4::new(pod.address, port), identity: pod.identity.clone() }
}
