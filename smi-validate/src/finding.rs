//! Findings: what is wrong, where, what it will do in a mesh, and how to mend it.

use std::fmt;

use serde::Serialize;

use crate::model::Name;
use crate::rule::Rule;
use crate::source::{Fault, Limits, Source, Span, Text};

/// A text to check.
#[derive(Clone, Debug)]
pub struct Input {
    /// What people know it by: a path, or `<stdin>`.
    pub name: String,
    /// The text.
    pub text: std::sync::Arc<Text>,
    /// Inputs with the same number are one set: what one of them has, the others can refer to.
    pub set: usize,
    /// Why it cannot be read at all: the bytes are no text. What is readable of them is there all the same.
    pub fault: Option<Fault>,
}

impl Input {
    /// Names a text, which is a set of its own as long as all others are given other numbers.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<Box<str>>, set: usize) -> Self {
        Self { name: name.into(), text: std::sync::Arc::new(Text::new(text)), set, fault: None }
    }

    /// Names what a file or a stream holds. Bytes that are not UTF-8 are the [`fault`](Self::fault) of the input.
    #[must_use]
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>, set: usize) -> Self {
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => return Self::new(name, text, set),
            Err(error) => error.into_bytes(),
        };
        let source = Source::read_bytes(&bytes, &Limits::default());
        let fault = source.faults().next().cloned();
        Self { fault, ..Self::new(name, source.text().as_str(), set) }
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It could be said better.
    Hint,
    /// Worth knowing; nothing is wrong.
    Info,
    /// It works differently from what it says somewhere.
    Warning,
    /// It is refused, or broken in silence: everywhere, or in a selected mesh.
    Error,
}

impl Severity {
    /// All of them, the mildest first.
    pub const ALL: [Self; 4] = [Self::Hint, Self::Info, Self::Warning, Self::Error];

    /// The word for it, in lower case.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// The object that it is about; absent for what cannot be read as one.
    pub object: Option<Object>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The places, the main one first. There is always one.
    pub labels: Vec<Label>,
    /// What it will do in a mesh.
    pub effect: String,
    /// How to mend it.
    pub mend: String,
    /// The meshes that it is about, by the names of their profiles; empty where it is about SMI as such.
    pub meshes: Vec<&'static str>,
}

/// The object that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    /// Group and version, as written.
    pub api_version: String,
    /// The kind, as written.
    pub kind: String,
    /// Namespace and name. The name is empty where there is none.
    pub name: Name,
}

impl fmt::Display for Object {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.kind, self.name)
    }
}

/// A place that a finding points at, with a few words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The number of the input.
    pub input: usize,
    /// Where in it.
    pub span: Span,
    /// What there is to see; may be empty.
    pub text: String,
    /// The path within the object, `spec.backends[1].weight`; empty where it is the object, or no object.
    pub path: String,
}

impl Finding {
    /// The main place.
    ///
    /// # Panics
    ///
    /// Never for findings that [`check`](crate::check::check) made: they have at least one.
    #[must_use]
    pub fn primary(&self) -> &Label {
        self.labels.first().expect("a finding is made with a place")
    }

    /// The order in which findings are shown: by input and place, then by rule.
    #[must_use]
    pub fn order(&self) -> impl Ord + '_ {
        let Label { input, span, .. } = self.primary();
        (*input, *span, self.rule.code, self.message.as_str(), &self.labels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_a_fault_with_its_place() {
        let input = Input::from_bytes("a.yaml", b"a: 1\nb: \xff\n".to_vec(), 0);
        let fault = input.fault.expect("0xff is no UTF-8");
        assert_eq!(input.text.position(fault.span.start).to_string(), "2:4");
        assert_eq!(Input::from_bytes("a.yaml", "é".into(), 0).fault, None);
    }
}
