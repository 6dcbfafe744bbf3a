//! Reading: texts, documents, scalars, places and types.

mod differential;
mod faults;
mod kubectl;
mod laws;
mod places;
mod types;

use smi_validate::source::{Document, Source};

/// The only document of a text.
fn document(text: &str) -> Document {
    let source = Source::read(text);
    assert_eq!(source.faults().next(), None, "{text:?}");
    let mut documents = source.documents();
    let document = documents.next().unwrap_or_else(|| panic!("no document in {text:?}"));
    assert!(documents.next().is_none(), "{text:?}");
    document.clone()
}
