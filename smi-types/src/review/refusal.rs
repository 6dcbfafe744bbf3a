//! Why a review fails.

use serde_json::Value;

use crate::manifest::ManifestError;

/// A request cannot be answered with converted objects.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// Not the kind of object that an API server sends.
    #[error(
        "expected a ConversionReview of apiextensions.k8s.io/v1 or v1beta1, found {found}; this address answers conversion reviews only"
    )]
    NotAReview { found: String },
    /// A part of the request is missing, or of another type.
    #[error(
        "expected {expected} in `{field}`, found {found}; send the review as an API server does"
    )]
    Field { field: &'static str, expected: &'static str, found: String },
    /// No kind has the version that is asked for.
    #[error(
        "`request.desiredAPIVersion`: no kind exists in `{desired}` here; expected one of {known}"
    )]
    UnknownVersion { desired: String, known: String },
    /// A part of an object is missing, or of another type.
    #[error("{object}: expected {expected} in `{field}`, found {found}; correct the object")]
    ObjectField { object: String, field: &'static str, expected: &'static str, found: String },
    /// An object belongs to another group.
    #[error(
        "{object}: expected an object of group {group}, as in `request.desiredAPIVersion`, found `{found}`; ask for each group by itself"
    )]
    OtherGroup { object: String, group: &'static str, found: String },
    /// The kind does not exist in a version.
    #[error(
        "{object}: {kind} does not exist in `{api_version}`, only in {exists}; serve it in these versions only"
    )]
    NoSuchVersion { object: String, kind: String, api_version: String, exists: String },
    /// The group has no such kind.
    #[error("{object}: expected a kind of {group} ({known}), found `{found}`; correct the kind")]
    NoSuchKind { object: String, group: &'static str, known: String, found: String },
    /// An object does not have the form of its version.
    #[error("{object} cannot be read as {api_version}: {source}; correct the object")]
    Unreadable {
        object: String,
        api_version: String,
        #[source]
        source: Box<ManifestError>,
    },
    /// Objects would lose something, and the policy forbids it.
    #[error(
        "{desired} cannot say all that these objects say: {lossy}; remove it from the objects, or let the webhook carry it"
    )]
    Lossy { desired: String, lossy: String },
}

/// Names an object of a request: place, kind, namespace and name, as far as they are known.
pub(super) fn describe(index: usize, object: &Value) -> String {
    let text = |pointer| object.pointer(pointer).and_then(Value::as_str);
    let kind = text("/kind").unwrap_or("without kind");
    let name = text("/metadata/name").unwrap_or_default();
    match text("/metadata/namespace") {
        Some(namespace) => format!("object {index} ({kind} `{namespace}/{name}`)"),
        None => format!("object {index} ({kind} `{name}`)"),
    }
}

/// Says what is there instead of what was expected.
pub(super) fn found(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Value::Array(_)) => "a list".to_owned(),
        Some(Value::Object(_)) => "an object".to_owned(),
        Some(scalar) => format!("`{scalar}`"),
    }
}
