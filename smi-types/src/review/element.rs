//! How the elements of a list are known again after an edit: by kind, name and namespace, not by place.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::review::plain::Body;

/// What an element is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Identity {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    namespace: Option<String>,
}

/// An element of a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Element {
    pub(super) id: Identity,
    /// Where several are called the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) twin: Option<Twin>,
}

/// Which of the elements that are called the same.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Twin {
    /// Its number among them.
    nth: usize,
    /// How many they are.
    of: usize,
    /// What it looks like.
    print: String,
}

impl Identity {
    /// What an object is called; `None` where that is no text. An empty name is none: conversions do not write it.
    pub(super) fn of(object: &Body) -> Option<Self> {
        let text = |name| match object.get(name) {
            None => Some(None),
            Some(value) => {
                value.as_str().map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()))
            }
        };
        Some(Self { kind: text("kind")?, name: text("name")?, namespace: text("namespace")? })
    }

    /// What all elements of a list are called; `None` where one cannot be called anything.
    pub(super) fn all(list: &[Value]) -> Option<Vec<Self>> {
        list.iter().map(|element| Self::of(element.as_object()?)).collect()
    }
}

impl Element {
    /// The element at a place.
    pub(super) fn at(place: usize, list: &[Value], ids: &[Identity]) -> Self {
        let id = ids[place].clone();
        let of = ids.iter().filter(|other| **other == id).count();
        let print = || fingerprint(&list[place]);
        let twin = (of > 1).then(|| Twin { nth: nth(place, ids), of, print: print() });
        Self { id, twin }
    }

    /// The places where the element is now. A name that was unique and is no longer means all that have it.
    pub(super) fn places(&self, list: &[Value]) -> Vec<usize> {
        let called =
            |value: &Value| value.as_object().and_then(Identity::of).as_ref() == Some(&self.id);
        let same: Vec<usize> = (0..list.len()).filter(|place| called(&list[*place])).collect();
        match &self.twin {
            None => same,
            Some(twin) => twin.choose(&same, list).into_iter().collect(),
        }
    }

    /// Whether the element, which was left out of a list, is missing there.
    pub(super) fn is_missing(&self, list: &[Value]) -> bool {
        let same = Self { id: self.id.clone(), twin: None }.places(list).len();
        same <= self.twin.as_ref().map_or(0, |twin| twin.nth)
    }
}

impl Twin {
    /// If the number of twins is the same, the one with the number that still looks the same, or else the only one that
    /// looks so; an edited twin is known by its number alone.
    fn choose(&self, same: &[usize], list: &[Value]) -> Option<usize> {
        let alike = |place: &usize| fingerprint(&list[*place]) == self.print;
        let numbered = same.get(self.nth).copied().filter(|_| same.len() == self.of);
        let mut looks = same.iter().copied().filter(alike);
        numbered.filter(alike).or_else(|| looks.next()).or(numbered)
    }
}

/// The number of a place among those that are called the same.
pub(super) fn nth(place: usize, ids: &[Identity]) -> usize {
    ids[..place].iter().filter(|other| **other == ids[place]).count()
}

/// Sixteen digits that tell values apart (FNV-1a). No secret and no protection: who may write the annotation may write the
/// object.
pub(super) fn fingerprint(value: &Value) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", value.to_string().bytes().fold(0xcbf2_9ce4_8422_2325, step))
}
