//! Whether an object of one version is the same under the name of another one.

use std::collections::BTreeSet;

use serde_json::Value;
use smi_types::catalog::Entry;
use smi_types::schema;

/// Whether two versions have the same fields of the same types, so that nothing is lost when only `apiVersion` changes.
pub(super) fn is_same(one: &Entry, other: &Entry) -> bool {
    one == other || fields(one) == fields(other)
}

/// The fields that hold something, with their types, without those that every object has.
fn fields(entry: &Entry) -> BTreeSet<String> {
    let schema = schema::json_schema(entry);
    let mut fields = BTreeSet::new();
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        if !["apiVersion", "kind", "metadata", "status"].contains(&name.as_str()) {
            collect(schema, name, &mut fields);
        }
    }
    fields
}

fn collect(schema: &Value, path: &str, fields: &mut BTreeSet<String>) {
    let properties = schema["properties"].as_object();
    for (name, inner) in properties.into_iter().flatten() {
        collect(inner, &format!("{path}.{name}"), fields);
    }
    if schema["items"].is_object() {
        collect(&schema["items"], &format!("{path}[]"), fields);
    }
    let is_object = schema["type"] == "object" || schema["type"][0] == "object";
    if properties.is_none() && !schema["items"].is_object() && !is_object {
        fields.insert(format!("{path}: {}", schema["type"]));
    }
}
