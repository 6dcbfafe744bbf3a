//! The application of a pod: it says what reached it, and remembers every probe.
//!
//! It never answers with an error, so that every error is the mesh's.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, Version, header};
use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{UdpSocket, UnixStream};
use tokio::task::JoinSet;

use crate::clock;
use crate::driver::{Arrival, HttpRequest, HttpVersion, ProbeId};
use crate::topology::Protocol;

/// The header that carries the id of a probe.
pub(super) const PROBE_HEADER: &str = "x-smi-probe";

/// The trailer that says how a gRPC call ended; zero for well.
pub(super) const GRPC_STATUS: HeaderName = HeaderName::from_static("grpc-status");

/// What comes back over TCP and UDP as it is.
pub(super) const PING: &str = "ping\n";

/// The time that an application has to answer itself.
const SELF_CHECK: Duration = Duration::from_secs(2);

type Body = BoxBody<Bytes, Infallible>;

/// What applications saw, by probe.
#[derive(Debug, Default)]
pub(super) struct Arrivals(Mutex<BTreeMap<ProbeId, Vec<Arrival>>>);

impl Arrivals {
    fn record(&self, arrival: Arrival) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.entry(arrival.id.clone()).or_default().push(arrival);
    }

    pub(super) fn of(&self, probes: &[ProbeId]) -> Vec<Arrival> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        probes.iter().filter_map(|probe| seen.get(probe)).flatten().cloned().collect()
    }
}

/// The application behind one container port of one pod.
#[derive(Clone, Debug)]
pub(super) struct Application {
    pub(super) pod: Arc<str>,
    pub(super) port: u16,
    pub(super) protocol: Protocol,
    pub(super) arrivals: Arc<Arrivals>,
}

impl Application {
    /// Serves one connection until it ends.
    pub(super) async fn serve(self, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) {
        // A connection that breaks is the business of who is at its other end.
        match self.protocol {
            Protocol::Http => {
                let service = service_fn(move |request| {
                    let application = self.clone();
                    async move { Ok::<_, Infallible>(application.answer(request).await) }
                });
                let server = auto::Builder::new(TokioExecutor::new());
                let _ended = server.serve_connection(TokioIo::new(stream), service).await;
            }
            Protocol::Tcp | Protocol::Udp => {
                let _ended = self.echo(stream).await;
            }
        }
    }

    /// Whether the application answers on a pair of sockets of its own, past every sidecar.
    pub(super) async fn answers_itself(self) -> bool {
        if self.protocol == Protocol::Udp {
            return !self.echo_datagram(b"self-check").is_empty();
        }
        let Ok((near, far)) = UnixStream::pair() else { return false };
        let mut tasks = JoinSet::new();
        let protocol = self.protocol;
        tasks.spawn(self.serve(far));
        let asking = async {
            let mut near = BufReader::new(near);
            let question = match protocol {
                Protocol::Http => "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
                Protocol::Tcp | Protocol::Udp => "self-check\n",
            };
            near.write_all(question.as_bytes()).await?;
            let mut line = String::new();
            near.read_line(&mut line).await.map(|read| read > 0)
        };
        matches!(clock::timeout(SELF_CHECK, asking).await, Ok(Ok(true)))
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let (head, body) = request.into_parts();
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let id = head.headers.get(PROBE_HEADER).map(text).unwrap_or_default();
        let body =
            body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        let arrival = self.arrival(
            id,
            Some(HttpRequest {
                version: version(head.version),
                method: head.method.to_string(),
                path: head.uri.path_and_query().map_or_else(String::new, ToString::to_string),
                headers: head
                    .headers
                    .iter()
                    .map(|(name, value)| (name.to_string(), text(value)))
                    .collect(),
                body: String::from_utf8_lossy(&body).into_owned(),
            }),
        );
        let body = if head.method == http::Method::HEAD { Vec::new() } else { to_line(&arrival) };
        let echo = String::from_utf8_lossy(&to_line(&arrival)).trim_end().to_owned();
        self.arrivals.record(arrival);
        let mut response = Response::new(Bytes::from(body));
        // HEAD has no body, so the answer is in a header as well.
        if let (http::Method::HEAD, Ok(echo)) = (head.method, echo.try_into()) {
            response.headers_mut().insert("x-smi-echo", echo);
        }
        if is_grpc(&head.headers) {
            grpc(response)
        } else {
            response.map(|body| Full::new(body).boxed())
        }
    }

    /// A line with the id of a probe comes in, and a line with what arrived goes out. A line that says `ping` comes back.
    async fn echo(
        &self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin,
    ) -> std::io::Result<()> {
        let (near, mut far) = tokio::io::split(stream);
        let mut near = BufReader::new(near);
        loop {
            let mut line = String::new();
            if near.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            if line == PING {
                far.write_all(PING.as_bytes()).await?;
            } else {
                let arrival = self.arrival(line.trim_end().to_owned(), None);
                let line = to_line(&arrival);
                self.arrivals.record(arrival);
                far.write_all(&line).await?;
            }
        }
    }

    /// The answer to a datagram: a line with what arrived, for the line with the id of a probe, and then what else came.
    pub(super) fn echo_datagram(&self, datagram: &[u8]) -> Vec<u8> {
        let end = datagram.iter().position(|byte| *byte == b'\n');
        let (id, rest) = datagram.split_at(end.map_or(datagram.len(), |end| end + 1));
        let arrival = self.arrival(String::from_utf8_lossy(id).trim_end().to_owned(), None);
        let mut answer = to_line(&arrival);
        answer.extend(rest);
        self.arrivals.record(arrival);
        answer
    }

    /// Answers datagrams, until the returned future is dropped.
    pub(super) async fn serve_datagrams(self, socket: UdpSocket) {
        let mut buffer = vec![0; usize::from(u16::MAX)];
        loop {
            if let Ok((length, from)) = socket.recv_from(&mut buffer).await {
                // Like any datagram, an answer may be lost.
                let _lost = socket.send_to(&self.echo_datagram(&buffer[..length]), from).await;
            }
        }
    }

    fn arrival(&self, id: String, request: Option<HttpRequest>) -> Arrival {
        Arrival { id: ProbeId(id), pod: self.pod.to_string(), port: self.port, request }
    }
}

/// Whether a request or a response is that of a gRPC call.
pub(super) fn is_grpc(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/grpc"))
}

/// A gRPC call tells in trailers whether it succeeded.
fn grpc(response: Response<Bytes>) -> Response<Body> {
    let mut trailers = HeaderMap::new();
    trailers.insert(GRPC_STATUS, HeaderValue::from_static("0"));
    let trailers = async { Some(Ok(trailers)) };
    let mut response = response.map(|body| Full::new(body).with_trailers(trailers).boxed());
    let kind = HeaderValue::from_static("application/grpc");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn to_line(arrival: &Arrival) -> Vec<u8> {
    let mut line = serde_json::to_vec(arrival).expect("an arrival is plain data");
    line.push(b'\n');
    line
}

fn version(version: Version) -> HttpVersion {
    if version == Version::HTTP_2 { HttpVersion::Http2 } else { HttpVersion::Http11 }
}
