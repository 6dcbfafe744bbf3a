//! A stand-in for an API server: judges a manifest by a structural schema, layer by layer.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube_cel::CompiledSchema;
use serde_json::{Value, json};
use smi_types::bounds;

use crate::fixture::{Fixture, Layer};
use crate::record::Verdict;

pub(super) struct StandIn {
    schema: Value,
    validator: jsonschema::Validator,
    rules: CompiledSchema,
}

/// A refusal: who, where, and the words where they are ours.
#[derive(Debug)]
pub(super) struct Refusal {
    layer: Layer,
    at: String,
    says: String,
}

impl StandIn {
    pub(super) fn new(schema: &Value) -> Self {
        let validator = jsonschema::draft7::new(&readable(schema));
        Self {
            schema: schema.clone(),
            validator: validator.unwrap_or_else(|error| panic!("{error}")),
            rules: kube_cel::compile_schema(schema),
        }
    }

    /// `None` for what is admitted.
    pub(super) fn judge(&self, fixture: &Fixture) -> Option<Refusal> {
        let refusal = |layer, at: String| Some(Refusal { layer, at, says: String::new() });
        let mut value = match fixture.value() {
            Ok(value) => value,
            Err(error) => return refusal(Layer::Decode, error),
        };
        if let Some(error) = metadata_error(&value["metadata"]) {
            return refusal(Layer::Decode, error);
        }
        if let Some(path) = unknown(&self.schema, &value, "") {
            return refusal(Layer::Decode, path);
        }
        let of_metadata =
            bounds::check(&value).into_iter().find(|one| one.bound.path.starts_with("metadata"));
        if of_metadata.is_some() {
            return refusal(Layer::Schema, "metadata.name".to_owned());
        }
        drop_null(&mut value);
        if let Some(error) = self.validator.iter_errors(&value).next() {
            return refusal(Layer::Schema, place(&error));
        }
        if let Some(path) = repeated_key(&self.schema, &value, "") {
            return refusal(Layer::Schema, path);
        }
        let broken =
            kube_cel::Validator::new().validate_compiled(&self.rules, &value, None).err()?;
        let first = broken.into_vec().into_iter().next()?;
        Some(Refusal { layer: Layer::Cel, at: first.field_path, says: first.message })
    }
}

/// Whether the stand-in judged as the real server did.
pub(super) fn agree(found: Option<&Refusal>, recorded: &Verdict) -> bool {
    match (found, recorded.refusal()) {
        (None, _) => recorded.is_admitted(),
        (Some(found), Some((Layer::Decode, _, message))) => {
            found.layer == Layer::Decode && (found.at.contains(' ') || message.contains(&found.at))
        }
        (Some(found), Some((layer, at, says))) => {
            found.layer == layer && found.at == at && says.ends_with(&found.says)
        }
        (Some(_), None) => false,
    }
}

/// The schema in words that a JSON Schema validator knows.
fn readable(schema: &Value) -> Value {
    let mut schema = schema.clone();
    let Value::Object(fields) = &mut schema else { return schema };
    if fields.get("x-kubernetes-int-or-string").is_some() {
        fields.insert("type".to_owned(), json!(["integer", "string"]));
    }
    // A number beyond 64 bits is no integer to the server.
    if fields.remove("format").is_some_and(|format| format == "int64") {
        fields.entry("maximum").or_insert(i64::MAX.into());
    }
    for (word, value) in fields.iter_mut() {
        match (word.as_str(), value) {
            ("properties", Value::Object(inner)) => {
                inner.values_mut().for_each(|one| *one = readable(one))
            }
            ("items" | "additionalProperties", inner) => *inner = readable(inner),
            _ => {}
        }
    }
    schema
}

fn metadata_error(metadata: &Value) -> Option<String> {
    if metadata.is_null() {
        return None;
    }
    let typed: ObjectMeta = match serde_json::from_value(metadata.clone()) {
        Ok(typed) => typed,
        Err(error) => return Some(format!("labels: {error}")),
    };
    let known = serde_json::to_value(typed).unwrap_or_default();
    let unknown =
        metadata.as_object().into_iter().flatten().find(|(name, _)| known.get(*name).is_none());
    unknown.map(|(name, _)| format!("metadata.{name}"))
}

