//! JSON Schemas of what derives cannot describe, and of whole objects.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Map;

use crate::{HeaderMatches, Port, Quantity, Weight};

/// The schema of an object with `apiVersion`, `kind`, `metadata` and these fields.
pub(crate) fn root(description: &str, fields: Vec<(&str, Schema)>) -> Schema {
    let text = json_schema!({ "type": "string" });
    let metadata = json_schema!({ "type": "object" });
    let common = [("apiVersion", text.clone()), ("kind", text), ("metadata", metadata)];
    let properties: Map<_, _> = common
        .into_iter()
        .chain(fields)
        .map(|(name, schema)| (name.to_owned(), schema.to_value()))
        .collect();
    json_schema!({ "type": "object", "description": description.trim(), "properties": properties })
}

macro_rules! schema {
    ($type:ty, $name:literal, $schema:tt) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

schema!(Quantity, "Quantity", {
    "description": "A Kubernetes quantity such as 1, 500m or 1Ki.",
    "x-kubernetes-int-or-string": true,
});
schema!(Port, "Port", {
    "description": "A port number, or one as a string of digits.",
    "x-kubernetes-int-or-string": true,
});
schema!(Weight, "Weight", { "description": "A whole number.", "type": "integer", "format": "int64" });
// The list, which most meshes want; the map form needs a schema of its own.
schema!(HeaderMatches, "HeaderMatches", {
    "description": "Header names and regular expressions for their values, one in each item; all of them must match.",
    "type": "array",
    "items": { "type": "object", "additionalProperties": { "type": "string" } },
});
