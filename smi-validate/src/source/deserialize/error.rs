//! Why a document is not of a type.

use std::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};

use crate::source::node::Node;
use crate::source::path::Path;
use crate::source::scalar::Scalar;
use crate::source::text::Span;
use crate::source::trail::Trail;

/// Why a document is not of a type, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The path.
    pub path: Path,
    /// The place.
    pub span: Span,
    /// What was expected and found.
    pub message: String,
    /// What to do, where that is clear.
    pub help: Option<String>,
    is_placed: bool,
}

impl ReadError {
    /// Sets the place, unless it is known from further inside.
    pub(super) fn placed(mut self: Box<Self>, node: Node<'_>, trail: &Trail<'_>) -> Box<Self> {
        if self.is_placed {
            return self;
        }
        self.path = trail.path();
        self.span = node.span();
        self.is_placed = true;
        if self.message.starts_with("expected a string") {
            self.help = quotes(node);
        }
        self
    }
}

/// How to write a text that is read as something else.
fn quotes(node: Node<'_>) -> Option<String> {
    let written = node.text().filter(|text| !text.is_empty())?;
    match node.reading()?.kubernetes {
        Scalar::Boolean(value) if written != "true" && written != "false" => {
            Some(format!("write `\"{written}\"`: without quotes, it is {value} for kubectl"))
        }
        Scalar::Text | Scalar::Null => None,
        _ => Some(format!("write `\"{written}\"` if the text is meant")),
    }
}

impl Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path == Path::ROOT {
            return write!(formatter, "at the top level: {}", self.message);
        }
        write!(formatter, "{}: {}", self.path, self.message)
    }
}

impl std::error::Error for ReadError {}

/// In a box: most reading succeeds, and results that are small are handed on faster.
impl de::Error for Box<ReadError> {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(ReadError {
            path: Path::ROOT,
            span: Span::default(),
            message: message.to_string(),
            help: None,
            is_placed: false,
        })
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("expected {}, found {}", wanted(expected), Found(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("expected {}, found {length} items", wanted(expected)))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::custom(format_args!("expected one of {}, found `{variant}`", expected.join(", ")))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::unknown_variant(field, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::custom(format_args!("expected a field `{field}`, found none"))
    }
}

/// What a type expects, without the names that Rust has for it.
fn wanted(expected: &dyn Expected) -> String {
    let expected = expected.to_string();
    match expected.as_str() {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => {
            format!("a whole number ({expected})")
        }
        "f32" | "f64" => "a number".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        _ if expected.starts_with("struct ") => "an object".to_owned(),
        _ => expected,
    }
}

struct Found<'a>(Unexpected<'a>);

impl Display for Found<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Bool(value) => write!(formatter, "the boolean {value}"),
            Unexpected::Unsigned(value) => write!(formatter, "the number {value}"),
            Unexpected::Signed(value) => write!(formatter, "the number {value}"),
            Unexpected::Float(value) => write!(formatter, "the number {value}"),
            Unexpected::Str(value) => write!(formatter, "the text `{value}`"),
            Unexpected::Unit | Unexpected::Option => formatter.write_str("null"),
            Unexpected::Seq => formatter.write_str("a list"),
            Unexpected::Map => formatter.write_str("an object"),
            other => other.fmt(formatter),
        }
    }
}
