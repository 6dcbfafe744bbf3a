//! What differs between two bodies, in a form that survives edits.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::review::element::{Element, Identity, fingerprint, nth};
use crate::review::plain::Body;

/// One difference between what a body is and what it should be.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Difference {
    /// In a field.
    Field(FieldDifference),
    /// In a list whose elements have names.
    List(ListDifference),
}

/// A field that should be another value.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldDifference {
    /// The path to the field.
    pub(super) at: Vec<String>,
    /// What its object is called, where the value belongs to that one only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) of: Option<Identity>,
    /// The value; `None` where there is no such field, which `null` is not.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub(super) was: Option<Value>,
    /// The value that should be there, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub(super) is: Option<Value>,
}

/// A list with elements that should be others.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListDifference {
    /// The path to the list.
    pub(super) at: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) changed: Vec<Changed>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) removed: Vec<Removed>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) added: Vec<Added>,
}

/// An element with differences.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(super) struct Changed {
    pub(super) element: Element,
    pub(super) differences: Vec<Difference>,
}

/// An element that should not be there.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(super) struct Removed {
    pub(super) element: Element,
    pub(super) was: Value,
}

/// An element that is missing.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(super) struct Added {
    pub(super) element: Element,
    /// Its index in the full list.
    pub(super) place: usize,
    pub(super) is: Value,
    /// For a rule or a source: fingerprints of the destination and of those that it grants something together with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) beside: Option<Vec<String>>,
}

/// `null` is a value.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// What must change in one body to make it the other.
pub(super) fn differences(was: &Body, is: &Body) -> Vec<Difference> {
    let mut found = Vec::new();
    of_objects(was, is, &mut Vec::new(), &mut found);
    found
}

fn of_objects(was: &Body, is: &Body, trail: &mut Vec<String>, found: &mut Vec<Difference>) {
    let missing = is.keys().filter(|name| !was.contains_key(*name));
    for name in was.keys().chain(missing) {
        if was.get(name) != is.get(name) {
            let of = owner(was, trail, name);
            trail.push(name.clone());
            of_fields(was, is, of, trail, found);
            trail.pop();
        }
    }
}

/// The field at the end of the trail.
fn of_fields(
    was: &Body,
    is: &Body,
    of: Option<Identity>,
    trail: &mut Vec<String>,
    found: &mut Vec<Difference>,
) {
    let Some(name) = trail.last().cloned() else { return };
    let (old, new) = (was.get(&name), is.get(&name));
    match (old, new) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            return of_objects(old, new, trail, found);
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) if is_named(&name) => {
            if let Some(list) = of_lists(old, new, trail, was) {
                return found.push(Difference::List(list));
            }
        }
        _ => {}
    }
    let at = trail.clone();
    found.push(Difference::Field(FieldDifference { at, of, was: old.cloned(), is: new.cloned() }));
}

/// A port narrows whatever the destination is; everything else about a destination belongs to that one.
fn owner(object: &Body, trail: &[String], name: &str) -> Option<Identity> {
    let is_destination = trail.last().is_some_and(|last| last == "destination");
    Identity::of(object).filter(|_| is_destination && name != "port")
}

/// The lists whose elements have names. All others are one unit: half of a ratio would be another ratio.
fn is_named(list: &str) -> bool {
    matches!(list, "matches" | "rules" | "specs" | "sources")
}

/// `None` where the elements cannot be told apart, or are in another order.
fn of_lists(old: &[Value], new: &[Value], at: &[String], parent: &Body) -> Option<ListDifference> {
    let (old_ids, new_ids) = (Identity::all(old)?, Identity::all(new)?);
    let counterpart = |place: usize, ids: &[Identity], others: &[Identity]| {
        let number = nth(place, ids);
        (0..others.len()).filter(|other| others[*other] == ids[place]).nth(number)
    };
    let mut list = ListDifference { at: at.to_vec(), ..ListDifference::default() };
    let mut last = None;
    for (place, was) in old.iter().enumerate() {
        let element = Element::at(place, old, &old_ids);
        let Some(other) = counterpart(place, &old_ids, &new_ids) else {
            list.removed.push(Removed { element, was: was.clone() });
            continue;
        };
        if last >= Some(other) {
            return None;
        }
        last = Some(other);
        let differences = differences(was.as_object()?, new[other].as_object()?);
        if !differences.is_empty() {
            list.changed.push(Changed { element, differences });
        }
    }
    for (place, is) in new.iter().enumerate() {
        if counterpart(place, &new_ids, &old_ids).is_none() {
            let element = Element::at(place, new, &new_ids);
            let beside = company(at, parent);
            list.added.push(Added { element, place, is: is.clone(), beside });
        }
    }
    Some(list)
}

/// Fingerprints of the destination and of all that a rule or source grants something together with: a source that was added
/// since must not get what a rule grants that its author could not see.
pub(super) fn company(list: &[String], parent: &Body) -> Option<Vec<String>> {
    let others: &[&str] = match list.last()?.as_str() {
        "rules" | "specs" => &["sources"],
        "sources" => &["rules", "specs"],
        _ => return None,
    };
    let elements = others.iter().filter_map(|name| parent.get(*name)?.as_array()).flatten();
    let mut prints: Vec<_> =
        parent.get("destination").into_iter().chain(elements).map(fingerprint).collect();
    prints.sort();
    prints.dedup();
    Some(prints)
}
