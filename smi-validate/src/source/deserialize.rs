//! From documents to types: every error and every unknown field with its place.

mod access;
mod error;

use std::cell::RefCell;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{Deserialize, Deserializer, Error as _, Unexpected, Visitor};
use serde_json::Value;
use smi_types::Manifest;

use super::document::Document;
use super::node::{Kind, Node};
use super::path::Path;
use super::scalar::{self, Scalar};
use super::text::Span;
use super::trail::Trail;
use access::{Fields, Items, Variant};

pub use error::ReadError;

/// How reading fails.
type Failure = Box<ReadError>;

/// What a document says in a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Read<T> {
    /// The value.
    pub value: T,
    /// The fields that the type does not know, in the order of the text.
    pub unknown: Vec<Unknown>,
}

/// A field that a type does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Its path.
    pub path: Path,
    /// Its key.
    pub key: Span,
    /// Its value.
    pub value: Span,
}

impl Document {
    /// Reads the document as a type, with scalars as kubectl has them: a number or a boolean is no string, as the API server
    /// will say.
    ///
    /// ```
    /// use smi_types::split::v1alpha4::TrafficSplit;
    /// use smi_validate::source::Source;
    ///
    /// let source = Source::read("spec:\n  service: cart\n  backends:\n  - service: 12\n    wieght: 1\n");
    /// let document = source.documents().next().unwrap();
    /// let error = document.deserialize::<TrafficSplit>().unwrap_err();
    /// assert_eq!(error.to_string(), "spec.backends[0].service: expected a string, found the number 12");
    /// assert_eq!(source.text().position(error.span.start).to_string(), "4:14");
    /// ```
    ///
    /// # Errors
    ///
    /// The first place where the document is not of the type.
    pub fn deserialize<'d, T: Deserialize<'d>>(&'d self) -> Result<Read<T>, ReadError> {
        let unknown = RefCell::new(Vec::new());
        let reader =
            Reader { node: self.root(), key: None, trail: &Trail::Root, unknown: &unknown };
        let value = T::deserialize(reader).map_err(|error| *error)?;
        let mut unknown = unknown.into_inner();
        unknown.sort_by_key(|field: &Unknown| field.key);
        Ok(Read { value, unknown })
    }

    /// Reads the document as the SMI object that its `apiVersion` and `kind` say; nothing where SMI has no such kind.
    ///
    /// # Errors
    ///
    /// The first place where the document is not of the type.
    pub fn manifest(&self) -> Option<Result<Read<Manifest>, ReadError>> {
        let (api_version, kind) = (self.api_version()?, self.kind()?);
        let unknown = RefCell::new(Vec::new());
        let reader =
            Reader { node: self.root(), key: None, trail: &Trail::Root, unknown: &unknown };
        let read = Manifest::deserialize(&api_version, &kind, reader)?;
        Some(read.map_err(|error| *error).map(|value| {
            let mut unknown = unknown.into_inner();
            unknown.sort_by_key(|field: &Unknown| field.key);
            Read { value, unknown }
        }))
    }

    /// The document as JSON, as kubectl sends it.
    ///
    /// # Errors
    ///
    /// The first place that JSON cannot say: one of the [faults](Document::faults).
    pub fn to_value(&self) -> Result<Value, ReadError> {
        self.deserialize().map(|read| read.value)
    }
}

/// Reads one node.
struct Reader<'r, 'd> {
    node: Node<'d>,
    key: Option<Node<'d>>,
    trail: &'r Trail<'r>,
    unknown: &'r RefCell<Vec<Unknown>>,
}

impl<'d> Reader<'_, 'd> {
    /// Reads an alias as what it stands for.
    fn target(&self) -> Result<Node<'d>, Failure> {
        self.node.target().ok_or_else(|| {
            Failure::custom("expected an alias of something further up, found none of that name")
        })
    }

    fn visit<V: Visitor<'d>>(&self, visitor: V) -> Result<V::Value, Failure> {
        let target = self.target()?;
        match target.kind() {
            Kind::Mapping => visitor.visit_map(Fields::new(target, self)),
            Kind::Sequence => visitor.visit_seq(Items::new(target, self)),
            Kind::Scalar | Kind::Alias => visit_scalar(target, visitor),
        }
    }

    fn visit_enum<V: Visitor<'d>>(&self, visitor: V) -> Result<V::Value, Failure> {
        let target = self.target()?;
        if let Some(name) = target.as_str() {
            return visitor.visit_enum(BorrowedStrDeserializer::new(name));
        }
        match target.entries().as_slice() {
            [only] => visitor.visit_enum(Variant { entry: only.clone(), outer: self }),
            _ => self.visit(visitor),
        }
    }

    fn placed<T>(&self, result: Result<T, Failure>) -> Result<T, Failure> {
        result.map_err(|error| error.placed(self.node, self.trail))
    }
}

fn visit_scalar<'d, V: Visitor<'d>>(node: Node<'d>, visitor: V) -> Result<V::Value, Failure> {
    let scalar = node.scalar().unwrap_or(Scalar::Null);
    match scalar {
        Scalar::Null => visitor.visit_unit(),
        Scalar::Boolean(value) => visitor.visit_bool(value),
        Scalar::Text => visitor.visit_borrowed_str(node.written()),
        Scalar::Integer(_) | Scalar::Float(_) => {
            let number = scalar::json(scalar).ok_or_else(|| {
                Failure::custom(format!(
                    "expected a number that JSON can write, found `{}`",
                    node.written()
                ))
            })?;
            match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(value), _, _) => visitor.visit_u64(value),
                (_, Some(value), _) => visitor.visit_i64(value),
                (_, _, value) => visitor.visit_f64(value.unwrap_or_default()),
            }
        }
    }
}

impl<'d> Deserializer<'d> for Reader<'_, 'd> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.placed(self.visit(visitor))
    }

    fn deserialize_option<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, Failure> {
        if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'d>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    /// Derived types would take the items of a list for their fields in order; an API server does not.
    fn deserialize_struct<V: Visitor<'d>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let is_list = self.target().is_ok_and(|target| target.kind() == Kind::Sequence);
        let read = if is_list {
            Err(Failure::invalid_type(Unexpected::Seq, &"an object"))
        } else {
            self.visit(visitor)
        };
        self.placed(read)
    }

    fn deserialize_enum<V: Visitor<'d>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.placed(self.visit_enum(visitor))
    }

    /// A type asks for this where it does not know the field.
    fn deserialize_ignored_any<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, Failure> {
        if let Some(key) = self.key {
            let unknown =
                Unknown { path: self.trail.path(), key: key.span(), value: self.node.span() };
            self.unknown.borrow_mut().push(unknown);
        }
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        <V: Visitor<'d>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier
    }
}
