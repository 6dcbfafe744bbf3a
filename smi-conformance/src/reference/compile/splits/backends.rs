//! Faults that are about a split as a whole, and about which of its backends take part.

use smi_types::split::v1alpha4::{Backend, TrafficSplit};

use super::{Compiler, Route};
use crate::reference::compile::{ServiceEntry, name_of};
use crate::reference::fault::Fault;
use crate::topology::{Name, Protocol, ServicePort};

impl Compiler<'_> {
    /// Whether the mesh splits a port of a Service at all.
    pub(super) fn is_split(&self, service: &ServiceEntry, port: &ServicePort) -> bool {
        let is = |one: Option<&ServicePort>| one.is_some_and(|one| one.port == port.port);
        match self.fault {
            Some(Fault::HttpNotSplit) => port.protocol != Protocol::Http,
            Some(Fault::TcpNotSplit) => port.protocol != Protocol::Tcp,
            Some(Fault::SplitAtServer) => self.has_meshed_pods(service),
            Some(Fault::OnlyFirstRootPort) => is(service.ports.first()),
            Some(Fault::OnlyLastRootPort) => is(service.ports.last()),
            _ => true,
        }
    }

    /// Whether the mesh passes over a split as a whole.
    pub(super) fn is_void(&self, split: &TrafficSplit, port: &ServicePort) -> bool {
        let backends = &split.spec.backends;
        let weight = |backend: &Backend| backend.weight.as_ref().and_then(smi_types::Weight::whole);
        match self.fault {
            Some(Fault::MissingBackendVoidsSplit) => self.lacks_a_backend(split),
            Some(Fault::SelfReferenceVoidsSplit) => {
                backends.iter().any(|backend| backend.service == split.spec.service)
            }
            Some(Fault::NegativeWeightVoidsSplit) => {
                backends.iter().filter_map(weight).any(|weight| weight < 0)
            }
            Some(Fault::PortMismatchVoidsSplit) => {
                let namespace = name_of(&split.metadata).namespace().to_owned();
                let found =
                    backends.iter().filter_map(|one| self.backend(&namespace, &one.service));
                found.map(|service| self.target_port(service, port)).any(|port| port.is_none())
            }
            Some(Fault::OneSplitPerNamespace) => {
                let name = name_of(&split.metadata);
                let others = self.objects.splits.iter().map(|split| name_of(&split.metadata));
                let mut others = others.filter(|other| other.namespace() == name.namespace());
                others.any(|other| other > name)
            }
            _ => false,
        }
    }

    /// Whether a backend of a split has no Service.
    pub(super) fn lacks_a_backend(&self, split: &TrafficSplit) -> bool {
        let namespace = name_of(&split.metadata).namespace().to_owned();
        split.spec.backends.iter().any(|one| self.backend(&namespace, &one.service).is_none())
    }

    /// Applies the faults that are about requests which no split means, or that close a Service.
    pub(super) fn distort_route(
        &self,
        route: &mut Route,
        splits: &[&TrafficSplit],
        service: &ServiceEntry,
    ) {
        let limited = route.splits.iter().any(|rule| rule.when.is_some());
        match self.fault {
            Some(Fault::FallbackMissing) => route.closed = !splits.is_empty(),
            Some(Fault::FallbackMissingWithoutPath) => {
                route.closed = splits.iter().any(|split| self.has_match_without_path(split));
            }
            Some(Fault::UnmatchedSpread) if limited => {
                let clusters = route.splits.iter().flat_map(|rule| &rule.clusters);
                route.root = clusters.flat_map(|cluster| cluster.endpoints.clone()).collect();
            }
            Some(Fault::DirectCallsRefused) => route.closed = self.is_backend(&service.name),
            Some(Fault::SplitNeedsRootAccess) if !splits.is_empty() && !self.is_open(service) => {
                route.splits.clear();
                route.closed = true;
            }
            _ => {}
        }
    }

    fn has_match_without_path(&self, split: &TrafficSplit) -> bool {
        let namespace = name_of(&split.metadata).namespace().to_owned();
        let references = split.spec.matches.iter().flatten();
        let names: Vec<_> = references.map(|one| Name::new(&namespace, &one.name)).collect();
        let groups = self.groups.iter().filter(|group| names.contains(&name_of(&group.metadata)));
        groups.flat_map(|group| &group.spec.matches).any(|one| one.path_regex.is_none())
    }

    fn is_backend(&self, service: &Name) -> bool {
        self.objects.splits.iter().any(|split| {
            name_of(&split.metadata).namespace() == service.namespace()
                && split.spec.backends.iter().any(|backend| backend.service == service.name())
        })
    }

    fn has_meshed_pods(&self, service: &ServiceEntry) -> bool {
        let pods = self.cluster.pods.iter().filter(|pod| service.workloads.contains(&pod.workload));
        pods.filter(|pod| pod.identity.is_some()).count() > 0
    }

    /// Whether some target is about the pods of a Service, or none is needed.
    fn is_open(&self, service: &ServiceEntry) -> bool {
        let accounts = self.cluster.accounts(&service.name);
        accounts.is_empty()
            || self.objects.targets.iter().any(|target| {
                let destination = &target.spec.destination;
                let namespace = name_of(&target.metadata).namespace().to_owned();
                let namespace = destination.namespace.clone().unwrap_or(namespace);
                accounts.contains(&Name::new(namespace, &destination.name))
            })
    }
}
