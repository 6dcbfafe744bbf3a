//! Reading messages as the protocol wants it: members that nobody knows are passed over, and an object is an object.
//!
//! The types of [`driver`](crate::driver) are also read from files, where an unknown field is a typing error and they
//! refuse it. Here a newer peer may say more than this version knows. So what reads them is wrapped: a struct is given only
//! the members that it has, an enum only the variant that it has. Lists in place of objects, which serde would take, are
//! refused.

use std::fmt::Display;

use serde::de::value::{BorrowedStrDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer,
    VariantAccess, Visitor,
};
use serde_json::{Error, Map, Value};

/// Reads a value. The error says where in it, if that is not at its top.
pub(super) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_path_to_error::deserialize(Lenient(value)).map_err(|error| {
        let path = error.path().to_string();
        if path == "." { error.inner().to_string() } else { at(&path, error.inner()) }
    })
}

fn at(path: &str, error: &impl Display) -> String {
    format!("at `{path}`: {error}")
}

#[derive(Clone, Copy)]
struct Lenient<'v>(&'v Value);

impl<'v> IntoDeserializer<'v, Error> for Lenient<'v> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

fn members<'v>(
    map: &'v Map<String, Value>,
    known: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (&'v str, Lenient<'v>)> {
    let members = map.iter().map(|(name, value)| (name.as_str(), Lenient(value)));
    members.filter(move |(name, _)| known(name))
}

/// An error about what was found in place of something else.
fn mistaken(found: &Value, expected: &str) -> Error {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Error::custom(format!("expected {expected}, found {found}"))
}

impl<'de> Deserializer<'de> for Lenient<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => {
                let mut items = SeqDeserializer::new(items.iter().map(Lenient));
                let value = visitor.visit_seq(&mut items)?;
                items.end().map(|()| value)
            }
            Value::Object(map) => visitor.visit_map(MapDeserializer::new(members(map, |_| true))),
            plain => plain.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(map) => {
                let known = |name: &str| fields.contains(&name);
                visitor.visit_map(MapDeserializer::new(members(map, known)))
            }
            other => Err(mistaken(other, "an object")),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let one = |name, content| visitor.visit_enum(Variant { name, content });
        match self.0 {
            Value::String(name) => one(name, None),
            Value::Object(map) => {
                let mut members = members(map, |name| variants.contains(&name));
                match (members.next(), members.next()) {
                    (Some((name, content)), None) => one(name, Some(content)),
                    _ => {
                        let known = variants.join("`, `");
                        Err(Error::custom(format!("expected exactly one of `{known}`")))
                    }
                }
            }
            other => Err(mistaken(other, "a string or an object")),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// A variant of an enum, with what it holds if it was written as an object.
struct Variant<'v> {
    name: &'v str,
    content: Option<Lenient<'v>>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Content<'de>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Content<'de>), Error> {
        let name: BorrowedStrDeserializer<'_, Error> = BorrowedStrDeserializer::new(self.name);
        seed.deserialize(name).map(|variant| (variant, Content(self.content)))
    }
}

struct Content<'v>(Option<Lenient<'v>>);

impl<'v> Content<'v> {
    fn there(self) -> Result<Lenient<'v>, Error> {
        let missing =
            || Error::custom("expected an object with what belongs to it, found a string");
        self.0.ok_or_else(missing)
    }
}

impl<'de> VariantAccess<'de> for Content<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.0 {
            None => Ok(()),
            Some(Lenient(content)) => Err(mistaken(content, "a string alone")),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self.there()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.there()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.there()?.deserialize_struct("", fields, visitor)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::read;
    use crate::driver::{HttpRequest, Outcome, Pod, ProbeRequest};
    use crate::topology::Topology;

    fn probe() -> Value {
        json!({
            "id": "a-1", "from": "client-0", "to": { "service": { "name": "other/web", "port": 8080 } },
            "payload": { "http": { "method": "GET", "path": "/", "headers": [["a", "b"]], "body": "" } },
            "connection": "kept", "deadline": 5000,
        })
    }

    #[test]
    fn unknown_members_are_passed_over_wherever_they_are() {
        let plain: ProbeRequest = read(&probe()).unwrap();
        let mut more = probe();
        for place in ["", "/to", "/to/service", "/payload", "/payload/http"] {
            more.pointer_mut(place).unwrap()["since-version-2"] = json!([1, { "a": null }]);
        }
        assert_eq!(read::<ProbeRequest>(&more).unwrap(), plain);
        let topology = json!({
            "workloads": { "web": { "ports": [{ "port": 8080, "more": 1 }], "more": 1 } },
            "services": { "web": { "ports": [{ "port": 8080, "more": 1 }], "more": 1 } }, "more": 1,
        });
        assert_eq!(read::<Topology>(&topology).unwrap().services.len(), 1);
    }

    #[test]
    fn what_is_of_another_form_is_refused_with_the_place() {
        let mut wrong = probe();
        wrong["to"]["service"]["port"] = "8080".into();
        let error = read::<ProbeRequest>(&wrong).unwrap_err();
        assert!(error.contains("to.service.port"), "{error}");
        for wrong in [json!(["web-0", "web"]), json!("web-0"), json!(null), json!({ "name": "a" })]
        {
            assert!(read::<Pod>(&wrong).is_err(), "{wrong}");
        }
        for wrong in [
            json!({}),
            json!("served"),
            json!("broken"),
            json!({ "broken": { "shape": "melted" } }),
            json!({ "broken": { "shape": "reset" }, "not-sent": { "reason": "" } }),
            json!({ "brokn": { "shape": "reset" } }),
            json!({ "response": { "status": 70_000, "body": "" } }),
        ] {
            assert!(read::<Outcome>(&wrong).is_err(), "{wrong}");
        }
        let three = json!({ "headers": [["a", "b", "c"]] });
        assert!(read::<HttpRequest>(&three).is_err());
    }
}
