//! SMI611: an object cannot be converted

use crate::rule::{Draft, Place, rule};

rule! {
    /// An object cannot be converted
    ///
    /// The kind does not exist in the version, the mesh does not serve it, or the object cannot be read.
    ///
    /// # In a mesh
    ///
    /// Nothing becomes of the object: it stays in the stream as it is, and the API server will refuse it or keep it without effect.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # --to v1alpha2
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: UDPRoute
    /// metadata: { name: dns, namespace: shop }
    /// spec:
    ///   matches: { ports: [53] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # --to v1alpha4
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: UDPRoute
    /// metadata: { name: dns, namespace: shop }
    /// spec:
    ///   matches: { ports: [53] }
    /// ```
    ///
    /// # Mend
    ///
    /// Leave the object out, choose another version or mesh, or mend what `check` says about it.
    ///
    /// # Sources
    ///
    /// The versions of each kind: SMI release notes; the profiles of meshes.
    "SMI611" "not-convertible" Error Elsewhere
}

/// What is said of an object, and why.
pub(super) fn draft(why: &str) -> Draft {
    Draft::new(
        Place::path(""),
        format!("this object cannot be converted: {why}"),
        "it stays as it is, and is of no use where the converted objects are to go",
        "leave it out, choose another version or mesh, or mend what `check` says about it",
    )
}

/// What is said of a document that cannot be read.
pub(super) fn unreadable(why: &str, help: &str) -> Draft {
    Draft::new(
        Place::path(""),
        format!("this document cannot be read, so nothing in it is converted: {why}"),
        "it stays as it is; kubectl refuses it",
        help,
    )
}
