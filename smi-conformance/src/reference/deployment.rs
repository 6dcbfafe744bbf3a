//! The pods of one scenario: their sockets, their tasks, and what a driver asks of them.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio::task::JoinSet;

use super::Kind;
use super::address::Block;
use super::application::{Application, Arrivals};
use super::client::{self, Path};
use super::compile::{Cluster, PodEntry, ServiceEntry, Tables};
use super::fault::Fault;
use super::identity::{Authority, Credentials, Identity};
use super::sidecar::{self, Configuration, Dice, Inbound, OUTBOUND_PORT, Outbound, Shared};
use super::store::Store;
use crate::driver::{
    Arrival, Change, Deployment, Destination, DriverError, Outcome, Pod, ProbeId, ProbeRequest,
};
use crate::topology::{Name, Topology};

/// Probes under way at once.
const AT_ONCE: usize = 32;

/// A running deployment. Its tasks, and with them its sockets, end when it is dropped.
pub(super) struct Running {
    pods: Vec<Pod>,
    cluster: Cluster,
    shared: Arc<Shared>,
    arrivals: Arc<Arrivals>,
    store: Mutex<Store>,
    dice: Dice,
    tasks: JoinSet<()>,
    _block: Block,
}

/// Starts the pods of a topology.
pub(super) async fn start(
    kind: Kind,
    seed: u64,
    authority: &Authority,
    topology: &Topology,
) -> Result<Running, DriverError> {
    let mut block = Block::lease()?;
    let cluster = cluster(kind, topology, &mut block)?;
    let fault = match kind {
        Kind::Reference(fault) => fault,
        Kind::Null => None,
    };
    let shared = Arc::new(Shared { configuration: Configuration::default(), fault });
    let mut running = Running {
        pods: cluster.pods.iter().map(pod).collect(),
        cluster,
        shared,
        arrivals: Arc::default(),
        store: Mutex::default(),
        dice: Dice::new(seed),
        tasks: JoinSet::new(),
        _block: block,
    };
    running.compile()?;
    for index in 0..running.cluster.pods.len() {
        running.start_pod(index, seed, authority).await?;
    }
    Ok(running)
}

fn pod(entry: &PodEntry) -> Pod {
    Pod { name: entry.name.clone(), workload: entry.workload.clone() }
}

fn cluster(kind: Kind, topology: &Topology, block: &mut Block) -> Result<Cluster, DriverError> {
    let mut cluster = Cluster::default();
    for (name, workload) in &topology.workloads {
        for ordinal in 0..workload.replicas {
            let meshed = workload.meshed && kind != Kind::Null;
            cluster.pods.push(PodEntry {
                name: format!("{name}-{ordinal}"),
                workload: name.clone(),
                address: block.take()?,
                identity: meshed.then(|| Identity::new(name.namespace(), workload.account(name))),
                ports: workload.ports.iter().map(|port| (port.port, port.protocol)).collect(),
            });
        }
    }
    for (name, service) in &topology.services {
        cluster.services.push(ServiceEntry {
            name: name.clone(),
            address: block.take()?,
            ports: service.ports.clone(),
            workloads: topology.behind(name).into_iter().cloned().collect(),
        });
    }
    Ok(cluster)
}

impl Running {
    async fn start_pod(
        &mut self,
        index: usize,
        seed: u64,
        authority: &Authority,
    ) -> Result<(), DriverError> {
        let entry = self.cluster.pods[index].clone();
        let credentials = entry.identity.as_ref().map(|one| authority.issue(one)).transpose()?;
        for (port, protocol) in &entry.ports {
            let application = Application {
                pod: entry.name.as_str().into(),
                port: *port,
                protocol: *protocol,
                arrivals: Arc::clone(&self.arrivals),
            };
            self.start_port(&entry, application, credentials.as_ref()).await?;
        }
        if let Some(credentials) = credentials {
            let listener =
                sidecar::listen(entry.address, OUTBOUND_PORT, "an outbound sidecar").await?;
            let own_seed = seed.wrapping_add(u64::try_from(index).unwrap_or_default() << 32);
            let outbound = Arc::new(Outbound::new(credentials, Arc::clone(&self.shared), own_seed));
            self.tasks
                .spawn(sidecar::serve(listener, move |stream| Arc::clone(&outbound).serve(stream)));
        }
        Ok(())
    }

    /// Opens a container port: the sidecar's, or without a mesh the application's own.
    async fn start_port(
        &mut self,
        entry: &PodEntry,
        application: Application,
        credentials: Option<&Credentials>,
    ) -> Result<(), DriverError> {
        let listener = sidecar::listen(entry.address, application.port, "a container port").await?;
        if let (Some(identity), Some(credentials)) = (&entry.identity, credentials) {
            let inbound = Inbound {
                identity: identity.clone(),
                credentials: credentials.clone(),
                application,
                shared: Arc::clone(&self.shared),
            };
            self.tasks.spawn(sidecar::serve(listener, move |stream| inbound.clone().serve(stream)));
        } else {
            self.tasks
                .spawn(sidecar::serve(listener, move |stream| application.clone().serve(stream)));
        }
        Ok(())
    }

