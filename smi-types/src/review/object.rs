//! One object of a request: taking it apart, converting what it says, putting it together again.
//!
//! Metadata never goes through a type: the API server refuses an object whose metadata lost anything.

use serde_json::{Map, Value};

use crate::catalog::{CATALOG, Entry};
use crate::convert::Loss;
use crate::manifest::ManifestError;
use crate::review::carry::{self, Annotation};
use crate::review::plain::{Kind, Said};
use crate::review::refusal::{Refusal, describe, found};
use crate::review::request::Desired;

/// A converted object.
pub(super) struct Outcome {
    pub(super) object: Value,
    /// What the desired version cannot say.
    pub(super) lost: Vec<Loss>,
}

/// Converts one object of a request.
pub(super) fn convert(index: usize, object: &Value, desired: &Desired) -> Result<Outcome, Refusal> {
    let subject = Subject { index, value: object };
    let fields = object.as_object().ok_or_else(|| {
        subject.refuse("object", "an object with `apiVersion` and `kind`", Some(object))
    })?;
    let entry = subject.entry(desired)?;
    subject.check_metadata()?;
    if entry.version == desired.version {
        return Ok(Outcome { object: object.clone(), lost: Vec::new() });
    }
    let name = object.pointer("/metadata/name").and_then(Value::as_str).unwrap_or_default();
    let kind = Kind { group: entry.group, kind: entry.kind, name };
    let said = Said { version: entry.version, body: body(fields) };
    let unreadable = |source: ManifestError| Refusal::Unreadable {
        object: describe(index, object),
        api_version: entry.api_version(),
        source: Box::new(source),
    };
    let lost = kind.losses(&said, desired.version).map_err(unreadable)?;
    let annotation = Annotation::read(object, kind);
    let (said, kept) =
        carry::convert(kind, &said, &annotation.carried, desired.version).map_err(unreadable)?;
    let mut converted = said.body;
    converted.insert("apiVersion".to_owned(), desired.to_string().into());
    converted.insert("kind".to_owned(), entry.kind.into());
    if let Some(metadata) = annotation.write(fields.get("metadata"), &kept) {
        converted.insert("metadata".to_owned(), metadata);
    }
    Ok(Outcome { object: converted.into(), lost })
}

/// What an object says: all but its type and metadata.
fn body(fields: &Map<String, Value>) -> Map<String, Value> {
    let said = |name: &str| !matches!(name, "apiVersion" | "kind" | "metadata");
    let fields = fields.iter().filter(|(name, _)| said(name));
    fields.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// An object with its place, for messages.
#[derive(Clone, Copy)]
struct Subject<'a> {
    index: usize,
    value: &'a Value,
}

impl Subject<'_> {
    /// The object's line in the catalogue, if its kind exists in its version and in the desired one.
    fn entry(self, desired: &Desired) -> Result<&'static Entry, Refusal> {
        let api_version = self.text("apiVersion", "a group and version")?;
        let kind = self.text("kind", "a kind")?;
        let object = || describe(self.index, self.value);
        let group = desired.group;
        let Some(version) =
            api_version.strip_prefix(group).and_then(|version| version.strip_prefix('/'))
        else {
            return Err(Refusal::OtherGroup { object: object(), group, found: api_version.into() });
        };
        let of_kind = || CATALOG.iter().filter(|entry| entry.group == group && entry.kind == kind);
        if of_kind().next().is_none() {
            let of_group = CATALOG.iter().filter(|entry| entry.group == group);
            let known = listed(of_group.map(|entry| entry.kind));
            return Err(Refusal::NoSuchKind { object: object(), group, known, found: kind.into() });
        }
        let find = |version: &str| {
            of_kind().find(|entry| entry.version == version).ok_or_else(|| Refusal::NoSuchVersion {
                object: object(),
                kind: kind.to_owned(),
                api_version: format!("{group}/{version}"),
                exists: listed(of_kind().map(|entry| entry.version)),
            })
        };
        find(desired.version)?;
        find(version)
    }

    fn check_metadata(self) -> Result<(), Refusal> {
        let metadata = self.value.get("metadata");
        if !metadata.is_none_or(Value::is_object) {
            return Err(self.refuse("metadata", "an object", metadata));
        }
        let annotations = self.value.pointer("/metadata/annotations");
        if annotations.is_none_or(|annotations| annotations.is_object() || annotations.is_null()) {
            return Ok(());
        }
        Err(self.refuse("metadata.annotations", "an object", annotations))
    }

    fn text(&self, field: &'static str, expected: &'static str) -> Result<&str, Refusal> {
        let value = self.value.get(field);
        value.and_then(Value::as_str).ok_or_else(|| self.refuse(field, expected, value))
    }

    fn refuse(self, field: &'static str, expected: &'static str, value: Option<&Value>) -> Refusal {
        let object = describe(self.index, self.value);
        Refusal::ObjectField { object, field, expected, found: found(value) }
    }
}

/// Names in order, each once.
fn listed(names: impl Iterator<Item = &'static str>) -> String {
    let mut names: Vec<_> = names.collect();
    names.dedup();
    names.join(", ")
}
