//! The client side of a probe: sends one request from a pod and says what became of it.

mod datagram;
mod kept;
mod line;

use std::error::Error as StdError;
use std::io::ErrorKind;
use std::net::SocketAddrV4;
use std::sync::Arc;

use rustls::ClientConfig;
use tokio::io::AsyncWriteExt as _;
use tokio_rustls::TlsConnector;

use super::address::Network;
use super::sidecar::{Shared, Stream};
use crate::clock;
use crate::driver::{Connection, Outcome, Payload, ProbeRequest, Shape};

pub(super) use kept::Kept;
use line::Line;

/// How a pod reaches an address.
#[derive(Clone)]
pub(super) struct Path {
    /// What the socket connects to: the pod's own sidecar, or the other side itself.
    pub(super) connect: SocketAddrV4,
    /// What the sidecar is told was dialled; nothing without a sidecar.
    pub(super) dialled: Option<SocketAddrV4>,
    /// With what a sender outside the mesh makes a handshake by itself, to be taken for another.
    pub(super) impostor: Option<Arc<ClientConfig>>,
    /// The name that the client calls the other side by.
    pub(super) host: String,
}

impl Path {
    /// What a sidecar is told first: the address and port that were dialled.
    fn preamble(&self) -> Vec<u8> {
        let bytes = |dialled: SocketAddrV4| {
            let mut bytes = dialled.ip().octets().to_vec();
            bytes.extend(dialled.port().to_be_bytes());
            bytes
        };
        self.dialled.map(bytes).unwrap_or_default()
    }
}

/// Sends a probe.
pub(super) async fn send(
    shared: &Shared,
    kept: &Kept,
    path: &Path,
    probe: &ProbeRequest,
) -> Outcome {
    let network = &shared.network;
    let sending = async {
        match (&probe.payload, probe.connection) {
            (Payload::Udp, _) => datagram::send(shared, path, probe).await,
            (_, Connection::Kept) => kept.send(network, path, probe).await,
            (_, Connection::Fresh) => match open(network, path, probe).await {
                Ok(mut line) => line.send(path, probe).await.unwrap_or_else(|gone| gone.0),
                Err(outcome) => outcome,
            },
        }
    };
    let timed_out = Outcome::Broken { shape: Shape::TimedOut };
    clock::timeout(probe.deadline.into(), sending).await.unwrap_or(timed_out)
}

/// Opens a connection for probes like this one.
async fn open(network: &Network, path: &Path, probe: &ProbeRequest) -> Result<Line, Outcome> {
    let stream = connect(network, path).await.map_err(|error| broken(&error))?;
    Line::open(stream, probe).await
}

async fn connect(network: &Network, path: &Path) -> std::io::Result<Box<dyn Stream>> {
    let mut stream = network.connect(path.connect).await?;
    stream.write_all(&path.preamble()).await?;
    match &path.impostor {
        None => Ok(Box::new(stream)),
        Some(impostor) => {
            let name = "pod.mesh".try_into().expect("a DNS name");
            Ok(Box::new(TlsConnector::from(Arc::clone(impostor)).connect(name, stream).await?))
        }
    }
}

/// What became of a probe whose connection failed.
fn broken(error: &std::io::Error) -> Outcome {
    if error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) {
        return Outcome::Broken { shape: Shape::TlsAlert };
    }
    let shape = match error.kind() {
        ErrorKind::ConnectionRefused => Shape::Refused,
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            Shape::Reset
        }
        ErrorKind::UnexpectedEof => Shape::Eof,
        ErrorKind::TimedOut => Shape::TimedOut,
        other => {
            return Outcome::NotSent { reason: format!("the client's socket failed: {other}") };
        }
    };
    Outcome::Broken { shape }
}

/// What became of a request whose connection failed.
fn failed(error: &hyper::Error) -> Outcome {
    let mut cause = StdError::source(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<std::io::Error>() {
            return broken(error);
        }
        cause = error.source();
    }
    Outcome::Broken { shape: Shape::Eof }
}
