//! Root types: objects with `apiVersion`, `kind` and `metadata`.
//!
//! `apiVersion` and `kind` follow from the type and are no fields: nobody can forget or mistype them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, Visitor};

/// Declares a root type and all that follows from its group, version, kind and plural.
///
/// `spec: Spec => "spec"` is a field and its name on the wire; `if Option::is_some` leaves it out when absent.
macro_rules! resource {
    (
        $(#[doc = $meta:literal])*
        $kind:ident in $group:literal / $version:literal as $plural:literal {
            $(
                $(#[doc = $doc:literal])*
                $(#[serde($($serde:tt)*)])?
                $field:ident: $type:ty => $wire:literal $(if $present:path)?,
            )*
        }
    ) => {
        $(#[doc = $meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $kind {
            /// Name, namespace, labels, annotations.
            pub metadata: k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta,
            $($(#[doc = $doc])* pub $field: $type,)*
        }

        impl k8s_openapi::Resource for $kind {
            const API_VERSION: &'static str = concat!($group, "/", $version);
            const GROUP: &'static str = $group;
            const KIND: &'static str = stringify!($kind);
            const VERSION: &'static str = $version;
            const URL_PATH_SEGMENT: &'static str = $plural;
            type Scope = k8s_openapi::NamespaceResourceScope;
        }

        impl k8s_openapi::ListableResource for $kind {
            const LIST_KIND: &'static str = concat!(stringify!($kind), "List");
        }

        impl k8s_openapi::Metadata for $kind {
            type Ty = k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

            fn metadata(&self) -> &Self::Ty {
                &self.metadata
            }

            fn metadata_mut(&mut self) -> &mut Self::Ty {
                &mut self.metadata
            }
        }

        impl serde::Serialize for $kind {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct as _;
                let Self { metadata, $($field),* } = self;
                let fields = [true, true, true, $($crate::resource::present!($field $(, $present)?)),*];
                let written = fields.iter().filter(|present| **present).count();
                let mut state = serializer.serialize_struct(stringify!($kind), written)?;
                state.serialize_field("apiVersion", concat!($group, "/", $version))?;
                state.serialize_field("kind", stringify!($kind))?;
                state.serialize_field("metadata", metadata)?;
                $(if $crate::resource::present!($field $(, $present)?) {
                    state.serialize_field($wire, $field)?;
                })*
                state.end()
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $kind {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                concat!($group, ".", $version, ".", stringify!($kind)).into()
            }

            fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let fields = vec![$($crate::schema::Field {
                    name: $wire,
                    description: concat!($($doc),*),
                    required: $crate::resource::required!($(#[$($serde)*])? $($present)?),
                    schema: $crate::schema::field::<$type>(_generator),
                },)*];
                $crate::schema::root(concat!($($meta),*), fields)
            }
        }

        impl<'de> serde::Deserialize<'de> for $kind {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                struct Wire {
                    #[serde(rename = "apiVersion", default)]
                    _api_version: $crate::resource::ApiVersionOf<$kind>,
                    #[serde(rename = "kind", default)]
                    _kind: $crate::resource::KindOf<$kind>,
                    #[serde(default, deserialize_with = "crate::resource::null_as_default")]
                    metadata: k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta,
                    $(#[serde(rename = $wire)] $(#[serde($($serde)*)])? $field: $type,)*
                }
                let Wire { _api_version, _kind, metadata, $($field),* } = Wire::deserialize(deserializer)?;
                Ok(Self { metadata, $($field),* })
            }
        }
    };
}

/// Whether a field is written.
macro_rules! present {
    ($field:ident) => {
        true
    };
    ($field:ident, $present:path) => {
        $present($field)
    };
}

/// Whether reading fails without a field: one that has a default or may be left out is not required.
#[cfg(feature = "schemars")]
macro_rules! required {
    () => {
        true
    };
    ($($optional:tt)+) => {
        false
    };
}

#[cfg(feature = "schemars")]
pub(crate) use required;
pub(crate) use {present, resource};

/// Reads null as if the field were absent, as the API server does: it drops null where a schema does not ask for it.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// The `apiVersion` of a root type. Tolerates its absence, since items of a list may omit it.
pub(crate) struct ApiVersionOf<T>(PhantomData<T>);

/// The `kind` of a root type.
pub(crate) struct KindOf<T>(PhantomData<T>);

impl<T> Default for ApiVersionOf<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T> Default for KindOf<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: k8s_openapi::Resource> Deserialize<'de> for ApiVersionOf<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Constant(T::API_VERSION)).map(|()| Self::default())
    }
}

impl<'de, T: k8s_openapi::Resource> Deserialize<'de> for KindOf<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Constant(T::KIND)).map(|()| Self::default())
    }
}

struct Constant(&'static str);

impl Visitor<'_> for Constant {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`", self.0)
    }

    fn visit_str<E: de::Error>(self, found: &str) -> Result<(), E> {
        if found == self.0 {
            Ok(())
        } else {
            Err(E::custom(format_args!("expected `{}`, found `{found}`", self.0)))
        }
    }
}
