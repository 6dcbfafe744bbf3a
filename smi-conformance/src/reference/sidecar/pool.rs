//! Connections to other sidecars: mutual TLS, kept between requests.

use std::collections::BTreeMap;
use std::net::SocketAddrV4;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::Request;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::ClientConfig;
use tokio_rustls::TlsConnector;

use super::tunnel::{self, PORT as TUNNEL_PORT};
use super::{Body, Shared, Stream};
use crate::clock;
use crate::reference::compile::routes::Endpoint;
use crate::reference::identity::{Credentials, Identity};

/// The time that connecting may take.
const CONNECT: Duration = Duration::from_secs(10);
/// The time that a pod outside the mesh has to answer a datagram.
const ANSWER: Duration = Duration::from_secs(1);
/// Idle connections kept for one pod.
const MOST_IDLE: usize = 64;

/// Connections of one sidecar, by pod, port and who was found there.
pub(super) struct Pool {
    credentials: Credentials,
    shared: Arc<Shared>,
    /// Over HTTP/1.1, a connection serves one request at a time.
    idle: Mutex<BTreeMap<Endpoint, Vec<http1::SendRequest<Body>>>>,
    /// Over HTTP/2, one connection serves all.
    http2: Cells<http2::SendRequest<Body>>,
    /// Datagrams of one pod follow one another.
    tunnels: Cells<Box<dyn Stream>>,
}

/// One thing for each of them, opened when it is needed.
type Cells<T> = Mutex<BTreeMap<Endpoint, Arc<tokio::sync::Mutex<Option<T>>>>>;

impl Pool {
    pub(super) fn new(credentials: Credentials, shared: Arc<Shared>) -> Self {
        let (idle, http2, tunnels) = Default::default();
        Self { credentials, shared, idle, http2, tunnels }
    }

    /// Takes an idle connection to a pod, or opens one. `None` when the pod cannot be reached, or is not who it should be.
    pub(super) async fn take(&self, endpoint: &Endpoint) -> Option<http1::SendRequest<Body>> {
        if let Some(idle) = self.take_idle(endpoint) {
            return Some(idle);
        }
        let stream = self.connect(endpoint).await?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
        // Ends with its sender: when the pool is dropped, or the pod closes it.
        tokio::spawn(async move {
            let _ended = connection.await;
        });
        Some(sender)
    }

