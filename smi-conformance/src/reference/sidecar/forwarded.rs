//! What a broken mesh does to requests that it lets through.

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, Request, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;

use super::Body;
use crate::reference::application::PROBE_HEADER;
use crate::reference::fault::Fault;

/// [`Fault::KeptConnectionNotRechecked`]: the mark of requests on a connection whose first request was accepted.
pub(super) const ACCEPTED: HeaderName = HeaderName::from_static("mesh-accepted-before");

/// Hands a request on as it came, unless a fault has it otherwise.
pub(super) async fn distort(fault: Option<Fault>, request: Request<Incoming>) -> Request<Body> {
    let (mut head, body) = request.into_parts();
    match fault {
        Some(Fault::BodyTruncated) => {
            let whole = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
            let short = Full::new(whole.slice(..whole.len().saturating_sub(1)));
            head.headers.remove(http::header::CONTENT_LENGTH);
            return Request::from_parts(head, short.map_err(|never| match never {}).boxed());
        }
        Some(Fault::HeaderLost) => lose_header(&mut head),
        Some(Fault::PathNormalised) => rewrite(&mut head, |path, query| {
            let mut path = path.to_owned();
            while path.contains("//") {
                path = path.replace("//", "/");
            }
            (path, query.map(str::to_owned))
        }),
        Some(Fault::QueryDropped) => rewrite(&mut head, |path, _| (path.to_owned(), None)),
        _ => {}
    }
    Request::from_parts(head, body.boxed())
}

/// A body that is at hand.
pub(super) fn ready(body: Bytes) -> Body {
    Full::new(body).map_err(|never| match never {}).boxed()
}

fn lose_header(head: &mut Parts) {
    let lost = |name: &&HeaderName| name.as_str().starts_with("x-") && *name != PROBE_HEADER;
    if let Some(name) = head.headers.keys().find(lost).cloned() {
        head.headers.remove(name);
    }
}

fn rewrite(head: &mut Parts, change: impl Fn(&str, Option<&str>) -> (String, Option<String>)) {
    let (path, query) = change(head.uri.path(), head.uri.query());
    let text = query.map_or_else(|| path.clone(), |query| format!("{path}?{query}"));
    let mut parts = head.uri.clone().into_parts();
    parts.path_and_query = text.parse().ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        head.uri = uri;
    }
}
