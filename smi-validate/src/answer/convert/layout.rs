//! Where a field of another version stands in a document.

use crate::rule::{Draft, Place};
use crate::source::Document;

/// A conversion takes several steps, and says where something was in the version that lost it. In the document it may stand
/// elsewhere: early versions have no `spec`, and call rules `specs`.
pub(super) fn follow(draft: &mut Draft, document: &Document) {
    let Place::Path { path, .. } = &mut draft.place else { return };
    let bare = path.strip_prefix("spec.").unwrap_or(path);
    let spec = format!("spec.{bare}");
    let renamed = bare.replacen("rules", "specs", 1);
    let candidates = [path.clone(), spec, bare.to_owned(), renamed];
    let missing = |path: &&String| document.find(path).missing;
    if let Some(nearest) = candidates.iter().min_by_key(missing) {
        path.clone_from(nearest);
    }
}
