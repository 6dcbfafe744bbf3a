//! From the shape of an object to a JSON Schema, and to the structural schema of an API server.

use serde_json::{Map, Value, json};

use super::{foreign, shape::shape};
use crate::bounds::{BOUNDS, Keyword};
use crate::catalog::Entry;
#[cfg(feature = "kube")]
use crate::headers::HeaderForm;

pub(super) const DRAFT_07: &str = "http://json-schema.org/draft-07/schema#";

/// A number beyond 64 bits is a fraction to an API server, but an integer to draft-07.
const LARGEST: i64 = i64::MAX;

/// Which words a schema may use.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Draft07,
    #[cfg(feature = "kube")]
    Structural,
}

pub(super) fn draft_07(entry: &Entry) -> Value {
    let mut schema = shape(entry);
    each(&mut schema, &mut |fields| {
        let bare =
            fields.get("metadata").and_then(Value::as_object).is_some_and(|one| one.len() == 1);
        if bare {
            fields.insert("metadata".to_owned(), foreign::metadata());
        }
    });
    bind(&mut schema, entry, Dialect::Draft07);
    each(&mut schema, &mut close);
    each(&mut schema, &mut admit_null);
    let root = &mut schema;
    root["$schema"] = DRAFT_07.into();
    root["title"] = format!("{} ({})", entry.kind, entry.api_version()).into();
    root["properties"]["apiVersion"]["const"] = entry.api_version().into();
    root["properties"]["kind"]["const"] = entry.kind.into();
    require(root, "apiVersion");
    require(root, "kind");
    schema
}

/// The structural schema, with headers in one form: an API server knows no alternatives.
#[cfg(feature = "kube")]
pub(crate) fn structural(entry: &Entry, form: HeaderForm) -> Value {
    let mut schema = shape(entry);
    let wanted = if form == HeaderForm::Map { "object" } else { "array" };
    each(&mut schema, &mut |fields| {
        let Some(Value::Array(choices)) = fields.remove("anyOf") else { return };
        let choice = choices.into_iter().find(|choice| choice["type"] == wanted);
        let choice = choice.expect("headers are the only alternative, and have both forms");
        fields.extend(choice.as_object().cloned().unwrap_or_default());
    });
    bind(&mut schema, entry, Dialect::Structural);
    schema
}

/// Calls a function with every object in a schema, outer ones first.
fn each(schema: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    match schema {
        Value::Object(fields) => {
            change(fields);
            fields.values_mut().for_each(|inner| each(inner, change));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| each(inner, change)),
        _ => {}
    }
}

/// Closes an object, and says in words of draft-07 what only structural schemas know.
fn close(schema: &mut Map<String, Value>) {
    let is_schema = schema.get("type").is_some_and(|kind| kind == "object");
    if is_schema && !schema.contains_key("additionalProperties") {
        schema.insert("additionalProperties".to_owned(), false.into());
    }
    if schema.remove("x-kubernetes-int-or-string").is_some() {
        schema.entry("type").or_insert(json!(["number", "string"]));
    }
    if schema.get("format").is_some_and(|format| format == "int64") {
        schema.remove("format");
        schema.entry("maximum").or_insert(LARGEST.into());
    }
}

/// Lets fields that may be absent be null, which an API server and our reader take for absent.
fn admit_null(schema: &mut Map<String, Value>) {
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    for (_, field) in
        properties.iter_mut().filter(|(name, _)| !required.iter().any(|one| one == *name))
    {
        if let Some(choices) = field.get_mut("anyOf").and_then(Value::as_array_mut)
            && choices.iter().all(|choice| choice.get("type").is_some())
        {
            choices.push(json!({ "type": "null" }));
        }
        match field.get_mut("type") {
            Some(Value::Array(types)) if !types.contains(&"null".into()) => {
                types.push("null".into())
            }
            Some(Value::String(only)) => field["type"] = json!([only, "null"]),
            _ => {}
        }
        if let Some(values) = field.get_mut("enum").and_then(Value::as_array_mut) {
            values.push(Value::Null);
        }
    }
}

fn bind(schema: &mut Value, entry: &Entry, dialect: Dialect) {
    for bound in BOUNDS.iter().filter(|bound| bound.is_about(entry.kind, entry.version)) {
        // An API server judges metadata by itself, and wants nothing said about it.
        if bound.path.starts_with("metadata") && dialect != Dialect::Draft07 {
            continue;
        }
        let parent = bound.path.rsplit_once('.');
        if let Keyword::Required = bound.keyword {
            let (parent, name) = parent.unwrap_or(("", bound.path));
            nodes(schema, parent).into_iter().for_each(|node| require(node, name));
            continue;
        }
        for node in nodes(schema, bound.path) {
            for (word, value) in words(&bound.keyword, dialect) {
                if fits(node, word) {
                    node[word] = value;
                }
            }
        }
    }
}

