//! The inbound side: the only way to a pod's application.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::{Shared, refusal};
use crate::clock;
use crate::reference::application::Application;
use crate::reference::identity::{Credentials, Identity};
use crate::topology::Protocol;

/// The time that a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// The inbound side of one container port.
#[derive(Clone)]
pub(in crate::reference) struct Inbound {
    pub(in crate::reference) identity: Identity,
    pub(in crate::reference) credentials: Credentials,
    pub(in crate::reference) application: Application,
    pub(in crate::reference) shared: Arc<Shared>,
}

type Body = BoxBody<Bytes, hyper::Error>;

impl Inbound {
    /// Serves one connection: mutual TLS, or nothing.
    pub(in crate::reference) async fn serve(self, stream: TcpStream) {
        let acceptor = TlsAcceptor::from(Arc::clone(&self.credentials.server));
        let Ok(Ok(stream)) = clock::timeout(HANDSHAKE, acceptor.accept(stream)).await else {
            return;
        };
        let Some(client) = Identity::of_peer(stream.get_ref().1.peer_certificates()) else {
            return;
        };
        match self.application.protocol {
            Protocol::Http => self.serve_http(client, stream).await,
            Protocol::Tcp => self.serve_tcp(client, stream).await,
            Protocol::Udp => {}
        }
    }

    async fn serve_tcp(self, client: Identity, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        let port = self.application.port;
        let tables = self.shared.configuration.tables();
        if !tables.policy.allows_connection(&self.identity, &client, port) {
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
        let Ok((near, far)) = UnixStream::pair() else { return };
        let mut tasks = JoinSet::new();
        tasks.spawn(self.application.clone().serve(far));
        let Ok((sender, connection)) =
            hyper::client::conn::http1::handshake::<_, Incoming>(TokioIo::new(near)).await
        else {
            return;
        };
        tasks.spawn(async move {
            let _ended = connection.await;
        });
        // HTTP/1.1 has one request at a time on a connection, so nobody waits for the lock.
        let (inbound, sender) = (Arc::new(self), Arc::new(Mutex::new(sender)));
        let service = service_fn(move |request: Request<Incoming>| {
            let (inbound, sender, client) = (inbound.clone(), sender.clone(), client.clone());
            async move {
                let (head, body) = request.into_parts();
                if !inbound.allows(&client, &head) {
                    return Ok(refused(StatusCode::FORBIDDEN, "no target allows this request"));
                }
                let answer =
                    sender.lock().await.send_request(Request::from_parts(head, body)).await;
                Ok::<_, Infallible>(answer.map_or_else(
                    |_| refused(StatusCode::BAD_GATEWAY, "the application is gone"),
                    |answer| answer.map(http_body_util::BodyExt::boxed),
                ))
            }
        });
        let server = hyper::server::conn::http1::Builder::new();
        let _ended = server.serve_connection(TokioIo::new(stream), service).await;
    }

    fn allows(&self, client: &Identity, head: &http::request::Parts) -> bool {
        let tables = self.shared.configuration.tables();
        tables.policy.allows_request(&self.identity, client, self.application.port, head)
    }
}

fn refused(status: StatusCode, reason: &str) -> Response<Body> {
    refusal(status, reason).map(|body: Full<Bytes>| body.map_err(|never| match never {}).boxed())
}
