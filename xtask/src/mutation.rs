//! Manifests with one fault each, made by the hundred from the admitted fixtures: every field and item is taken out, renamed,
//! or replaced by values of other types and sizes. Nobody wrote down what must become of them; the judges must agree.

use serde_json::{Value, json};
use smi_types::headers::HeaderForm;
use smi_types::{Manifest, bounds};

use crate::fixture::Suite;

/// Every manifest that differs from this one in one place below its top level, with what was done. Metadata is left alone:
/// its rules are Kubernetes' own.
pub(crate) fn mutants(manifest: &Value) -> Vec<(String, Value)> {
    let mut pointers = Vec::new();
    for (name, value) in manifest.as_object().into_iter().flatten() {
        if !matches!(name.as_str(), "apiVersion" | "kind" | "metadata") {
            let pointer = format!("/{name}");
            below(value, &pointer, &mut pointers);
            pointers.push(pointer);
        }
    }
    pointers.iter().flat_map(|pointer| at(manifest, pointer)).collect()
}

fn below(value: &Value, pointer: &str, pointers: &mut Vec<String>) {
    let mut add = |name: &str, inner: &Value| {
        let pointer = format!("{pointer}/{name}");
        below(inner, &pointer, pointers);
        pointers.push(pointer);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, inner)| add(name, inner)),
        Value::Array(items) => {
            items
                .iter()
                .take(2)
                .enumerate()
                .for_each(|(index, inner)| add(&index.to_string(), inner));
        }
        _ => {}
    }
}

fn at(manifest: &Value, pointer: &str) -> Vec<(String, Value)> {
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1),
        json!(80.5),
        json!(65536),
        json!(1e20),
        json!(""),
        json!("x"),
        json!("GET"),
        json!("*"),
        json!("8080"),
        json!("1500m"),
        json!("-1"),
        json!("UDPRoute"),
        json!("IdentityBinding"),
        json!([]),
        json!([{}]),
        json!(["x"]),
        json!([1]),
        json!({}),
        json!({ "x": "y" }),
        json!({ "name": "x" }),
        json!([{ "name": "x" }]),
        json!([{ "x y": "z" }]),
        json!([{ "kind": "HTTPRouteGroup", "name": "x" }]),
        json!({ "ports": [0] }),
    ];
    let mut mutants: Vec<(String, Value)> = Vec::new();
    for value in values {
        let mut mutant = manifest.clone();
        if let Some(place) = mutant.pointer_mut(pointer).filter(|place| **place != value) {
            *place = value.clone();
            mutants.push((format!("{pointer} = {value}"), mutant));
        }
    }
    let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
    let mut without = manifest.clone();
    if let Some(Value::Object(fields)) = without.pointer_mut(parent)
        && let Some(value) = fields.remove(name)
    {
        let removed = without.clone();
        if let Some(Value::Object(fields)) = without.pointer_mut(parent) {
            fields.insert(format!("{name}x"), value);
        }
        mutants.push((format!("{pointer} renamed"), without));
        mutants.push((format!("{pointer} removed"), removed));
    }
    mutants
}

/// What our reader says against a manifest: that it cannot be read, does not know a field, or finds it out of bounds.
pub(crate) fn objections(manifest: &Value) -> Vec<String> {
    match Manifest::parse(manifest) {
        Err(error) => vec![error.to_string()],
        Ok(parsed) => {
            let unknown = parsed.unknown.into_iter().map(|path| format!("{path}: unknown field"));
            unknown.chain(bounds::check(manifest).iter().map(ToString::to_string)).collect()
        }
    }
}

/// Whether a manifest has headers in the form that the definition of its suite does not take. Our reader takes both.
pub(crate) fn has_other_header_form(suite: &Suite, manifest: &Value) -> bool {
    let matches = manifest.pointer("/spec/matches").or_else(|| manifest.get("matches"));
    let headers = matches
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|one| one.get("headers"));
    let other = |headers: &Value| match suite.form {
        HeaderForm::List => headers.is_object(),
        HeaderForm::Map => headers.is_array(),
    };
    headers.into_iter().any(other)
}

/// Whether a mutant has a header or a label without a value. API servers drop such an entry, and the condition with it; our reader
/// and the JSON Schemas refuse it, which `reader-only` fixtures show.
pub(crate) fn is_dropped_entry(what: &str) -> bool {
    what.ends_with(" = null")
        && (what.contains("/headers/")
            && !what.ends_with("/0 = null")
            && !what.ends_with("/1 = null")
            || what.contains("/matchLabels/"))
}