/// The first field that a schema does not know.
fn unknown(schema: &Value, value: &Value, at: &str) -> Option<String> {
    match value {
        Value::Object(fields) => fields.iter().find_map(|(name, inner)| {
            let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            if path == "metadata" {
                return None;
            }
            let known =
                schema["properties"].get(name).or_else(|| schema.get("additionalProperties"));
            known.map_or(Some(path.clone()), |known| unknown(known, inner, &path))
        }),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| unknown(&schema["items"], item, &format!("{at}[{index}]"))),
        _ => None,
    }
}

/// The server takes null for absent.
fn drop_null(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, inner| !inner.is_null());
            fields.values_mut().for_each(drop_null);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_null),
        _ => {}
    }
}

fn place(error: &jsonschema::ValidationError) -> String {
    let mut path = dotted(&error.instance_path().to_string());
    if let jsonschema::error::ValidationErrorKind::Required { property } = error.kind() {
        let name = property.as_str().unwrap_or_default();
        path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    }
    path
}

/// `/spec/matches/0/name` as Kubernetes writes it.
fn dotted(pointer: &str) -> String {
    pointer.split('/').skip(1).fold(String::new(), |path, segment| match segment.parse::<usize>() {
        Ok(index) => format!("{path}[{index}]"),
        Err(_) if path.is_empty() => segment.to_owned(),
        Err(_) => format!("{path}.{segment}"),
    })
}

/// The first item of a list that repeats a key.
fn repeated_key(schema: &Value, value: &Value, at: &str) -> Option<String> {
    match value {
        Value::Object(fields) => fields.iter().find_map(|(name, inner)| {
            let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            repeated_key(&schema["properties"][name.as_str()], inner, &path)
        }),
        Value::Array(items) => {
            let keys = schema["x-kubernetes-list-map-keys"].as_array().cloned().unwrap_or_default();
            let key = |item: &Value| {
                keys.iter()
                    .map(|key| item[key.as_str().unwrap_or_default()].clone())
                    .collect::<Vec<_>>()
            };
            let repeats = |(index, item): &(usize, &Value)| {
                !keys.is_empty() && items[..*index].iter().any(|before| key(before) == key(item))
            };
            items.iter().enumerate().find(repeats).map(|(index, _)| format!("{at}[{index}]"))
        }
        _ => None,
    }
}

/// Words that restrict values, beside types.
const RESTRICTIONS: [&str; 12] = [
    "minimum",
    "maximum",
    "minLength",
    "pattern",
    "enum",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-validations",
    "x-kubernetes-int-or-string",
];

/// A schema with one restriction taken out, for each restriction; with the place.
pub(super) fn mutants(schema: &Value) -> Vec<(String, Value)> {
    let mut pointers = Vec::new();
    restrictions(schema, "", &mut pointers);
    let without = |pointer: String| {
        let mut mutant = schema.clone();
        let (parent, last) = pointer.rsplit_once('/')?;
        match mutant.pointer_mut(parent)? {
            Value::Object(fields) => drop(fields.remove(last)),
            Value::Array(items) => drop(items.remove(last.parse().ok()?)),
            _ => return None,
        }
        Some((pointer, mutant))
    };
    pointers.into_iter().filter_map(without).collect()
}

fn restrictions(schema: &Value, at: &str, pointers: &mut Vec<String>) {
    let Value::Object(fields) = schema else { return };
    for (word, value) in fields {
        let here = format!("{at}/{word}");
        match (word.as_str(), value) {
            (word, _) if RESTRICTIONS.contains(&word) => pointers.push(here),
            ("required", Value::Array(names)) => {
                pointers.extend((0..names.len()).map(|index| format!("{here}/{index}")));
            }
            ("properties", Value::Object(inner)) => {
                inner.iter().for_each(|(name, inner)| {
                    restrictions(inner, &format!("{here}/{name}"), pointers)
                });
            }
            ("items" | "additionalProperties", inner) => restrictions(inner, &here, pointers),
            _ => {}
        }
    }
}

/// Collects the fields of a schema that none of these values has.
pub(super) fn fields_not_in(
    schema: &Value,
    values: &[&Value],
    at: &str,
    missing: &mut Vec<String>,
) {
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{at}: {name}");
        let found: Vec<&Value> = values.iter().filter_map(|value| value.get(name)).collect();
        if found.is_empty() {
            missing.push(place);
        } else {
            fields_not_in(inner, &found, &place, missing);
        }
    }
    if let Some(items) = schema.get("items") {
        let found: Vec<&Value> =
            values.iter().filter_map(|value| value.as_array()).flatten().collect();
        fields_not_in(items, &found, at, missing);
    }
}
