//! Answers a `ConversionReview`, with which an API server asks a webhook to convert objects between the versions of a
//! custom resource.
//!
//! What the desired version cannot say, and every spelling that the way there and back would change, travels in the
//! annotation [`CARRIED`] and comes back exactly at its own version. So the objects of a cluster may be stored in any
//! version, and each client sees what it wrote.
//!
//! # What is carried
//!
//! For each version that said something else, the *differences* between what the plain conversion to it gives and what the
//! object was there. An edit at another version holds:
//!
//! * A difference comes back only where the value is still the one that the plain conversion gave. The backends of a split
//!   are one unit: after an edit, none of the old weights comes back.
//! * Elements of lists are known by kind, name and namespace, not by place: the headers of a match come back to the match of
//!   that name, wherever it is now.
//! * A rule or a source that could not be said (a `UDPRoute`, an `IdentityBinding`) grants access, and so comes back only
//!   while the destination is the same, and no source or rule was added or widened that would share in it.
//! * No difference changes what the object says at the version in which it was written last: an annotation, even a forged
//!   one, adds only what that version cannot say.
//! * A client that writes an object without the annotation means what it says. An annotation that cannot be read is ignored.
//!
//! The annotation grows with what differs, not with the object: for every version (four at most) each field that differs is
//! in it with both values, each element that was left out once, with 19 bytes for every element that it stood beside. What
//! can be said in both versions, in the spelling that this crate writes, takes no space. The API server allows 256 KiB for
//! all annotations of an object.

mod apply;
mod carry;
mod difference;
mod element;
mod object;
mod plain;
mod refusal;
mod request;

use serde_json::{Value, json};

use object::Outcome;
use refusal::Refusal;
use request::Request;

/// The annotation that carries what a version cannot say.
pub const CARRIED: &str = "smi-toolkit.dev/carried";

/// What to do with an object that says something that the desired version cannot say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnLoss {
    /// Carries it in the annotation [`CARRIED`].
    #[default]
    Carry,
    /// Refuses the review, naming the objects and what they would lose. One such object makes every `LIST` fail.
    Refuse,
}

/// Answers a review. An object that is merely lossy is never refused: one refusal would make `LIST` fail for everybody.
///
/// The answer is a well-formed review for every request. A malformed request, and one with an object that cannot be read,
/// is answered with a failure that says what was expected and found.
///
/// ```
/// use serde_json::json;
///
/// let answer = smi_types::review::review(&json!({
///     "apiVersion": "apiextensions.k8s.io/v1",
///     "kind": "ConversionReview",
///     "request": {
///         "uid": "705ab4f5",
///         "desiredAPIVersion": "split.smi-spec.io/v1alpha2",
///         "objects": [{
///             "apiVersion": "split.smi-spec.io/v1alpha4",
///             "kind": "TrafficSplit",
///             "metadata": { "name": "checkout", "namespace": "shop" },
///             "spec": {
///                 "service": "checkout",
///                 "backends": [{ "service": "checkout-v2", "weight": 1 }],
///                 "matches": [{ "kind": "HTTPRouteGroup", "name": "beta" }],
///             },
///         }],
///     },
/// }));
/// let response = &answer["response"];
/// assert_eq!(response["result"]["status"], "Success");
/// let converted = &response["convertedObjects"][0];
/// assert_eq!(converted["apiVersion"], "split.smi-spec.io/v1alpha2");
/// assert!(converted["spec"].get("matches").is_none());
/// let carried = &converted["metadata"]["annotations"][smi_types::review::CARRIED];
/// assert!(carried.as_str().is_some_and(|carried| carried.contains("beta")));
/// ```
#[must_use]
pub fn review(request: &Value) -> Value {
    review_with(request, OnLoss::default())
}

/// The same with another policy.
#[must_use]
pub fn review_with(request: &Value, on_loss: OnLoss) -> Value {
    let (result, objects) = match convert(request, on_loss) {
        Ok(objects) => (json!({ "status": "Success" }), Some(objects)),
        Err(refusal) => (json!({ "status": "Failed", "message": refusal.to_string() }), None),
    };
    let mut response = json!({ "uid": request::uid(request), "result": result });
    if let Some(objects) = objects {
        response["convertedObjects"] = objects.into();
    }
    json!({
        "apiVersion": request::api_version(request),
        "kind": request::KIND,
        "response": response,
    })
}

/// Converts all objects of a request, or none.
fn convert(request: &Value, on_loss: OnLoss) -> Result<Vec<Value>, Refusal> {
    let Request { desired, objects } = Request::read(request)?;
    let mut converted = Vec::with_capacity(objects.len());
    let mut lossy = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        let Outcome { object: value, lost } = object::convert(index, object, &desired)?;
        converted.push(value);
        if on_loss == OnLoss::Refuse && !lost.is_empty() {
            let lost: Vec<_> = lost.iter().map(ToString::to_string).collect();
            lossy.push(format!("{}: {}", refusal::describe(index, object), lost.join(", ")));
        }
    }
    if lossy.is_empty() {
        Ok(converted)
    } else {
        Err(Refusal::Lossy { desired: desired.to_string(), lossy: lossy.join("; ") })
    }
}
