//! The plain conversion of what an object says, with nothing carried.

use serde_json::{Map, Value, json};

use crate::catalog::{CATALOG, Entry};
use crate::convert::Loss;
use crate::convert::set::Target;
use crate::headers::HeaderMatches;
use crate::manifest::{Manifest, ManifestError};

/// The fields of an object but for its type and metadata.
pub(super) type Body = Map<String, Value>;

/// What an object says at a version.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    pub(super) version: &'static str,
    pub(super) body: Body,
}

/// A kind of the catalogue, and the name of the object for messages.
#[derive(Clone, Copy)]
pub(super) struct Kind<'a> {
    pub(super) group: &'static str,
    pub(super) kind: &'static str,
    pub(super) name: &'a str,
}

impl Kind<'_> {
    /// The versions that have the kind, oldest first.
    pub(super) fn versions(self) -> impl DoubleEndedIterator<Item = &'static str> {
        let of_kind = move |entry: &&Entry| entry.group == self.group && entry.kind == self.kind;
        CATALOG.iter().filter(of_kind).map(|entry| entry.version)
    }

    /// Converts to a version, as if nobody had ever said more. At its own version an object stays as it is.
    pub(super) fn plain(self, said: &Said, version: &'static str) -> Result<Said, ManifestError> {
        if version == said.version { Ok(said.clone()) } else { self.typed(said, version) }
    }

    /// The same, but for an object at its own version without the fields that its type does not know.
    pub(super) fn typed(self, said: &Said, version: &'static str) -> Result<Said, ManifestError> {
        let mut manifest = self.converted(said, version)?.0;
        keep_header_forms(&mut manifest);
        let body = match manifest.to_value() {
            Value::Object(mut fields) => {
                fields
                    .retain(|name, _| !matches!(name.as_str(), "apiVersion" | "kind" | "metadata"));
                fields
            }
            _ => Body::new(),
        };
        Ok(Said { version, body })
    }

    /// What a version cannot say.
    pub(super) fn losses(self, said: &Said, version: &str) -> Result<Vec<Loss>, ManifestError> {
        self.converted(said, version).map(|(_, lost)| lost)
    }

    fn converted(self, said: &Said, version: &str) -> Result<(Manifest, Vec<Loss>), ManifestError> {
        let mut document = said.body.clone();
        document.insert("apiVersion".to_owned(), format!("{}/{}", self.group, said.version).into());
        document.insert("kind".to_owned(), self.kind.into());
        document.insert("metadata".to_owned(), json!({ "name": self.name }));
        let manifest = Manifest::parse(&document.into())?.manifest;
        let converted = manifest
            .convert_alone(&Target::Version(version.to_owned()))
            .expect("only versions of the kind are asked for");
        debug_assert!(converted.also.is_empty(), "a webhook cannot create objects");
        Ok((converted.value, converted.lost))
    }
}

/// Writes headers in the form in which they were read: the definitions of meshes want one or the other.
fn keep_header_forms(manifest: &mut Manifest) {
    let matches = match manifest {
        Manifest::HTTPRouteGroupV1alpha2(group) => &mut group.matches,
        Manifest::HTTPRouteGroupV1alpha3(group) => &mut group.spec.matches,
        Manifest::HTTPRouteGroupV1alpha4(group) => &mut group.spec.matches,
        _ => return,
    };
    for one in matches {
        one.headers = one.headers.take().map(as_read);
    }
}

/// The list says what a map cannot say.
fn as_read(headers: HeaderMatches) -> HeaderMatches {
    let form = headers.read_as();
    headers.clone().written_as(form).unwrap_or(headers)
}