    /// Gives a connection back.
    pub(super) fn give_back(&self, endpoint: &Endpoint, connection: http1::SendRequest<Body>) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let of_pod = idle.entry(endpoint.clone()).or_default();
        if of_pod.len() < MOST_IDLE {
            of_pod.push(connection);
        }
    }

    fn take_idle(&self, endpoint: &Endpoint) -> Option<http1::SendRequest<Body>> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let of_pod = idle.get_mut(endpoint)?;
        std::iter::from_fn(|| of_pod.pop()).find(http1::SendRequest::is_ready)
    }

    /// Sends a request over HTTP/2. `None` when the pod cannot be reached, or is not who it should be.
    pub(super) async fn send_http2(
        &self,
        endpoint: &Endpoint,
        request: Request<Body>,
    ) -> Option<hyper::Result<http::Response<hyper::body::Incoming>>> {
        let mut sender = self.http2(endpoint).await?;
        Some(sender.send_request(request).await)
    }

    async fn http2(&self, endpoint: &Endpoint) -> Option<http2::SendRequest<Body>> {
        let cell = cell(&self.http2, endpoint);
        let mut kept = cell.lock().await;
        if let Some(sender) = kept.as_ref().filter(|sender| !sender.is_closed()) {
            return Some(sender.clone());
        }
        let stream = self.connect_with(endpoint, &self.credentials.http2_client).await?;
        let opening = http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
        let (sender, connection) = opening.await.ok()?;
        tokio::spawn(async move {
            let _ended = connection.await;
        });
        *kept = Some(sender.clone());
        Some(sender)
    }

    /// Hands a datagram to a pod, and returns the answer if there is one.
    pub(super) async fn exchange(&self, endpoint: &Endpoint, datagram: &[u8]) -> Option<Vec<u8>> {
        if endpoint.identity.is_none() {
            let plain = self.exchange_plainly(endpoint, datagram);
            return clock::timeout(ANSWER, plain).await.ok()?.ok();
        }
        let port = endpoint.address.port();
        let address = SocketAddrV4::new(*endpoint.address.ip(), TUNNEL_PORT);
        let tunnel = Endpoint { address, identity: endpoint.identity.clone() };
        let cell = cell(&self.tunnels, &tunnel);
        let mut kept = cell.lock().await;
        if let Some(mut open) = kept.take()
            && let Ok(answer) = tunnel::ask(&mut open, port, datagram).await
        {
            *kept = Some(open);
            return answer;
        }
        let mut open = self.connect(&tunnel).await?;
        let answer = tunnel::ask(&mut open, port, datagram).await.ok()?;
        *kept = Some(open);
        answer
    }

    async fn exchange_plainly(
        &self,
        endpoint: &Endpoint,
        datagram: &[u8],
    ) -> std::io::Result<Vec<u8>> {
        let socket = self.shared.network.datagrams_to(endpoint.address).await?;
        socket.send(datagram).await?;
        let mut answer = vec![0; tunnel::LARGEST];
        let length = socket.recv(&mut answer).await?;
        answer.truncate(length);
        Ok(answer)
    }

    /// Opens a connection to a pod: over mutual TLS if it belongs to the mesh.
    pub(super) async fn connect(&self, endpoint: &Endpoint) -> Option<Box<dyn Stream>> {
        self.connect_with(endpoint, &self.credentials.client).await
    }

    async fn connect_with(
        &self,
        endpoint: &Endpoint,
        client: &Arc<ClientConfig>,
    ) -> Option<Box<dyn Stream>> {
        let opening = async {
            let stream = self.shared.network.connect(endpoint.address).await.ok()?;
            let Some(expected) = &endpoint.identity else {
                return Some(Box::new(stream) as Box<dyn Stream>);
            };
            let name = "pod.mesh".try_into().expect("a DNS name");
            let connector = TlsConnector::from(Arc::clone(client));
            let stream = connector.connect(name, stream).await.ok()?;
            let session = stream.get_ref().1;
            let server = Identity::of_peer(session.peer_certificates());
            let agreed =
                session.alpn_protocol() == client.alpn_protocols.first().map(Vec::as_slice);
            (agreed && server.as_ref() == Some(expected))
                .then(|| Box::new(stream) as Box<dyn Stream>)
        };
        clock::timeout(CONNECT, opening).await.ok()?
    }
}

fn cell<T>(cells: &Cells<T>, endpoint: &Endpoint) -> Arc<tokio::sync::Mutex<Option<T>>> {
    let mut cells = cells.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(cells.entry(endpoint.clone()).or_default())
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddrV4;
    use std::sync::Arc;

    use tokio_rustls::TlsAcceptor;

    use super::{Endpoint, Identity, Pool, Shared};
    use crate::reference::address::{Network, Sockets};
    use crate::reference::identity::{Authority, Trust};

    #[tokio::test]
    async fn a_pod_that_is_not_who_it_should_be_gets_no_byte() {
        let authority = Authority::new().unwrap();
        let issue = |name| authority.issue(&Identity::new("app", name), Trust::Authority).unwrap();
        let mut network = Network::new(Sockets::Ports).unwrap();
        let address = SocketAddrV4::new(network.take().unwrap(), 8080);
        let listener = network.listen(address, "a test").await.unwrap();
        let acceptor = TlsAcceptor::from(issue("actual").server);
        let server = tokio::spawn(async move {
            for _ in 0..2 {
                let (stream, _) = listener.accept().await.unwrap();
                let _handshake = acceptor.accept(stream).await;
            }
        });
        let shared = Shared::new(network, None);
        let pool = Pool::new(issue("client"), Arc::new(shared));
        for (expected, reached) in [("other", false), ("actual", true)] {
            let identity = Some(Identity::new("app", expected));
            let connection = pool.connect(&Endpoint { address, identity }).await;
            assert_eq!(connection.is_some(), reached, "{expected}");
        }
        server.await.unwrap();
    }
}
