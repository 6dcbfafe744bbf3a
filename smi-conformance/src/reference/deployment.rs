//! The pods of one scenario: their sockets, their tasks, and what a driver asks of them.

mod start;
#[cfg(test)]
mod trust;

use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use rustls::ClientConfig;
use tokio::task::JoinSet;

use super::address::Network;
use super::application::{Application, Arrivals};
use super::client::{self, Kept, Path};
use super::compile::{Cluster, PodEntry, ServiceEntry, Tables};
use super::fault::Fault;
use super::identity::Identity;
use super::rollout::Rollout;
use super::sidecar::{Dice, OUTBOUND_PORT, Shared};
use super::store::{Store, key_of_change};
use super::{Kind, ReferenceDriver};
use crate::driver::{
    Arrival, Change, Deployment, Destination, DriverError, Outcome, Payload, Pod, ProbeId,
    ProbeRequest,
};
use crate::topology::{Name, Protocol, ServicePort, Topology};
use start::Starter;

/// Probes under way at once. More of them find no idle connection between sidecars, and shake hands for one more.
const AT_ONCE: usize = 8;
/// The same of datagrams, which mostly wait when they are denied.
const DATAGRAMS_AT_ONCE: usize = 256;

/// A block of addresses may hold a port that a stranger has taken; another block may not.
const ATTEMPTS: usize = 3;

/// A running deployment. Its tasks, and with them its sockets, end when it is dropped.
pub(super) struct Running {
    pods: Vec<Pod>,
    cluster: Cluster,
    shared: Arc<Shared>,
    arrivals: Arc<Arrivals>,
    store: Mutex<Store>,
    rollout: Rollout,
    kept: Kept,
    /// Those who claim to be another, by whom they claim to be.
    impostors: Vec<(Name, Arc<ClientConfig>)>,
    dice: Dice,
    tasks: JoinSet<()>,
}

/// Starts the pods of a topology.
pub(super) async fn start(
    driver: &ReferenceDriver,
    seed: u64,
    topology: &Topology,
) -> Result<Running, DriverError> {
    // What could not be used stays leased until something could, so that the next attempt finds another block.
    let mut unusable = Vec::new();
    loop {
        let network = Network::new(driver.sockets)?;
        let mut running = prepare(driver, seed, topology, network)?;
        match running.open(driver, seed).await {
            Ok(()) => return Ok(running),
            Err(DriverError::Bind { .. }) if unusable.len() + 1 < ATTEMPTS => {
                unusable.push(running);
            }
            Err(error) => return Err(error),
        }
    }
}

fn prepare(
    driver: &ReferenceDriver,
    seed: u64,
    topology: &Topology,
    mut network: Network,
) -> Result<Running, DriverError> {
    let cluster = start::cluster(driver.kind, topology, &mut network)?;
    let fault = match driver.kind {
        Kind::Reference(fault) => fault,
        Kind::Null => None,
    };
    let converge = Duration::from(driver.mesh.deadlines.converge);
    // Whoever is outside can claim to be any account.
    let impostor = |name: &Name| {
        let account = topology.workloads[name].account(name);
        let claimed = Identity::new(name.namespace(), account);
        Ok((Name::new(name.namespace(), account), Arc::new(driver.pretender.impostor(&claimed)?)))
    };
    let outsiders = topology.workloads.values().any(|workload| !workload.meshed);
    let claimed = topology.workloads.keys().filter(|_| outsiders);
    Ok(Running {
        pods: cluster.pods.iter().map(pod).collect(),
        rollout: Rollout::new(&cluster.pods, fault, converge),
        cluster,
        shared: Arc::new(Shared::new(network, fault)),
        arrivals: Arc::default(),
        store: Mutex::default(),
        kept: Kept::default(),
        impostors: claimed.map(impostor).collect::<Result<_, DriverError>>()?,
        dice: Dice::new(seed),
        tasks: JoinSet::new(),
    })
}

fn pod(entry: &PodEntry) -> Pod {
    Pod { name: entry.name.clone(), workload: entry.workload.clone() }
}

impl Running {
    /// Opens the sockets of all pods.
    async fn open(&mut self, driver: &ReferenceDriver, seed: u64) -> Result<(), DriverError> {
        self.compile()?;
        let mut starter = Starter {
            authority: &driver.authority,
            shared: &self.shared,
            rollout: &self.rollout,
            arrivals: &self.arrivals,
            seed,
            tasks: &mut self.tasks,
        };
        for (index, pod) in self.cluster.pods.iter().enumerate() {
            starter.start(index, pod).await?;
        }
        Ok(())
    }

    fn compile(&self) -> Result<(), DriverError> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let objects = store.latest(self.shared.fault)?;
        let tables = Tables::compile(&self.cluster, &objects, self.shared.fault);
        self.rollout.publish(tables, store.has_unreadable());
        Ok(())
    }

    fn take(&self, changes: &[Change]) -> Result<(), DriverError> {
        {
            let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
            let admitted = self.rollout.admit(changes, key_of_change, |key| store.contains(key));
            admitted.iter().try_for_each(|change| store.take(change, self.shared.fault))?;
        }
        self.compile()
    }

    async fn send(&self, probe: &ProbeRequest) -> Result<Outcome, DriverError> {
        let path = self.path(probe)?;
        Ok(client::send(&self.shared, &self.kept, &path, probe).await)
    }

    fn path(&self, probe: &ProbeRequest) -> Result<Path, DriverError> {
        let from = self.pod(&probe.from)?;
        let dialled = self.resolve(&probe.to)?;
        let host = match &probe.to {
            Destination::Service { name, port } => {
                format!("{}.{}.svc.cluster.local:{port}", name.name(), name.namespace())
            }
            Destination::Pod { .. } => dialled.to_string(),
        };
        let impostor = probe.claims.as_ref().map(|name| self.impostor(name)).transpose()?;
        Ok(match (&from.identity, impostor) {
            (Some(_), None) => {
                let connect = SocketAddrV4::new(from.address, OUTBOUND_PORT);
                Path { connect, dialled: Some(dialled), impostor: None, host }
            }
            // Without a sidecar, or past it.
            (_, impostor) => {
                let connect = self.endpoint(dialled, probe.payload == Payload::Udp);
                Path { connect, dialled: None, impostor, host }
            }
        })
    }

    fn impostor(&self, claimed: &Name) -> Result<Arc<ClientConfig>, DriverError> {
        let found = self.impostors.iter().find(|(name, _)| name == claimed);
        let impostor = found.map(|(_, impostor)| Arc::clone(impostor));
        impostor.ok_or_else(|| unknown("ServiceAccount", &claimed.to_string()))
    }

    /// What plain Kubernetes makes of an address: for a Service, one of its endpoints, at random.
    fn endpoint(&self, dialled: SocketAddrV4, udp: bool) -> SocketAddrV4 {
        let service = self.cluster.services.iter().find(|one| one.address == *dialled.ip());
        let Some(service) = service else { return dialled };
        let service = self.split_anyway(&service.name).unwrap_or(service);
        let is_dialled = |one: &&ServicePort| {
            one.port == dialled.port() && (one.protocol == Protocol::Udp) == udp
        };
        let Some(port) = service.ports.iter().find(is_dialled) else { return dialled };
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
        let datagrams = probes.iter().all(|probe| probe.payload == Payload::Udp);
        let at_once = if datagrams { DATAGRAMS_AT_ONCE } else { AT_ONCE };
        let sending: Vec<_> = probes.iter().map(|probe| self.send(probe)).collect();
        stream::iter(sending).buffered(at_once).try_collect().boxed()
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
