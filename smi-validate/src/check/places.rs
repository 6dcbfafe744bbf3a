//! Where the objects of a set stand, for answers that point at what decided.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use foldhash::HashMap;

use super::prepare::At;
use super::{Checked, resolve};
use crate::finding::Input;
use crate::model::{Name, Origin};
use crate::rule::Place;
use crate::source::{Document, Fault, Limits, Pieces, Span};

/// Where the objects of a set stand.
#[derive(Debug, Default)]
pub struct Directory {
    pub(super) documents: Vec<At>,
    /// The document of each object, by kind and name.
    pub(super) by_name: HashMap<(Cow<'static, str>, Arc<Name>), usize>,
}

impl Directory {
    /// The document of an object.
    pub(super) fn document_of(&self, object: &(Cow<'static, str>, Arc<Name>)) -> Option<At> {
        let index = self.by_name.get(object)?;
        self.documents.get(*index).copied()
    }
}

/// What a piece of a text consists of.
type Parts = Vec<Result<Document, Fault>>;

/// Finds the places of elements of one set. Documents are not kept after a check: they are read again when they are asked
/// for, each once.
#[derive(Debug)]
pub struct Places<'c> {
    directory: Option<&'c Directory>,
    inputs: &'c [Input],
    limits: Limits,
    pieces: RefCell<HashMap<usize, Pieces>>,
    read: RefCell<HashMap<(usize, usize), Parts>>,
}

impl Checked {
    /// Finds places in the set of a number. The inputs are those that were checked.
    #[must_use]
    pub fn places<'c>(&'c self, set: usize, inputs: &'c [Input], limits: &Limits) -> Places<'c> {
        Places {
            directory: self.directories.get(&set),
            inputs,
            limits: *limits,
            pieces: RefCell::default(),
            read: RefCell::default(),
        }
    }
}

impl Places<'_> {
    /// The place of an element: the number of the input, and the range in it. Nothing for what was not in the input.
    #[must_use]
    pub fn place(&self, origin: &Origin) -> Option<(usize, Span)> {
        let object = (origin.kind.clone(), Arc::clone(&origin.name));
        let At { input, piece, item } = self.directory?.document_of(&object)?;
        let text = &self.inputs.get(input)?.text;
        let mut pieces = self.pieces.borrow_mut();
        let pieces = pieces.entry(input).or_insert_with(|| Pieces::of(text.clone()));
        let mut read = self.read.borrow_mut();
        let documents =
            read.entry((input, piece)).or_insert_with(|| pieces.read(piece, &self.limits));
        let document = documents.get(item)?.as_ref().ok()?;
        Some((input, resolve::span(document, &Place::of(origin))))
    }

    /// The place as people write it: `shop.yaml:12:9`.
    #[must_use]
    pub fn named(&self, origin: &Origin) -> Option<String> {
        let (input, span) = self.place(origin)?;
        let input = self.inputs.get(input)?;
        Some(format!("{}:{}", input.name, input.text.position(span.start)))
    }
}
