//! JSON Schemas of every kind in every version, made from the types and the table of [bounds](crate::bounds).
//!
//! Two dialects come from one shape. [`json_schema`] is draft-07 for editors and for checking files: constant `apiVersion` and
//! `kind`, closed objects, both forms of headers, null where a field may be absent. The structural one, for API servers, is
//! in the definitions of the module `crd` (feature `kube`).

mod dialect;
mod foreign;
mod shape;

use serde_json::{Value, json};

use crate::catalog::{CATALOG, Entry};

#[cfg(feature = "kube")]
pub(crate) use dialect::structural;
pub(crate) use foreign::{label_selector, object_reference};
pub(crate) use shape::{Field, field, root};

/// The JSON Schema (draft-07) of one kind in one version.
///
/// ```
/// let entry = smi_types::catalog::latest("TrafficSplit").expect("it exists");
/// let schema = smi_types::schema::json_schema(entry);
/// assert_eq!(schema["properties"]["apiVersion"]["const"], "split.smi-spec.io/v1alpha4");
/// assert_eq!(schema["properties"]["spec"]["properties"]["backends"]["items"]["properties"]["weight"]["minimum"], 0);
/// ```
#[must_use]
pub fn json_schema(entry: &Entry) -> Value {
    dialect::draft_07(entry)
}

/// Where the JSON Schema of a kind lies in a catalogue, as kubeconform and others expect it:
/// `<group>/<kind>_<version>.json` in lower case.
#[must_use]
pub fn file_name(entry: &Entry) -> String {
    format!("{}/{}_{}.json", entry.group, entry.kind.to_lowercase(), entry.version)
}

/// A JSON Schema (draft-07) for files that hold several kinds: it takes an object by its `apiVersion` and `kind` to the
/// schema of that name, and knows nothing of other objects.
#[must_use]
pub fn json_schema_of_all() -> Value {
    let cases = CATALOG.iter().map(|entry| {
        json!({
            "if": {
                "required": ["apiVersion", "kind"],
                "properties": { "apiVersion": { "const": entry.api_version() }, "kind": { "const": entry.kind } },
            },
            "then": { "$ref": file_name(entry) },
        })
    });
    json!({
        "$schema": dialect::DRAFT_07,
        "title": "Service Mesh Interface",
        "description": "Any object of the Service Mesh Interface in any version; other objects pass.",
        "type": "object",
        "allOf": cases.collect::<Vec<_>>(),
    })
}

macro_rules! schema {
    ($type:ty, $name:literal, $schema:tt) => {
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    };
}

schema!(crate::Quantity, "Quantity", {
    "description": "A Kubernetes quantity such as 1, 500m or 1Ki.",
    "x-kubernetes-int-or-string": true,
});
schema!(crate::Port, "Port", {
    "description": "A port number, or one as a string of digits.",
    "x-kubernetes-int-or-string": true,
});
schema!(crate::Weight, "Weight", { "description": "A whole number.", "type": "integer", "format": "int64" });
// Both forms that exist on the wire; an API server is given one of them.
schema!(crate::HeaderMatches, "HeaderMatches", {
    "description": "Header names and regular expressions for their values; all of them must match.",
    "anyOf": [
        { "type": "array", "items": { "type": "object", "additionalProperties": { "type": "string" } } },
        { "type": "object", "additionalProperties": { "type": "string" } },
    ],
});
