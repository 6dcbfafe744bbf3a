//! The client side of a probe: sends one request from a pod and says what became of it.

use std::io::ErrorKind;
use std::net::SocketAddrV4;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::application::PROBE_HEADER;
use crate::clock;
use crate::driver::{Arrival, HttpRequest, HttpVersion, Outcome, Payload, ProbeRequest, Shape};

/// How a pod reaches an address.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path {
    /// What the socket connects to: the pod's own sidecar, or the other side itself.
    pub(super) connect: SocketAddrV4,
    /// What the sidecar is told was dialled; nothing without a sidecar.
    pub(super) dialled: Option<SocketAddrV4>,
}

/// Sends a probe on a connection of its own.
pub(super) async fn send(path: Path, host: &str, probe: &ProbeRequest) -> Outcome {
    let sending = async {
        let stream = match connect(path).await {
            Ok(stream) => stream,
            Err(error) => return broken(error.kind()),
        };
        match &probe.payload {
            Payload::Tcp => tcp(stream, probe).await,
            Payload::Udp => Outcome::NotSent { reason: "datagrams are not sent yet".to_owned() },
            Payload::Http(request) => http(stream, host, request, probe).await,
        }
    };
    let timed_out = Outcome::Broken { shape: Shape::TimedOut };
    clock::timeout(probe.deadline.into(), sending).await.unwrap_or(timed_out)
}

async fn connect(path: Path) -> std::io::Result<TcpStream> {
    let mut stream = TcpStream::connect(path.connect).await?;
    stream.set_nodelay(true)?;
    if let Some(dialled) = path.dialled {
        let mut bytes = dialled.ip().octets().to_vec();
        bytes.extend(dialled.port().to_be_bytes());
        stream.write_all(&bytes).await?;
    }
    Ok(stream)
}

async fn tcp(stream: TcpStream, probe: &ProbeRequest) -> Outcome {
    let mut stream = BufReader::new(stream);
    let exchange = async {
        stream.write_all(format!("{}\n", probe.id.0).as_bytes()).await?;
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        // Allowed means that bytes go both ways, not that a connection was accepted.
        stream.write_all(b"ping\n").await?;
        let mut echo = String::new();
        stream.read_line(&mut echo).await?;
        Ok::<_, std::io::Error>((line, echo))
    };
    match exchange.await {
        Err(error) => broken(error.kind()),
        Ok((line, echo)) => match serde_json::from_str::<Arrival>(&line) {
            Ok(arrival) if echo == "ping\n" => Outcome::Served(Box::new(arrival)),
            _ => Outcome::Broken { shape: Shape::Eof },
        },
    }
}

async fn http(stream: TcpStream, host: &str, sent: &HttpRequest, probe: &ProbeRequest) -> Outcome {
    let request = match request(host, sent, probe) {
        Ok(request) => request,
        Err(error) => return Outcome::NotSent { reason: error.to_string() },
    };
    let stream = TokioIo::new(stream);
    let mut connection = JoinSet::new();
    let response = match sent.version {
        HttpVersion::Http11 => match http1::handshake(stream).await {
            Err(error) => return failed(&error),
            Ok((mut sender, driver)) => {
                connection.spawn(async { drop(driver.await) });
                sender.send_request(request).await
            }
        },
        HttpVersion::Http2 => match http2::handshake(TokioExecutor::new(), stream).await {
            Err(error) => return failed(&error),
            Ok((mut sender, driver)) => {
                connection.spawn(async { drop(driver.await) });
                sender.send_request(request).await
            }
        },
    };
    match response {
        Err(error) => failed(&error),
        Ok(response) => {
            let (head, body) = response.into_parts();
            match body.collect().await {
                Err(error) => failed(&error),
                Ok(body) => outcome(&head, &body.to_bytes()),
            }
        }
    }
}

fn request(
    host: &str,
    sent: &HttpRequest,
    probe: &ProbeRequest,
) -> Result<Request<Full<Bytes>>, http::Error> {
    let uri = match sent.version {
        HttpVersion::Http11 => sent.path.parse::<Uri>()?,
        HttpVersion::Http2 => format!("http://{host}{}", sent.path).parse()?,
    };
    let mut request = Request::builder()
        .method(Method::from_bytes(sent.method.as_bytes())?)
        .uri(uri)
        .header(PROBE_HEADER, &probe.id.0);
    if sent.version == HttpVersion::Http11 {
        request = request.header(header::HOST, host);
    }
    for (name, value) in &sent.headers {
        request = request.header(name.parse::<HeaderName>()?, value.parse::<HeaderValue>()?);
    }
    request.body(Full::new(Bytes::from(sent.body.clone())))
}

fn outcome(head: &http::response::Parts, body: &[u8]) -> Outcome {
    let echo = head.headers.get("x-smi-echo").map_or(body, HeaderValue::as_bytes);
    let served = head.status.is_success().then(|| serde_json::from_slice::<Arrival>(echo).ok());
    match served.flatten() {
        Some(arrival) => Outcome::Served(Box::new(arrival)),
        None => Outcome::Response {
            status: head.status.as_u16(),
            body: String::from_utf8_lossy(body).chars().take(200).collect(),
        },
    }
}

fn failed(error: &hyper::Error) -> Outcome {
    let cause =
        std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<std::io::Error>());
    cause.map_or(Outcome::Broken { shape: Shape::Eof }, |cause| broken(cause.kind()))
}

fn broken(kind: ErrorKind) -> Outcome {
    let shape = match kind {
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
