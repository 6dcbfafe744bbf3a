//! One connection of a client, for one request or for many.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::task::JoinSet;

use super::{Path, broken, failed};
use crate::driver::{Arrival, HttpRequest, HttpVersion, Outcome, Payload, ProbeRequest, Shape};
use crate::reference::application::{GRPC_STATUS, PING, PROBE_HEADER, is_grpc};
use crate::reference::sidecar::Stream;

/// An open connection.
pub(super) struct Line {
    speaker: Speaker,
    /// What moves the bytes of an HTTP connection, and ends with it.
    _driver: JoinSet<()>,
}

enum Speaker {
    Http1(http1::SendRequest<Full<Bytes>>),
    Http2(http2::SendRequest<Full<Bytes>>),
    Bytes(BufReader<Box<dyn Stream>>),
}

/// The connection ended before anything came back: nobody knows whether the probe arrived.
pub(super) struct Gone(pub(super) Outcome);

impl Line {
    /// Begins to speak on a connection.
    pub(super) async fn open(
        stream: Box<dyn Stream>,
        probe: &ProbeRequest,
    ) -> Result<Self, Outcome> {
        let mut tasks = JoinSet::new();
        let Payload::Http(request) = &probe.payload else {
            let speaker = Speaker::Bytes(BufReader::new(stream));
            return Ok(Self { speaker, _driver: tasks });
        };
        let stream = TokioIo::new(stream);
        let speaker = match request.version {
            HttpVersion::Http11 => {
                let opened = http1::handshake(stream).await;
                let (sender, driver) = opened.map_err(|error| failed(&error))?;
                tasks.spawn(async { drop(driver.await) });
                Speaker::Http1(sender)
            }
            HttpVersion::Http2 => {
                let opened = http2::handshake(TokioExecutor::new(), stream).await;
                let (sender, driver) = opened.map_err(|error| failed(&error))?;
                tasks.spawn(async { drop(driver.await) });
                Speaker::Http2(sender)
            }
        };
        Ok(Self { speaker, _driver: tasks })
    }

    /// Whether the other side is known to have closed the connection.
    pub(super) fn is_closed(&self) -> bool {
        match &self.speaker {
            Speaker::Http1(sender) => sender.is_closed(),
            Speaker::Http2(sender) => sender.is_closed(),
            Speaker::Bytes(_) => false,
        }
    }

    /// Sends a probe, and waits for its end.
    pub(super) async fn send(
        &mut self,
        path: &Path,
        probe: &ProbeRequest,
    ) -> Result<Outcome, Gone> {
        match (&mut self.speaker, &probe.payload) {
            (Speaker::Bytes(stream), _) => echo(stream, probe).await,
            (speaker, Payload::Http(sent)) => {
                let request = match request(&path.host, sent, probe) {
                    Ok(request) => request,
                    Err(error) => return Ok(Outcome::NotSent { reason: error.to_string() }),
                };
                let calls = is_grpc(request.headers());
                let response = match speaker {
                    Speaker::Http1(sender) => {
                        // A connection that was kept is not ready before the last response is read to its end.
                        sender.ready().await.map_err(|error| Gone(failed(&error)))?;
                        sender.send_request(request).await
                    }
                    Speaker::Http2(sender) => sender.send_request(request).await,
                    Speaker::Bytes(_) => return Ok(mixed_up()),
                };
                finish(response, calls && sent.version == HttpVersion::Http2).await
            }
            _ => Ok(mixed_up()),
        }
    }
}

fn mixed_up() -> Outcome {
    Outcome::NotSent { reason: "a connection cannot carry HTTP and other bytes".to_owned() }
}

async fn echo(
    stream: &mut BufReader<Box<dyn Stream>>,
    probe: &ProbeRequest,
) -> Result<Outcome, Gone> {
    let exchange = async {
        stream.write_all(format!("{}\n", probe.id.0).as_bytes()).await?;
        stream.flush().await?;
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        // Allowed means that bytes go both ways, not that a connection was accepted.
        stream.write_all(PING.as_bytes()).await?;
        stream.flush().await?;
        let mut echo = String::new();
        stream.read_line(&mut echo).await?;
        Ok::<_, std::io::Error>((line, echo))
    };
    match exchange.await {
        Err(error) => Err(Gone(broken(&error))),
        Ok((line, echo)) => match serde_json::from_str::<Arrival>(&line) {
            Ok(arrival) if echo == PING => Ok(Outcome::Served(Box::new(arrival))),
            _ => Err(Gone(Outcome::Broken { shape: Shape::Eof })),
        },
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

/// Reads a response to its end. A call counts as served only with the trailers that say so.
async fn finish(response: hyper::Result<Response<Incoming>>, calls: bool) -> Result<Outcome, Gone> {
    let response = match response {
        Ok(response) => response,
        Err(error) => return Err(Gone(failed(&error))),
    };
    let (head, body) = response.into_parts();
    match body.collect().await {
        Err(error) => Err(Gone(failed(&error))),
        Ok(body) => {
            let trailers = body.trailers().cloned().unwrap_or_default();
            let body = body.to_bytes();
            Ok(if calls { call(&head, &trailers, &body) } else { outcome(&head, &body) })
        }
    }
}

fn call(head: &http::response::Parts, trailers: &HeaderMap, body: &[u8]) -> Outcome {
    let status = trailers.get(GRPC_STATUS).or_else(|| head.headers.get(GRPC_STATUS));
    match status.and_then(|status| status.to_str().ok()) {
        Some("0") => outcome(head, body),
        // An error of gRPC comes with status 200, which would say that somebody served the call.
        Some(other) => {
            let status = http::StatusCode::INTERNAL_SERVER_ERROR.as_u16();
            Outcome::Response { status, body: format!("grpc-status: {other}") }
        }
        None if head.status.is_success() => Outcome::Broken { shape: Shape::Eof },
        None => outcome(head, body),
    }
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
