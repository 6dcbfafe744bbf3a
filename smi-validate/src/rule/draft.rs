//! Drafts: findings whose places are not looked up yet.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::finding::Severity;
use crate::model::{Name, Origin};
use crate::source::Span;

/// A finding as a rule states it.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The main place.
    pub(crate) place: Place,
    /// What there is to see at the main place; may be empty.
    pub(crate) label: String,
    /// What is wrong: one sentence, without a full stop.
    pub(crate) message: String,
    /// The other places, with what there is to see.
    pub(crate) also: Vec<(Place, String)>,
    /// What it will do in a mesh.
    pub(crate) effect: String,
    /// How to mend it.
    pub(crate) mend: String,
    /// How bad it is here; as the rule says, by default.
    pub(crate) severity: Option<Severity>,
    /// The meshes that it is about.
    pub(crate) meshes: Vec<&'static str>,
}

/// A place, as a rule knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A range of the document under check.
    Span(Span),
    /// The object in a document, by the document's number in the set.
    Document(usize),
    /// A place in an object.
    Path {
        /// The object, by kind and name; absent for the one under check.
        object: Option<(Cow<'static, str>, Arc<Name>)>,
        /// The path in it; empty for the object itself, which is shown at its name.
        path: String,
        /// Which part of what is there.
        part: Part,
    },
}

/// A part of what a path leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Part {
    /// The value.
    #[default]
    Value,
    /// The key.
    Key,
    /// Some bytes of a text, counted without quotes and escapes.
    Within(Range<usize>),
}

impl Place {
    /// A place in the object under check.
    pub(crate) fn path(path: impl Into<String>) -> Self {
        Self::Path { object: None, path: path.into(), part: Part::Value }
    }

    /// An object, by kind and name.
    pub(crate) fn object(kind: &str, name: &Name) -> Self {
        let object = Some((kind.to_owned().into(), name.clone().into()));
        Self::Path { object, path: String::new(), part: Part::Value }
    }

    /// The place of an element of the model.
    pub(crate) fn of(origin: &Origin) -> Self {
        let object = Some((origin.kind.clone(), Arc::clone(&origin.name)));
        Self::Path { object, path: origin.path.clone(), part: Part::Value }
    }

    /// A place in an element of the model, or in the place that this is: `.weight`, `[2]`.
    pub(crate) fn at(mut self, more: &str) -> Self {
        if let Self::Path { path, .. } = &mut self {
            path.push_str(if path.is_empty() { more.trim_start_matches('.') } else { more });
        }
        self
    }

    /// The key instead of the value.
    pub(crate) fn key(self) -> Self {
        self.part(Part::Key)
    }

    /// Some bytes of the text that is there.
    pub(crate) fn within(self, range: Range<usize>) -> Self {
        self.part(Part::Within(range))
    }

    fn part(mut self, new: Part) -> Self {
        if let Self::Path { part, .. } = &mut self {
            *part = new;
        }
        self
    }
}

impl From<&Origin> for Place {
    fn from(origin: &Origin) -> Self {
        Self::of(origin)
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::Span(span)
    }
}

impl Draft {
    /// A finding at a place: what is wrong, what it does in a mesh, and how to mend it.
    pub(crate) fn new(
        place: impl Into<Place>,
        message: impl Into<String>,
        effect: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            place: place.into(),
            label: String::new(),
            message: message.into(),
            also: Vec::new(),
            effect: effect.into(),
            mend: mend.into(),
            severity: None,
            meshes: Vec::new(),
        }
    }

    /// What there is to see at the main place.
    pub(crate) fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Another place, with what there is to see.
    pub(crate) fn also(mut self, place: impl Into<Place>, text: impl Into<String>) -> Self {
        self.also.push((place.into(), text.into()));
        self
    }

    /// How bad it is here.
    pub(crate) const fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }
}

/// Where a rule puts what it finds.
#[derive(Debug, Default)]
pub(crate) struct Drafts {
    found: Vec<Draft>,
}

impl Drafts {
    /// What a rule finds.
    pub(crate) fn of(check: impl FnOnce(&mut Self)) -> Vec<Draft> {
        let mut drafts = Self::default();
        check(&mut drafts);
        drafts.found
    }

    /// Adds a finding.
    pub(crate) fn add(&mut self, draft: Draft) {
        self.found.push(draft);
    }

    /// Adds findings.
    pub(crate) fn extend(&mut self, drafts: impl IntoIterator<Item = Draft>) {
        self.found.extend(drafts);
    }
}
