//! The shape of objects: what both dialects share.

use std::any::TypeId;

use k8s_openapi::Resource;
use k8s_openapi::api::core::v1::ObjectReference;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, Time};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::foreign;
use crate::catalog::{Entry, catalogue};

/// A field of a root type.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    /// Whether reading fails without it.
    pub(crate) required: bool,
    pub(crate) schema: Schema,
}

/// The schema of an object with `apiVersion`, `kind`, `metadata` and these fields.
pub(crate) fn root(description: &str, fields: Vec<Field>) -> Schema {
    let mut properties = Map::new();
    let text = |text| json_schema!({ "type": "string", "description": text }).to_value();
    properties.insert("apiVersion".to_owned(), text("Group and version."));
    properties.insert("kind".to_owned(), text("The kind."));
    properties.insert("metadata".to_owned(), json_schema!({ "type": "object" }).to_value());
    let mut required = Vec::new();
    for Field { name, description, required: is_required, mut schema } in fields {
        schema.insert("description".to_owned(), description.trim().into());
        properties.insert(name.to_owned(), schema.to_value());
        required.extend(is_required.then_some(name));
    }
    let mut schema = json_schema!({ "type": "object", "description": description.trim(), "properties": properties });
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema
}

/// The schema of a field's type; types of Kubernetes are described in our words and as short as possible.
pub(crate) fn field<T: JsonSchema + 'static>(generator: &mut SchemaGenerator) -> Schema {
    let is = |other| TypeId::of::<T>() == other;
    if is(TypeId::of::<Option<Time>>()) {
        foreign::time(generator)
    } else if is(TypeId::of::<Option<ObjectReference>>()) {
        foreign::object_reference(generator)
    } else if is(TypeId::of::<Option<LabelSelector>>()) {
        foreign::label_selector(generator)
    } else {
        generator.subschema_for::<T>()
    }
}

macro_rules! shapes {
    ($(
        $(#[$cfg:meta])*
        $variant:ident: $type:ty, $short:literal, $status:ident, $compatible:literal, $served:literal
        $(=> $(#[$newer_cfg:meta])* $newer:ident)?;
    )*) => {
        /// The shape of a kind in a version.
        pub(super) fn shape(entry: &Entry) -> Value {
            $($(#[$cfg])* if is::<$type>(entry) {
                return of::<$type>();
            })*
            unreachable!("entries come from the catalogue, and so do the types here")
        }
    };
}

catalogue!(shapes);

fn is<T: Resource>(entry: &Entry) -> bool {
    (entry.group, entry.version, entry.kind) == (T::GROUP, T::VERSION, T::KIND)
}

fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft07().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
        settings.transforms.clear();
    });
    let mut shape = settings.into_generator().into_root_schema_for::<T>().to_value();
    normalise(&mut shape);
    shape
}

/// Removes what derives add and neither dialect wants: titles, defaults (an API server would write them into objects), and
/// null as an alternative to being absent.
fn normalise(schema: &mut Value) {
    let Value::Object(fields) = schema else { return };
    for word in ["title", "default"] {
        fields.remove(word);
    }
    without_null(fields);
    if let Some(Value::String(text)) = fields.get_mut("description") {
        *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    for word in ["items", "additionalProperties"] {
        fields.get_mut(word).into_iter().for_each(normalise);
    }
    for word in ["properties", "anyOf"] {
        match fields.get_mut(word) {
            Some(Value::Object(inner)) => inner.values_mut().for_each(normalise),
            Some(Value::Array(inner)) => inner.iter_mut().for_each(normalise),
            _ => {}
        }
    }
}

fn without_null(fields: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = fields.get_mut("type") {
        types.retain(|one| one != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            fields.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(choices)) = fields.get_mut("anyOf") else { return };
    let null = choices.iter().position(|choice| choice.get("type") == Some(&"null".into()));
    if let Some(null) = null {
        choices.remove(null);
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            fields.remove("anyOf");
            for (word, value) in only {
                fields.entry(word).or_insert(value);
            }
        }
    }
}
