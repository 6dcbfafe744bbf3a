//! `smi_types::review` behind a real webhook: every version is served at once, objects are written at all of them, and read
//! back at all of them.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::Arc;

use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use k8s_openapi::ByteString;
use rcgen::{CertificateParams, KeyPair, SanType};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivatePkcs8KeyDer;
use serde_json::{Value, json};
use smi_types::Manifest;
use smi_types::catalog::Status;
use smi_types::headers::HeaderForm;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::definitions;
use super::server::Server;
use super::verdicts::pruned;
use crate::fixture::{Class, Suite};

/// No review is larger than this.
const LARGEST: usize = 64 << 20;

/// What was found, or why nothing was asked.
pub(super) enum Found {
    Differences { objects: usize, put_back: usize, differences: Vec<String> },
    LeftOut(String),
}

/// Serves every version through a webhook of this program.
pub(super) async fn check(server: &Server, suites: &[Suite]) -> Result<Found, String> {
    let address = local_address(server)?;
    if address.is_loopback() {
        let reason = "the API server is reached over loopback, so it could not reach a webhook of this program";
        return Ok(Found::LeftOut(reason.to_owned()));
    }
    let webhook = Webhook::start(address).await?;
    let mut definitions = definitions("crd-webhook")?;
    for definition in &mut definitions {
        definition["spec"]["conversion"]["webhook"]["clientConfig"] = webhook.client_config.clone();
    }
    server.install(&definitions).await?;
    let (mut objects, mut put_back, mut differences) = (0, 0, Vec::new());
    for definition in &definitions {
        let written = write(server, definition, suites).await?;
        objects += written.len();
        read(server, definition, &written, &mut differences).await?;
        put_back += put_back_at_every_version(server, definition, &written).await?;
        read(server, definition, &written, &mut differences).await?;
    }
    server.remove(&definitions).await?;
    webhook.stop();
    Ok(Found::Differences { objects, put_back, differences })
}

/// An object as it was written.
struct Written {
    version: &'static str,
    object: Value,
}

/// Writes every admitted fixture of a kind, at its version.
async fn write(
    server: &Server,
    definition: &Value,
    suites: &[Suite],
) -> Result<Vec<Written>, String> {
    let mut written = Vec::new();
    let kind = definition["spec"]["names"]["kind"].as_str().unwrap_or_default();
    let of_kind = |suite: &&Suite| {
        let entry = suite.entry;
        entry.kind == kind && entry.status == Status::Released && suite.form == HeaderForm::List
    };
    for suite in suites.iter().filter(of_kind) {
        let version = suite.entry.version;
        for fixture in suite.fixtures.iter().filter(|fixture| fixture.class == Class::Admitted) {
            let mut object = fixture.value()?;
            let name = fixture.name.replace("admitted/", "");
            object["metadata"]["name"] = format!("{name}.{version}").into();
            let made = server
                .send(Method::POST, &server.collection(definition, version), &object.to_string())
                .await?;
            made.expect_success(&format!("{}/{}", suite.name(), fixture.name))?;
            written.push(Written { version, object });
        }
    }
    Ok(written)
}

/// Lists all objects of a kind at each version: all are there, in that version, and those that were written at it say what they
/// said.
async fn read(
    server: &Server,
    definition: &Value,
    written: &[Written],
    differences: &mut Vec<String>,
) -> Result<(), String> {
    for version in definition["spec"]["versions"].as_array().into_iter().flatten() {
        let version = version["name"].as_str().unwrap_or_default();
        let path = server.collection(definition, version);
        let list = server.send(Method::GET, &path, "").await?;
        list.expect_success(&path)?;
        let items = list.content["items"].as_array().cloned().unwrap_or_default();
        if items.len() != written.len() {
            differences.push(format!(
                "{path}: expected {} objects, found {}",
                written.len(),
                items.len()
            ));
        }
        for one in written {
            let name = &one.object["metadata"]["name"];
            let item = items.iter().find(|item| item["metadata"]["name"] == *name);
            let wrong = item.map_or_else(
                || vec!["it is not there".to_owned()],
                |item| compare(one, item, version),
            );
            differences.extend(
                wrong.iter().map(|text| format!("{path}, {name} of {}: {text}", one.version)),
            );
        }
    }
    Ok(())
}

