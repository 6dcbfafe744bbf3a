//! SMI009: documents that kubectl never reads.

use crate::check::{Context, DocumentView};
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// A document stands behind the end marker `...`
    ///
    /// YAML lets another document follow a line `...` without `---`. kubectl reads nothing up to the next `---`.
    ///
    /// # In a mesh
    ///
    /// The object never arrives, and kubectl says nothing about it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: TCPRoute
    /// metadata: { name: all, namespace: shop }
    /// spec: {}
    /// ...
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: TCPRoute
    /// metadata: { name: more, namespace: shop }
    /// spec: {}
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: TCPRoute
    /// metadata: { name: all, namespace: shop }
    /// spec: {}
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: TCPRoute
    /// metadata: { name: more, namespace: shop }
    /// spec: {}
    /// ```
    ///
    /// # Mend
    ///
    /// Write `---` instead of `...`.
    ///
    /// # Sources
    ///
    /// YAML 1.2.2, section 9.1.2; `kubectl apply` of Kubernetes 1.34.
    "SMI009" "document-after-end" Error Document(check)
}

fn check(view: &DocumentView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let start = view.document.start();
    if start.is_after_end && start.marker.is_none() {
        drafts.add(Draft::new(
            crate::rule::Place::path(""),
            "this document stands behind the end marker `...`, and no `---` begins it",
            "kubectl never reads it, and says nothing about it",
            "write `---` instead of `...`",
        ));
    }
}
