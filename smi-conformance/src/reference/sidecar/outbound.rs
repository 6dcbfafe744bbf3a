//! The outbound side: takes what its own application sends to anybody.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{Request, Response, StatusCode, Version, header};
use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use super::pool::Pool;
use super::{Dice, Shared, refusal};
use crate::reference::compile::routes::{Endpoint, Route, Ways, WeightedEndpoints};
use crate::reference::fault::Fault;
use crate::reference::identity::Credentials;
use crate::topology::Protocol;

/// Where a pod's outbound side listens.
pub(in crate::reference) const PORT: u16 = 15_001;

/// A leak of [`Fault::ZeroWeightLeaks`] happens every so many requests.
const LEAK_EVERY: u64 = 50;

/// The outbound side of one pod.
pub(in crate::reference) struct Outbound {
    pool: Pool,
    dice: Dice,
    shared: Arc<Shared>,
    requests: AtomicU64,
}

type Body = BoxBody<Bytes, hyper::Error>;

impl Outbound {
    pub(in crate::reference) fn new(
        credentials: Credentials,
        shared: Arc<Shared>,
        seed: u64,
    ) -> Self {
        let (pool, dice) = (Pool::new(credentials), Dice::new(seed));
        Self { pool, dice, shared, requests: AtomicU64::new(0) }
    }

    /// Serves one connection of the pod's own application. First come six bytes: the address and port that were dialled,
    /// which in a cluster the kernel knows of a redirected connection.
    pub(in crate::reference) async fn serve(self: Arc<Self>, mut stream: TcpStream) {
        let Some(dialled) = dialled(&mut stream).await else { return };
        let protocol = self.route(dialled).map(|route| route.protocol);
        match protocol {
            None | Some(Protocol::Udp) => {}
            Some(Protocol::Tcp) => self.serve_tcp(dialled, stream).await,
            Some(Protocol::Http) => {
                let service = service_fn(move |request| {
                    let outbound = Arc::clone(&self);
                    async move { Ok::<_, Infallible>(outbound.forward(dialled, request).await) }
                });
                let server = auto::Builder::new(TokioExecutor::new());
                let _ended = server.serve_connection(TokioIo::new(stream), service).await;
            }
        }
    }

    async fn serve_tcp(&self, dialled: SocketAddrV4, mut near: TcpStream) {
        let route = self.route(dialled);
        let endpoint = route.and_then(|route| self.choose(route.ways(None)));
        let Some(endpoint) = endpoint else { return };
        if let Some(mut far) = self.pool.connect(&endpoint).await {
            let _ended = tokio::io::copy_bidirectional(&mut near, &mut far).await;
        }
    }

    async fn forward(&self, dialled: SocketAddrV4, request: Request<Incoming>) -> Response<Body> {
        let (head, body) = request.into_parts();
        let route = self.route(dialled);
        let endpoint = route.and_then(|route| self.choose(route.ways(Some(&head))));
        let Some(endpoint) = endpoint else {
            return refused(StatusCode::SERVICE_UNAVAILABLE, "no backend for this request");
        };
        let Some(mut connection) = self.pool.take(&endpoint).await else {
            return refused(StatusCode::BAD_GATEWAY, "the backend cannot be reached");
        };
        let request = Request::from_parts(for_http_11(head), body);
        match connection.send_request(request).await {
            Err(_) => refused(StatusCode::BAD_GATEWAY, "the backend closed the connection"),
            Ok(response) => {
                let (head, body) = response.into_parts();
                // The body is read to its end before the connection serves another request.
                match body.collect().await {
                    Err(_) => refused(StatusCode::BAD_GATEWAY, "the response is incomplete"),
                    Ok(body) => {
                        self.pool.give_back(&endpoint, connection);
                        let body = Full::new(body.to_bytes());
                        Response::from_parts(without_connection_headers(head), boxed(body))
                    }
                }
            }
        }
    }

    fn route(&self, dialled: SocketAddrV4) -> Option<Route> {
        self.shared.configuration.tables().routes.to(dialled).cloned()
    }

    /// Chooses a backend by weight, and one of its pods.
    fn choose(&self, ways: Ways<'_>) -> Option<Endpoint> {
        let pods = match ways {
            Ways::Plain(pods) => pods,
            Ways::Split(clusters) => &self.cluster(clusters)?.endpoints,
        };
        let count = u64::try_from(pods.len()).ok().filter(|count| *count > 0)?;
        pods.get(usize::try_from(self.dice.below(count)).ok()?).cloned()
    }

    fn cluster<'a>(&self, clusters: &'a [WeightedEndpoints]) -> Option<&'a WeightedEndpoints> {
        let nth = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        if self.shared.fault == Some(Fault::ZeroWeightLeaks)
            && nth.is_multiple_of(LEAK_EVERY)
            && let Some(leak) = clusters.iter().find(|cluster| cluster.weight == 0)
        {
            return Some(leak);
        }
        let total: u64 = clusters.iter().map(|cluster| cluster.weight).sum();
        let mut drawn = self.dice.below(total.max(1));
        clusters.iter().find(|cluster| {
            let here = drawn < cluster.weight;
            drawn = drawn.saturating_sub(cluster.weight);
            here
        })
    }
}

/// Reads the address that was dialled.
async fn dialled(stream: &mut TcpStream) -> Option<SocketAddrV4> {
    let mut bytes = [0; 6];
    stream.read_exact(&mut bytes).await.ok()?;
    let [a, b, c, d, high, low] = bytes;
    Some(SocketAddrV4::new(Ipv4Addr::new(a, b, c, d), u16::from_be_bytes([high, low])))
}

/// Rewrites the head of a request for HTTP/1.1 between sidecars: the path only, and the host in a header.
fn for_http_11(mut head: http::request::Parts) -> http::request::Parts {
    if let (Some(authority), None) = (head.uri.authority(), head.headers.get(header::HOST))
        && let Ok(host) = authority.as_str().parse()
    {
        head.headers.insert(header::HOST, host);
    }
    if let Some(path) = head.uri.path_and_query().cloned() {
        head.uri = path.into();
    }
    head.version = Version::HTTP_11;
    for name in [header::CONNECTION, header::TE, header::TRANSFER_ENCODING, header::UPGRADE] {
        head.headers.remove(name);
    }
    head
}

fn without_connection_headers(mut head: http::response::Parts) -> http::response::Parts {
    head.headers.remove(header::CONNECTION);
    head.headers.remove(header::TRANSFER_ENCODING);
    head.version = Version::default();
    head
}

fn boxed(body: Full<Bytes>) -> Body {
    body.map_err(|never| match never {}).boxed()
}

fn refused(status: StatusCode, reason: &str) -> Response<Body> {
    refusal(status, reason).map(boxed)
}
