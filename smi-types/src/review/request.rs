//! What an API server asks for.

use std::fmt;

use serde_json::Value;

use crate::catalog::{CATALOG, Entry};
use crate::review::refusal::{Refusal, found};

/// The kind of requests and answers.
pub(super) const KIND: &str = "ConversionReview";

/// The versions of reviews, which have the same shape; answered is the first where the request says none of them.
const API_VERSIONS: [&str; 2] = ["apiextensions.k8s.io/v1", "apiextensions.k8s.io/v1beta1"];

/// A request with all that an answer needs.
pub(super) struct Request<'a> {
    pub(super) desired: Desired,
    pub(super) objects: &'a [Value],
}

/// The group and version to convert to.
#[derive(Clone, Copy)]
pub(super) struct Desired {
    pub(super) group: &'static str,
    pub(super) version: &'static str,
}

impl fmt::Display for Desired {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.group, self.version)
    }
}

impl<'a> Request<'a> {
    pub(super) fn read(review: &'a Value) -> Result<Self, Refusal> {
        if known_api_version(review).is_none() || review.get("kind") != Some(&KIND.into()) {
            return Err(Refusal::NotAReview { found: type_of(review) });
        }
        let request = review.get("request");
        if !request.is_some_and(Value::is_object) {
            return Err(field("request", "an object", request));
        }
        let part = |name| request.and_then(|request| request.get(name));
        if part("uid").and_then(Value::as_str).is_none_or(str::is_empty) {
            return Err(field("request.uid", "the id of the request", part("uid")));
        }
        let desired = part("desiredAPIVersion");
        let Some(desired) = desired.and_then(Value::as_str) else {
            return Err(field("request.desiredAPIVersion", "a group and version", desired));
        };
        let objects = part("objects");
        let Some(objects) = objects.and_then(Value::as_array) else {
            return Err(field("request.objects", "a list", objects));
        };
        Ok(Self { desired: Desired::find(desired)?, objects })
    }
}

impl Desired {
    fn find(api_version: &str) -> Result<Self, Refusal> {
        let entry = CATALOG.iter().find(|entry| entry.api_version() == api_version);
        let entry = entry.ok_or_else(|| Refusal::UnknownVersion {
            desired: api_version.to_owned(),
            known: known(api_version),
        })?;
        Ok(Self { group: entry.group, version: entry.version })
    }
}

/// The id to answer; empty where the request has none.
pub(super) fn uid(review: &Value) -> &str {
    review.pointer("/request/uid").and_then(Value::as_str).unwrap_or_default()
}

/// The version to answer in: that of the request.
pub(super) fn api_version(review: &Value) -> &'static str {
    known_api_version(review).unwrap_or(API_VERSIONS[0])
}

fn known_api_version(review: &Value) -> Option<&'static str> {
    let written = review.get("apiVersion")?.as_str()?;
    API_VERSIONS.into_iter().find(|known| *known == written)
}

fn type_of(review: &Value) -> String {
    let text = |name| review.get(name).and_then(Value::as_str);
    match (text("kind"), text("apiVersion")) {
        (Some(kind), Some(api_version)) => format!("{kind} of `{api_version}`"),
        (Some(kind), None) => format!("{kind} without apiVersion"),
        _ if review.is_object() => "an object without kind".to_owned(),
        _ => found(Some(review)),
    }
}

/// The versions of the group, or all there are where the group is none of ours.
fn known(api_version: &str) -> String {
    let group = api_version.split('/').next().unwrap_or_default();
    let of_group = |entry: &&Entry| entry.group == group;
    let all = !CATALOG.iter().any(|entry| of_group(&entry));
    let mut known: Vec<_> =
        CATALOG.iter().filter(|entry| all || of_group(entry)).map(Entry::api_version).collect();
    known.sort();
    known.dedup();
    known.join(", ")
}

fn field(field: &'static str, expected: &'static str, value: Option<&Value>) -> Refusal {
    Refusal::Field { field, expected, found: found(value) }
}
