//! Types of Kubernetes, in our words and no longer than editors need.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

/// A point in time.
pub(super) fn time(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "date-time" })
}

/// A reference to any object.
pub(crate) fn object_reference(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "apiVersion": text("Its group and version."),
            "kind": text("Its kind."),
            "name": text("Its name."),
            "namespace": text("Its namespace."),
            "uid": text("Its unique id."),
            "resourceVersion": text("The state of it that is meant."),
            "fieldPath": text("The part of it that is meant."),
        },
    })
}

/// A selector of objects by label.
pub(crate) fn label_selector(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "matchLabels": texts("Labels with their values; all of them must be there."),
            "matchExpressions": {
                "type": "array",
                "description": "Conditions on labels; all of them must hold.",
                "items": {
                    "type": "object",
                    "description": "A condition on a label.",
                    "properties": {
                        "key": text("The label."),
                        "operator": {
                            "type": "string",
                            "description": "How its value is compared.",
                        },
                        "values": {
                            "type": "array",
                            "description": "The values for In and NotIn.",
                            "items": { "type": "string" },
                        },
                    },
                },
            },
        },
    })
}

/// The metadata of an object: what people write, and by name only what API servers add.
pub(super) fn metadata() -> Value {
    json!({
        "type": "object",
        "description": "Name, namespace, labels, annotations.",
        "properties": {
            "name": text("The name of the object."),
            "generateName": text("A beginning from which the API server makes the name."),
            "namespace": text("The namespace of the object."),
            "labels": texts("Labels, by which selectors find the object."),
            "annotations": texts("Notes of people and programs."),
            "finalizers": { "type": "array", "description": "What must be done before the object goes.", "items": { "type": "string" } },
            "ownerReferences": { "type": "array", "description": "Objects that this one goes with.", "items": { "type": "object", "additionalProperties": true } },
            "managedFields": { "type": "array", "description": "Kept by the API server.", "items": { "type": "object", "additionalProperties": true } },
            "uid": text("Set by the API server."),
            "resourceVersion": text("Set by the API server."),
            "generation": { "type": "integer", "description": "Set by the API server." },
            "creationTimestamp": { "type": ["string", "null"], "description": "Set by the API server." },
            "deletionTimestamp": text("Set by the API server."),
            "deletionGracePeriodSeconds": { "type": "integer", "description": "Set by the API server." },
            "selfLink": text("Set by old API servers."),
        },
    })
}

fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn texts(description: &str) -> Value {
    json!({ "type": "object", "description": description, "additionalProperties": { "type": "string" } })
}
