//! From SMI objects to the tables that sidecars work with.
//!
//! This is a mesh's own reading of the specification. It shares nothing with the oracle, so that each checks the other.

pub(super) mod condition;
pub(super) mod datagrams;
mod entitled;
pub(super) mod policy;
pub(super) mod routes;
mod splits;

use std::net::Ipv4Addr;

use smi_types::Manifest;
use smi_types::access::v1alpha3::TrafficTarget;
use smi_types::specs::v1alpha4::{HTTPRouteGroup, TCPRoute, UDPRoute};
use smi_types::split::v1alpha4::TrafficSplit;

use super::fault::Fault;
use super::identity::Identity;
use crate::topology::{DEFAULT_NAMESPACE, Name, Protocol, ServicePort};

/// What sidecars work with.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) routes: routes::Routes,
    pub(super) policy: policy::Policies,
    pub(super) datagrams: datagrams::Policies,
    /// How many objects they were compiled from.
    pub(super) objects: usize,
}

/// Pods and Services with their addresses.
#[derive(Clone, Debug, Default)]
pub(super) struct Cluster {
    pub(super) pods: Vec<PodEntry>,
    pub(super) services: Vec<ServiceEntry>,
}

/// One pod.
#[derive(Clone, Debug)]
pub(super) struct PodEntry {
    pub(super) name: String,
    pub(super) workload: Name,
    pub(super) address: Ipv4Addr,
    /// Its identity, if it belongs to the mesh.
    pub(super) identity: Option<Identity>,
    pub(super) ports: Vec<(u16, Protocol)>,
}

/// One Service.
#[derive(Clone, Debug)]
pub(super) struct ServiceEntry {
    pub(super) name: Name,
    pub(super) address: Ipv4Addr,
    pub(super) ports: Vec<ServicePort>,
    pub(super) workloads: Vec<Name>,
}

/// The objects, in the versions that this mesh works with.
#[derive(Clone, Debug, Default)]
pub(super) struct Objects {
    pub(super) targets: Vec<TrafficTarget>,
    pub(super) groups: Vec<HTTPRouteGroup>,
    pub(super) tcp_routes: Vec<TCPRoute>,
    pub(super) udp_routes: Vec<UDPRoute>,
    pub(super) splits: Vec<TrafficSplit>,
}

impl Objects {
    /// Sorts objects by kind. Other kinds and versions mean nothing to this mesh.
    pub(super) fn of(manifests: impl IntoIterator<Item = Manifest>) -> Self {
        let mut objects = Self::default();
        for manifest in manifests {
            match manifest {
                Manifest::TrafficTargetV1alpha3(target) => objects.targets.push(target),
                Manifest::HTTPRouteGroupV1alpha4(group) => objects.groups.push(group),
                Manifest::TCPRouteV1alpha4(route) => objects.tcp_routes.push(route),
                Manifest::UDPRouteV1alpha4(route) => objects.udp_routes.push(route),
                Manifest::TrafficSplitV1alpha4(split) => objects.splits.push(split),
                _ => {}
            }
        }
        objects
    }

    const fn count(&self) -> usize {
        let Self { targets, groups, tcp_routes, udp_routes, splits } = self;
        targets.len() + groups.len() + tcp_routes.len() + udp_routes.len() + splits.len()
    }
}

impl Tables {
    /// Compiles the tables.
    pub(super) fn compile(cluster: &Cluster, objects: &Objects, fault: Option<Fault>) -> Self {
        Self {
            routes: routes::Routes::compile(cluster, objects, fault),
            policy: policy::Policies::compile(
                cluster,
                &entitled::objects(cluster, objects, fault),
                fault,
            ),
            datagrams: datagrams::Policies::compile(objects, fault),
            objects: objects.count(),
        }
    }
}

/// The namespace and name of an object.
fn name_of(metadata: &k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta) -> Name {
    let namespace = metadata.namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE);
    Name::new(namespace, metadata.name.as_deref().unwrap_or_default())
}
