//! A cache that no mesh should have: [`Fault::FirstAnswerCached`].

use std::collections::BTreeMap;
use std::net::SocketAddrV4;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::Response;
use http::request::Parts;
use http_body_util::BodyExt as _;

use super::Body;
use super::forwarded::ready;
use crate::reference::fault::Fault;

/// The address that was dialled, and the path.
pub(super) type Key = (SocketAddrV4, String);

/// The first answer to each request that it takes for one for a file.
#[derive(Default)]
pub(super) struct Cache {
    answers: Mutex<BTreeMap<Key, (http::response::Parts, Bytes)>>,
}

/// Under what the answer to a request is kept, by a mesh that does such a thing.
pub(super) fn key(fault: Option<Fault>, dialled: SocketAddrV4, head: &Parts) -> Option<Key> {
    let caches = fault == Some(Fault::FirstAnswerCached) && is_static(head);
    caches.then(|| (dialled, head.uri.path().to_owned()))
}

fn is_static(head: &Parts) -> bool {
    let file = [".css", ".js", ".png"].iter().any(|suffix| head.uri.path().ends_with(suffix));
    head.method == http::Method::GET && file
}

impl Cache {
    pub(super) fn find(&self, key: &Key) -> Option<Response<Body>> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let (head, body) = answers.get(key).cloned()?;
        Some(Response::from_parts(head, ready(body)))
    }

    /// Keeps an answer that was a success, and hands it on.
    pub(super) async fn keep(&self, key: Option<Key>, answer: Response<Body>) -> Response<Body> {
        let Some(key) = key.filter(|_| answer.status().is_success()) else { return answer };
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.insert(key, (head.clone(), body.clone()));
        drop(answers);
        Response::from_parts(head, ready(body))
    }
}
