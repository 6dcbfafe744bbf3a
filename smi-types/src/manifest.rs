//! Any SMI object, in any version.

mod error;
mod node;

use k8s_openapi::Metadata as _;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::Value;

use crate::catalog::{self, Entry, catalogue};
use crate::convert::{Converted, Downgrade as _, Upgrade as _};

pub use error::ManifestError;
use node::Node;

/// What a document says.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The object.
    pub manifest: Manifest,
    /// The paths of fields that its type does not know, for example `spec.backends[1].wieght`: an API server prunes or
    /// refuses them. `status` and what meshes add is among them.
    pub unknown: Vec<String>,
}

macro_rules! manifest {
    ($(
        $(#[$cfg:meta])*
        $variant:ident: $type:ty, $short:literal, $status:ident, $compatible:literal, $served:literal
        $(=> $(#[$newer_cfg:meta])* $newer:ident)?;
    )*) => {
        /// Any SMI object, in any version.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "a variant is named after the kind and the version of its type")]
        pub enum Manifest {
            $($(#[$cfg])* $variant($type),)*
        }

        impl Manifest {
            /// The object's metadata.
            #[must_use]
            pub fn metadata(&self) -> &ObjectMeta {
                match self {
                    $($(#[$cfg])* Self::$variant(object) => object.metadata(),)*
                }
            }

            /// The object's metadata, to change.
            pub fn metadata_mut(&mut self) -> &mut ObjectMeta {
                match self {
                    $($(#[$cfg])* Self::$variant(object) => object.metadata_mut(),)*
                }
            }

            fn type_names(&self) -> (&'static str, &'static str) {
                match self {
                    $($(#[$cfg])* Self::$variant(_) => (
                        <$type as k8s_openapi::Resource>::API_VERSION,
                        <$type as k8s_openapi::Resource>::KIND,
                    ),)*
                }
            }

            /// Writes the object as JSON.
            #[must_use]
            pub fn to_value(&self) -> Value {
                match self {
                    $($(#[$cfg])* Self::$variant(object) => serde_json::to_value(object),)*
                }
                .expect("these types have string keys and finite numbers only")
            }

            fn read(api_version: &str, kind: &str, value: &Value) -> Option<Result<Parsed, ManifestError>> {
                $($(#[$cfg])* {
                    type This = $type;
                    if api_version == <This as k8s_openapi::Resource>::API_VERSION
                        && kind == <This as k8s_openapi::Resource>::KIND
                    {
                        return Some(typed(value, Self::$variant));
                    }
                })*
                None
            }

            /// Reads an object of a kind and version from any deserializer; nothing where SMI has no such kind.
            ///
            /// [`parse`](Self::parse) does more for JSON values: it finds the type itself and names unknown fields.
            pub fn deserialize<'de, D: serde::Deserializer<'de>>(
                api_version: &str,
                kind: &str,
                deserializer: D,
            ) -> Option<Result<Self, D::Error>> {
                $($(#[$cfg])* {
                    type This = $type;
                    if api_version == <This as k8s_openapi::Resource>::API_VERSION
                        && kind == <This as k8s_openapi::Resource>::KIND
                    {
                        let read = <This as serde::Deserialize>::deserialize(deserializer);
                        return Some(read.map(Self::$variant));
                    }
                })*
                None
            }

            /// Converts to the next newer version, if there is one.
            ///
            /// # Errors
            ///
            /// The object itself, where there is none.
            #[expect(clippy::result_large_err, reason = "the object is given back, not lost")]
            pub fn upgrade(self) -> Result<Converted<Self>, Self> {
                match self {
                    $($($(#[$newer_cfg])* Self::$variant(object) => Ok(object.upgrade().map(Self::$newer)),)?)*
                    latest => Err(latest),
                }
            }

            /// Converts to the next older version, if there is one.
            ///
            /// # Errors
            ///
            /// The object itself, where there is none.
            #[expect(clippy::result_large_err, reason = "the object is given back, not lost")]
            pub fn downgrade(self) -> Result<Converted<Self>, Self> {
                match self {
                    $($($(#[$newer_cfg])* Self::$newer(object) => Ok(object.downgrade().map(Self::$variant)),)?)*
                    oldest => Err(oldest),
                }
            }

        }

        impl serde::Serialize for Manifest {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $($(#[$cfg])* Self::$variant(object) => object.serialize(serializer),)*
                }
            }
        }

        $($(#[$cfg])* impl From<$type> for Manifest {
            fn from(object: $type) -> Self {
                Self::$variant(object)
            }
        })*
    };
}

catalogue!(manifest);

impl Manifest {
    /// Reads one document, given as a JSON value (a YAML document read into one is as good).
    ///
    /// ```
    /// let document = serde_json::json!({
    ///     "apiVersion": "split.smi-spec.io/v1alpha4",
    ///     "kind": "TrafficSplit",
    ///     "metadata": { "name": "checkout" },
    ///     "spec": { "service": "checkout", "backends": [{ "service": "checkout-v2", "wieght": 1 }] },
    /// });
    /// let parsed = smi_types::Manifest::parse(&document)?;
    /// assert_eq!(parsed.unknown, ["spec.backends[0].wieght"]);
    /// # Ok::<(), smi_types::ManifestError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ManifestError`] says where, what was expected and found, and what to do.
    pub fn parse(document: &Value) -> Result<Parsed, ManifestError> {
        let object = document.as_object().ok_or_else(|| ManifestError::not_an_object(document))?;
        let api_version = error::string_field(object, "apiVersion")?;
        let kind = error::string_field(object, "kind")?;
        Self::read(api_version, kind, document)
            .unwrap_or_else(|| Err(error::unknown_type(api_version, kind)))
    }

    /// Group and version, for example `split.smi-spec.io/v1alpha4`.
    #[must_use]
    pub fn api_version(&self) -> &'static str {
        self.type_names().0
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.type_names().1
    }

    /// The object's line in the catalogue.
    #[must_use]
    pub fn entry(&self) -> &'static Entry {
        let (api_version, kind) = self.type_names();
        catalog::find(api_version, kind).expect("variants and catalogue come from the same rows")
    }
}

/// Reads a value as a type, with the paths of what the type does not know.
fn typed<T: serde::de::DeserializeOwned>(
    value: &Value,
    variant: impl FnOnce(T) -> Manifest,
) -> Result<Parsed, ManifestError> {
    let mut unknown = Vec::new();
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(Node(value), &mut track);
    let read =
        serde_ignored::deserialize(tracked, |path| unknown.push(error::path(&path.to_string())));
    match read {
        Ok(object) => Ok(Parsed { manifest: variant(object), unknown }),
        Err(source) => Err(ManifestError::invalid(&track.path().to_string(), value, source)),
    }
}
