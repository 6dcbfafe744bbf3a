//! What can be wrong with a document, and what to do about it.

use serde_json::{Map, Value};

use crate::catalog::{CATALOG, Entry, Status, latest};

/// A document is not an SMI object.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// The document is no object.
    #[error("expected a Kubernetes object with `apiVersion` and `kind`, found {found}")]
    NotAnObject {
        /// What it is.
        found: String,
    },
    /// A field that every object has is missing, or no string.
    #[error(
        "expected a string in `{field}`, found {found}; SMI objects begin with, for example, {example}"
    )]
    NoTypeField {
        /// The field.
        field: &'static str,
        /// What is there.
        found: String,
        /// How it should look.
        example: &'static str,
    },
    /// The group is not one of SMI's.
    #[error("apiVersion `{api_version}`: {reason}")]
    UnknownApiVersion {
        /// The value of `apiVersion`.
        api_version: String,
        /// What is wrong, and what to write instead.
        reason: String,
    },
    /// The kind does not exist there.
    #[error("kind `{kind}`: {reason}")]
    UnknownKind {
        /// The value of `kind`.
        kind: String,
        /// What is wrong, and what to write instead.
        reason: String,
    },
    /// A field has another type or form than its version says, or is missing.
    #[error("{kind} `{name}`, at {path}: {source}")]
    Invalid {
        /// The kind.
        kind: String,
        /// The name of the object.
        name: String,
        /// The place, for example `spec.backends[0].weight`.
        path: String,
        /// What was expected and found.
        #[source]
        source: serde_json::Error,
    },
}

impl ManifestError {
    pub(super) fn not_an_object(document: &Value) -> Self {
        Self::NotAnObject { found: describe(Some(document)) }
    }

    pub(super) fn invalid(at: &str, document: &Value, source: serde_json::Error) -> Self {
        let text = |pointer| document.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let path = if at == "." { "the top level".to_owned() } else { path(at) };
        Self::Invalid {
            kind: text("/kind").to_owned(),
            name: text("/metadata/name").to_owned(),
            path,
            source,
        }
    }
}

/// Removes what serde's helpers write for optional values (`?`), and writes indices in brackets.
pub(super) fn path(raw: &str) -> String {
    let mut path = String::new();
    for segment in raw.split('.').filter(|segment| *segment != "?" && !segment.is_empty()) {
        if !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit()) {
            path.push_str(&format!("[{segment}]"));
        } else {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(segment);
        }
    }
    path
}

pub(super) fn string_field<'a>(
    object: &'a Map<String, Value>,
    field: &'static str,
) -> Result<&'a str, ManifestError> {
    object.get(field).and_then(Value::as_str).ok_or_else(|| ManifestError::NoTypeField {
        field,
        found: describe(object.get(field)),
        example: match field {
            "kind" => "`kind: TrafficSplit`",
            _ => "`apiVersion: split.smi-spec.io/v1alpha4`",
        },
    })
}

pub(super) fn unknown_type(api_version: &str, kind: &str) -> ManifestError {
    let wrong_version =
        |reason| ManifestError::UnknownApiVersion { api_version: api_version.to_owned(), reason };
    let wrong_kind = |reason| ManifestError::UnknownKind { kind: kind.to_owned(), reason };
    let home = latest(kind);
    let Some((group, version)) = api_version.split_once('/') else {
        let example = home.or_else(|| CATALOG.last()).map(Entry::api_version).unwrap_or_default();
        return wrong_version(format!("the group is missing; write, for example, `{example}`"));
    };
    if !CATALOG.iter().any(|entry| entry.group == group) {
        let nearest = home.map(|entry| entry.group).or_else(|| nearest(group, groups()));
        let hint = nearest.map_or_else(String::new, |group| format!("; did you mean `{group}`?"));
        return wrong_version(format!("`{group}` is not one of SMI's groups{hint}"));
    }
    match home {
        None => {
            let kinds = CATALOG.iter().filter(|entry| entry.group == group).map(|entry| entry.kind);
            let known = nearest(kind, kinds).unwrap_or_default();
            wrong_kind(format!(
                "`{group}` has no such kind{}",
                draft(kind, version).unwrap_or_else(|| format!("; did you mean `{known}`?"))
            ))
        }
        Some(home) if home.group != group => wrong_kind(format!(
            "it belongs to {}, not to {group}; latest is {}",
            home.group,
            home.api_version()
        )),
        Some(home) => wrong_version(match draft(kind, version) {
            Some(draft) => format!("`{api_version}` does not exist here{draft}"),
            None => format!(
                "{kind} does not exist in {version}; its versions are {}, latest is {}",
                versions(kind),
                home.version
            ),
        }),
    }
}

/// What to say of a draft that this build does not know.
fn draft(kind: &str, version: &str) -> Option<String> {
    let is_draft = version == "v1alpha4" && matches!(kind, "TrafficTarget" | "IdentityBinding");
    (is_draft && !cfg!(feature = "draft")).then(|| {
        ": it is a draft that no mesh serves; build with feature `draft` to read it".to_owned()
    })
}

fn versions(kind: &str) -> String {
    let of_kind = CATALOG.iter().filter(|entry| entry.kind == kind);
    let names = of_kind.map(|entry| match entry.status {
        Status::Released => entry.version.to_owned(),
        Status::Draft => format!("{} (draft)", entry.version),
        Status::SdkOnly => format!("{} (SDK only)", entry.version),
    });
    names.collect::<Vec<_>>().join(", ")
}

fn groups() -> impl Iterator<Item = &'static str> {
    CATALOG.iter().map(|entry| entry.group)
}

/// The candidate that shares most with a mistyped word: the longest common beginning and end.
fn nearest(word: &str, candidates: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let shared = |candidate: &&str| {
        let candidate = candidate.to_ascii_lowercase();
        let same = |(one, other): &(u8, u8)| one == other;
        let start = word.bytes().zip(candidate.bytes()).take_while(same).count();
        let end = word.bytes().rev().zip(candidate.bytes().rev()).take_while(same).count();
        start + end
    };
    candidates.max_by_key(shared)
}

fn describe(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Value::Null) => "an empty document".to_owned(),
        Some(Value::Array(_)) => "a list".to_owned(),
        Some(Value::Object(_)) => "an object".to_owned(),
        Some(scalar) => format!("`{scalar}`"),
    }
}
