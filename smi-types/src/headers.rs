//! The headers of an HTTP match, in both forms that exist on the wire.

use std::fmt;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Header names and regular expressions for their values; all of them must match.
///
/// There are two forms. The CRDs of the SDK, OSM, FSM and Traefik Mesh want a list of maps with one key each; the
/// specification's later text, the controller SDK and NGINX Service Mesh from 1.5 on want one map. Both are read, with
/// duplicates and items of several keys as they are; written is the list, unless [`written_as`](Self::written_as) says
/// otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderMatches {
    /// The items of the list, each with its keys in order; a single item for a map.
    items: Vec<Vec<(String, String)>>,
    read_as: HeaderForm,
    write_as: HeaderForm,
}

/// The form of headers on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HeaderForm {
    /// A list of maps with one key each: `[{x-team: blue}, {x-beta: "1"}]`.
    #[default]
    List,
    /// One map: `{x-team: blue, x-beta: "1"}`.
    Map,
}

/// A map cannot hold a header name twice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "header `{name}` is listed twice, which the map form cannot say; keep the list form or merge the two"
)]
pub struct DuplicateHeader {
    /// The name.
    pub name: String,
}

impl HeaderMatches {
    /// Every header name with its regular expression, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.items.iter().flatten().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The items of the list as written. A well-formed list has one key in each.
    #[must_use]
    pub fn items(&self) -> &[Vec<(String, String)>] {
        &self.items
    }

    /// The form that was read.
    #[must_use]
    pub const fn read_as(&self) -> HeaderForm {
        self.read_as
    }

    /// Chooses the form to write.
    ///
    /// # Errors
    ///
    /// [`DuplicateHeader`] when a name occurs twice and a map is asked for.
    pub fn written_as(mut self, form: HeaderForm) -> Result<Self, DuplicateHeader> {
        let names: Vec<&str> = self.iter().map(|(name, _)| name).collect();
        let twice = names.iter().enumerate().find(|(index, name)| names[..*index].contains(name));
        if let (HeaderForm::Map, Some((_, name))) = (form, twice) {
            return Err(DuplicateHeader { name: (*name).to_owned() });
        }
        self.write_as = form;
        Ok(self)
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for HeaderMatches {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(headers: I) -> Self {
        let items =
            headers.into_iter().map(|(name, value)| vec![(name.into(), value.into())]).collect();
        Self { items, read_as: HeaderForm::List, write_as: HeaderForm::List }
    }
}

impl Serialize for HeaderMatches {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.write_as {
            HeaderForm::List => {
                let mut list = serializer.serialize_seq(None)?;
                for (name, value) in self.iter() {
                    list.serialize_element(&Single(name, value))?;
                }
                list.end()
            }
            HeaderForm::Map => {
                let mut map = serializer.serialize_map(None)?;
                for (name, value) in self.iter() {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

struct Single<'a>(&'a str, &'a str);

impl Serialize for Single<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.0, self.1)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for HeaderMatches {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(HeadersVisitor)
    }
}

struct HeadersVisitor;

impl<'de> Visitor<'de> for HeadersVisitor {
    type Value = HeaderMatches;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of maps with one header each, or one map of headers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<HeaderMatches, A::Error> {
        let mut items = Vec::new();
        while let Some(Item(item)) = list.next_element()? {
            items.push(item);
        }
        Ok(HeaderMatches { items, read_as: HeaderForm::List, write_as: HeaderForm::List })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<HeaderMatches, A::Error> {
        let items = vec![ItemVisitor.visit_map(map)?];
        Ok(HeaderMatches { items, read_as: HeaderForm::Map, write_as: HeaderForm::List })
    }
}

/// One item of the list; keeps duplicate keys.
struct Item(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ItemVisitor).map(Item)
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Vec<(String, String)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map from one header name to a regular expression")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Err(E::invalid_type(de::Unexpected::Unit, &self))
    }
}

#[cfg(test)]
mod tests {
    use super::{HeaderForm, HeaderMatches};

    fn read(json: &str) -> HeaderMatches {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn both_forms_are_read_and_the_list_is_written() {
        let list = r#"[{"x-team":"blue"},{"x-beta":"1"}]"#;
        assert_eq!(serde_json::to_string(&read(list)).unwrap(), list);
        let map = read(r#"{"x-team":"blue","x-beta":"1"}"#);
        assert_eq!(map.read_as(), HeaderForm::Map);
        assert_eq!(serde_json::to_string(&map).unwrap(), list);
    }

    #[test]
    fn the_map_is_written_on_request_unless_a_name_occurs_twice() {
        let map = read(r#"[{"a":"1"},{"b":"2"}]"#).written_as(HeaderForm::Map).unwrap();
        assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"a":"1","b":"2"}"#);
        let error = read(r#"[{"a":"1"},{"a":"2"}]"#).written_as(HeaderForm::Map).unwrap_err();
        assert_eq!(error.name, "a");
    }

    #[test]
    fn duplicates_and_items_with_several_keys_are_kept() {
        let headers = read(r#"[{"a":"1","b":"2"},{"a":"3"},{}]"#);
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("a", "1"), ("b", "2"), ("a", "3")]);
        assert_eq!(headers.items().iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 0]);
        assert_eq!(read(r#"{"a":"1","a":"2"}"#).iter().count(), 2);
    }
}
