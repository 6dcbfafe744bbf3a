//! The outbound side: takes what its own application sends to anybody.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::request::Parts;
use http::{HeaderValue, Request, Response, StatusCode, Version, header};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpStream, UdpSocket};
use tokio::task::JoinSet;

use super::balance::Balance;
use super::cache::{self, Cache};
use super::forwarded::{ACCEPTED, ready};
use super::pool::Pool;
use super::tunnel::LARGEST;
use super::{Body, Sidecar, refused};
use crate::clock::Instant;
use crate::reference::compile::Tables;
use crate::reference::compile::routes::Endpoint;
use crate::reference::fault::Fault;
use crate::topology::Protocol;

/// Where a pod's outbound side listens.
pub(in crate::reference) const PORT: u16 = 15_001;

/// A socket that sent nothing for so long begins anew, with a backend of its own.
const SESSION: Duration = Duration::from_secs(2);

/// The outbound side of one pod.
pub(in crate::reference) struct Outbound {
    sidecar: Sidecar,
    pool: Pool,
    balance: Balance,
    /// By the socket that sends datagrams and the address that they go to.
    sessions: Mutex<BTreeMap<(SocketAddr, SocketAddrV4), Session>>,
    cache: Cache,
}

/// One connection of the application.
struct Line {
    dialled: SocketAddrV4,
    /// [`Fault::KeptConnectionPinned`]: the backend of the first request.
    first: Mutex<Option<Endpoint>>,
    /// [`Fault::KeptConnectionNotRechecked`]: whether the first request was accepted.
    accepted: AtomicBool,
}

/// The datagrams of one socket.
struct Session {
    last: Instant,
    tables: Arc<Tables>,
    endpoint: Endpoint,
}

impl Outbound {
    pub(in crate::reference) fn new(sidecar: Sidecar, seed: u64) -> Self {
        let pool = Pool::new(sidecar.credentials.clone(), Arc::clone(&sidecar.shared));
        let balance = Balance::new(seed, sidecar.shared.fault);
        let (sessions, cache) = Default::default();
        Self { sidecar, pool, balance, sessions, cache }
    }

    /// Serves one connection of the pod's own application. First come six bytes: the address and port that were dialled,
    /// which in a cluster the kernel knows of a redirected connection.
    pub(in crate::reference) async fn serve(self: Arc<Self>, mut stream: TcpStream) {
        let mut bytes = [0; 6];
        if stream.read_exact(&mut bytes).await.is_err() {
            return;
        }
        let dialled = dialled(bytes);
        let tables = self.sidecar.proxy.tables();
        match tables.routes.to(dialled).map(|route| route.protocol) {
            None | Some(Protocol::Udp) => {}
            Some(Protocol::Tcp) => self.serve_tcp(&tables, dialled, stream).await,
            Some(Protocol::Http) => self.serve_http(dialled, stream).await,
        }
    }

    async fn serve_tcp(&self, tables: &Tables, dialled: SocketAddrV4, mut near: TcpStream) {
        let route = tables.routes.to(dialled);
        let endpoint = route.and_then(|route| self.balance.choose(dialled, route.ways(None)));
        let Some(endpoint) = endpoint.filter(|endpoint| self.lets_out(tables, endpoint, None))
        else {
            return;
        };
        if let Some(mut far) = self.pool.connect(&endpoint).await {
            let _ended = tokio::io::copy_bidirectional(&mut near, &mut far).await;
        }
    }

    async fn serve_http(self: Arc<Self>, dialled: SocketAddrV4, stream: TcpStream) {
        let (first, accepted) = Default::default();
        let line = Arc::new(Line { dialled, first, accepted });
        let service = service_fn(move |request| {
            let (outbound, line) = (Arc::clone(&self), Arc::clone(&line));
            async move { Ok::<_, Infallible>(outbound.answer(&line, request).await) }
        });
        let server = auto::Builder::new(TokioExecutor::new());
        let _ended = server.serve_connection(TokioIo::new(stream), service).await;
    }

    async fn answer(&self, line: &Line, request: Request<Incoming>) -> Response<Body> {
        let (mut head, body) = request.into_parts();
        let key = cache::key(self.sidecar.shared.fault, line.dialled, &head);
        if let Some(answer) = key.as_ref().and_then(|key| self.cache.find(key)) {
            return answer;
        }
        let tables = self.sidecar.proxy.tables();
        let Some(endpoint) = self.endpoint(line, &tables, &head) else {
            return refused(StatusCode::SERVICE_UNAVAILABLE, "no backend for this request");
        };
        if !self.lets_out(&tables, &endpoint, Some(&head)) {
            return refused(StatusCode::FORBIDDEN, "no target allows this request");
        }
        if line.accepted.load(Ordering::Relaxed) {
            head.headers.insert(ACCEPTED, HeaderValue::from_static("yes"));
        }
        let request = Request::from_parts(head, body);
        let answer = match request.version() {
            Version::HTTP_2 => self.over_http2(&endpoint, request).await,
            _ => self.over_http1(&endpoint, request).await,
        };
        let fine = answer.status().is_success();
        if fine && self.sidecar.is_broken(Fault::KeptConnectionNotRechecked) {
            line.accepted.store(true, Ordering::Relaxed);
        }
        self.cache.keep(key, answer).await
    }