/// The schemas that a path leads to; several where there are alternatives.
fn nodes<'a>(schema: &'a mut Value, path: &str) -> Vec<&'a mut Value> {
    if schema.get("anyOf").is_some_and(|choices| choices[0].get("type").is_some()) {
        let choices = schema["anyOf"].as_array_mut().into_iter().flatten();
        return choices.flat_map(|choice| nodes(choice, path)).collect();
    }
    if path.is_empty() {
        return vec![schema];
    }
    if let Some(rest) = path.strip_prefix("[]") {
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        return schema.get_mut("items").map(|items| nodes(items, rest)).unwrap_or_default();
    }
    let (name, rest) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    let field = schema.get_mut("properties").and_then(|fields| fields.get_mut(name));
    field.map(|field| nodes(field, rest)).unwrap_or_default()
}

fn require(schema: &mut Value, name: &str) {
    let mut names: Vec<Value> = schema["required"].as_array().cloned().unwrap_or_default();
    if !names.iter().any(|one| one == name) {
        names.push(name.into());
    }
    names.sort_by_key(|name| name.as_str().map(str::to_owned));
    schema["required"] = names.into();
}

/// Whether a word has a meaning for the type of a schema: one path may lead to a list and to an object.
fn fits(schema: &Value, word: &str) -> bool {
    let wanted = match word {
        "minItems" | "maxItems" | "x-kubernetes-list-type" | "x-kubernetes-list-map-keys" => {
            "array"
        }
        "minProperties" | "maxProperties" | "propertyNames" | "x-kubernetes-validations" => {
            "object"
        }
        _ => return true,
    };
    schema["type"] == wanted
}

/// What a dialect says for a keyword; nothing where it has no words for it.
fn words(keyword: &Keyword, dialect: Dialect) -> Vec<(&'static str, Value)> {
    let draft_07 = dialect == Dialect::Draft07;
    match keyword {
        Keyword::Required => Vec::new(),
        Keyword::Either(one, other) => {
            vec![("anyOf", json!([{ "required": [one] }, { "required": [other] }]))]
        }
        Keyword::Whole => vec![("type", "integer".into())],
        Keyword::IntegerOrString if draft_07 => {
            vec![("type", json!(["integer", "string"])), ("maximum", LARGEST.into())]
        }
        Keyword::IntegerOrString => vec![("x-kubernetes-int-or-string", true.into())],
        Keyword::Minimum(least) => vec![("minimum", (*least).into())],
        Keyword::Maximum(most) => vec![("maximum", (*most).into())],
        Keyword::OneOf(values) => vec![("enum", json!(values))],
        Keyword::NotEmpty => vec![("minLength", 1.into())],
        Keyword::Pattern(pattern) => vec![("pattern", pattern.regex.into())],
        Keyword::Keys(pattern) if draft_07 => {
            vec![("propertyNames", json!({ "pattern": pattern.regex }))]
        }
        Keyword::SomeItems => vec![("minItems", 1.into())],
        Keyword::SomeFields => vec![("minProperties", 1.into())],
        Keyword::MostItems(most) => vec![("maxItems", (*most).into())],
        Keyword::MostFields(most) => vec![("maxProperties", (*most).into())],
        Keyword::UniqueBy(field) if !draft_07 => vec![
            ("x-kubernetes-list-type", "map".into()),
            ("x-kubernetes-list-map-keys", json!([field])),
        ],
        Keyword::NotBoth(one, other) if draft_07 => {
            vec![("not", json!({ "required": [one, other] }))]
        }
        Keyword::Keys(pattern) => {
            rule(keyword, &format!("self.all(key, key.matches({:?}))", pattern.regex))
        }
        Keyword::NotBoth(one, other) => {
            rule(keyword, &format!("!(has(self.{one}) && has(self.{other}))"))
        }
        Keyword::UniqueBy(_) => Vec::new(),
    }
}

/// A rule in CEL.
fn rule(keyword: &Keyword, rule: &str) -> Vec<(&'static str, Value)> {
    let rule = json!({ "rule": rule, "message": format!("expected {keyword}") });
    vec![("x-kubernetes-validations", json!([rule]))]
}
