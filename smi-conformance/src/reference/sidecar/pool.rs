//! Connections to other sidecars: mutual TLS, kept between requests.

use std::collections::BTreeMap;
use std::net::SocketAddrV4;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::clock;
use crate::reference::compile::routes::Endpoint;
use crate::reference::identity::{Credentials, Identity};

/// The time that connecting may take.
const CONNECT: Duration = Duration::from_secs(10);
/// Idle connections kept for one pod.
const MOST_IDLE: usize = 64;

/// Idle connections of one sidecar, by pod and port.
pub(super) struct Pool {
    credentials: Credentials,
    idle: Mutex<BTreeMap<SocketAddrV4, Vec<SendRequest<Incoming>>>>,
}

/// A stream to a pod, encrypted or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Pool {
    pub(super) const fn new(credentials: Credentials) -> Self {
        Self { credentials, idle: Mutex::new(BTreeMap::new()) }
    }

    /// Takes an idle connection to a pod, or opens one. `None` when the pod cannot be reached, or is not who it should be.
    pub(super) async fn take(&self, endpoint: &Endpoint) -> Option<SendRequest<Incoming>> {
        if let Some(idle) = self.take_idle(endpoint) {
            return Some(idle);
        }
        let stream = self.connect(endpoint).await?;
        let (sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
        // Ends with its sender: when the pool is dropped, or the pod closes it.
        tokio::spawn(async move {
            let _ended = connection.await;
        });
        Some(sender)
    }

    /// Gives a connection back.
    pub(super) fn give_back(&self, endpoint: &Endpoint, connection: SendRequest<Incoming>) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let of_pod = idle.entry(endpoint.address).or_default();
        if of_pod.len() < MOST_IDLE {
            of_pod.push(connection);
        }
    }

    fn take_idle(&self, endpoint: &Endpoint) -> Option<SendRequest<Incoming>> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let of_pod = idle.get_mut(&endpoint.address)?;
        std::iter::from_fn(|| of_pod.pop()).find(SendRequest::is_ready)
    }

    /// Opens a connection to a pod: over mutual TLS if it belongs to the mesh.
    pub(super) async fn connect(&self, endpoint: &Endpoint) -> Option<Box<dyn Stream>> {
        let opening = async {
            let stream = TcpStream::connect(endpoint.address).await.ok()?;
            let _unsupported = stream.set_nodelay(true);
            let Some(expected) = &endpoint.identity else {
                return Some(Box::new(stream) as Box<dyn Stream>);
            };
            let name = "pod.mesh".try_into().expect("a DNS name");
            let connector = TlsConnector::from(Arc::clone(&self.credentials.client));
            let stream = connector.connect(name, stream).await.ok()?;
            let server = Identity::of_peer(stream.get_ref().1.peer_certificates());
            (server.as_ref() == Some(expected)).then(|| Box::new(stream) as Box<dyn Stream>)
        };
        clock::timeout(CONNECT, opening).await.ok()?
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;

    use super::{Endpoint, Identity, Pool};
    use crate::reference::identity::Authority;

    #[tokio::test]
    async fn a_pod_that_is_not_who_it_should_be_gets_no_byte() {
        let authority = Authority::new().unwrap();
        let issue = |name| authority.issue(&Identity::new("app", name)).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let SocketAddr::V4(address) = listener.local_addr().unwrap() else { panic!() };
        let acceptor = TlsAcceptor::from(issue("actual").server);
        let server = tokio::spawn(async move {
            for _ in 0..2 {
                let (stream, _) = listener.accept().await.unwrap();
                let _handshake = acceptor.accept(stream).await;
            }
        });
        let pool = Pool::new(issue("client"));
        for (expected, reached) in [("other", false), ("actual", true)] {
            let identity = Some(Identity::new("app", expected));
            let connection = pool.connect(&Endpoint { address, identity }).await;
            assert_eq!(connection.is_some(), reached, "{expected}");
        }
        server.await.unwrap();
    }
}
