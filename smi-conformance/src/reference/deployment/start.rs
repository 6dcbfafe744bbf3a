//! Starting the pods of a topology: addresses, sidecars and applications.

use std::collections::BTreeMap;
use std::net::SocketAddrV4;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::super::application::{Application, Arrivals};
use super::super::compile::{Cluster, PodEntry, ServiceEntry};
use super::super::identity::{Authority, Identity, Trust};
use super::super::rollout::Rollout;
use super::super::sidecar::{
    self, Inbound, OUTBOUND_PORT, Outbound, Shared, Sidecar, TUNNEL_PORT, Tunnel,
};
use super::super::{Kind, address::Network, fault::Fault};
use crate::driver::DriverError;
use crate::topology::{Protocol, Topology};

/// Gives every pod and Service an address.
pub(super) fn cluster(
    kind: Kind,
    topology: &Topology,
    network: &mut Network,
) -> Result<Cluster, DriverError> {
    let mut cluster = Cluster::default();
    for (name, workload) in &topology.workloads {
        for ordinal in 0..workload.replicas {
            let meshed = workload.meshed && kind != Kind::Null;
            cluster.pods.push(PodEntry {
                name: format!("{name}-{ordinal}"),
                workload: name.clone(),
                address: network.take()?,
                identity: meshed.then(|| Identity::new(name.namespace(), workload.account(name))),
                ports: workload.ports.iter().map(|port| (port.port, port.protocol)).collect(),
            });
        }
    }
    for (name, service) in &topology.services {
        cluster.services.push(ServiceEntry {
            name: name.clone(),
            address: network.take()?,
            ports: service.ports.clone(),
            workloads: topology.behind(name).into_iter().cloned().collect(),
        });
    }
    Ok(cluster)
}

/// What starting a pod needs, whichever it is.
pub(super) struct Starter<'a> {
    pub(super) authority: &'a Authority,
    pub(super) shared: &'a Arc<Shared>,
    pub(super) rollout: &'a Rollout,
    pub(super) arrivals: &'a Arc<Arrivals>,
    pub(super) seed: u64,
    /// Takes up what serves the pods' sockets.
    pub(super) tasks: &'a mut JoinSet<()>,
}

impl Starter<'_> {
    /// Opens the sockets of a pod: those of its sidecar, or without a mesh the application's own.
    pub(super) async fn start(&mut self, index: usize, pod: &PodEntry) -> Result<(), DriverError> {
        let applications = pod.ports.iter().map(|(port, protocol)| Application {
            pod: pod.name.as_str().into(),
            port: *port,
            protocol: *protocol,
            arrivals: Arc::clone(self.arrivals),
        });
        let (udp, others): (Vec<_>, Vec<_>) =
            applications.partition(|application| application.protocol == Protocol::Udp);
        match &pod.identity {
            None => self.start_plain(pod, others, udp).await,
            Some(identity) => {
                let sidecar = Sidecar {
                    identity: identity.clone(),
                    credentials: self.authority.issue(identity, self.trust())?,
                    proxy: self.rollout.proxy(index),
                    shared: Arc::clone(self.shared),
                };
                self.start_inbound(pod, &sidecar, others, udp).await?;
                self.start_outbound(index, pod, sidecar).await
            }
        }
    }

    fn trust(&self) -> Trust {
        match self.shared.fault {
            Some(Fault::AnyCertificateAccepted) => Trust::Anybody,
            _ => Trust::Authority,
        }
    }

    async fn start_plain(
        &mut self,
        pod: &PodEntry,
        others: Vec<Application>,
        udp: Vec<Application>,
    ) -> Result<(), DriverError> {
        for application in others {
            let address = SocketAddrV4::new(pod.address, application.port);
            let serve = move |stream| application.clone().serve(stream);
            self.serve(address, "a container port", serve).await?;
        }
        for application in udp {
            let address = SocketAddrV4::new(pod.address, application.port);
            let network = &self.shared.network;
            let socket = network.listen_datagrams(address, "a container port").await?;
            self.tasks.spawn(application.serve_datagrams(socket));
        }
        Ok(())
    }

    async fn start_inbound(
        &mut self,
        pod: &PodEntry,
        sidecar: &Sidecar,
        others: Vec<Application>,
        udp: Vec<Application>,
    ) -> Result<(), DriverError> {
        for application in others {
            let address = SocketAddrV4::new(pod.address, application.port);
            let inbound = Inbound { sidecar: sidecar.clone(), application };
            let serve = move |stream| inbound.clone().serve(stream);
            self.serve(address, "a container port", serve).await?;
        }
        if udp.is_empty() {
            return Ok(());
        }
        let address = SocketAddrV4::new(pod.address, TUNNEL_PORT);
        let applications: BTreeMap<_, _> = udp.into_iter().map(|one| (one.port, one)).collect();
        let tunnel = Tunnel { sidecar: sidecar.clone(), applications: Arc::new(applications) };
        let serve = move |stream| tunnel.clone().serve(stream);
        self.serve(address, "datagrams of other sidecars", serve).await
    }

    async fn start_outbound(
        &mut self,
        index: usize,
        pod: &PodEntry,
        sidecar: Sidecar,
    ) -> Result<(), DriverError> {
        let address = SocketAddrV4::new(pod.address, OUTBOUND_PORT);
        let purpose = "an outbound sidecar";
        let socket = self.shared.network.listen_datagrams(address, purpose).await?;
        let seed = self.seed.wrapping_add(u64::try_from(index).unwrap_or_default() << 32);
        let outbound = Arc::new(Outbound::new(sidecar, seed));
        self.tasks.spawn(Arc::clone(&outbound).serve_datagrams(socket));
        self.serve(address, purpose, move |stream| Arc::clone(&outbound).serve(stream)).await
    }

    /// Serves the connections of an address for as long as the deployment lives.
    async fn serve<F>(
        &mut self,
        address: SocketAddrV4,
        purpose: &str,
        serve: impl Fn(TcpStream) -> F + Send + 'static,
    ) -> Result<(), DriverError>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = self.shared.network.listen(address, purpose).await?;
        self.tasks.spawn(sidecar::serve(listener, serve));
        Ok(())
    }
}
