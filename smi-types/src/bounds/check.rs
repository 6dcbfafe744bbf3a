//! Judging an object by the table.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value};

use super::{Bound, Keyword, of};

/// A place where an object is out of bounds.
#[derive(Clone, Debug)]
pub struct Violation {
    /// The place, for example `spec.backends[1].weight`.
    pub path: String,
    /// What is there: nothing where something is missing, and the value that occurs again where items must differ.
    pub found: Option<Value>,
    /// The bound.
    pub bound: &'static Bound,
}

/// Everything in an object that is out of bounds. What has another type than its field is none of its business: reading
/// reports that.
#[must_use]
pub fn check(document: &Value) -> Vec<Violation> {
    let mut violations = Vec::new();
    for bound in of(document) {
        let mut judge = |path: &str, found: Option<&Value>| {
            if !holds(&bound.keyword, found) {
                let found = match bound.keyword {
                    Keyword::UniqueBy(field) => found.and_then(|items| repeated(items, field)),
                    _ => found,
                };
                violations.push(Violation { path: path.to_owned(), found: found.cloned(), bound });
            }
        };
        visit(document, bound.path, String::new(), &mut judge);
    }
    violations
}

/// Calls `judge` with every place that a path leads to. Where only the last field is missing, that is a place too.
fn visit(value: &Value, path: &str, at: String, judge: &mut dyn FnMut(&str, Option<&Value>)) {
    if path.is_empty() {
        return judge(&at, Some(value));
    }
    if let Some(rest) = path.strip_prefix("[]") {
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            visit(item, rest, format!("{at}[{index}]"), judge);
        }
        return;
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, rest) = path.split_at(end);
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    let Some(fields) = value.as_object() else { return };
    let at = if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    match fields.get(name) {
        Some(inner) => visit(inner, rest, at, judge),
        None if rest.is_empty() => judge(&at, None),
        None => {}
    }
}

fn holds(keyword: &Keyword, found: Option<&Value>) -> bool {
    let Some(found) = found.filter(|found| !found.is_null()) else {
        return !matches!(keyword, Keyword::Required);
    };
    let has = |fields: &Map<String, Value>, name: &str| {
        fields.get(name).is_some_and(|one| !one.is_null())
    };
    match (found, keyword) {
        (Value::Number(number), _) => number.as_f64().is_none_or(|one| keyword.admits_number(one)),
        (Value::String(text), _) => keyword.admits_text(text),
        (Value::Array(_), Keyword::UniqueBy(field)) => repeated(found, field).is_none(),
        (Value::Array(items), _) => keyword.admits_items(items.len()),
        (Value::Object(fields), Keyword::Either(one, other)) => {
            has(fields, one) || has(fields, other)
        }
        (Value::Object(fields), Keyword::NotBoth(one, other)) => {
            !(has(fields, one) && has(fields, other))
        }
        (Value::Object(fields), Keyword::Keys(pattern)) => {
            fields.keys().all(|key| (pattern.holds)(key))
        }
        (Value::Object(fields), _) => keyword.admits_fields(fields.len()),
        (Value::Null | Value::Bool(_), _) => true,
    }
}

/// The first value of a field that an earlier item of a list has too.
fn repeated<'a>(items: &'a Value, field: &str) -> Option<&'a Value> {
    let mut seen = BTreeSet::new();
    let mut values = items.as_array()?.iter().filter_map(|item| item.get(field));
    values.find(|value| value.as_str().is_some_and(|text| !seen.insert(text)))
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, found, bound } = self;
        let place = if path.is_empty() { "the object" } else { path };
        write!(formatter, "{place}: expected {}, found ", bound.keyword)?;
        match found {
            None | Some(Value::Null) => formatter.write_str("nothing")?,
            Some(Value::Array(items)) => write!(formatter, "{} items", items.len())?,
            Some(Value::Object(fields)) if fields.is_empty() => formatter.write_str("no fields")?,
            Some(Value::Object(fields)) => {
                let names: Vec<_> = fields.keys().map(String::as_str).collect();
                write!(formatter, "the fields {}", names.join(", "))?;
            }
            Some(scalar) if matches!(bound.keyword, Keyword::UniqueBy(_)) => {
                write!(formatter, "{scalar} again")?;
            }
            Some(scalar) => write!(formatter, "{scalar}")?,
        }
        write!(formatter, " ({})", bound.source)
    }
}
