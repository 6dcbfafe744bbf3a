//! The reference mesh: a small service mesh in one process, over real sockets on loopback addresses.
//!
//! Every pod has an address, an application that cannot be dialled by others, and a sidecar. Sidecars speak mutual TLS
//! with SPIFFE identities. The mesh compiles SMI objects to tables of its own and never asks the oracle. It can be given
//! [faults](Fault), and it can be taken away: the *null mesh* has the same pods, Services and choice of endpoints as plain
//! Kubernetes, and no sidecars.

mod address;
mod application;
mod client;
mod compile;
mod deployment;
mod fault;
mod identity;
mod rollout;
mod sidecar;
mod store;

use futures::future::{BoxFuture, FutureExt as _};

use crate::driver::{Deadlines, Deployment, Driver, DriverError, Mesh, Millis};
use crate::topology::Topology;

pub use address::Sockets;
pub use fault::{Fault, UnknownFault};

/// The extended features that the mesh claims.
const FEATURES: [&str; 10] = [
    "groups-by-namespace",
    "http-by-tcp-route",
    "outsiders",
    "paths-as-sent",
    "pod-addresses",
    "qualified-root-name",
    "request-splits",
    "several-splits-of-one-root",
    "split-path-match",
    "udp",
];

/// Drives meshes that live in this process.
pub struct ReferenceDriver {
    mesh: Mesh,
    kind: Kind,
    seed: u64,
    sockets: Sockets,
    authority: identity::Authority,
    /// Somebody outside who would like to be taken for the mesh's authority.
    pretender: identity::Authority,
}

/// Which mesh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The reference mesh, with a fault or without.
    Reference(Option<Fault>),
    /// Plain Kubernetes: no sidecars, no policy, no splits.
    Null,
}

impl ReferenceDriver {
    /// Makes a mesh. The same seed draws the same backends, if requests come in the same order.
    ///
    /// # Errors
    ///
    /// [`DriverError::Certificate`] when the certificate authority cannot be made.
    pub fn new(kind: Kind, seed: u64) -> Result<Self, DriverError> {
        let name = match kind {
            Kind::Reference(None) => "reference".to_owned(),
            Kind::Reference(Some(fault)) => format!("reference with {fault}"),
            Kind::Null => "null".to_owned(),
        };
        let versions = [("access", "v1alpha3"), ("specs", "v1alpha4"), ("split", "v1alpha4")];
        let serves =
            versions.map(|(group, version)| (format!("{group}.smi-spec.io"), version.into()));
        let deadlines = Deadlines {
            ready: Millis(10_000),
            converge: Millis(400),
            quiet_window: Millis(20),
            hold: Millis(3_500),
            request: Millis(10_000),
            teardown: Millis(5_000),
        };
        let mesh = Mesh {
            name,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            serves: serves.into(),
            features: FEATURES.map(str::to_owned).into(),
            schedulers: 1,
            deadlines,
        };
        let (authority, pretender) = (identity::Authority::new()?, identity::Authority::new()?);
        Ok(Self { mesh, kind, seed, sockets: Sockets::of_platform(), authority, pretender })
    }

    /// Chooses how the addresses of pods become sockets, whatever the platform could do.
    #[must_use]
    pub fn with_sockets(self, sockets: Sockets) -> Self {
        Self { sockets, ..self }
    }

    /// What a reader of results should know about how this mesh runs here, in sentences.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        match self.sockets {
            Sockets::Addresses => Vec::new(),
            Sockets::Ports => vec![
                "this machine has no loopback addresses but 127.0.0.1, so pods share it and each of their ports is \
                 another one in truth; what is tested is the same"
                    .to_owned(),
            ],
        }
    }
}

impl ReferenceDriver {
    /// The same mesh, which serves other versions of these groups: pairs of a group's full name and a version.
    #[must_use]
    pub fn serving(mut self, versions: impl IntoIterator<Item = (String, String)>) -> Self {
        self.mesh.serves.extend(versions);
        self
    }
}

impl Driver for ReferenceDriver {
    fn mesh(&self) -> &Mesh {
        &self.mesh
    }

    fn deploy<'a>(
        &'a self,
        scope: &'a str,
        topology: &'a Topology,
    ) -> BoxFuture<'a, Result<Box<dyn Deployment>, DriverError>> {
        // The same scenario draws the same numbers, whatever else runs beside it.
        let scope = scope
            .bytes()
            .fold(self.seed, |seed, byte| (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
        async move {
            let started = deployment::start(self, scope, topology).await?;
            Ok(Box::new(started) as Box<dyn Deployment>)
        }
        .boxed()
    }
}
