//! Applies differences to a body that may have been edited since.

use serde_json::Value;

use crate::review::difference::{Added, Difference, FieldDifference, ListDifference, company};
use crate::review::element::{Element, Identity};
use crate::review::plain::Body;

/// Applies differences where the body is still what it was. To the body that they were found in, all of them apply.
pub(super) fn apply(differences: &[Difference], body: &Body) -> Body {
    let mut changed = body.clone();
    for difference in differences {
        match difference {
            Difference::Field(field) => apply_to_field(field, &mut changed),
            Difference::List(list) => apply_to_list(list, body, &mut changed),
        }
    }
    changed
}

/// Whether a body says already what differences would make of another one.
pub(super) fn holds(differences: &[Difference], body: &Body) -> bool {
    differences.iter().all(|difference| match difference {
        Difference::Field(field) => {
            let Some((name, path)) = field.at.split_last() else { return false };
            let value = object_at(body, path).and_then(|object| object.get(name));
            value == field.is.as_ref()
        }
        Difference::List(list) => {
            list_at(body, &list.at).is_some_and(|found| list_holds(list, found))
        }
    })
}

fn list_holds(list: &ListDifference, found: &[Value]) -> bool {
    let changed = list.changed.iter().all(|changed| {
        let element = |place: usize| found[place].as_object();
        let places = changed.element.places(found);
        let holding =
            |place: &usize| element(*place).is_some_and(|one| holds(&changed.differences, one));
        !places.is_empty() && places.iter().all(holding)
    });
    changed
        && list.removed.iter().all(|removed| !found.contains(&removed.was))
        && list.added.iter().all(|added| found.contains(&added.is))
}

fn apply_to_field(field: &FieldDifference, body: &mut Body) {
    let Some((name, path)) = field.at.split_last() else { return };
    let Some(object) = object_at_mut(body, path) else { return };
    let same_owner = field.of.is_none() || field.of == Identity::of(object);
    if !same_owner || object.get(name) != field.was.as_ref() {
        return;
    }
    match &field.is {
        Some(value) => drop(object.insert(name.clone(), value.clone())),
        None => drop(object.remove(name)),
    }
}

/// `before` is the body without any difference applied.
fn apply_to_list(list: &ListDifference, before: &Body, body: &mut Body) {
    let allowed: Vec<&Added> =
        list.added.iter().filter(|added| may_return(added, &list.at, before)).collect();
    let Some((name, path)) = list.at.split_last() else { return };
    let Some(Value::Array(elements)) =
        object_at_mut(body, path).and_then(|object| object.get_mut(name))
    else {
        return;
    };
    let old = elements.clone();
    for changed in &list.changed {
        for place in changed.element.places(&old) {
            if let Value::Object(element) = &mut elements[place] {
                *element = apply(&changed.differences, element);
            }
        }
    }
    let is_removed = |place: usize| {
        let here = |element: &Element| element.places(&old).contains(&place);
        list.removed.iter().any(|removed| removed.was == old[place] && here(&removed.element))
    };
    let mut places = 0..old.len();
    elements.retain(|_| !places.next().is_some_and(is_removed));
    for added in allowed {
        if added.element.is_missing(elements) {
            elements.insert(added.place.min(elements.len()), added.is.clone());
        }
    }
}

/// Whether what an element grants would go to nobody, and to nothing, that was not there when it was left out.
fn may_return(added: &Added, list: &[String], before: &Body) -> bool {
    let Some(then) = &added.beside else { return true };
    let parent = list.split_last().and_then(|(_, path)| object_at(before, path));
    let now = parent.and_then(|parent| company(list, parent)).unwrap_or_default();
    now.iter().all(|print| then.contains(print))
}

fn object_at<'a>(body: &'a Body, path: &[String]) -> Option<&'a Body> {
    path.iter().try_fold(body, |object, name| object.get(name)?.as_object())
}

fn object_at_mut<'a>(body: &'a mut Body, path: &[String]) -> Option<&'a mut Body> {
    path.iter().try_fold(body, |object, name| object.get_mut(name)?.as_object_mut())
}

fn list_at<'a>(body: &'a Body, path: &[String]) -> Option<&'a Vec<Value>> {
    let (name, path) = path.split_last()?;
    object_at(body, path)?.get(name)?.as_array()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::apply;
    use crate::review::difference::differences;
    use crate::review::plain::Body;

    /// Lists with twins, in any order; objects within objects; `null` and absence.
    fn body() -> impl Strategy<Value = Body> {
        let value = prop_oneof![
            Just(Value::Null),
            Just(json!(1)),
            Just(json!([1, 2])),
            Just(json!({ "y": 1 }))
        ];
        let element = ("[ab]", prop::option::of(value.clone())).prop_map(|(name, x)| {
            x.map_or_else(|| json!({ "name": name }), |x| json!({ "name": name, "x": x }))
        });
        let list = prop::collection::vec(element, 0..5).prop_map(Value::from);
        let field = prop_oneof![value, list.clone()];
        (list, prop::collection::btree_map("rules|sources|backends|x", field, 0..4)).prop_map(
            |(list, fields)| {
                let mut body = Body::from_iter(fields.clone());
                body.insert("rules".to_owned(), list);
                body.insert("destination".to_owned(), Value::Object(fields.into_iter().collect()));
                body
            },
        )
    }

    proptest! {
        #[test]
        fn differences_make_one_body_the_other(was in body(), is in body()) {
            let found = differences(&was, &is);
            prop_assert_eq!(apply(&found, &was), is);
        }
    }
}
