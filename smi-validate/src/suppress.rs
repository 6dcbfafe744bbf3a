//! Suppression: findings that their author has looked at and lets pass.
//!
//! - `# smi-validate: allow(name, SMI210) why` covers the findings whose main place begins on the next line with content,
//!   or on its own line if something stands before it there.
//! - `# smi-validate: allow-object(name)` in or above an object covers the object.
//! - `# smi-validate: allow-file(name)` anywhere in a file covers the file.
//! - The annotation `smi-validate/allow: "name, name"` covers its object.
//!
//! Only the main place of a finding counts. What is written wrongly, names no rule or covers nothing is told.

mod annotation;
mod apply;
mod comment;
mod place;

use crate::nearest;
use crate::rule::Rule;
use crate::rules;
use crate::source::{Document, Span};

pub(crate) use self::apply::{Unused, apply};

/// What the author of a manifest lets pass at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suppression {
    /// The number of the input.
    pub(crate) input: usize,
    /// What it covers.
    pub(crate) scope: Scope,
    /// The rules, each with the place where it is named.
    pub(crate) rules: Vec<(&'static Rule, Span)>,
    /// What is wrong with it.
    pub(crate) mistakes: Vec<Mistake>,
}

/// What a suppression covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// What begins on a line, counted from 1.
    Line(u32),
    /// What begins in an object or document.
    Object(Span),
    /// The input.
    File,
    /// Nothing: there is no line below it, or it is malformed.
    Nothing,
}

/// What is wrong with a suppression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// The number of the input.
    pub(crate) input: usize,
    /// The place.
    pub(crate) span: Span,
    /// What is wrong, in one sentence without a full stop.
    pub(crate) message: String,
    /// How to mend it.
    pub(crate) mend: String,
}

/// How rules are found by code or name.
type Find = fn(&str) -> Option<&'static Rule>;

/// What every suppression has in it.
const MARK: &str = "smi-validate";

/// The suppressions of a document, in no particular order. Of the objects of a list, the first has those of the comments
/// of the whole list.
pub(crate) fn of_document(document: &Document, input: usize) -> Vec<Suppression> {
    of_document_with(document, input, rules::find)
}

fn of_document_with(document: &Document, input: usize, find: Find) -> Vec<Suppression> {
    let mut reader = Reader { input, find, found: Vec::new() };
    reader.read_annotations(document);
    let has_any = |whole: &&Document| whole.comments().next().is_some() && has_mark(whole);
    if let Some(whole) = whole_at_first(document).filter(has_any) {
        reader.read_comments(whole, document.list().is_some());
    }
    reader.found
}

fn has_mark(document: &Document) -> bool {
    document.text().slice(document.span()).contains(MARK)
}

/// The document itself, or the list that it is the very first object of.
fn whole_at_first(document: &Document) -> Option<&Document> {
    let mut whole = document;
    while let Some((list, index)) = whole.list() {
        if index > 0 {
            return None;
        }
        whole = list;
    }
    Some(whole)
}

/// What to do about a name that no rule has.
fn meant(name: &str) -> String {
    let known = rules::ALL.iter().flat_map(|rule| [rule.name, rule.code]);
    match nearest::nearest(name, known).first() {
        Some(near) => format!("write `{near}` if that is meant; `smi-validate rules` lists all"),
        None => "name a rule by its name or code; `smi-validate rules` lists them".to_owned(),
    }
}

/// Reads suppressions.
struct Reader {
    input: usize,
    find: Find,
    found: Vec<Suppression>,
}

impl Reader {
    /// Adds a suppression of the rules that are named, each with its place.
    fn add<'n>(&mut self, scope: Scope, names: impl Iterator<Item = (&'n str, Span)>) {
        let (mut rules, mut mistakes) = (Vec::new(), Vec::new());
        for (name, span) in names {
            match (self.find)(name) {
                Some(rule) => rules.push((rule, span)),
                None => mistakes.push(Mistake {
                    input: self.input,
                    span,
                    message: format!("no rule is called `{name}`, so this allows nothing"),
                    mend: meant(name),
                }),
            }
        }
        self.found.push(Suppression { input: self.input, scope, rules, mistakes });
    }

    fn add_mistake(&mut self, span: Span, message: String, mend: &str) {
        let mistake = Mistake { input: self.input, span, message, mend: mend.to_owned() };
        self.found.push(Suppression {
            input: self.input,
            scope: Scope::Nothing,
            rules: Vec::new(),
            mistakes: vec![mistake],
        });
    }
}

#[cfg(test)]
mod tests;