    fn compile(&self) -> Result<(), DriverError> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let objects = store.latest(self.shared.fault)?;
        self.shared.configuration.replace(Tables::compile(
            &self.cluster,
            &objects,
            self.shared.fault,
        ));
        Ok(())
    }

    fn take(&self, changes: &[Change]) -> Result<(), DriverError> {
        {
            let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
            changes.iter().try_for_each(|change| store.take(change, self.shared.fault))?;
        }
        self.compile()
    }

    async fn send(&self, probe: &ProbeRequest) -> Result<Outcome, DriverError> {
        let from = self.pod(&probe.from)?;
        let dialled = self.resolve(&probe.to)?;
        let path = match from.identity {
            Some(_) => Path {
                connect: SocketAddrV4::new(from.address, OUTBOUND_PORT),
                dialled: Some(dialled),
            },
            None => Path { connect: self.endpoint(dialled), dialled: None },
        };
        let host = match &probe.to {
            Destination::Service { name, port } => {
                format!("{}.{}.svc.cluster.local:{port}", name.name(), name.namespace())
            }
            Destination::Pod { .. } => dialled.to_string(),
        };
        Ok(client::send(path, &host, probe).await)
    }

    /// What plain Kubernetes makes of an address: for a Service, one of its endpoints, at random.
    fn endpoint(&self, dialled: SocketAddrV4) -> SocketAddrV4 {
        let service = self.cluster.services.iter().find(|one| one.address == *dialled.ip());
        let Some(service) = service else { return dialled };
        let service = self.split_anyway(&service.name).unwrap_or(service);
        let port = service.ports.iter().find(|one| one.port == dialled.port());
        let Some(port) = port else { return dialled };
        let behind = |pod: &&PodEntry| service.workloads.contains(&pod.workload);
        let pods: Vec<_> = self.cluster.pods.iter().filter(behind).collect();
        let count = u64::try_from(pods.len()).unwrap_or_default();
        let chosen = usize::try_from(self.dice.below(count.max(1))).unwrap_or_default();
        let address = |pod: &&PodEntry| SocketAddrV4::new(pod.address, port.target());
        pods.get(chosen).map_or(dialled, address)
    }

    /// [`Fault::OutsidersAreSplit`]: the first backend of a split, also for a client without a sidecar.
    fn split_anyway(&self, root: &Name) -> Option<&ServiceEntry> {
        if self.shared.fault != Some(Fault::OutsidersAreSplit) {
            return None;
        }
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let objects = store.latest(self.shared.fault).ok()?;
        let split = objects.splits.into_iter().find(|split| split.spec.service == root.name())?;
        let backend = Name::new(root.namespace(), &split.spec.backends.first()?.service);
        self.cluster.services.iter().find(|service| service.name == backend)
    }

    fn pod(&self, name: &str) -> Result<&PodEntry, DriverError> {
        let found = self.cluster.pods.iter().find(|pod| pod.name == name);
        found.ok_or_else(|| unknown("pod", name))
    }

    fn resolve(&self, to: &Destination) -> Result<SocketAddrV4, DriverError> {
        match to {
            Destination::Pod { name, port } => {
                Ok(SocketAddrV4::new(self.pod(name)?.address, *port))
            }
            Destination::Service { name, port } => {
                Ok(SocketAddrV4::new(self.service_address(name)?, *port))
            }
        }
    }

    fn service_address(&self, name: &Name) -> Result<Ipv4Addr, DriverError> {
        let found = self.cluster.services.iter().find(|service| service.name == *name);
        found.map(|service| service.address).ok_or_else(|| unknown("Service", &name.to_string()))
    }

    /// Whether the applications of a pod answer on a pair of sockets of their own.
    async fn is_well(&self, name: &str) -> Result<bool, DriverError> {
        let entry = self.pod(name)?;
        for (port, protocol) in &entry.ports {
            let application = Application {
                pod: entry.name.as_str().into(),
                port: *port,
                protocol: *protocol,
                arrivals: Arc::default(),
            };
            if !application.answers_itself().await {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn unknown(what: &'static str, name: &str) -> DriverError {
    DriverError::Unknown { what, name: name.to_owned() }
}

impl Deployment for Running {
    fn pods(&self) -> &[Pod] {
        &self.pods
    }

    fn apply<'a>(&'a self, changes: &'a [Change]) -> BoxFuture<'a, Result<(), DriverError>> {
        async move { self.take(changes) }.boxed()
    }

    fn probe<'a>(
        &'a self,
        probes: &'a [ProbeRequest],
    ) -> BoxFuture<'a, Result<Vec<Outcome>, DriverError>> {
        let sending: Vec<_> = probes.iter().map(|probe| self.send(probe)).collect();
        stream::iter(sending).buffered(AT_ONCE).try_collect().boxed()
    }

    fn arrivals<'a>(
        &'a self,
        probes: &'a [ProbeId],
    ) -> BoxFuture<'a, Result<Vec<Arrival>, DriverError>> {
        // Nothing is under way: an answer or a closed connection means that the sidecars are done with a probe.
        async move { Ok(self.arrivals.of(probes)) }.boxed()
    }

    fn self_check<'a>(
        &'a self,
        pods: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<bool>, DriverError>> {
        let checking: Vec<_> = pods.iter().map(|pod| self.is_well(pod)).collect();
        stream::iter(checking).buffered(AT_ONCE).try_collect().boxed()
    }

    fn teardown(mut self: Box<Self>) -> BoxFuture<'static, Result<(), DriverError>> {
        async move {
            self.tasks.shutdown().await;
            Ok(())
        }
        .boxed()
    }
}
