//! Where requests go: compiled from Services and splits, for the client's side.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use http::request::Parts;

use super::condition::Condition;
use super::splits::Compiler;
use super::{Cluster, Objects, PodEntry};
use crate::reference::fault::Fault;
use crate::reference::identity::Identity;
use crate::topology::Protocol;

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
    pub(super) splits: Vec<Rule>,
    /// The pods of the dialled Service, where no split applies.
    pub(super) root: Vec<Endpoint>,
    /// Whether requests that no split is about are refused.
    pub(super) closed: bool,
}

/// One split, for one port.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// The conditions of each group; none where the split is about all requests.
    pub(super) when: Option<Vec<Vec<Condition>>>,
    pub(super) clusters: Vec<WeightedEndpoints>,
    pub(super) fault: Option<Fault>,
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
        let compiler = Compiler::new(cluster, objects, fault);
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
    pub(super) const fn plain(protocol: Protocol, root: Vec<Endpoint>) -> Self {
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
        let Some(groups) = &self.when else { return true };
        let Some(request) = request else { return false };
        let holds = |group: &Vec<Condition>| group.iter().any(|one| one.holds(request));
        match self.fault {
            Some(Fault::SplitGroupsAllMatch) => groups.iter().all(holds),
            Some(Fault::SplitMatchesInverted) => !groups.iter().any(holds),
            _ => groups.iter().any(holds),
        }
    }
}

fn key(protocol: Protocol, address: Ipv4Addr, port: u16) -> (bool, SocketAddrV4) {
    (protocol == Protocol::Udp, SocketAddrV4::new(address, port))
}

pub(super) fn endpoint(pod: &PodEntry, port: u16) -> Endpoint {
    Endpoint { address: SocketAddrV4::new(pod.address, port), identity: pod.identity.clone() }
}
