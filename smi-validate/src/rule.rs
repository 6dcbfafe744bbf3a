//! Rules: what each looks at, and what people are told about it.

mod documentation;
mod draft;

use std::fmt;

use crate::finding::Severity;

pub use self::documentation::{Documentation, Section};
pub(crate) use self::draft::{Draft, Drafts, Part, Place};

use crate::check::{Context, DocumentView, ObjectView};
use crate::set::Set;
use crate::shape::Violation;

/// A rule.
pub struct Rule {
    /// The stable code: `SMI210`. Never reused.
    pub code: &'static str,
    /// The name that people type: `missing-route`.
    pub name: &'static str,
    /// How bad its findings are, unless they say otherwise.
    pub severity: Severity,
    /// Its documentation as written: Markdown with fixed headings, see [`Documentation`].
    pub text: &'static str,
    pub(crate) check: Check,
}

/// A check of a document: the tree, and the catalogue.
pub(crate) type DocumentCheck = fn(&DocumentView<'_>, &Context<'_>, &mut Drafts);

/// A check of a place where an object is not of its shape.
pub(crate) type ShapeCheck = fn(&Violation<'_>, &Context<'_>) -> Option<Draft>;

/// A check of one object as written.
pub(crate) type ManifestCheck = fn(&ObjectView<'_>, &Context<'_>, &mut Drafts);

/// A check of all objects together.
pub(crate) type SetCheck = fn(&Set, &Context<'_>, &mut Drafts);

/// What a rule looks at.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    /// A document: the tree, and the catalogue.
    Document(DocumentCheck),
    /// A place where an object is not of its shape: the first rule that has something to say about it does.
    Shape(ShapeCheck),
    /// One object as written.
    Manifest(ManifestCheck),
    /// All objects together.
    Set(SetCheck),
    /// Nothing by itself: reading, converting or suppressing reports it.
    Elsewhere,
}

/// When a rule looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// At each document.
    Document,
    /// At each object.
    Manifest,
    /// At the whole set.
    Set,
    /// While converting, or at the end.
    Elsewhere,
}

impl Rule {
    /// What people are told about it.
    #[must_use]
    pub fn documentation(&self) -> Documentation<'static> {
        Documentation::of(self.text)
    }

    /// When it looks.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match self.check {
            Check::Document(_) | Check::Shape(_) => Stage::Document,
            Check::Manifest(_) => Stage::Manifest,
            Check::Set(_) => Stage::Set,
            Check::Elsewhere => Stage::Elsewhere,
        }
    }
}

/// There is one rule of a code.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.code, self.name)
    }
}

/// `SMI210 missing-route`
impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.code, self.name)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Document => "document",
            Self::Manifest => "manifest",
            Self::Set => "set",
            Self::Elsewhere => "elsewhere",
        })
    }
}

/// Declares the rule of a file. Its doc comment is what `explain`, `RULES.md` and rustdoc say.
macro_rules! rule {
    (
        $(#[doc = $doc:literal])+
        $code:literal $name:literal $severity:ident $stage:ident $(($check:expr))?
    ) => {
        $(#[doc = $doc])+
        pub(crate) static RULE: $crate::rule::Rule = $crate::rule::Rule {
            code: $code,
            name: $name,
            severity: $crate::finding::Severity::$severity,
            text: concat!($($doc, "\n"),+),
            check: $crate::rule::Check::$stage $(($check))?,
        };
    };
}

pub(crate) use rule;
