//! SMI008: content on the line of a marker.

use crate::check::{Context, DocumentView};
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// Content stands on the line of the marker `---`
    ///
    /// YAML allows `--- { … }`. kubectl splits a file at its markers before it reads YAML, and does not.
    ///
    /// # In a mesh
    ///
    /// kubectl refuses the document, or drops what stands on the line, depending on its version.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// --- { apiVersion: specs.smi-spec.io/v1alpha3, kind: TCPRoute, metadata: { name: all, namespace: shop }, spec: {} }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// ---
    /// { apiVersion: specs.smi-spec.io/v1alpha3, kind: TCPRoute, metadata: { name: all, namespace: shop }, spec: {} }
    /// ```
    ///
    /// # Mend
    ///
    /// Begin the document on the next line.
    ///
    /// # Sources
    ///
    /// The YAML reader of `kubectl apply` of Kubernetes 1.34.
    "SMI008" "content-on-marker" Error Document(check)
}

fn check(view: &DocumentView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let start = view.document.start();
    let marker =
        start.marker.filter(|_| start.has_content_on_marker && view.document.list().is_none());
    if let Some(marker) = marker {
        drafts.add(Draft::new(
            marker,
            "content stands on the line of the marker `---`",
            "kubectl refuses the document, or drops what stands on this line",
            "begin the document on the next line",
        ));
    }
}
