//! Texts as a stream of documents: what is converted is written anew, and the rest stays as it is.

use smi_types::{Manifest, catalog};

use super::yaml;
use crate::check::DocumentView;
use crate::finding::Input;
use crate::render;
use crate::source::{Document, Fault, Limits, Path, Pieces, Step};

/// A piece of a text: a document, a list, or what is broken.
pub(super) struct Piece {
    /// The number of the input.
    pub(super) input: usize,
    /// Its text, with its marker.
    text: String,
    /// Its documents; several only in a list.
    pub(super) items: Vec<Item>,
    /// Why it cannot be read.
    pub(super) fault: Option<Fault>,
}

/// A document.
pub(super) struct Item {
    pub(super) document: Document,
    pub(super) outcome: Outcome,
}

/// What becomes of a document.
pub(super) enum Outcome {
    /// It stays as it is.
    Kept,
    /// It is not needed any more.
    Gone,
    /// It is written anew, with what is made beside it.
    Anew { value: Box<Manifest>, also: Vec<Manifest> },
}

/// What a document is.
pub(super) enum Read {
    /// No object of SMI.
    Other,
    /// An object of SMI that cannot be read, and why.
    Broken(String),
    /// An object of SMI.
    Object(Box<Manifest>),
}

/// Takes texts apart.
pub(super) fn read(inputs: &[Input], limits: &Limits) -> Vec<Piece> {
    let mut all = Vec::new();
    for (input, one) in inputs.iter().enumerate() {
        let pieces = Pieces::of(one.text.clone());
        for index in 0..pieces.len() {
            let span = pieces.span(index).unwrap_or_default();
            let text = one.text.slice(span).to_owned();
            let mut piece = Piece { input, text, items: Vec::new(), fault: None };
            for part in pieces.read(index, limits) {
                match part {
                    Ok(document) => piece.items.push(Item { document, outcome: Outcome::Kept }),
                    Err(fault) => piece.fault = Some(fault),
                }
            }
            all.push(piece);
        }
    }
    all
}

/// Reads a document as an object of SMI.
pub(super) fn object(document: &Document) -> Read {
    let (api_version, kind) = (document.api_version(), document.kind());
    let api_version = api_version.as_deref().unwrap_or_default();
    let kind = kind.as_deref().unwrap_or_default();
    let entry = catalog::find(api_version, kind);
    if !(DocumentView { document, entry, kind, api_version }).is_smi() {
        return Read::Other;
    }
    if entry.is_none() {
        return Read::Broken(format!("SMI has no {kind} in `{api_version}`"));
    }
    if let Some(fault) = document.faults().next() {
        return Read::Broken(fault.to_string());
    }
    match document.manifest() {
        Some(Ok(read)) => Read::Object(Box::new(read.value)),
        Some(Err(error)) => Read::Broken(error.to_string()),
        None => Read::Broken(format!("SMI has no {kind} in `{api_version}`")),
    }
}

/// The fields that are not carried over: the type does not know them. Metadata and status are, as they are.
pub(super) fn unknown_fields(document: &Document) -> Vec<String> {
    let Some(Ok(read)) = document.manifest() else { return Vec::new() };
    let is_carried = |path: &Path| match path.steps().first() {
        Some(Step::Field(name)) => name == "metadata" || name == "status",
        _ => false,
    };
    let unknown = read.unknown.into_iter().map(|field| field.path);
    unknown.filter(|path| !is_carried(path)).map(|path| path.to_string()).collect()
}

/// Puts a stream together again.
pub(super) fn write(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        let is_kept = |item: &Item| matches!(item.outcome, Outcome::Kept);
        if piece.items.iter().all(is_kept) {
            add(&mut out, &piece.text);
            continue;
        }
        for item in &piece.items {
            match &item.outcome {
                Outcome::Kept => add(&mut out, &yaml::item(&item.document)),
                Outcome::Gone => {}
                Outcome::Anew { value, also } => {
                    add(&mut out, &yaml::converted(value, &item.document));
                    also.iter().for_each(|object| add(&mut out, &render::yaml::write(object)));
                }
            }
        }
    }
    out
}

/// Adds a document, behind a marker unless it has one or is the first.
fn add(out: &mut String, text: &str) {
    if !out.is_empty() {
        if !out.ends_with('\n') {
            out.push('\n');
        }
        if text.starts_with('%') {
            out.push_str("...\n");
        } else if !has_marker(text) {
            out.push_str("---\n");
        }
    }
    out.push_str(text);
}

fn has_marker(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.next().is_some_and(|line| {
        line.strip_prefix("---")
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    })
}

impl Item {
    /// How many objects are written anew for it.
    pub(super) fn written_anew(&self) -> usize {
        match &self.outcome {
            Outcome::Kept | Outcome::Gone => 0,
            Outcome::Anew { also, .. } => 1 + also.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::add;

    #[test]
    fn documents_stay_apart() {
        let joined = |texts: &[&str]| {
            let mut out = String::new();
            texts.iter().for_each(|text| add(&mut out, text));
            out
        };
        assert_eq!(joined(&["a: 1", "b: 1\n"]), "a: 1\n---\nb: 1\n");
        assert_eq!(joined(&["---\na: 1\n", "# c\n---\nb: 1\n"]), "---\na: 1\n# c\n---\nb: 1\n");
        assert_eq!(joined(&["a: 1\n", "---x\n"]), "a: 1\n---\n---x\n");
        assert_eq!(
            joined(&["a: 1\n", "%YAML 1.2\n---\nb: 1\n"]),
            "a: 1\n...\n%YAML 1.2\n---\nb: 1\n"
        );
    }
}
