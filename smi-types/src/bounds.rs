//! What the specification says about one object alone, and the few bounds of our own: one table for the JSON Schemas, the
//! CRDs and [`check`].
//!
//! Reading is lenient: a negative weight or a port of 70000 is read as written, since objects in a cluster are what they
//! are. This table says what is wrong with them. A row becomes a keyword of the schemas where they have one, and otherwise a
//! rule in CEL; [`check`] judges the same rows natively, and tests hold the three, and a real API server, against each other.
//!
//! ```
//! let split = serde_json::json!({
//!     "apiVersion": "split.smi-spec.io/v1alpha4",
//!     "kind": "TrafficSplit",
//!     "metadata": { "name": "cart" },
//!     "spec": { "service": "cart", "backends": [{ "service": "cart-v1", "weight": -1 }] },
//! });
//! let violations = smi_types::bounds::check(&split);
//! assert_eq!(
//!     violations[0].to_string(),
//!     "spec.backends[0].weight: expected a number of at least 0, found -1 (a bound of this toolkit: a share cannot be \
//!      negative)"
//! );
//! ```

mod check;
mod table;

use std::fmt;

use serde_json::Value;

use crate::catalog::{self, Entry};

pub use check::{Violation, check};
pub use table::BOUNDS;

/// A bound on one field of one kind in some versions.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// The kind, or `*` for all but lists.
    pub kind: &'static str,
    /// The versions of the kind's group.
    pub versions: &'static [&'static str],
    /// The field: `spec.backends[].weight`, where `[]` stands for each item of a list.
    pub path: &'static str,
    /// What must hold.
    pub keyword: Keyword,
    /// Who says so.
    pub source: Source,
}

/// Who asks for a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A statement of the specification.
    Specification {
        /// Its id without a version, for example `SPLIT-08`.
        id: &'static str,
        /// The section where it stands, in the documents of the bound's versions.
        section: &'static str,
    },
    /// This toolkit, with the reason. The specification does not say it.
    Ours(&'static str),
}

/// What must hold for a field.
#[derive(Clone, Copy, Debug)]
pub enum Keyword {
    /// The field is there and not null.
    Required,
    /// One of two fields of an object is there.
    Either(&'static str, &'static str),
    /// A number is whole: `50`, `50.0` and `5e1` are.
    Whole,
    /// A whole number or a string, but no fraction: what a CRD can say of quantities and ports.
    IntegerOrString,
    /// A number is at least this; strings are free.
    Minimum(i64),
    /// A number is at most this; strings are free.
    Maximum(i64),
    /// A string is one of these.
    OneOf(&'static [&'static str]),
    /// A string has at least one character.
    NotEmpty,
    /// A string has this form; numbers are free.
    Pattern(Pattern),
    /// The keys of an object have this form.
    Keys(Pattern),
    /// A list has at least one item.
    SomeItems,
    /// A list has at most so many items.
    MostItems(usize),
    /// An object has at least one field.
    SomeFields,
    /// An object has at most so many fields.
    MostFields(usize),
    /// The items of a list differ in this field.
    UniqueBy(&'static str),
    /// Two fields of an object exclude each other.
    NotBoth(&'static str, &'static str),
}

impl Keyword {
    /// Whether a number is within the bound. What is not about numbers admits all of them, and so it is with the others.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the bounds of the table are small")]
    pub fn admits_number(&self, number: f64) -> bool {
        match self {
            Self::Whole | Self::IntegerOrString => crate::weight::whole(number).is_some(),
            Self::Minimum(least) => number >= *least as f64,
            Self::Maximum(most) => number <= *most as f64,
            _ => true,
        }
    }

    /// Whether a string is within the bound.
    #[must_use]
    pub fn admits_text(&self, text: &str) -> bool {
        match self {
            Self::OneOf(values) => values.contains(&text),
            Self::NotEmpty => !text.is_empty(),
            Self::Pattern(pattern) => (pattern.holds)(text),
            _ => true,
        }
    }

    /// Whether a list of so many items is within the bound.
    #[must_use]
    pub const fn admits_items(&self, count: usize) -> bool {
        match self {
            Self::SomeItems => count > 0,
            Self::MostItems(most) => count <= *most,
            _ => true,
        }
    }

    /// Whether an object with so many fields is within the bound.
    #[must_use]
    pub const fn admits_fields(&self, count: usize) -> bool {
        match self {
            Self::SomeFields => count > 0,
            Self::MostFields(most) => count <= *most,
            _ => true,
        }
    }
}

/// A form of strings: as a regular expression for schemas, and as a function.
#[derive(Clone, Copy)]
pub struct Pattern {
    /// What it is called in messages, for example `a port number`.
    pub name: &'static str,
    /// The regular expression, in the syntax that ECMA 262 and RE2 share.
    pub regex: &'static str,
    /// The same as a function.
    pub holds: fn(&str) -> bool,
}

impl Bound {
    /// Whether the bound is about objects of this kind and version.
    #[must_use]
    pub fn is_about(&self, kind: &str, version: &str) -> bool {
        let every_kind = self.kind == "*" && !kind.ends_with("List");
        (every_kind || self.kind == kind) && self.versions.contains(&version)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Pattern({})", self.name)
    }
}

/// What was expected, as in "expected a whole number".
impl fmt::Display for Keyword {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => formatter.write_str("a value"),
            Self::Either(one, other) => write!(formatter, "`{one}` or `{other}`"),
            Self::Whole => formatter.write_str("a whole number"),
            Self::IntegerOrString => formatter.write_str("a whole number or a string"),
            Self::Minimum(least) => write!(formatter, "a number of at least {least}"),
            Self::Maximum(most) => write!(formatter, "a number of at most {most}"),
            Self::OneOf(values) => write!(formatter, "one of {}", values.join(", ")),
            Self::NotEmpty => formatter.write_str("a text that is not empty"),
            Self::Pattern(pattern) => formatter.write_str(pattern.name),
            Self::Keys(pattern) => write!(formatter, "keys that are each {}", pattern.name),
            Self::SomeItems => formatter.write_str("at least one item"),
            Self::MostItems(most) => write!(formatter, "{most} items at most"),
            Self::SomeFields => formatter.write_str("at least one field"),
            Self::MostFields(1) => formatter.write_str("one field at most"),
            Self::MostFields(most) => write!(formatter, "{most} fields at most"),
            Self::UniqueBy(field) => write!(formatter, "items that differ in `{field}`"),
            Self::NotBoth(one, other) => {
                write!(formatter, "`{one}` or `{other}`, but not both")
            }
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Specification { id, section } => write!(formatter, "{id}, section {section}"),
            Self::Ours(reason) => write!(formatter, "a bound of this toolkit: {reason}"),
        }
    }
}

/// The bounds of an object, by its `apiVersion` and `kind`; none for an object that is not of SMI.
pub(crate) fn of(document: &Value) -> impl Iterator<Item = &'static Bound> {
    let text = |field| document.get(field).and_then(Value::as_str).unwrap_or_default();
    let entry = catalog::find(text("apiVersion"), text("kind"));
    let is_about = |entry: &'static Entry| {
        BOUNDS.iter().filter(|bound| bound.is_about(entry.kind, entry.version))
    };
    entry.into_iter().flat_map(is_about)
}