    async fn over_http1(&self, endpoint: &Endpoint, request: Request<Incoming>) -> Response<Body> {
        let Some(mut connection) = self.pool.take(endpoint).await else {
            return refused(StatusCode::BAD_GATEWAY, "the backend cannot be reached");
        };
        let (mut head, body) = request.into_parts();
        for name in [header::CONNECTION, header::TE, header::TRANSFER_ENCODING, header::UPGRADE] {
            head.headers.remove(name);
        }
        match connection.send_request(Request::from_parts(head, body.boxed())).await {
            Err(_) => refused(StatusCode::BAD_GATEWAY, "the backend closed the connection"),
            Ok(response) => {
                let (mut head, body) = response.into_parts();
                head.headers.remove(header::CONNECTION);
                head.headers.remove(header::TRANSFER_ENCODING);
                // The body is read to its end before the connection serves another request.
                match body.collect().await {
                    Err(_) => refused(StatusCode::BAD_GATEWAY, "the response is incomplete"),
                    Ok(body) => {
                        self.pool.give_back(endpoint, connection);
                        Response::from_parts(head, ready(body.to_bytes()))
                    }
                }
            }
        }
    }

    /// Bodies pass through as they come, with their trailers.
    async fn over_http2(&self, endpoint: &Endpoint, request: Request<Incoming>) -> Response<Body> {
        match self.pool.send_http2(endpoint, request.map(|body| body.boxed())).await {
            Some(Ok(response)) => response.map(|body| body.boxed()),
            Some(Err(_)) => refused(StatusCode::BAD_GATEWAY, "the backend closed the stream"),
            None => refused(StatusCode::BAD_GATEWAY, "the backend cannot be reached"),
        }
    }

    fn endpoint(&self, line: &Line, tables: &Tables, head: &Parts) -> Option<Endpoint> {
        let route = tables.routes.to(line.dialled)?;
        let unsplit = self.sidecar.is_broken(Fault::Http2NotSplit);
        let ways = match head.version {
            Version::HTTP_2 if unsplit => route.unsplit(),
            _ => route.ways(Some(head)),
        };
        if !self.sidecar.is_broken(Fault::KeptConnectionPinned) {
            return self.balance.choose(line.dialled, ways);
        }
        let mut first = line.first.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            *first = self.balance.choose(line.dialled, ways);
        }
        first.clone()
    }

    /// [`Fault::ClientSideOnly`]: what no target allows does not even leave the client. Otherwise the server decides.
    fn lets_out(&self, tables: &Tables, endpoint: &Endpoint, head: Option<&Parts>) -> bool {
        let Some(server) = &endpoint.identity else { return true };
        if !self.sidecar.is_broken(Fault::ClientSideOnly) {
            return true;
        }
        let (client, port) = (&self.sidecar.identity, endpoint.address.port());
        match head {
            Some(head) => tables.policy.allows_request(server, client, port, head),
            None => tables.policy.allows_connection(server, client, port),
        }
    }

    /// Serves the datagrams of the pod's own application, until the returned future is dropped. First come six bytes, as on
    /// a connection.
    pub(in crate::reference) async fn serve_datagrams(self: Arc<Self>, socket: UdpSocket) {
        let socket = Arc::new(socket);
        let mut exchanges = JoinSet::new();
        let mut buffer = vec![0; LARGEST];
        loop {
            tokio::select! {
                received = socket.recv_from(&mut buffer) => {
                    if let Ok((length, from)) = received {
                        let datagram = buffer[..length].to_vec();
                        let (outbound, socket) = (Arc::clone(&self), Arc::clone(&socket));
                        exchanges.spawn(async move {
                            if let Some(answer) = outbound.exchange(from, &datagram).await {
                                // Like any datagram, an answer may be lost.
                                let _lost = socket.send_to(&answer, from).await;
                            }
                            outbound.sidecar.shared.under_way.end(from);
                        });
                    }
                }
                Some(_ended) = exchanges.join_next() => {}
            }
        }
    }

    async fn exchange(&self, from: SocketAddr, datagram: &[u8]) -> Option<Vec<u8>> {
        let (address, datagram) = datagram.split_first_chunk::<6>()?;
        let endpoint = self.session(from, dialled(*address))?;
        self.pool.exchange(&endpoint, datagram).await
    }

    /// The backend of a socket: chosen once, and kept until the configuration changes or the socket falls silent.
    fn session(&self, from: SocketAddr, dialled: SocketAddrV4) -> Option<Endpoint> {
        let now = self.sidecar.shared.clock.now();
        let tables = self.sidecar.proxy.tables();
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, session| now.saturating_sub(session.last) < SESSION);
        if let Some(session) = sessions.get_mut(&(from, dialled))
            && Arc::ptr_eq(&session.tables, &tables)
        {
            session.last = now;
            return Some(session.endpoint.clone());
        }
        let route = tables.routes.datagrams_to(dialled)?;
        let endpoint = self.balance.choose(dialled, route.ways(None))?;
        if !self.lets_datagram_out(&tables, &endpoint) {
            return None;
        }
        let session = Session { last: now, tables, endpoint: endpoint.clone() };
        sessions.insert((from, dialled), session);
        Some(endpoint)
    }

    fn lets_datagram_out(&self, tables: &Tables, endpoint: &Endpoint) -> bool {
        let Some(server) = &endpoint.identity else { return true };
        let (client, port) = (&self.sidecar.identity, endpoint.address.port());
        !self.sidecar.is_broken(Fault::ClientSideOnly)
            || tables.datagrams.allows(server, client, port)
    }
}

/// The address that was dialled.
fn dialled([a, b, c, d, high, low]: [u8; 6]) -> SocketAddrV4 {
    SocketAddrV4::new(Ipv4Addr::new(a, b, c, d), u16::from_be_bytes([high, low]))
}
