//! The inbound side: the only way to a pod's application.

use std::convert::Infallible;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use http::request::Parts;
use http::{Request, Response, StatusCode, Version};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::forwarded::{self, ACCEPTED};
use super::{Body, Sidecar, refused};
use crate::clock;
use crate::reference::application::{Application, is_grpc};
use crate::reference::fault::Fault;
use crate::reference::identity::{Credentials, Identity};
use crate::topology::Protocol;

/// The time that a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// What the first byte of a handshake says.
const TLS_HANDSHAKE: u8 = 0x16;
/// Headers in which meshes tell each other who calls.
const IDENTITY_HEADERS: [&str; 3] = ["serviceidentity", "x-forwarded-client-cert", "l5d-client-id"];

/// Makes a handshake, and learns who calls.
pub(super) async fn accept(
    credentials: &Credentials,
    stream: TcpStream,
) -> Option<(Identity, TlsStream<TcpStream>)> {
    let acceptor = TlsAcceptor::from(Arc::clone(&credentials.server));
    let stream = clock::timeout(HANDSHAKE, acceptor.accept(stream)).await.ok()?.ok()?;
    let client = Identity::of_peer(stream.get_ref().1.peer_certificates())?;
    Some((client, stream))
}

/// The inbound side of one container port.
#[derive(Clone)]
pub(in crate::reference) struct Inbound {
    pub(in crate::reference) sidecar: Sidecar,
    pub(in crate::reference) application: Application,
}

impl Inbound {
    /// Serves one connection: mutual TLS, or nothing.
    pub(in crate::reference) async fn serve(self, stream: TcpStream) {
        if self.takes_plaintext() && is_plaintext(&stream).await {
            self.serve_client(Identity::anybody(), stream).await;
        } else if let Some((client, stream)) = accept(&self.sidecar.credentials, stream).await {
            self.serve_client(client, stream).await;
        }
    }

    fn takes_plaintext(&self) -> bool {
        self.sidecar.is_broken(Fault::PlaintextAccepted)
            || self.sidecar.is_broken(Fault::ClientSideOnly)
    }

    async fn serve_client(
        self,
        client: Identity,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    ) {
        match self.application.protocol {
            Protocol::Http => self.serve_http(client, stream).await,
            Protocol::Tcp => self.serve_tcp(&client, stream).await,
            Protocol::Udp => {}
        }
    }

    async fn serve_tcp(self, client: &Identity, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        let Sidecar { identity, proxy, .. } = &self.sidecar;
        let open = self.sidecar.is_broken(Fault::ClientSideOnly);
        let port = self.application.port;
        if !open && !proxy.tables().policy.allows_connection(identity, client, port) {
            return;
        }
        let Ok((mut near, far)) = UnixStream::pair() else { return };
        let mut application = JoinSet::new();
        application.spawn(self.application.serve(far));
        let _ended = tokio::io::copy_bidirectional(&mut stream, &mut near).await;
    }

    async fn serve_http(
        self,
        client: Identity,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    ) {
        let line = Arc::new(Line {
            inbound: self,
            client,
            http1: Mutex::default(),
            http2: Mutex::default(),
            tasks: std::sync::Mutex::default(),
        });
        let service = service_fn(move |request| {
            let line = Arc::clone(&line);
            async move { Ok::<_, Infallible>(line.answer(request).await) }
        });
        let server = auto::Builder::new(TokioExecutor::new());
        let _ended = server.serve_connection(TokioIo::new(stream), service).await;
    }

    fn allows(&self, client: &Identity, head: &Parts) -> bool {
        let Sidecar { identity, proxy, shared, .. } = &self.sidecar;
        match shared.fault {
            Some(Fault::ClientSideOnly) => return true,
            Some(Fault::Http2Unchecked) if head.version == Version::HTTP_2 => return true,
            Some(Fault::KeptConnectionNotRechecked) if head.headers.contains_key(ACCEPTED) => {
                return true;
            }
            Some(Fault::GrpcDenied) if is_grpc(&head.headers) => return false,
            _ => {}
        }
        let claimed = match shared.fault {
            Some(Fault::IdentityFromHeader) => claimed(head),
            _ => None,
        };
        let client = claimed.as_ref().unwrap_or(client);
        proxy.tables().policy.allows_request(identity, client, self.application.port, head)
    }
}

/// One connection of a client, with its own connection to the application.
struct Line {
    inbound: Inbound,
    client: Identity,
    http1: Mutex<Option<http1::SendRequest<Body>>>,
    http2: Mutex<Option<http2::SendRequest<Body>>>,
    /// What runs beside it, and ends with it.
    tasks: std::sync::Mutex<JoinSet<()>>,
}

impl Line {
    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let (mut head, body) = request.into_parts();
        if !self.inbound.allows(&self.client, &head) {
            return refused(StatusCode::FORBIDDEN, "no target allows this request");
        }
        head.headers.remove(ACCEPTED);
        let request = Request::from_parts(head, body);
        let request = forwarded::distort(self.inbound.sidecar.shared.fault, request).await;
        let answer = match request.version() {
            Version::HTTP_2 => self.over_http2(request).await,
            _ => self.over_http1(request).await,
        };
        match answer {
            Some(Ok(answer)) => answer.map(|body| body.boxed()),
            None | Some(Err(_)) => refused(StatusCode::BAD_GATEWAY, "the application is gone"),
        }
    }

    async fn over_http1(
        &self,
        request: Request<Body>,
    ) -> Option<hyper::Result<Response<Incoming>>> {
        // HTTP/1.1 has one request at a time on a connection, so nobody waits for the lock.
        let mut sender = self.http1.lock().await;
        if sender.is_none() {
            let (opened, connection) = http1::handshake(TokioIo::new(self.open()?)).await.ok()?;
            self.spawn(async { drop(connection.await) });
            *sender = Some(opened);
        }
        Some(sender.as_mut()?.send_request(request).await)
    }

    async fn over_http2(
        &self,
        request: Request<Body>,
    ) -> Option<hyper::Result<Response<Incoming>>> {
        let mut sender = self.http2.lock().await;
        if sender.is_none() {
            let opening = http2::handshake(TokioExecutor::new(), TokioIo::new(self.open()?));
            let (opened, connection) = opening.await.ok()?;
            self.spawn(async { drop(connection.await) });
            *sender = Some(opened);
        }
        let mut own = sender.clone()?;
        drop(sender);
        Some(own.send_request(request).await)
    }

    /// A pair of connected sockets, of which the application has the other end.
    fn open(&self) -> Option<UnixStream> {
        let (near, far) = UnixStream::pair().ok()?;
        self.spawn(self.inbound.application.clone().serve(far));
        Some(near)
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).spawn(task);
    }
}

/// Whether a client begins with something else than a handshake.
async fn is_plaintext(stream: &TcpStream) -> bool {
    let mut first = [0];
    let peeked = clock::timeout(HANDSHAKE, stream.peek(&mut first)).await;
    matches!(peeked, Ok(Ok(1))) && first != [TLS_HANDSHAKE]
}

/// [`Fault::IdentityFromHeader`]: who a request says that it comes from.
fn claimed(head: &Parts) -> Option<Identity> {
    let values = IDENTITY_HEADERS.iter().filter_map(|name| head.headers.get(*name)?.to_str().ok());
    values.filter_map(Identity::of_header).next()
}
