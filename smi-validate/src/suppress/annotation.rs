//! Suppression by an annotation of the object.

use super::{MARK, Reader, Scope, comment};
use crate::source::{Document, Node};

/// The annotation.
const ALLOW: &str = "smi-validate/allow";
const FORM: &str = "write the names of rules, such as `smi-validate/allow: \"NAME, NAME\"`";

impl Reader {
    /// Reads the annotations of an object.
    pub(super) fn read_annotations(&mut self, document: &Document) {
        let metadata = document.root().get("metadata").map(|entry| entry.value);
        let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
        for entry in annotations.map(|entry| entry.value.entries()).into_iter().flatten() {
            match entry.name.strip_prefix(MARK) {
                _ if entry.name == ALLOW => self.read_annotation(document, entry.value),
                Some(rest) if rest.starts_with('/') => {
                    let message =
                        format!("expected the annotation `{ALLOW}`, found `{}`", entry.name);
                    self.add_mistake(entry.key.span(), message, FORM);
                }
                _ => {}
            }
        }
    }

    fn read_annotation(&mut self, document: &Document, value: Node<'_>) {
        let list = value.as_str().unwrap_or_default();
        if comment::names(list).next().is_none() {
            let message = format!("expected the names of rules in `{ALLOW}`, found none");
            self.add_mistake(value.span(), message, FORM);
            return;
        }
        let trace = value.trace();
        let named = comment::names(list).map(|(name, at)| (name, trace.place(at)));
        self.add(Scope::Object(document.span()), named);
    }
}