/// Gets every object at every version, and puts it back as it is, as a client of that version does. Returns how often: a version
/// may refuse what it shows of an object of another one (a match without a path at specs v1alpha1), which changes nothing.
async fn put_back_at_every_version(
    server: &Server,
    definition: &Value,
    written: &[Written],
) -> Result<usize, String> {
    let mut count = 0;
    for version in definition["spec"]["versions"].as_array().into_iter().flatten() {
        let collection =
            server.collection(definition, version["name"].as_str().unwrap_or_default());
        for one in written {
            let path = format!(
                "{collection}/{}",
                one.object["metadata"]["name"].as_str().unwrap_or_default()
            );
            let shown = server.send(Method::GET, &path, "").await?;
            shown.expect_success(&path)?;
            let put = server.send(Method::PUT, &path, &shown.content.to_string()).await?;
            if put.status != 422 {
                put.expect_success(&path)?;
                count += 1;
            }
        }
    }
    Ok(count)
}

fn compare(written: &Written, found: &Value, version: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    match Manifest::parse(found) {
        Err(error) => wrong.push(error.to_string()),
        Ok(parsed) => {
            wrong.extend(parsed.unknown.iter().map(|path| format!("{path}: unknown field")))
        }
    }
    if !found["apiVersion"].as_str().is_some_and(|text| text.ends_with(version)) {
        wrong.push(format!("found at {}", found["apiVersion"]));
    }
    if version == written.version {
        let said = |object: &Value| {
            let mut object = object.clone();
            object["metadata"] = Value::Null;
            object
        };
        let (written, found) = (said(&written.object), said(found));
        pruned(&written, &found, "", &mut wrong);
        pruned(&found, &written, "", &mut wrong);
    }
    wrong
}

/// The address of this machine that the API server sees.
fn local_address(server: &Server) -> Result<IpAddr, String> {
    let failed =
        |error: std::io::Error| format!("cannot tell the address of this machine: {error}");
    let socket = UdpSocket::bind("0.0.0.0:0").map_err(failed)?;
    // Nothing is sent: this only chooses a route.
    socket.connect(server.address()).map_err(failed)?;
    socket.local_addr().map(|address| address.ip()).map_err(failed)
}

/// An HTTPS server that answers conversion reviews, on the way to the cluster alone.
struct Webhook {
    client_config: Value,
    task: tokio::task::JoinHandle<()>,
}

impl Webhook {
    async fn start(address: IpAddr) -> Result<Self, String> {
        let failed = |error: &dyn std::fmt::Display| format!("the webhook: {error}");
        let key = KeyPair::generate().map_err(|error| failed(&error))?;
        let mut parameters = CertificateParams::default();
        parameters.subject_alt_names = vec![SanType::IpAddress(address)];
        let certificate = parameters.self_signed(&key).map_err(|error| failed(&error))?;
        let private_key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder
                    .with_no_client_auth()
                    .with_single_cert(vec![certificate.der().clone()], private_key)
            })
            .map_err(|error| failed(&error))?;
        let listener =
            TcpListener::bind(SocketAddr::new(address, 0)).await.map_err(|error| failed(&error))?;
        let port = listener.local_addr().map_err(|error| failed(&error))?;
        let client_config = json!({
            "url": format!("https://{port}/convert"),
            "caBundle": ByteString(certificate.pem().into_bytes()),
        });
        let task = tokio::spawn(serve(listener, TlsAcceptor::from(Arc::new(config))));
        Ok(Self { client_config, task })
    }

    fn stop(self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor) {
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            let Ok(stream) = acceptor.accept(stream).await else { return };
            let connection = hyper::server::conn::http1::Builder::new();
            // An error here is the API server's to report: its request fails.
            let _ = connection.serve_connection(TokioIo::new(stream), service_fn(answer)).await;
        });
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let content = Limited::new(request.into_body(), LARGEST).collect().await;
    let review = content.ok().and_then(|content| serde_json::from_slice(&content.to_bytes()).ok());
    let answer = smi_types::review::review(&review.unwrap_or(Value::Null));
    let mut response = Response::new(Full::from(answer.to_string()));
    response
        .headers_mut()
        .insert("content-type", http::HeaderValue::from_static("application/json"));
    Ok(response)
}
