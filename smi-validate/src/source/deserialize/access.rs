//! The parts of lists, objects and variants.

use std::cell::RefCell;

use serde::de::value::CowStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer as _, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::{Failure, Reader, Unknown};
use crate::source::node::{self, Entry, Node};
use crate::source::trail::Trail;

/// What all readers below a node share with that of the node.
#[derive(Clone, Copy)]
struct Around<'r> {
    trail: &'r Trail<'r>,
    unknown: &'r RefCell<Vec<Unknown>>,
}

/// The fields of an object.
pub(super) struct Fields<'r, 'd> {
    entries: node::Fields<'d>,
    current: Option<Entry<'d>>,
    around: Around<'r>,
}

/// The items of a list.
pub(super) struct Items<'r, 'd, I> {
    items: I,
    index: usize,
    around: Around<'r>,
    list: std::marker::PhantomData<Node<'d>>,
}

/// A variant with a value: an object of one field.
pub(super) struct Variant<'r, 'd> {
    pub(super) entry: Entry<'d>,
    pub(super) outer: &'r Reader<'r, 'd>,
}

impl<'r, 'd> Fields<'r, 'd> {
    pub(super) fn new(object: Node<'d>, outer: &Reader<'r, 'd>) -> Self {
        let around = Around { trail: outer.trail, unknown: outer.unknown };
        Self { entries: object.fields(), current: None, around }
    }
}

impl<'d> MapAccess<'d> for Fields<'_, 'd> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'d>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Failure> {
        self.current = self.entries.next();
        let Some(entry) = &self.current else { return Ok(None) };
        let name = CowStrDeserializer::new(entry.name.clone());
        let trail = Trail::Field(self.around.trail, &entry.name);
        seed.deserialize(name).map(Some).map_err(|error: Failure| error.placed(entry.key, &trail))
    }

    fn next_value_seed<V: DeserializeSeed<'d>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        let Some(entry) = self.current.take() else {
            return Err(serde::de::Error::custom("expected a key before the value"));
        };
        seed.deserialize(Reader {
            node: entry.value,
            key: Some(entry.key),
            trail: &Trail::Field(self.around.trail, &entry.name),
            unknown: self.around.unknown,
        })
    }
}

impl<'r, 'd> Items<'r, 'd, ()> {
    pub(super) fn new(
        list: Node<'d>,
        outer: &Reader<'r, 'd>,
    ) -> Items<'r, 'd, impl Iterator<Item = Node<'d>>> {
        let around = Around { trail: outer.trail, unknown: outer.unknown };
        Items { items: list.items(), index: 0, around, list: std::marker::PhantomData }
    }
}

impl<'d, I: Iterator<Item = Node<'d>>> SeqAccess<'d> for Items<'_, 'd, I> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'d>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Failure> {
        let Some(node) = self.items.next() else { return Ok(None) };
        let trail = Trail::Item(self.around.trail, self.index);
        self.index += 1;
        let reader = Reader { node, key: None, trail: &trail, unknown: self.around.unknown };
        seed.deserialize(reader).map(Some)
    }
}

impl<'r, 'd> EnumAccess<'d> for Variant<'r, 'd> {
    type Error = Failure;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'d>>(self, seed: V) -> Result<(V::Value, Self), Failure> {
        let name = CowStrDeserializer::new(self.entry.name.clone());
        let placed = |error: Failure| error.placed(self.entry.key, self.outer.trail);
        let value = seed.deserialize(name).map_err(placed)?;
        Ok((value, self))
    }
}

impl<'d> Variant<'_, 'd> {
    fn with<T>(&self, read: impl FnOnce(Reader<'_, 'd>) -> T) -> T {
        read(Reader {
            node: self.entry.value,
            key: None,
            trail: &Trail::Field(self.outer.trail, &self.entry.name),
            unknown: self.outer.unknown,
        })
    }
}

impl<'d> VariantAccess<'d> for Variant<'_, 'd> {
    type Error = Failure;

    fn unit_variant(self) -> Result<(), Failure> {
        self.with(|reader| serde::Deserialize::deserialize(reader))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'d>>(self, seed: T) -> Result<T::Value, Failure> {
        self.with(|reader| seed.deserialize(reader))
    }

    fn tuple_variant<V: Visitor<'d>>(self, _: usize, visitor: V) -> Result<V::Value, Failure> {
        self.with(|reader| reader.deserialize_any(visitor))
    }

    fn struct_variant<V: Visitor<'d>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.with(|reader| reader.deserialize_any(visitor))
    }
}
